"""What an attacker tried, and does not get."""

import base64
from calendar import timegm
from urllib.parse import unquote

import pyotp
import pytest

import clock
import work
from models import (
    Account,
    Authenticator,
    Brake,
    Contact,
    Customer,
    InvitationRun,
    Outbox,
    PasswordLink,
    Session,
    Staff,
)
from rules import Refused
from rules.access import authenticator, brakes, links, second_factor
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


def test_a_login_half_way_in_ends_with_the_contact_s_login(alice, agency, password, visitor):
    app = app_of(agency)
    visitor.post("/anmelden", {"login": agency.account.email, "password": password})
    contacts.change(agency.contact, details_of(agency.contact) | {"email": "andere@studio.example"})
    visitor.post("/anmelden/zweiter-faktor", {"code": app.at(timegm(clock.now().timetuple()))})
    assert visitor.get("/support").status_code == 303
    assert not Session.select().where(Session.contact == agency.contact).exists()


def test_a_session_does_not_outlive_the_contact_s_login(agency):
    assert agency.get("/support").status_code == 200
    Contact.update(account=None).where(Contact.id == agency.contact).execute()
    assert agency.get("/support").status_code == 303


def test_another_way_to_type_a_number_does_not_tell_whether_it_is_a_customer_s(visitor):
    answers = []
    for first, second in (("501", "5 01"), ("987", "9 87"), ("alice@alice.example", "ALICE@alice.example"),
                          ("x@alice.example", "X@alice.example")):  # fmt: skip
        for _ in range(6):
            visitor.post("/anmelden", {"login": first, "password": "falsch"})
        answers.append(visitor.post("/anmelden", {"login": second, "password": "falsch"}).status_code)
        Brake.delete().execute()
    assert answers == [429] * 4


def test_who_was_entered_as_a_contact_elsewhere_still_comes_to_their_own_customer(alice, bob, visitor, password):
    """Alice's number is the smaller one: Bob must not find himself at hers, nor be kept there by her rules."""
    entered(alice, bob.account)
    second_factor.require(alice.customer, alice.contact)
    visitor.post("/anmelden", {"login": bob.account.email, "password": password})
    assert "Bob Brandt" in visitor.get("/daten/adresse").text
    assert visitor.get("/kunde-wechseln").status_code == 200


def test_who_is_asked_for_a_second_factor_by_one_customer_can_go_to_another(alice, bob, agency):
    entered(bob, agency.account)
    second_factor.require(alice.customer, alice.contact)
    assert agency.get("/support").headers["Location"] == "/daten/sicherheit"
    there = Contact.get(Contact.customer == bob.customer, Contact.account == agency.account)
    assert agency.post(f"/kunde-wechseln/{there.id}").status_code == 303
    assert agency.get("/support").status_code == 200


def test_a_contact_gives_nobody_more_time_than_they_have(alice, agency):
    alice.grant(agency, "data")
    Contact.update(until="2099-12-31").where(Contact.id == agency.contact).execute()
    typed = {"kind": "external", "first_name": "Z", "last_name": "Zweite", "email": "z@studio.example"}
    typed |= {"rights": "data"}
    for until in ("", "01.01.2100"):
        answer = agency.post("/daten/ansprechpartner/neu", typed | {"until": until})
        assert answer.status_code == 422 and "31.12.2099" in answer.text
    assert agency.post("/daten/ansprechpartner/neu", typed | {"until": "31.12.2099"}).status_code == 303
    kept = Contact.get(Contact.last_name == "Zweite")
    assert agency.post(f"/daten/ansprechpartner/{kept.id}", typed | {"until": ""}).status_code == 422


def test_an_unlimited_entry_can_be_changed_by_who_has_less_time_but_not_prolonged(alice, agency):
    alice.grant(agency, "data")
    Contact.update(until="2099-12-31").where(Contact.id == agency.contact).execute()
    other = contacts.add(alice.customer, details_of(agency.contact) | {"email": "u@studio.example", "until": None})
    typed = {"kind": "external", "first_name": "Neu", "last_name": "U", "email": "u@studio.example", "until": ""}
    assert agency.post(f"/daten/ansprechpartner/{other.id}", typed).status_code == 303
    assert Contact.get_by_id(other.id).first_name == "Neu"


def test_nobody_s_mailbox_is_flooded_with_invitations(alice):
    details = {"kind": "internal", "first_name": "O", "last_name": "Opfer", "phone": "", "until": None, "rights": set()}
    statuses = []
    for _ in range(7):
        invited = contacts.add(alice.customer, details | {"email": "opfer@fern.example"})
        statuses.append(alice.post(f"/daten/ansprechpartner/{invited.id}/einladung").status_code)
        contacts.remove(Contact.get_by_id(invited.id))
    assert statuses == [303] * 5 + [429] * 2
    assert Outbox.select().where(Outbox.recipient == "opfer@fern.example").count() == 5


def test_asking_for_a_second_factor_again_and_again_floods_nobody(alice, agency):
    with pytest.raises(brakes.Braked):
        for _ in range(8):
            second_factor.require(alice.customer, alice.contact)
            second_factor.unrequire(alice.customer, alice.contact)
    assert Outbox.select().where(Outbox.recipient == agency.account.email).count() == 5


def test_how_invoices_come_and_are_paid_is_changed_only_by_who_has_just_shown_who_they_are(alice):
    Session.update(proved_at=clock.ago(minutes=11)).execute()
    answer = alice.post("/daten/zahlungsdetails", {"invoice_email": "dieb@fern.example", "payment_method": "transfer",
                                                   "invoice_by_post": "no", "invoice_with_contact": "no"})  # fmt: skip
    assert answer.status_code == 401 and 'name="proof_password"' in answer.text
    assert Customer.get_by_id(alice.customer.id).invoice_email == ""


@pytest.mark.parametrize("what", ["brief", "e-mail", "alle/brief", "alle/e-mail", "1/briefe"])
def test_links_for_first_logins_are_made_only_by_who_has_just_shown_who_they_are(clerk, what):
    Session.update(proved_at=clock.ago(minutes=11)).execute()
    answer = clerk.post(f"/verwaltung/einladungen/{what}", {"customers": "501", "confirmed": "1"})
    assert answer.status_code == 401 and 'name="proof_password"' in answer.text
    assert not InvitationRun.select().exists()


def test_the_secret_of_a_link_is_in_no_log(visitor, alice, caplog, monkeypatch):
    token = links.create(alice.account)
    assert visitor.post(f"/passwort-neu/{token}", {"new": "x"}, csrf=False).status_code == 400
    monkeypatch.setattr(links, "find", lambda _token: 1 / 0)
    assert visitor.get(f"/passwort-neu/{token}").status_code == 500
    assert "ZeroDivisionError" in caplog.text and token not in caplog.text


def details_of(contact):
    """What a contact's form would send, unchanged."""
    return {name: getattr(contact, name) for name in ("kind", "first_name", "last_name", "email", "phone", "rights",
                                                      "until")}  # fmt: skip


def entered(host, account):
    """Make an account a contact of somebody's customer, as an invitation does."""
    rights = {"support"}
    return Contact.create(customer=host.customer, account=account, kind="external", last_name="Gast", rights=rights)


def app_of(person):
    setup = authenticator.begin(person.account, "name")
    Authenticator.create(account=person.account, secret=setup.sealed)
    return pyotp.parse_uri(setup.address)


@pytest.mark.parametrize("address", ["/€", "/ä?x=ü", "/\U0001f511"])
def test_a_next_in_any_writing_is_told_in_ascii(visitor, password, address):
    answer = visitor.post("/anmelden", {"login": "501", "password": password, "next": address},
                          headers={"HX-Request": "true"})  # fmt: skip
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].isascii() and unquote(answer.headers["HX-Redirect"]) == address
