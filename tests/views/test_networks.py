"""Meine Daten → IP-Whitelist."""

import json

import pytest

import clock
from models import AllowedNetwork, AuditEntry, Outbox, Session, WhitelistSuspension
from rules.profile import networks

ADDRESS = "/daten/ip-whitelist"
HERE = "127.0.0.0/8"


def stored(person):
    return [row.network for row in AllowedNetwork.of(person.customer)]


def allow(person, *listed):
    return [AllowedNetwork.create(customer=person.customer, network=each) for each in listed]


def test_the_page_shows_one_s_own_address_and_says_what_an_empty_list_means(alice):
    page = alice.get(ADDRESS).text
    assert "Ihre Internet-Adresse ist gerade 127.0.0.1." in page
    assert "Solange die Liste leer ist, geht es von überall." in page
    assert "dynamische IP-Adresse" in page


def test_a_network_is_added_in_its_canonical_form(alice):
    assert "gespeichert." in alice.post(ADDRESS, {"network": HERE, "note": "hier"}, follow=True).text
    alice.post(ADDRESS, {"network": "2001:DB8:0::/32", "note": "Büro"})
    assert stored(alice) == [HERE, "2001:db8::/32"]
    assert "Büro" in alice.get(ADDRESS).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Bitte ausfüllen."),
        ("muster.example", "Das ist keine IP-Adresse und kein Netz."),
        ("192.0.2.7/24", "Meinten Sie 192.0.2.0/24?"),
        ("0.0.0.0/0", "Dieses Netz umfasst das ganze Internet."),
        ("::/0", "Dieses Netz umfasst das ganze Internet."),
        ("::ffff:0.0.0.0/96", "Dieses Netz umfasst das ganze Internet."),
        ("128.0.0.0/1", "viel zu groß: Es ließe einen großen Teil des Internets herein. Möglich sind Netze ab /8;"),
        ("10.0.0.0/7", "Möglich sind Netze ab /8;"),
        ("2000::/3", "Möglich sind Netze ab /19;"),
        ("2001::/18", "Möglich sind Netze ab /19;"),
        ("fe80::1%eth0", "ohne den Teil ab"),
        ("127.0.0.0/8", "Dieses Netz steht schon in der Liste."),
    ],
)
def test_what_is_no_network_is_refused_at_the_field(alice, typed, sentence):
    allow(alice, HERE)
    answer = alice.post(ADDRESS, {"network": typed, "note": "meine Notiz"})
    assert answer.status_code == 422
    assert sentence in answer.text.partition('id="network-error"')[2].partition("</p>")[0]
    assert 'value="meine Notiz"' in answer.text
    assert stored(alice) == [HERE]


def test_the_networks_of_a_whole_provider_are_taken(alice):
    for network in (HERE, "10.0.0.0/8", "2001:2000::/19"):
        alice.post(ADDRESS, {"network": network})
    assert stored(alice) == [HERE, "10.0.0.0/8", "2001:2000::/19"]


def test_the_page_says_what_a_dynamic_address_means_and_what_to_do_when_locked_out(alice):
    page = alice.get(ADDRESS).text
    assert "dynamische IP-Adresse" in page and "feste IP-Adresse" in page and "Sie wären morgen ausgesperrt." in page
    assert "Doch ausgesperrt? Rufen Sie uns an: +49 511 0000000" in page


def test_who_would_lock_themself_out_is_asked_first(alice):
    typed = {"network": "192.0.2.0/24", "note": "Büro"}
    answer = alice.post(ADDRESS, typed)
    assert answer.status_code == 422
    assert "Ihre eigene Adresse 127.0.0.1 wäre dann nicht dabei." in answer.text
    assert 'name="confirmed_lockout"' in answer.text and 'value="192.0.2.0/24"' in answer.text
    assert stored(alice) == []
    assert alice.post(ADDRESS, typed | {"confirmed_lockout": "y"}).status_code == 303
    assert alice.get(ADDRESS).headers["Location"].startswith("/anmelden")


def test_removing_asks_first(alice):
    (row,) = allow(alice, HERE)
    assert f"Möchten Sie {HERE} wirklich entfernen?" in alice.post(f"{ADDRESS}/{row.id}/loeschung").text
    assert stored(alice) == [HERE]
    alice.post(f"{ADDRESS}/{row.id}/loeschung", {"confirmed": "1"})
    assert stored(alice) == []


def test_removing_one_s_own_network_is_asked_twice(alice):
    row, _ = allow(alice, HERE, "192.0.2.0/24")
    answer = alice.post(f"{ADDRESS}/{row.id}/loeschung", {"confirmed": "1"})
    assert answer.status_code == 422 and 'name="confirmed_lockout"' in answer.text
    assert stored(alice) == [HERE, "192.0.2.0/24"]
    alice.post(f"{ADDRESS}/{row.id}/loeschung", {"confirmed": "1", "confirmed_lockout": "y"})
    assert stored(alice) == ["192.0.2.0/24"]
    assert alice.get(ADDRESS).status_code == 303


def test_the_list_holds_for_every_click_of_all_contacts(alice, agency):
    assert agency.get("/support").status_code == 200
    allow(alice, "192.0.2.0/24")
    assert agency.get("/support").headers["Location"].startswith("/anmelden")


def test_there_is_an_end_to_the_number_of_entries(alice, monkeypatch):
    monkeypatch.setattr(networks, "MOST_NETWORKS", 1)
    allow(alice, HERE)
    answer = alice.post(ADDRESS, {"network": "192.0.2.1"})
    assert answer.status_code == 422 and "Mehr als 1 Einträge sind nicht möglich." in answer.text


def test_a_foreign_entry_does_not_exist(alice, bob):
    (row,) = allow(alice, HERE)
    assert bob.post(f"{ADDRESS}/{row.id}/loeschung", {"confirmed": "1"}).status_code == 404
    assert bob.post(f"{ADDRESS}/999999/loeschung", {"confirmed": "1"}).status_code == 404
    assert HERE not in bob.get(ADDRESS).text and stored(alice) == [HERE]


def test_without_the_right_nobody_gets_in(agency):
    assert agency.get(ADDRESS).status_code == 403
    assert agency.post(ADDRESS, {"network": HERE}).status_code == 403


def test_the_audit_log_has_both_changes(alice):
    alice.post(ADDRESS, {"network": HERE, "note": "hier"})
    (row,) = AllowedNetwork.of(alice.customer)
    alice.post(f"{ADDRESS}/{row.id}/loeschung", {"confirmed": "1"})
    added, removed = AuditEntry.select().where(AuditEntry.table == "allowednetwork").order_by(AuditEntry.id)
    assert json.loads(added.after) == json.loads(removed.before) == {"network": HERE, "note": "hier"}


def test_the_customer_hears_of_every_change_by_mail_whoever_made_it(alice, agency):
    alice.grant(agency, "data")
    agency.post(ADDRESS, {"network": HERE, "note": "hier"})
    (row,) = AllowedNetwork.of(alice.customer)
    agency.post(f"{ADDRESS}/{row.id}/loeschung", {"confirmed": "1"})
    added, removed = Outbox.select().order_by(Outbox.id)
    assert {added.recipient, removed.recipient} == {"alice@alice.example"}
    assert added.subject == "Ihre IP-Whitelist wurde geändert"
    assert f"nur noch von hier:\n- {HERE}\n" in added.text
    assert "von überall" in removed.text and HERE not in removed.text


def test_what_was_refused_is_not_told(alice):
    alice.post(ADDRESS, {"network": "192.0.2.0/24", "note": "Büro"})
    assert not Outbox.select().exists()


def test_the_list_holds_at_the_login_too(alice, visitor, password):
    allow(alice, "192.0.2.0/24")
    answer = visitor.post("/anmelden", {"login": "501", "password": password})
    assert answer.status_code == 422 and "Sie steht nicht in der IP-Whitelist" in answer.text
    allow(alice, HERE)
    assert visitor.post("/anmelden", {"login": "501", "password": password}).status_code == 303


def test_a_suspension_lets_everybody_in_until_it_is_over_and_the_page_names_it(alice, agency, clerk, visitor, password):
    allow(alice, "192.0.2.0/24")
    assert alice.get("/").status_code == 303
    suspension = WhitelistSuspension.create(
        customer=alice.customer, staff_account=clerk.account, reason="Umzug des Büros", until=clock.later(hours=1)
    )
    assert alice.get("/").status_code == 200 and agency.get("/support").status_code == 200
    assert visitor.post("/anmelden", {"login": "501", "password": password}).status_code == 303
    page = alice.get(ADDRESS).text
    assert "Von Muster Hosting ausgesetzt bis" in page and "Grund: Umzug des Büros" in page
    WhitelistSuspension.update(until=clock.ago(minutes=1)).where(WhitelistSuspension.id == suspension).execute()
    assert alice.get("/").status_code == 303 and agency.get("/support").status_code == 303


def test_the_suspension_of_another_customer_lets_nobody_in(alice, bob, clerk):
    allow(alice, "192.0.2.0/24")
    WhitelistSuspension.create(
        customer=bob.customer, staff_account=clerk.account, reason="Umzug", until=clock.later(hours=1)
    )
    assert alice.get("/").status_code == 303


@pytest.mark.parametrize("what", ["", "/{}/loeschung"])
def test_changes_ask_for_the_password_when_it_was_given_long_ago(alice, what):
    (row,) = allow(alice, HERE)
    Session.update(proved_at=clock.ago(hours=1)).execute()
    alice.post(ADDRESS + what.format(row.id), {"network": "10.0.0.0/8", "confirmed": "1", "confirmed_lockout": "y"})
    assert stored(alice) == [HERE]
