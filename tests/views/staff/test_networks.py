"""A customer's desk → IP-Whitelist: who locked themself out is let in again."""

import json

import pytest

from models import AllowedNetwork, AuditEntry, Customer, Outbox

BOB = "/verwaltung/kunden/502/ip-whitelist"
ALL = f"{BOB}/loeschung"


@pytest.fixture
def office(house):
    """Two networks from which Bob does not come."""
    bob = Customer.get(Customer.number == 502)
    return [AllowedNetwork.create(customer=bob, network=each, note="Büro") for each in ("192.0.2.0/24", "2001:db8::1")]


def removal(row):
    return f"{BOB}/{row.id}/loeschung"


def left():
    return [row.network for row in AllowedNetwork.select().order_by(AllowedNetwork.id)]


def removed():
    entries = AuditEntry.select().where(AuditEntry.what == "network removed").order_by(AuditEntry.id)
    return [(each.who, each.customer.number, json.loads(each.before)["network"]) for each in entries]


def test_the_desk_lists_the_networks_of_this_customer_only(clerk, office):
    page = clerk.get(BOB).text
    assert "192.0.2.0/24" in page and "2001:db8::1" in page and "Büro" in page
    assert "Solange die Liste leer ist" in clerk.get("/verwaltung/kunden/501/ip-whitelist").text


def test_who_locked_themself_out_is_let_in_again(clerk, bob, office):
    assert bob.get("/").location.startswith("/anmelden")
    assert "Wirklich alle Einträge entfernen?" in clerk.post(ALL).text and len(left()) == 2
    assert clerk.post(ALL, {"confirmed": "1"}).location == BOB
    assert left() == [] and bob.get("/").status_code == 200
    assert removed() == [("Clerk", 502, "192.0.2.0/24"), ("Clerk", 502, "2001:db8::1")]
    mail = Outbox.get()
    assert (mail.recipient, mail.subject) == ("bob@bob.example", "Ihre IP-Whitelist wurde geändert")
    assert "von überall" in mail.text


def test_one_network_is_removed_after_a_question_and_without_asking_for_the_clerk_s_own_address(clerk, office):
    first, second = office
    assert "192.0.2.0/24 wirklich entfernen?" in clerk.post(removal(first)).text and len(left()) == 2
    assert "192.0.2.0/24 entfernt." in clerk.post(removal(first), {"confirmed": "1"}, follow=True).text
    assert left() == [second.network] and removed() == [("Clerk", 502, "192.0.2.0/24")]
    assert "- 2001:db8::1\n" in Outbox.get().text


def test_an_empty_list_that_is_emptied_is_told_to_nobody(clerk):
    clerk.post(ALL, {"confirmed": "1"})
    assert not Outbox.select().exists() and removed() == []


def test_a_bookkeeper_sees_the_list_and_removes_nothing(bookkeeper, office):
    assert "192.0.2.0/24" in bookkeeper.get(BOB).text and "ntfernen" not in bookkeeper.get(BOB).text
    for address in (ALL, removal(office[0])):
        assert bookkeeper.post(address, {"confirmed": "1"}).status_code == 403
    assert len(left()) == 2


def test_customers_and_visitors_remove_nothing(alice, visitor, office):
    for address in (ALL, removal(office[0])):
        assert alice.post(address, {"confirmed": "1"}).status_code == 403
        assert visitor.post(address, {"confirmed": "1"}).status_code == 401
    assert len(left()) == 2


def test_a_network_of_another_customer_is_not_found_at_this_desk(clerk, office):
    foreign = f"/verwaltung/kunden/501/ip-whitelist/{office[0].id}/loeschung"
    assert clerk.post(foreign, {"confirmed": "1"}).status_code == 404
    assert clerk.post(f"{BOB}/999999/loeschung", {"confirmed": "1"}).status_code == 404
    assert len(left()) == 2
