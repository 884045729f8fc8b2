"""A new e-mail address takes effect once it confirmed."""

import pytest

import clock
from models import Account, Contact, Customer, EmailChange, Outbox, PasswordLink
from rules import NotFound, Refused
from rules.access import email_changes, links
from tests.rules.access.email_changes.asking import FORMER, NEW, addresses, ask, mails, token


def test_it_takes_effect_only_once_the_new_address_confirmed(alice):
    ask(alice)
    assert addresses(alice) == (FORMER,) * 3
    email_changes.confirm(token(NEW))
    assert addresses(alice) == (NEW,) * 3
    assert NEW in Customer.get_by_id(alice.customer.id).search_text


def test_the_former_address_is_told_at_once_and_again_when_it_takes_effect(alice):
    ask(alice)
    assert mails() == [
        (NEW, "Bitte bestätigen Sie Ihre neue E-Mail-Adresse"),
        (FORMER, "Neue E-Mail-Adresse für Ihr Kundencenter"),
    ]
    email_changes.confirm(token(NEW))
    assert mails()[2:] == [(FORMER, "Ihre E-Mail-Adresse wurde geändert")]
    assert all(mail.is_secret for mail in Outbox.select())


def test_a_link_confirms_once(alice):
    ask(alice)
    link = token(NEW)
    assert email_changes.waiting(link) == email_changes.waiting(link)
    email_changes.confirm(link)
    for again in (email_changes.confirm, email_changes.waiting):
        with pytest.raises(NotFound):
            again(link)
    assert len(mails()) == 3


def test_a_link_to_confirm_works_a_day(alice):
    ask(alice)
    link = token(NEW)
    EmailChange.update(created_at=clock.ago(hours=23, minutes=59)).execute()
    assert email_changes.waiting(link)
    EmailChange.update(created_at=clock.ago(hours=24)).execute()
    with pytest.raises(NotFound):
        email_changes.confirm(link)
    assert addresses(alice) == (FORMER,) * 3


def test_a_newer_request_replaces_the_older_one(alice):
    ask(alice)
    older = token(NEW)
    ask(alice, "neuer@alice.example")
    with pytest.raises(NotFound):
        email_changes.confirm(older)
    email_changes.confirm(token("neuer@alice.example"))
    assert addresses(alice) == ("neuer@alice.example",) * 3


def test_sending_again_makes_a_new_link_and_cancelling_ends_it(alice):
    ask(alice)
    older = token(NEW)
    email_changes.ask_again(alice.account)
    newer = token(NEW)
    with pytest.raises(NotFound):
        email_changes.confirm(older)
    email_changes.cancel(alice.account)
    with pytest.raises(NotFound):
        email_changes.confirm(newer)
    for nothing_waits in (email_changes.cancel, email_changes.ask_again):
        with pytest.raises(NotFound):
            nothing_waits(alice.account)


def test_the_present_address_needs_no_change(alice):
    with pytest.raises(Refused) as refusal:
        ask(alice, FORMER)
    assert refusal.value.field == "email" and not EmailChange.select().exists()


def test_an_address_of_another_login_gets_another_mail_and_the_asker_notices_nothing(alice, bob):
    ask(alice, "bob@bob.example")
    waiting = EmailChange.waiting_of(alice.account)
    assert waiting.email == "bob@bob.example"
    assert mails() == [
        ("bob@bob.example", "Sie haben schon einen Zugang zum Kundencenter"),
        (FORMER, "Neue E-Mail-Adresse für Ihr Kundencenter"),
    ]
    assert email_changes.CONFIRM not in Outbox.get().text and "alice" not in Outbox.get().text.lower()


def test_an_address_that_somebody_took_meanwhile_stays_theirs(alice, bob):
    ask(alice)
    Account.update(email=NEW).where(Account.id == bob.account.id).execute()
    with pytest.raises(Refused):
        email_changes.confirm(token(NEW))
    assert addresses(alice) == (FORMER,) * 3 and EmailChange.get().confirmed_at is None


def test_what_was_asked_before_the_address_changed_elsewhere_is_over(alice):
    ask(alice)
    link = token(NEW)
    Customer.update(email="richtig@alice.example").where(Customer.id == alice.customer.id).execute()
    with pytest.raises(NotFound):
        email_changes.confirm(link)
    assert addresses(alice)[1] == "richtig@alice.example" and EmailChange.get().confirmed_at is None


def test_who_logs_in_with_another_address_keeps_it(alice):
    Account.update(email="login@alice.example").where(Account.id == alice.account.id).execute()
    ask(alice)
    email_changes.confirm(token(NEW))
    assert addresses(alice) == ("login@alice.example", NEW, NEW)


def test_who_had_no_login_by_email_gets_one(alice):
    Account.update(email=None).where(Account.id == alice.account.id).execute()
    ask(alice)
    email_changes.confirm(token(NEW))
    assert addresses(alice) == (NEW,) * 3
    email_changes.stop(token(FORMER))
    assert addresses(alice) == (None, FORMER, FORMER)


def test_links_that_went_to_the_former_address_end(alice):
    links.create(alice.account)
    ask(alice)
    email_changes.confirm(token(NEW))
    assert not PasswordLink.open().exists()


def test_a_contact_s_own_address_is_theirs_at_every_customer(agency, alice, bob):
    other = Contact.create(
        customer=bob.customer, account=agency.account, kind="external", email="agentur@studio.example"
    )
    private = Contact.create(customer=bob.customer, kind="internal", email="agentur@studio.example")
    email_changes.ask(agency.account, "ada@studio.example")
    email_changes.confirm(token("ada@studio.example"))
    assert Account.get_by_id(agency.account.id).email == "ada@studio.example"
    assert {Contact.get_by_id(each.id).email for each in (agency.contact, other)} == {"ada@studio.example"}
    assert Contact.get_by_id(private.id).email == "agentur@studio.example"
    assert Customer.get_by_id(alice.customer.id).email == FORMER


def test_staff_have_their_address_confirmed_too(clerk):
    email_changes.ask(clerk.account, "claus@hoster.example")
    email_changes.confirm(token("claus@hoster.example"))
    assert Account.get_by_id(clerk.account.id).email == "claus@hoster.example"
