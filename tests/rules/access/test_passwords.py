"""What a service password has to be, and what ends with the former one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from unicodedata import normalize

import pytest

import clock
from models import Account, EmailChange, KnownBrowser, LoginStep, PasswordLink, Session
from rules import Refused, audit
from rules.access import browsers, email_changes, links, passwords, phone
from rules.access.brakes import Braked

NEW = "Drei-Brote-vor-Sieben"


@pytest.fixture
def session(alice):
    return Session.get(Session.account == alice.account)


def refusal(password, account):
    with pytest.raises(Refused) as refused:
        passwords.check(password, account)
    assert refused.value.field == "new"
    return refused.value.sentence


def test_ten_to_a_hundred_and_twenty_eight_characters_are_asked_and_nothing_else(alice):
    words = "zebra lampe wolke fluss birne anker "
    for good in ("zqmvhxwkrt", "8263940517", (words * 4)[:128], "ßüöä" + words):
        passwords.check(good, alice.account)
    assert refusal("zqmvhxwkr", alice.account) == "Bitte wählen Sie mindestens 10 Zeichen."
    assert refusal((words * 4)[:129], alice.account) == "Bitte wählen Sie höchstens 128 Zeichen."


def test_characters_count_as_people_see_them(alice):
    decomposed = normalize("NFD", "äöüäöüäöü")
    assert len(decomposed) > 10 and "mindestens 10" in refusal(decomposed, alice.account)


def test_umlauts_may_be_typed_either_way(house):
    typed = "zwölf Brötchen"
    for one, other in (("NFC", "NFD"), ("NFD", "NFC")):
        assert passwords.matches(passwords.hashed(normalize(one, typed)), normalize(other, typed))


def test_blanks_and_capitals_count(house):
    kept = passwords.hashed(" Zwölf Brötchen ")
    assert passwords.matches(kept, " Zwölf Brötchen ")
    for other in ("Zwölf Brötchen", " zwölf Brötchen ", " Zwölf  Brötchen "):
        assert not passwords.matches(kept, other)


def test_a_password_that_is_easily_guessed_is_refused_with_advice(alice, house):
    assert refusal("Passwort2026", alice.account) == (
        "Dieses Passwort ist zu leicht zu erraten. Dieses Passwort gehört zu denen, die Angreifer als Erstes "
        "probieren. Nehmen Sie mehrere Wörter, die nichts miteinander zu tun haben."
    )
    for own in ("Alice-Ahrens-501", "alices-backstube", house.hoster.name + "!", "ahrens.alice.501"):
        assert "Ihr Name, Ihre Kundennummer oder unser Name" in refusal(own, alice.account), own


def test_what_is_said_on_the_telephone_is_no_service_password(alice, session, password):
    phone.change(alice.contact, "Zwölf  Igel tanzen")
    with pytest.raises(Refused, match="Telefon-Passwort"):
        passwords.change(session, password, "zwölf igel Tanzen")


def test_one_that_could_be_better_is_taken_with_advice(session, password):
    assert passwords.change(session, password, NEW) == ""
    assert "Wörter" in passwords.change(session, NEW, "trumpet11x")


def test_everything_that_lets_somebody_in_ends_but_this_session_and_the_known_browsers(alice, session, password):
    Session.create(account=alice.account, contact=alice.contact, token_hash="elsewhere")
    LoginStep.create(account=alice.account, token_hash="half-way")
    links.create(alice.account)
    email_changes.ask(alice.account, "dieb@neu.example", alice.customer)
    browsers.remember(alice.account, "")
    passwords.change(session, password, NEW, alice.customer)
    assert [each.id for each in alice.account.sessions] == [session.id]
    assert not LoginStep.select().exists() and not PasswordLink.open().exists()
    assert EmailChange.waiting_of(alice.account) is None
    assert KnownBrowser.select().count() == 1


def test_the_ways_in_of_others_stay(alice, bob, session, password):
    links.create(bob.account)
    passwords.change(session, password, NEW, alice.customer)
    assert bob.account.sessions.exists() and PasswordLink.open().count() == 1


def test_too_many_wrong_current_passwords_are_braked_before_anything_is_hashed(session, password, monkeypatch):
    for _ in range(5):
        with pytest.raises(Refused, match="Das aktuelle Service-Passwort stimmt nicht"):
            passwords.change(session, "falsch", NEW)
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("hashed"))
    with pytest.raises(Braked):
        passwords.change(session, password, NEW)


def test_the_right_one_lets_the_brake_go(session, password):
    for _ in range(4):
        with pytest.raises(Refused):
            passwords.change(session, "falsch", NEW)
    passwords.change(session, password, NEW)
    with pytest.raises(Refused):
        passwords.change(session, "falsch", password)


def test_a_fault_in_the_middle_leaves_all_as_it_was(alice, session, password, monkeypatch):
    Session.create(account=alice.account, contact=alice.contact, token_hash="elsewhere")
    before = Account.get_by_id(alice.account.id).password_hash

    def away(*_, **__):
        raise OSError

    monkeypatch.setattr(passwords.mail, "later", away)
    with pytest.raises(OSError), audit.acting(alice.account):
        passwords.change(session, password, NEW, alice.customer)
    assert Account.get_by_id(alice.account.id).password_hash == before
    assert alice.account.sessions.count() == 2


def test_an_old_waiting_change_is_no_longer_one(alice):
    email_changes.ask(alice.account, "neu@alice.example", alice.customer)
    EmailChange.update(created_at=clock.ago(hours=25)).execute()
    assert EmailChange.waiting_of(alice.account) is None


def test_one_account_does_not_take_the_places_of_everybody_who_logs_in(alice, bob):
    """However many PINs somebody asks for at once: two of their hashes are in work, and others are served."""
    gate, begun = Event(), Semaphore(0)

    def wait():
        begun.release()
        return gate.wait(10)

    def as_(account):
        with audit.acting(account):
            return passwords._in_turn(wait)

    with ThreadPoolExecutor(4) as people:
        try:
            mine = [people.submit(as_, alice.account) for _ in range(2)]
            for _ in mine:
                assert begun.acquire(timeout=10)
            with pytest.raises(passwords.Busy):
                as_(alice.account)
            others = [people.submit(as_, bob.account), people.submit(as_, "Besucher")]
        finally:
            gate.set()
        assert all(each.result(10) for each in (*mine, *others))
    with audit.acting(alice.account):
        assert passwords.hashed("eine Zeile danach")
