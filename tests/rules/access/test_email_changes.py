"""New e-mail addresses: confirmed by the new one, stopped by the former one."""

from threading import Event, Thread

import pytest

import clock
import database
from models import (
    Account,
    AuditEntry,
    Contact,
    Customer,
    EmailChange,
    LoginStep,
    Outbox,
    PasswordLink,
    Session,
)
from rules import NotFound, Refused, audit
from rules.access import email_changes, links, logins
from rules.access.brakes import Braked
from rules.staff import customers

NEW, FORMER, THIEF = "neu@alice.example", "alice@alice.example", "dieb@fern.example"


def ask(alice, email=NEW):
    email_changes.ask(Account.get_by_id(alice.account.id), email, Customer.get_by_id(alice.customer.id))


def token(recipient):
    """The one in the newest mail with a link to this address."""
    for mail in Outbox.select().where(Outbox.recipient == recipient).order_by(Outbox.id.desc()):
        for path in (email_changes.CONFIRM, email_changes.STOP):
            if path in mail.text:
                return mail.text.partition(path)[2].split()[0]
    pytest.fail(f"no link for {recipient}")


def addresses(alice):
    """What the login, the customer and the holder have."""
    account, contact = Account.get_by_id(alice.account.id), Contact.get_by_id(alice.contact.id)
    return account.email, Customer.get_by_id(alice.customer.id).email, contact.email


def mails():
    return [(mail.recipient, mail.subject) for mail in Outbox.select().order_by(Outbox.id)]


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


def test_stopped_before_it_took_effect_nothing_changes_and_whoever_was_in_is_out(alice, password):
    LoginStep.create(account=alice.account, token_hash="half-way")
    ask(alice, THIEF)
    confirm, stop = token(THIEF), token(FORMER)
    email_changes.stop(stop)
    with pytest.raises(NotFound):
        email_changes.confirm(confirm)
    assert addresses(alice) == (FORMER,) * 3
    for table in (Session, LoginStep):
        assert not table.select().where(table.account == alice.account).exists()
    with pytest.raises(Refused):
        logins.sign_in("501", password, "203.0.113.5", "")


def test_stopping_sends_a_link_for_a_new_password_to_the_former_address(alice):
    ask(alice, THIEF)
    email_changes.stop(token(FORMER))
    mail = Outbox.select().order_by(Outbox.id.desc()).first()
    assert mail.recipient == FORMER
    links.use(mail.text.partition("/passwort-neu/")[2].split()[0], "Drei-Brote-vor-Sieben")
    assert logins.sign_in("501", "Drei-Brote-vor-Sieben", "203.0.113.5", "")


@pytest.mark.parametrize("which", ["the first notice", "the second notice"])
def test_it_can_be_undone_for_seven_days_with_the_link_of_either_notice(alice, which):
    ask(alice, THIEF)
    first = token(FORMER)
    email_changes.confirm(token(THIEF))
    link = first if which == "the first notice" else token(FORMER)
    links.create(alice.account)
    EmailChange.update(confirmed_at=clock.ago(days=6, hours=23)).execute()
    email_changes.stop(link)
    assert addresses(alice) == (FORMER,) * 3
    assert FORMER in Customer.get_by_id(alice.customer.id).search_text
    assert not alice.account.sessions.exists() and PasswordLink.open().count() == 1


def test_after_seven_days_it_stays(alice):
    ask(alice)
    first = token(FORMER)
    email_changes.confirm(token(NEW))
    EmailChange.update(confirmed_at=clock.ago(days=7)).execute()
    for link in (first, token(FORMER)):
        with pytest.raises(NotFound):
            email_changes.stop(link)
    assert addresses(alice) == (NEW,) * 3


def test_it_is_stopped_once(alice):
    ask(alice, THIEF)
    link = token(FORMER)
    assert email_changes.stoppable(link) == email_changes.stoppable(link)
    email_changes.stop(link)
    sent = len(mails())
    with pytest.raises(NotFound):
        email_changes.stop(link)
    assert len(mails()) == sent


def test_a_thief_who_went_on_to_a_further_address_loses_all_of_them(alice):
    ask(alice, THIEF)
    stop = token(FORMER)
    email_changes.confirm(token(THIEF))
    ask(alice, "dieb2@fern.example")
    email_changes.confirm(token("dieb2@fern.example"))
    thiefs = token(THIEF)
    ask(alice, "dieb3@fern.example")
    email_changes.stop(stop)
    assert addresses(alice) == (FORMER,) * 3
    for link in (thiefs, stop):
        with pytest.raises(NotFound):
            email_changes.stop(link)
    with pytest.raises(NotFound):
        email_changes.confirm(token("dieb3@fern.example"))


def test_a_thief_who_cancels_or_asks_again_does_not_break_the_link_to_stop(alice):
    ask(alice, THIEF)
    stop = token(FORMER)
    email_changes.cancel(alice.account)
    ask(alice, THIEF)
    email_changes.confirm(token(THIEF))
    email_changes.stop(stop)
    assert addresses(alice) == (FORMER,) * 3


def test_a_login_that_somebody_else_has_by_now_is_not_taken_back(alice, bob):
    ask(alice)
    email_changes.confirm(token(NEW))
    Account.update(email=FORMER).where(Account.id == bob.account.id).execute()
    email_changes.stop(token(FORMER))
    assert addresses(alice) == (None, FORMER, FORMER)


def test_of_two_who_confirm_and_stop_at_once_one_wins(alice, monkeypatch):
    ask(alice, THIEF)
    confirm, stop = token(THIEF), token(FORMER)
    taken = email_changes._is_taken

    def stopped_meanwhile(email, account):
        monkeypatch.setattr(email_changes, "_is_taken", taken)
        EmailChange.update(stopped_at=clock.now(), confirm_hash=None).execute()
        return taken(email, account)

    monkeypatch.setattr(email_changes, "_is_taken", stopped_meanwhile)
    with pytest.raises(NotFound):
        email_changes.confirm(confirm)
    assert addresses(alice) == (FORMER,) * 3
    assert stop


@pytest.mark.parametrize("step", ["confirm", "stop"])
def test_a_fault_in_the_middle_leaves_all_as_it_was_and_the_link_works_again(alice, monkeypatch, step):
    ask(alice)
    link, act = (token(NEW), email_changes.confirm) if step == "confirm" else (token(FORMER), email_changes.stop)
    before = addresses(alice), len(mails()), Account.get_by_id(alice.account.id).password_hash
    with monkeypatch.context() as broken:
        broken.setattr(email_changes.mail, "later", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            act(link)
    assert (addresses(alice), len(mails()), Account.get_by_id(alice.account.id).password_hash) == before
    assert alice.account.sessions.exists()
    act(link)


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
