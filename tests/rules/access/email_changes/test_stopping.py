"""The former address stops a change, or undoes it."""

import pytest

import clock
from models import Account, Customer, EmailChange, LoginStep, Outbox, PasswordLink, Session
from rules import NotFound, Refused
from rules.access import email_changes, links, logins, passkeys
from tests.keys import Key
from tests.rules.access.email_changes.asking import FORMER, NEW, THIEF, addresses, ask, mails, token


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


def test_a_passkey_that_the_thief_made_does_not_let_them_in_again(alice):
    session = Session.get(Session.account == alice.account)
    thiefs, later = Key(), Key()
    passkeys.add(session, thiefs.make(passkeys.options_to_add(session, "alice")), "Handy", None)
    ask(alice, THIEF)
    email_changes.confirm(token(THIEF))
    email_changes.stop(token(FORMER))
    with pytest.raises(Refused, match="melden Sie sich mit Ihrem Passwort an"):
        log_in(thiefs)
    assert not alice.account.sessions.exists()
    EmailChange.update(stopped_at=clock.ago(minutes=5)).execute()
    session = Session.create(account=alice.account, contact=alice.contact, token_hash="the owner's")
    passkeys.add(session, later.make(passkeys.options_to_add(session, "alice")), "Neues Handy", None)
    assert log_in(later)


def test_the_owner_s_passkey_stays_a_second_factor(alice):
    session, own = Session.get(Session.account == alice.account), Key()
    passkeys.add(session, own.make(passkeys.options_to_add(session, "alice")), "Handy", None)
    ask(alice, THIEF)
    email_changes.stop(token(FORMER))
    step = LoginStep.create(account=alice.account, token_hash="after the password")
    assert passkeys.matches(step, own.sign(passkeys.options_for_step(step)))


def log_in(key):
    return passkeys.log_in(key.sign(passkeys.options_to_log_in("browser")), "browser", "192.0.2.7", "Firefox")
