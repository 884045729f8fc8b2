"""Meine Daten → Zahlungsdetails → SEPA-Mandat."""

from datetime import timedelta

import pytest

import clock
from models import Mandate, Session
from tests.rules.payments.debiting import IBAN, collect_debits, give_mandate

ADDRESS = "/daten/zahlungsdetails/mandat"
TYPED = {"account_holder": "Alice Ahrens", "iban": "DE02 5001 0517 0137 0750 30"}


@pytest.fixture(autouse=True)
def creditor(house, monkeypatch):
    collect_debits(monkeypatch)


def test_before_it_is_given_the_bank_is_named_and_nothing_is_stored(alice):
    page = alice.post(ADDRESS, TYPED)
    assert page.status_code == 200
    for word in ("ING-DiBa", "INGDDEFFXXX", "M501-1", "Gläubiger-ID DE98ZZZ09999999999", "acht Wochen", IBAN):
        assert word in page.text, word
    assert not Mandate.select().exists()


def test_it_is_given_with_the_second_click_seen_and_revoked(alice):
    answer = alice.post(f"{ADDRESS}/erteilung", TYPED, follow=True)
    assert "das SEPA-Mandat ist erteilt" in answer.text
    mandate = Mandate.in_force(alice.customer)
    assert (mandate.iban, mandate.given_by, mandate.address) == (IBAN, alice.account, "127.0.0.1")
    page = alice.get("/daten/zahlungsdetails").text
    assert "DE02 5001 0517 0137 0750 30" in page and "M501-1" in page and "ING-DiBa" in page
    assert "wirklich widerrufen" in alice.post(f"{ADDRESS}/widerruf").text
    assert Mandate.in_force(alice.customer)
    alice.post(f"{ADDRESS}/widerruf", {"confirmed": "1"})
    assert Mandate.in_force(alice.customer) is None
    assert alice.post(f"{ADDRESS}/widerruf", {"confirmed": "1"}).status_code == 404


def test_who_has_not_shown_the_password_lately_is_asked_for_it(alice, password):
    before = clock.now() - Session.PROVED_FOR - timedelta(seconds=1)
    Session.update(proved_at=before).where(Session.account == alice.account).execute()
    assert alice.post(f"{ADDRESS}/erteilung", TYPED).status_code == 401
    assert not Mandate.select().exists()
    assert alice.post(f"{ADDRESS}/erteilung", TYPED | {"proof_password": password}).status_code == 303
    assert Mandate.select().count() == 1


@pytest.mark.parametrize("path", ["", "/erteilung"])
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("iban", "DE03 5001 0517 0137 0750 30", "Diese IBAN stimmt nicht."),
        ("iban", "", "Bitte ausfüllen."),
        ("iban", "AE070331234567890123456", "In diesem Land|in diesem Land"),
        ("account_holder", " ", "Bitte ausfüllen."),
        ("account_holder", "x" * 71, "höchstens 70 Zeichen"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(alice, path, field, typed, sentence):
    answer = alice.post(ADDRESS + path, TYPED | {field: typed})
    at_field = answer.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
    assert answer.status_code == 422 and any(each in at_field for each in sentence.split("|"))
    assert not Mandate.select().exists()


def test_nobody_else_gives_or_revokes_it(alice, bob, agency):
    give_mandate(alice.customer)
    for path in ("", "/erteilung", "/widerruf"):
        assert agency.post(ADDRESS + path, TYPED | {"confirmed": "1"}).status_code == 403
    assert bob.post(f"{ADDRESS}/widerruf", {"confirmed": "1"}).status_code == 404
    assert Mandate.in_force(alice.customer) and Mandate.in_force(bob.customer) is None


def test_without_a_creditor_identifier_nobody_is_asked(alice, house, monkeypatch):
    import gateways

    monkeypatch.setattr(gateways, "settings", house)
    assert "zurzeit nicht" in alice.get(ADDRESS).text
    assert alice.post(f"{ADDRESS}/erteilung", TYPED).status_code == 422
