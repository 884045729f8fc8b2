"""Changes by staff, brakes, and what is written down."""

from threading import Event, Thread

import pytest

import database
from models import AuditEntry, Contact, Customer, EmailChange, Outbox
from rules import NotFound, audit
from rules.access import email_changes
from rules.access.brakes import Braked
from rules.staff import customers
from tests.rules.access.email_changes.asking import FORMER, NEW, THIEF, addresses, ask, mails, token


def test_nobody_has_strangers_flooded_with_mails(alice):
    for n in range(5):
        ask(alice, f"opfer{n}@fern.example")
    with pytest.raises(Braked):
        ask(alice, "opfer5@fern.example")
    with pytest.raises(Braked):
        email_changes.ask_again(alice.account)


def test_staff_s_change_is_direct_and_the_former_address_may_undo_it(alice, clerk):
    customers.change(alice.customer, {"email": NEW})
    assert addresses(alice) == (NEW,) * 3
    assert mails() == [(FORMER, "Ihre E-Mail-Adresse wurde geändert")]
    email_changes.stop(token(FORMER))
    assert addresses(alice) == (FORMER,) * 3


def test_staff_s_change_ends_what_waits(alice):
    ask(alice)
    link = token(NEW)
    customers.change(alice.customer, {"email": "richtig@alice.example"})
    with pytest.raises(NotFound):
        email_changes.confirm(link)


def test_when_staff_put_a_stolen_address_back_the_thief_gets_no_link_to_undo_that(alice):
    ask(alice, THIEF)
    stop = token(FORMER)
    email_changes.confirm(token(THIEF))
    customers.change(Customer.get_by_id(alice.customer.id), {"email": FORMER})
    last = Outbox.select().order_by(Outbox.id.desc()).first()
    assert last.recipient == THIEF and email_changes.STOP not in last.text and "rufen Sie uns bitte" in last.text
    assert addresses(alice) == (FORMER,) * 3
    with pytest.raises(NotFound):
        email_changes.stop(stop)


def test_a_customer_without_a_login_is_told_and_may_undo_too(alice):
    Contact.update(account=None).where(Contact.id == alice.contact.id).execute()
    customers.change(Customer.get_by_id(alice.customer.id), {"email": NEW})
    email_changes.stop(token(FORMER))
    assert addresses(alice) == (FORMER,) * 3


def test_where_there_was_no_address_nobody_is_told(alice):
    Customer.update(email="").where(Customer.id == alice.customer.id).execute()
    customers.change(Customer.get_by_id(alice.customer.id), {"email": NEW})
    assert not Outbox.select().exists() and not EmailChange.select().exists()


def test_who_did_what_is_in_the_audit_log_and_no_token(alice):
    ask(alice)
    link = token(NEW)
    email_changes.confirm(link)
    stop = token(FORMER)
    email_changes.stop(stop)
    noted = list(AuditEntry.select().where(AuditEntry.customer == alice.customer))
    said = [each.what for each in noted]
    for what in ("email change asked", "address changed", "holder changed", "email change stopped"):
        assert what in said
    whole = " ".join(each.before + each.after for each in AuditEntry.select())
    assert NEW in whole and link not in whole and stop not in whole
    assert {each.who for each in noted if each.what == "address changed"} == {"Alice Ahrens"}
    assert not database.in_write()


def test_what_is_confirmed_while_it_is_stopped_is_undone_all_the_same(alice, monkeypatch):
    if database.is_sqlite():
        pytest.skip("SQLite writes one after the other anyway")
    ask(alice)
    stop, confirm = token(FORMER), token(NEW)
    is_confirmed, is_stopping, tell, since = Event(), Event(), email_changes._tell, EmailChange.since

    def tell_and_wait(*arguments):
        tell(*arguments)
        is_confirmed.set()
        is_stopping.wait()

    def stopping(change):
        is_stopping.set()
        return since(change)

    def run(action, token):
        with audit.acting("Besucher"):
            action(token)
        database.drop_connection()

    monkeypatch.setattr(email_changes, "_tell", tell_and_wait)
    monkeypatch.setattr(EmailChange, "since", stopping)
    confirming = Thread(target=run, args=(email_changes.confirm, confirm))
    confirming.start()
    is_confirmed.wait()
    run(email_changes.stop, stop)
    confirming.join()
    assert addresses(alice) == (FORMER,) * 3
