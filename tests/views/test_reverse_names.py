"""Meine Produkte → Server → IP-Adressen: what they are called, and how the customer says so."""

import json
from dataclasses import replace
from datetime import date

import pytest

import database
import gateways
from gateways import Rejected, Unanswered, Unreachable
from gateways.dns import Changed, Record, Zone
from models import AuditEntry, Cancellation, Suspension
from rules.products import reverse_names
from tests.rules.products.measuring import server

NET, V6 = "2.0.192.in-addr.arpa", "8.b.d.0.1.0.0.2.ip6.arpa"


@pytest.fixture
def owned(alice):
    """A server with one address in our reverse zone."""
    gateways.dns.default.create(Zone(NET, 0, (Record("7", "PTR", 3600, "alt.alice.example."),)))
    return server(address="192.0.2.7")


@pytest.fixture
def place(owned):
    return f"/produkte/server/{owned.contract_id}/adressen"


def ptr(zone=NET):
    return {each.name: each.data for each in gateways.dns.default.zone(zone).records if each.type == "PTR"}


def noted():
    return [json.loads(each.after) for each in AuditEntry.select().where(AuditEntry.what == "reverse name changed")]


def test_the_names_are_shown_and_changed_on_the_name_server(alice, place):
    assert "alt.alice.example" in alice.get(place).text
    assert 'value="alt.alice.example"' in alice.get(f"{place}/192.0.2.7").text
    answer = alice.post(f"{place}/192.0.2.7", {"name": " Bäcker.Alice.example. "}, follow=True)
    assert "Der Name von 192.0.2.7 ist gespeichert." in answer.text and "bäcker.alice.example" in answer.text
    assert ptr() == {"7": "xn--bcker-gra.alice.example."}
    assert noted() == [{"address": "192.0.2.7", "name": "xn--bcker-gra.alice.example"}]


def test_an_empty_name_takes_the_record_away_and_the_same_again_changes_nothing(alice, place):
    alice.post(f"{place}/192.0.2.7", {"name": ""})
    assert ptr() == {} and "kein Name" in alice.get(place).text
    alice.post(f"{place}/192.0.2.7", {"name": ""})
    assert len(noted()) == 1


def test_an_ipv6_address_gets_its_name_in_the_smallest_zone_that_is_ours(alice):
    smaller = "1.0.0.0." + V6
    for zone in (V6, smaller):
        gateways.dns.default.create(Zone(zone, 0, ()))
    owned = server(address="2001:db8:1::7")
    address = f"/produkte/server/{owned.contract_id}/adressen/2001:db8:1::7"
    assert alice.post(address, {"name": "mail.alice.example"}).status_code == 303
    assert ptr(V6) == {} and ptr(smaller) == {"7." + "0." * 18 + "0": "mail.alice.example."}


def test_where_the_reverse_zone_is_not_ours_the_page_says_so_and_nothing_can_be_set(alice):
    owned = server(address="198.51.100.7")
    place = f"/produkte/server/{owned.contract_id}/adressen"
    assert "verwaltet jemand anders" in alice.get(place).text
    answer = alice.post(f"{place}/198.51.100.7", {"name": "mail.alice.example"})
    assert answer.status_code == 422 and "können wir hier nicht ändern" in answer.text


@pytest.mark.parametrize(
    "name", ["x", "192.0.2.1", "a b.example", "-.example", "a\x00.example", "ä" * 70 + ".example", "a..example"]
)
def test_what_is_no_host_name_is_said_at_the_field(alice, place, name):
    answer = alice.post(f"{place}/192.0.2.7", {"name": name})
    assert answer.status_code == 422 and 'id="name-error"' in answer.text
    assert ptr() == {"7": "alt.alice.example."} and noted() == []


class Odd:
    """A name server that does something else when it is told a change."""

    def __init__(self, server, does, then_silent=False):
        self.server, self.does, self.then_silent, self.told = server, does, then_silent, False

    def __getattr__(self, name):
        return getattr(self.server, name)

    def zone(self, name):
        if self.told and self.then_silent:
            raise Unreachable("away")
        return self.server.zone(name)

    def change(self, before, sets):
        self.told = True
        self.does(self.server, before, sets)


def refuse(error):
    def does(server, before, sets):
        raise error

    return does


def write_and_say_nothing(server, before, sets):
    server.change(before, sets)
    raise Unanswered("no answer")


def be(monkeypatch, does, **more):
    odd = Odd(gateways.dns.default, does, **more)
    monkeypatch.setattr(gateways.dns, "_servers", dict.fromkeys(gateways.dns.names, odd))


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (refuse(Changed()), "jemand anders diesen Namen geändert"),
        (refuse(Rejected("no")), "nimmt diesen Namen nicht an"),
        (refuse(Unreachable("away")), "antwortet gerade nicht"),
        (lambda server, before, sets: None, "nicht angekommen"),
        (refuse(Unanswered("no answer")), "nicht angekommen"),
    ],
    ids=["changed", "rejected", "unreachable", "silently ignored", "unanswered and not done"],
)
def test_nothing_is_called_saved_that_the_server_does_not_serve(alice, place, monkeypatch, does, said):
    be(monkeypatch, does)
    answer = alice.post(f"{place}/192.0.2.7", {"name": "neu.alice.example"})
    assert answer.status_code == 422 and said in answer.text and 'value="neu.alice.example"' in answer.text
    assert ptr() == {"7": "alt.alice.example."} and noted() == []


def test_no_answer_but_done_is_found_out_by_reading_back(alice, place, monkeypatch):
    be(monkeypatch, write_and_say_nothing)
    assert alice.post(f"{place}/192.0.2.7", {"name": "neu.alice.example"}).status_code == 303
    assert ptr() == {"7": "neu.alice.example."} and len(noted()) == 1


def test_no_answer_at_all_is_said_and_stands_in_the_audit_log(alice, place, monkeypatch):
    be(monkeypatch, write_and_say_nothing, then_silent=True)
    answer = alice.post(f"{place}/192.0.2.7", {"name": "neu.alice.example"})
    assert answer.status_code == 422 and "wissen wir noch nicht" in answer.text
    assert noted() == [{"address": "192.0.2.7", "name": "neu.alice.example", "error": "keine Antwort vom Nameserver"}]


def test_while_the_server_is_away_the_page_says_so(alice, place, monkeypatch):
    class Away:
        def exists(self, name):
            raise Unreachable("away")

    monkeypatch.setattr(gateways.dns, "_servers", {"ns1": Away()})
    for address in (place, f"{place}/192.0.2.7"):
        assert alice.get(address).status_code == 200
    assert "antwortet gerade nicht" in alice.get(place).text


def test_nobody_else_gets_at_it(alice, bob, agency, visitor, place):
    for path in (place, f"{place}/192.0.2.7"):
        assert bob.get(path).status_code == 404
        assert agency.get(path).status_code == 403
        assert visitor.get(path).location.startswith("/anmelden")
    alice.grant(agency, "contracts")
    assert agency.post(f"{place}/192.0.2.7", {"name": "x.example"}).status_code == 403
    assert bob.post(f"{place}/192.0.2.7", {"name": "x.example"}).status_code == 404
    assert alice.post(f"{place}/192.0.2.8", {"name": "x.example"}).status_code == 404
    assert alice.get(f"{place}/x%00y").status_code == 404
    assert ptr() == {"7": "alt.alice.example."}


def test_one_s_own_server_does_not_open_another_s_address(alice, place):
    foreign = server("bob.example", 502, address="192.0.2.8")
    assert alice.post(f"{place}/192.0.2.8", {"name": "x.alice.example"}).status_code == 404
    assert alice.get(f"/produkte/server/{foreign.contract_id}/adressen").status_code == 404


@pytest.mark.parametrize("kind", ["powerdns", "bind", "knot"])
def test_on_every_kind_of_name_server_the_name_is_served_afterwards(house, request, kind):
    nameserver = request.getfixturevalue(kind)
    zone = nameserver.new_zone(Record("7", "PTR", 3600, "alt.alice.example."))
    place = reverse_names._Place(kind, zone, "7")
    setting = replace(nameserver.setting, name=kind)
    gateways.start(replace(house, nameserver=(setting,)), database.in_write)
    try:
        assert reverse_names._write(place, nameserver.gateway.zone(zone), "neu.alice.example")
        answer = nameserver.ask(f"7.{zone}", "PTR")
        assert [str(each) for found in answer.answer for each in found] == ["neu.alice.example."]
    finally:
        gateways.start(house, database.in_write)


def test_the_list_of_servers_leads_there_for_who_may_open_it(alice, agency, place):
    assert f'href="{place}"' in alice.get("/produkte/server").text
    alice.grant(agency, "contracts")
    assert f'href="{place}"' not in agency.get("/produkte/server").text
    alice.grant(agency, "domains")
    assert f'href="{place}"' in agency.get("/produkte/server").text


@pytest.mark.parametrize(
    "stop",
    [
        lambda contract: Suspension.create(contract=contract),
        lambda contract: Cancellation.create(contract=contract, effective_on=date(2020, 1, 1)),
    ],
    ids=["suspended", "ended"],
)
def test_a_contract_that_does_not_run_sets_no_names(alice, owned, place, stop):
    stop(owned.contract)
    answer = alice.post(f"{place}/192.0.2.7", {"name": "neu.alice.example"})
    assert answer.status_code == 422 and "Dieser Vertrag läuft nicht" in answer.text
    assert ptr() == {"7": "alt.alice.example."} and not noted()
