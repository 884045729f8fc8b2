"""DNSSEC: on, off with a warning, what the registry must know."""

import pytest

import gateways
from gateways.dns import NameServers, Signing
from models import AuditEntry, Session
from tests.rules.dns.conftest import Moody

ADDRESS = "/produkte/domains/brot.example/dns/dnssec"
DS = "12345 13 2 " + "ab" * 32
DNSKEY = "257 3 13 " + "Zm9v" * 20


class Signer(Moody):
    """A name server that signs."""

    is_on, refusal = False, None

    def signing(self, name):
        self._do([self.refusal])
        return Signing(True, (DS,), (DNSKEY,)) if self.is_on else Signing(False)

    def sign(self, name):
        self._do([self.refusal])
        self.is_on = True

    def unsign(self, name):
        self._do([self.refusal])
        self.is_on = False


@pytest.fixture
def signer(zone, monkeypatch):
    server = Signer(gateways.dns.default)
    monkeypatch.setattr(gateways, "dns", NameServers({"zones": server}))
    return server


def test_it_is_switched_on_and_says_what_the_registry_needs(alice, signer):
    assert "ausgeschaltet" in alice.get(ADDRESS).text
    answer = alice.post(ADDRESS, follow=True)
    assert signer.is_on and "DNSSEC ist eingeschaltet." in answer.text
    assert "12345" in answer.text and "13 (ECDSAP256SHA256)" in answer.text and "2 (SHA-256)" in answer.text
    assert f"brot.example. IN DS {DS}" in answer.text and "text=Bitte%20lassen%20Sie" in answer.text
    assert "257" in answer.text and f"brot.example. IN DNSKEY {DNSKEY}" in answer.text
    assert AuditEntry.get(AuditEntry.what == "dnssec switched on").account == alice.account
    assert "/dns/dnssec" in alice.get("/produkte/domains/brot.example/dns").text


def test_it_is_switched_off_only_by_whoever_says_that_the_registry_knows(alice, signer):
    signer.is_on = True
    assert "verschwindet brot.example aus dem Internet" in alice.get(f"{ADDRESS}/abschaltung").text
    answer = alice.post(f"{ADDRESS}/abschaltung")
    assert answer.status_code == 422 and signer.is_on
    answer = alice.post(f"{ADDRESS}/abschaltung", {"removed": "y"}, follow=True)
    assert "DNSSEC ist ausgeschaltet." in answer.text and not signer.is_on
    assert AuditEntry.select().where(AuditEntry.what == "dnssec switched off").exists()


@pytest.mark.parametrize("path", ["", "/abschaltung"])
def test_both_ask_for_the_password_again_when_it_was_long_ago(alice, signer, later, path):
    Session.update(proved_at=None).execute()
    answer = alice.post(ADDRESS + path, {"removed": "y"})
    assert "Passwort" in answer.text and not AuditEntry.select().where(AuditEntry.what.contains("dnssec")).exists()


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (gateways.Unreachable("x"), "antwortet gerade nicht"),
        (gateways.Unanswered("x"), "hat nicht geantwortet"),
        (gateways.Rejected("so nicht"), "nicht angenommen. so nicht"),
    ],
)
def test_a_server_that_does_not_is_a_sentence(alice, signer, refusal, sentence):
    signer.refusal = refusal
    assert "antwortet gerade nicht" in alice.get(ADDRESS).text
    answer = alice.post(ADDRESS)
    assert answer.status_code == 303
    answer = alice.post(f"{ADDRESS}/abschaltung", {"removed": "y"})
    assert answer.status_code == 422 and sentence in answer.text
