"""The editor on real PowerDNS, BIND, Knot and zone files: what is typed is what the world is told, or it says so."""

import re
from dataclasses import replace

import dns.rdata
import pytest
import requests

import gateways
from gateways.dns import NameServers, Record, Zone, patience
from models import Domain, ZoneSave
from rules import work
from rules.dns.saving import WORK, check
from tests.gateways.dns.test_faults import INTERNAL_ERROR, gateway_at, servfail, writes
from tests.middleman import Middleman
from tests.nameservers import free_port

TLSA, SSHFP = "ab" * 32, "cd" * 32
DKIM = "v=DKIM1; k=rsa; p=" + "A" * 700
FORMS = [  # type, what is typed, name and data that are served
    ("A", {"name": "", "address": "192.0.2.1"}, "@", "192.0.2.1"),
    ("A", {"name": "*", "address": "192.0.2.9"}, "*", "192.0.2.9"),
    ("AAAA", {"name": "Größe", "address": "2001:DB8::1"}, "xn--gre-6ka8i", "2001:db8::1"),
    ("CNAME", {"name": "www", "target": "ziel.bücher.example"}, "www", "ziel.xn--bcher-kva.example."),
    ("MX", {"name": "@", "priority": "10", "target": "mail.hoster.example"}, "@", "10 mail.hoster.example."),
    ("TXT", {"name": "", "text": "v=spf1 mx -all"}, "@", '"v=spf1 mx -all"'),
    ("TXT", {"name": "k._domainkey", "text": DKIM}, "k._domainkey",
     " ".join(f'"{DKIM[at : at + 255]}"' for at in range(0, len(DKIM), 255))),
    ("TXT", {"name": "t", "text": 'a;b "c" \\d Größe'}, "t", '"a;b \\"c\\" \\\\d Gr\\195\\182\\195\\159e"'),
    ("SRV", {"name": "_sip._tcp", "priority": "0", "weight": "5", "port": "5060", "target": "sip.hoster.example"},
     "_sip._tcp", "0 5 5060 sip.hoster.example."),
    ("CAA", {"name": "", "flags": "0", "tag": "issue", "value": "letsencrypt.org"}, "@", '0 issue "letsencrypt.org"'),
    ("NS", {"name": "sub", "target": "ns.other.example"}, "sub", "ns.other.example."),
    ("TLSA", {"name": "_443._tcp", "usage": "3", "selector": "1", "matching": "1", "digest": TLSA}, "_443._tcp",
     f"3 1 1 {TLSA}"),
    ("SSHFP", {"name": "ssh", "algorithm": "4", "kind": "2", "digest": SSHFP}, "ssh", f"4 2 {SSHFP}"),
    ("HTTPS", {"name": "", "priority": "1", "target": ".", "params": "alpn=h2,h3"}, "@", '1 . alpn="h2,h3"'),
    ("SVCB", {"name": "_dns", "priority": "1", "target": "dns.hoster.example", "params": "port=853"}, "_dns",
     '1 dns.hoster.example. port="853"'),
]  # fmt: skip


class Editor:
    """A person at the DNS pages of a domain on a real server."""

    def __init__(self, person, server, name):
        self.person, self.server, self.name = person, server, name
        self.address = f"/produkte/domains/{name}/dns"

    def add(self, kind, fields):
        answer = self.person.post(f"{self.address}/eintraege/neu/{kind}", {"ttl": "300", **fields})
        assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)

    def save(self):
        text = self.person.get(f"{self.address}/aenderungen").text
        shown = re.search(r'name="shown"[^>]* value="([0-9a-f]+)"', text)[1]
        return self.person.post(f"{self.address}/aenderungen", {"shown": shown, "accepted": "y"}, follow=True)

    def served(self, name, kind):
        whole = f"{self.name}." if name == "@" else f"{name}.{self.name}."
        answer = self.server.ask(whole, kind)
        return {each for found in (*answer.answer, *answer.authority) for each in found if found.rdtype.name == kind}


@pytest.fixture(params=("zonefiles", "powerdns", "bind", "knot"))
def editor(request, alice, monkeypatch):
    server = request.getfixturevalue(request.param)
    return edited(server, server.new_zone(), alice, monkeypatch)


def edited(server, name, person, monkeypatch):
    Domain.create(customer=person.customer, name=name)
    reach(server.gateway, server.setting, monkeypatch)
    return Editor(person, server, name)


def reach(gateway, setting, monkeypatch):
    monkeypatch.setattr(gateways, "settings", replace(gateways.settings, nameserver=(setting,)))
    monkeypatch.setattr(gateways, "dns", NameServers({setting.name: gateway}))


def test_every_type_goes_through_its_form_and_is_what_the_server_tells_the_world(editor):
    for kind, fields, _, _ in FORMS:
        editor.add(kind, fields)
    assert "Gespeichert: Unser Nameserver hat Ihre Änderungen." in editor.save().text
    for kind, _, name, data in FORMS:
        assert dns.rdata.from_text("IN", kind, data) in editor.served(name, kind), (kind, name)
    assert editor.person.get(f"{editor.address}/aenderungen").text.count("Hier stehen Ihre Änderungen") == 1


def test_a_record_is_changed_deleted_and_brought_back(editor):
    editor.add("A", {"name": "www", "address": "192.0.2.1"})
    editor.save()
    key = re.search(r"eintraege/([0-9a-f]{12})/loeschung", editor.person.get(f"{editor.address}?q=192.0.2.1").text)[1]
    editor.person.post(f"{editor.address}/eintraege/{key}", {"name": "www", "address": "192.0.2.2", "ttl": "60"})
    editor.save()
    assert [each.to_text() for each in editor.served("www", "A")] == ["192.0.2.2"]
    key = re.search(r"eintraege/([0-9a-f]{12})/loeschung", editor.person.get(f"{editor.address}?q=192.0.2.2").text)[1]
    editor.person.post(f"{editor.address}/eintraege/{key}/loeschung")
    editor.save()
    assert not editor.served("www", "A")
    last = ZoneSave.select().order_by(ZoneSave.id.desc()).first()
    editor.person.post(f"{editor.address}/verlauf/{last.id}/ruecknahme")
    editor.save()
    assert [each.to_text() for each in editor.served("www", "A")] == ["192.0.2.2"]


def test_an_address_has_its_name_in_a_reverse_zone(powerdns, alice, monkeypatch):
    name = "2.0.192.in-addr.arpa"
    powerdns.gateway.create(Zone(name, 0, ()))
    editor = edited(powerdns, name, alice, monkeypatch)
    editor.add("PTR", {"name": "192.0.2.10", "target": "mail.muster.example"})
    assert "192.0.2.10" in editor.person.get(f"{editor.address}/aenderungen").text
    editor.save()
    assert [each.to_text() for each in editor.served("10", "PTR")] == ["mail.muster.example."]


def test_what_only_powerdns_knows_is_shown_and_can_be_deleted(powerdns, alice, monkeypatch):
    name = powerdns.new_zone()
    editor = edited(powerdns, name, alice, monkeypatch)
    long = '"' + "x" * 300 + '"'
    body = {"rrsets": [
        {"name": f"a.{name}.", "type": "ALIAS", "ttl": 300, "changetype": "REPLACE",
         "records": [{"content": "target.example.", "disabled": False}]},
        {"name": f"t.{name}.", "type": "TXT", "ttl": 300, "changetype": "REPLACE",
         "records": [{"content": long, "disabled": False}]},
    ]}  # fmt: skip
    options = powerdns.setting.options
    requests.patch(f"{options['url']}/api/v1/servers/localhost/zones/{name}.", json=body,
                   headers={"X-API-Key": options["api_key"]}).raise_for_status()  # fmt: skip
    text = editor.person.get(editor.address).text
    assert "target.example" in text and "x" * 300 in text
    assert editor.person.get(f"{editor.address}/export").status_code == 200
    for key in re.findall(r"eintraege/([0-9a-f]{12})/loeschung", text):
        editor.person.post(f"{editor.address}/eintraege/{key}/loeschung")
    assert "Gespeichert" in editor.save().text
    assert all(each.type == "NS" for each in powerdns.gateway.zone(name).records)


@pytest.fixture
def between():
    with Middleman(0) as middleman:
        yield middleman


@pytest.fixture(params=("powerdns", "bind", "knot"))
def shaky(request, alice, between, monkeypatch):
    """An editor on a server behind a middleman."""
    server = request.getfixturevalue(request.param)
    editor = edited(server, server.new_zone(), alice, monkeypatch)
    options = server.setting.options
    between.target = int((options.get("url") or options["server"]).rpartition(":")[2])
    reach(gateway_at(server.setting, between.port), server.setting, monkeypatch)
    editor.add("A", {"name": "www", "address": "192.0.2.7"})
    return editor


def test_a_server_that_dies_after_it_wrote_is_checked_and_found_saved(shaky, between, later):
    between.on = lambda asked: "cut" if writes(asked) else "pass"
    assert "wird geprüft" in shaky.save().text
    between.on = lambda asked: "pass"
    settle(later, 1)
    assert "ist gespeichert" in shaky.person.get(shaky.address).text
    assert [each.to_text() for each in shaky.served("www", "A")] == ["192.0.2.7"]


def test_a_server_that_never_got_it_is_checked_and_found_not_saved(shaky, between, later, monkeypatch):
    between.on = lambda asked: "silence" if writes(asked) else "pass"
    with monkeypatch.context() as hasty:
        hasty.setattr(patience, "SECONDS", 0.5)
        assert "wird geprüft" in shaky.save().text
    between.on = lambda asked: "pass"
    settle(later, 3)
    text = shaky.person.get(shaky.address).text
    assert "ist nicht gespeichert" in text and "192.0.2.7" in text and not shaky.served("www", "A")
    assert "Gespeichert" in shaky.save().text
    assert shaky.served("www", "A")


def test_a_server_that_answers_with_an_error_leaves_the_edits(shaky, between):
    broken = INTERNAL_ERROR if shaky.server.kind == "powerdns" else None
    seen = shaky.person.get(f"{shaky.address}/aenderungen").text
    between.on = lambda asked: broken or servfail(asked)
    shown = re.search(r'name="shown"[^>]* value="([0-9a-f]+)"', seen)[1]
    answer = shaky.person.post(f"{shaky.address}/aenderungen", {"shown": shown})
    assert answer.status_code == 422 and "192.0.2.7" in answer.text
    assert not shaky.served("www", "A")


def test_a_server_that_is_stopped_leaves_the_edits(shaky, monkeypatch):
    reach(gateway_at(shaky.server.setting, free_port()), shaky.server.setting, monkeypatch)
    text = shaky.person.get(shaky.address).text
    assert "Unser Nameserver antwortet gerade nicht." in text and "192.0.2.7" in text


def test_a_slow_server_is_waited_for_no_longer_than_the_patience(shaky, between, monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.3)
    between.on = lambda asked: "silence"
    assert "antwortet gerade nicht" in shaky.person.get(shaky.address).text


def settle(later, minutes):
    for _ in range(minutes):
        later(minutes=1)
        while work.do_next({WORK: check}):
            pass


def test_dnssec_is_switched_on_and_the_ds_is_that_of_the_key(powerdns, alice, monkeypatch):
    editor = edited(powerdns, powerdns.new_zone(Record("www", "A", 300, "192.0.2.1")), alice, monkeypatch)
    text = editor.person.post(f"{editor.address}/dnssec", follow=True).text
    keys = [each for found in editor.server.ask(f"{editor.name}.", "DNSKEY", dnssec=True).answer for each in found
            if each.rdtype.name == "DNSKEY"]  # fmt: skip
    assert keys and all(each in text for each in powerdns.gateway.signing(editor.name).ds)
    editor.person.post(f"{editor.address}/dnssec/abschaltung", {"removed": "y"})
    assert not powerdns.gateway.signing(editor.name).is_on
