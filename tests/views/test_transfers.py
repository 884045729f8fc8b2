"""A domain moves: the lock, and the code that is given out to who proves who they are."""

import sqlite3
from contextlib import suppress
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest

import clock
import database
from models import (
    AuditEntry,
    AuthCode,
    Contact,
    Domain,
    DomainWish,
    Outbox,
    Registration,
    Session,
    Ticket,
)
from rules import Refused, audit
from rules.products.domains import auth_codes, registrations, wishes

ADDRESS = "/produkte/domains/alice.example/umzug"
CODE = "Geheim-4711!"


@pytest.fixture
def domain(alice):
    return Domain.create(customer=alice.customer, name="alice.example")


def mails():
    return [each.subject for each in Outbox.select().order_by(Outbox.id)]


def test_the_page_says_what_a_move_means_and_offers_the_code(alice, domain):
    text = alice.get(ADDRESS).text
    assert "Mit diesem Code zieht Ihre Domain um. Ihr Webhosting läuft weiter, bis Sie es kündigen." in text
    assert f'action="{ADDRESS}/auth-code"' in text and "Transfersperre" not in text


def test_a_known_code_is_shown_and_the_holder_hears_of_it_without_the_code(alice, domain):
    auth_codes.enter(domain, CODE)
    assert CODE not in alice.get(ADDRESS).text
    answer = alice.post(f"{ADDRESS}/auth-code")
    assert answer.status_code == 200 and CODE in answer.text and answer.headers["Cache-Control"] == "no-store"
    mail = Outbox.get()
    assert (mail.recipient, mail.subject) == ("alice@alice.example", "Auth-Code für alice.example angefordert")
    assert "Alice Ahrens" in mail.text and CODE not in mail.text
    assert AuditEntry.select().where(AuditEntry.what == "auth code given out").count() == 1
    assert CODE not in alice.get(ADDRESS).text  # only who asks sees it
    assert alice.get(f"{ADDRESS}/auth-code").location == ADDRESS


def test_the_password_is_asked_for_when_the_last_proof_is_too_long_ago(alice, domain, password):
    auth_codes.enter(domain, CODE)
    Session.update(proved_at=clock.now() - Session.PROVED_FOR - timedelta(seconds=1)).execute()
    answer = alice.post(f"{ADDRESS}/auth-code")
    assert answer.status_code == 401 and CODE not in answer.text and mails() == []
    assert CODE in alice.post(f"{ADDRESS}/auth-code", {"proof_password": password}).text


def test_the_code_stands_nowhere_in_the_database_in_plain_text(alice, clerk, domain, house):
    clerk.post("/verwaltung/kunden/501/domains/alice.example/auth-code", {"auth_code": CODE})
    assert CODE in alice.post(f"{ADDRESS}/auth-code").text
    if house.database_url.startswith("sqlite"):
        dump = "\n".join(sqlite3.connect(house.database_url.removeprefix("sqlite:///")).iterdump())
        assert "alice.example" in dump and CODE not in dump
    assert CODE not in AuthCode.get().sealed


def test_no_log_names_the_code(alice, clerk, domain, caplog):
    with caplog.at_level("DEBUG"):
        clerk.post("/verwaltung/kunden/501/domains/alice.example/auth-code", {"auth_code": CODE})
        alice.post(f"{ADDRESS}/auth-code")
    assert CODE not in caplog.text


def test_without_a_code_it_becomes_a_request_and_the_customer_hears_when_it_is_there(alice, clerk, domain):
    assert alice.post(f"{ADDRESS}/auth-code").location == ADDRESS
    ticket = Ticket.get()
    assert ticket.subject == "Auth-Code für alice.example" and ticket.is_open
    assert "Wir kümmern uns darum" in alice.get(ADDRESS).text
    assert "Auth-Code für alice.example angefordert" in mails()
    again = alice.post(f"{ADDRESS}/auth-code", follow=True)
    assert "schon beantragt" in again.text and Ticket.select().count() == 1

    desk = "/verwaltung/kunden/501/domains/alice.example"
    assert "wartet seit dem" in clerk.get(f"{desk}/registrierung").text
    assert clerk.post(f"{desk}/auth-code", {"auth_code": CODE}).location == f"{desk}/registrierung"
    assert not Ticket.get().is_open and DomainWish.open(domain) == {}
    mail = Outbox.select().order_by(Outbox.id.desc()).get()
    assert mail.subject == "Der Auth-Code für alice.example ist da" and mail.recipient == "alice@alice.example"
    assert CODE not in mail.text and ADDRESS in mail.text
    assert CODE in alice.post(f"{ADDRESS}/auth-code").text


def test_after_thirty_days_a_code_is_given_out_no_more_and_a_new_one_is_asked_for(domain, later):
    auth_codes.enter(domain, CODE)
    later(days=30)
    assert auth_codes.ask(domain, "Alice").code == CODE
    later(days=1)
    assert auth_codes.ask(domain, "Alice") is None and DomainWish.get().kind == "auth code"
    auth_codes.forget_expired("")
    assert not AuthCode.select().exists()


def test_a_code_that_was_sealed_with_another_key_counts_as_none(alice, domain):
    auth_codes.enter(domain, CODE)
    AuthCode.update(sealed="x").execute()
    assert alice.post(f"{ADDRESS}/auth-code").location == ADDRESS and DomainWish.select().count() == 1


def test_a_new_code_takes_the_place_of_the_former(alice, domain):
    auth_codes.enter(domain, CODE)
    auth_codes.enter(domain, "Neuer-0815")
    text = alice.post(f"{ADDRESS}/auth-code").text
    assert "Neuer-0815" in text and CODE not in text and AuthCode.select().count() == 1


def test_a_lock_is_lifted_on_request_and_staff_confirm_it(alice, clerk, domain):
    Registration.create(domain=domain, locked_at=datetime(2020, 1, 1))
    assert "gegen einen Umzug gesperrt" in alice.get(ADDRESS).text
    assert alice.post(f"{ADDRESS}/entsperrung").location == ADDRESS
    assert Registration.get().is_locked and Ticket.get().subject == "Transfersperre von alice.example aufheben"
    alice.post(f"{ADDRESS}/entsperrung")
    assert Ticket.select().count() == 1
    desk = "/verwaltung/kunden/501/domains/alice.example"
    assert "Sperre ist aufgehoben" in clerk.get(f"{desk}/registrierung").text
    clerk.post(f"{desk}/entsperrung")
    assert not Registration.get().is_locked and not Ticket.get().is_open
    assert mails()[-1] == "Die Transfersperre von alice.example ist aufgehoben"
    assert "Transfersperre" not in alice.get(ADDRESS).text
    assert "nicht gesperrt" in clerk.post(f"{desk}/entsperrung", follow=True).text


def test_a_domain_that_is_not_locked_needs_no_unlocking(alice, domain):
    assert "nicht gesperrt" in alice.post(f"{ADDRESS}/entsperrung", follow=True).text
    assert not DomainWish.select().exists()


def test_whoever_asked_and_has_lost_the_right_hears_nothing_more(alice, agency, domain):
    alice.grant(agency, "domains")
    agency.post(f"{ADDRESS}/auth-code")
    assert DomainWish.get().asked_by == agency.account
    alice.withdraw(agency, "domains")
    auth_codes.enter(domain, CODE)
    assert Outbox.select().order_by(Outbox.id.desc()).get().recipient == "alice@alice.example"


@pytest.mark.parametrize("path", ["/auth-code", "/entsperrung"])
def test_nobody_else_gets_at_it(alice, bob, agency, visitor, domain, path):
    auth_codes.enter(domain, CODE)
    assert bob.post(ADDRESS + path).status_code == 404 and bob.get(ADDRESS).status_code == 404
    assert agency.post(ADDRESS + path).status_code == 403 and agency.get(ADDRESS).status_code == 403
    assert visitor.post(ADDRESS + path).status_code == 401
    assert alice.post(f"/produkte/domains/niemand.example/umzug{path}").status_code == 404
    assert alice.post(ADDRESS + path, csrf=False).status_code == 400
    assert mails() == [] and not DomainWish.select().exists()


def test_a_contact_with_the_right_may_ask_and_the_holder_hears_it(alice, agency, domain):
    alice.grant(agency, "domains")
    auth_codes.enter(domain, CODE)
    assert CODE in agency.post(f"{ADDRESS}/auth-code").text
    mail = Outbox.get()
    assert mail.recipient == "alice@alice.example" and "Ada Agentur" in mail.text


def test_removing_a_domain_takes_everything_about_it_along(domain):
    Registration.create(domain=domain, expires_on=date(2027, 1, 1))
    auth_codes.enter(domain, CODE)
    domain.delete_instance()
    assert not AuthCode.select().exists() and not Registration.select().exists()
    assert Contact.select().exists() and registrations.of(domain) is None


def test_a_session_that_was_left_open_lifts_no_lock(alice, domain, password):
    Registration.create(domain=domain, locked_at=datetime(2020, 1, 1))
    Session.update(proved_at=clock.now() - Session.PROVED_FOR - timedelta(seconds=1)).execute()
    assert alice.post(f"{ADDRESS}/entsperrung").status_code == 401 and not Ticket.select().exists()
    alice.post(f"{ADDRESS}/entsperrung", {"proof_password": password})
    assert Ticket.select().count() == 1 and "Transfersperre von alice.example soll weg" in mails()


def test_whoever_asks_again_and_again_waits_and_sends_no_more_mails(alice, domain):
    auth_codes.enter(domain, CODE)
    assert [alice.post(f"{ADDRESS}/auth-code").status_code for _ in range(7)] == [200] * 5 + [429] * 2
    assert len(mails()) == 5


def test_of_two_clicks_at_once_one_becomes_a_request(alice, domain, house):
    gate = Barrier(2)

    def ask():
        with audit.acting("Tests"):
            gate.wait()
            with suppress(Refused):
                wishes.ask(domain, "unlock", "Alice")
        database.drop_connection()

    threads = [Thread(target=ask) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (DomainWish.select().count(), Ticket.select().count()) == (1, 1)
