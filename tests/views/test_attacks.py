"""What an attacker tried, and does not get."""

import base64

import pytest

import work
from models import Account, Outbox, PasswordLink, Session, Staff
from rules import Refused
from rules.access import links
from rules.profile import contacts
from rules.staff import accounts, customers


def test_a_customer_does_not_become_staff_by_an_address_that_staff_is_added_with(alice):
    alice.account.email = "neu@hoster.example"
    alice.account.save()
    with pytest.raises(Refused, match="Zugang eines Kunden"):
        accounts.add("neu@hoster.example", "admin")
    assert alice.get("/verwaltung").status_code == 403


def test_nobody_takes_an_invitation_meant_for_another_by_claiming_the_address(alice, bob):
    typed = {"last_name": "B", "first_name": "B", "street": "Weg 1", "zip": "30159", "city": "X", "country": "DE"}
    assert bob.post("/daten/adresse", typed | {"email": "steuer@kanzlei.example"}).status_code == 303
    details = {"kind": "external", "first_name": "K", "last_name": "K", "phone": "", "until": None}
    invited = contacts.add(alice.customer, details | {"email": "steuer@kanzlei.example", "rights": {"billing"}})
    contacts.invite(invited)
    assert str(alice.customer.number) not in bob.get("/kunde-wechseln").text


def test_the_hoster_s_people_are_nobody_s_contact(alice, clerk):
    details = {"kind": "internal", "first_name": "C", "last_name": "C", "phone": "", "until": None, "rights": set()}
    invited = contacts.add(alice.customer, details | {"email": clerk.account.email})
    with pytest.raises(Refused):
        contacts.invite(invited)
    assert not Account.get_by_id(clerk.account.id).contacts.exists()


def test_a_link_mailed_to_a_wrong_address_ends_when_staff_correct_it(alice, visitor):
    token = links.create(alice.account, minutes=14 * 24 * 60)
    customers.change(alice.customer, {"email": "richtig@alice.example"})
    assert visitor.get(f"/passwort-neu/{token}").status_code == 404
    assert Account.get_by_id(alice.account.id).email == "richtig@alice.example"


def test_another_site_logs_nobody_out_and_executes_nothing(alice, app):
    stranger = app.test_client()
    answer = stranger.post(
        "/daten/ip-whitelist", data={"network": "192.0.2.1"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 400 and "Set-Cookie" not in answer.headers
    assert alice.post("/abmelden", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert Session.select().where(Session.account == alice.account).exists()


@pytest.mark.parametrize("address", ["//[", "///evil.example/", "http://[x", "/\\evil.example", "//evil.example"])
def test_a_strange_next_leads_to_the_start_page(visitor, password, address):
    assert visitor.get("/anmelden", query_string={"next": address}).status_code == 200
    answer = visitor.post("/anmelden", {"login": "501", "password": password, "next": address},
                          headers={"HX-Request": "true"})  # fmt: skip
    assert answer.headers["HX-Redirect"] == "/"


def test_a_referer_that_is_no_address_is_refused(visitor):
    assert visitor.post("/support", {"text": "x"}, headers={"Referer": "http://[x"}).status_code == 400


def test_fields_from_another_site_are_not_carried_over_the_login(visitor):
    for referer in ("http://evil.example/daten/adresse", ""):
        answer = visitor.post("/daten/adresse", {"street": "Angriff 1"}, headers={"Referer": referer})
        assert answer.status_code == 401 and 'name="draft"' not in answer.text


@pytest.mark.parametrize("path", ["/buchhaltung/kundenkonto?sort=text", "/buchhaltung/kundenkonto?sort=date"])
@pytest.mark.parametrize("token", ['["\\ud800",1]', '["2026-W01-1",1]', '["\\u0000",1]', '[{"a":1},1]', "[" * 5000])
def test_a_forged_place_in_a_list_is_taken_as_not_asked(alice, path, token):
    place = base64.urlsafe_b64encode(token.encode()).decode()
    assert alice.get(f"{path}&after={place}").status_code == 200


def test_nobody_is_flooded_with_links(visitor, alice):
    for _ in range(6):
        visitor.post("/passwort-vergessen", {"login": "501"})
    work.all_due()
    assert Outbox.select().count() == PasswordLink.select().count() == 3


def test_a_link_cannot_be_read_in_the_database_once_it_was_mailed(visitor, alice, house):
    visitor.post("/passwort-vergessen", {"login": "501"})
    work.all_due()
    assert "passwort-neu" not in Outbox.get().text
    (mail,) = (house.data_dir / "mails").glob("*.eml")
    assert "passwort-neu" in mail.read_text()


def test_the_owner_is_told_of_a_password_set_by_a_link(visitor, alice):
    path = f"/passwort-neu/{links.create(alice.account)}"
    visitor.post(path, {"new": "ganz neues Passwort", "repeated": "ganz neues Passwort"})
    assert Outbox.get().recipient == "alice@alice.example"


def test_staff_who_lose_their_role_are_out_at_the_next_click(clerk):
    assert clerk.get("/verwaltung").status_code == 200
    Staff.delete().where(Staff.account == clerk.account).execute()
    assert clerk.get("/verwaltung").status_code == 403
