"""A customer's desk → IP-Whitelist: who locked themself out is let in again."""

import json

import pytest

import clock
from models import AllowedNetwork, AuditEntry, Customer, Outbox, Session, WhitelistSuspension

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


SUSPENSION = f"{BOB}/aussetzung"
TYPED = {"reason": "Umzug des Büros", "hours": "24"}


def test_a_suspended_list_stands_and_holds_nobody_up_for_a_day(clerk, bob, office):
    assert bob.get("/").status_code == 303
    answer = clerk.post(SUSPENSION, TYPED, follow=True).text
    assert "Die IP-Whitelist ist ausgesetzt." in answer and "Grund: Umzug des Büros" in answer
    assert bob.get("/").status_code == 200 and len(left()) == 2
    hours = (WhitelistSuspension.get().until - clock.now()).total_seconds() / 3600
    assert 23.9 < hours <= 24
    mail = Outbox.get()
    assert (mail.recipient, mail.subject) == ("bob@bob.example", "Ihre IP-Whitelist ist ausgesetzt")
    assert "Grund: Umzug des Büros" in mail.text and "Uhr." in mail.text
    entry = AuditEntry.get(AuditEntry.what == "whitelist suspended")
    assert (entry.who, entry.customer.number) == ("Clerk", 502) and "Umzug" in entry.after
    assert "Umzug des Büros" in clerk.get("/verwaltung/kunden/502/protokoll").text


def test_the_list_holds_again_when_staff_say_so(clerk, bob, office):
    clerk.post(SUSPENSION, TYPED)
    assert "Wieder gelten lassen" in clerk.get(BOB).text
    assert "Die IP-Whitelist gilt wieder." in clerk.post(f"{SUSPENSION}/ende", follow=True).text
    assert bob.get("/").status_code == 303 and "Wieder gelten lassen" not in clerk.get(BOB).text
    assert Outbox.select().order_by(Outbox.id.desc()).get().subject == "Ihre IP-Whitelist gilt wieder"
    assert AuditEntry.select().where(AuditEntry.what == "whitelist resumed").count() == 1
    again = clerk.post(f"{SUSPENSION}/ende", follow=True).text
    assert "gilt schon wieder" in again and Outbox.select().count() == 2


def test_another_suspension_takes_the_place_of_the_one_before(clerk, bob, office):
    clerk.post(SUSPENSION, TYPED | {"hours": "168"})
    clerk.post(SUSPENSION, TYPED | {"hours": "1"})
    clerk.post(f"{SUSPENSION}/ende")
    assert bob.get("/").status_code == 303
    assert WhitelistSuspension.select().where(WhitelistSuspension.ended_at.is_null()).count() == 0


@pytest.mark.parametrize(
    ("different", "sentence"),
    [
        ({"reason": " "}, "Bitte ausfüllen."),
        ({"reason": "x" * 300}, "Das ist zu lang"),
        ({"hours": "2"}, "Bitte wählen Sie etwas aus der Liste."),
        ({"hours": "x"}, "Bitte wählen Sie etwas aus der Liste."),
    ],
)
def test_a_suspension_needs_a_reason_and_an_end(clerk, office, different, sentence):
    answer = clerk.post(SUSPENSION, TYPED | different)
    assert answer.status_code == 422 and sentence in answer.text
    assert not WhitelistSuspension.select().exists() and clerk.get(SUSPENSION).status_code == 200


def test_without_a_list_there_is_nothing_to_suspend(clerk):
    answer = clerk.post(SUSPENSION, TYPED)
    assert answer.status_code == 422 and "Die IP-Whitelist ist leer" in answer.text
    assert "IP-Whitelist aussetzen" not in clerk.get(BOB).text


def test_only_support_suspends(bookkeeper, alice, visitor, office):
    for person, status in ((bookkeeper, 403), (alice, 403), (visitor, 401)):
        assert person.post(SUSPENSION, TYPED).status_code == status
        assert person.post(f"{SUSPENSION}/ende").status_code == status
    assert "IP-Whitelist aussetzen" not in bookkeeper.get(BOB).text
    assert not WhitelistSuspension.select().exists()


def test_staff_whose_password_was_given_long_ago_are_asked_first(clerk, office):
    Session.update(proved_at=clock.ago(hours=1)).execute()
    clerk.post(SUSPENSION, TYPED)
    clerk.post(ALL, {"confirmed": "1"})
    assert not WhitelistSuspension.select().exists() and len(left()) == 2
