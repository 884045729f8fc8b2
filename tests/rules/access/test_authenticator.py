"""Authenticator apps: RFC 6238, no code twice, and a secret that the database does not know."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

import clock
import database
from models import Authenticator, Outbox, RecoveryCode
from rules import Refused
from rules.access import authenticator, seal, second_factor

NOW = datetime(2026, 11, 21, 12, 0, 10)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock so many seconds after NOW."""

    def at(seconds):
        monkeypatch.setattr(clock, "_utc", lambda: NOW + timedelta(seconds=seconds))

    at(0)
    return at


@pytest.fixture
def phone(alice, at):
    """Alice's app, set up a while ago."""
    at(-120)
    setup = authenticator.begin(alice.account, "alice@alice.example")
    phone = pyotp.parse_uri(setup.address)
    authenticator.confirm(alice.account, setup.sealed, code(phone), alice.customer)
    at(0)
    return phone


def code(shown, seconds=0):
    return shown.at((clock.now() - datetime(1970, 1, 1)).total_seconds() + seconds)


def test_codes_are_those_of_the_standard(alice, at):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B
    sealed = seal.seal(secret, f"authenticator of account {alice.account.id}")
    Authenticator.create(account=alice.account, secret=sealed)
    at((datetime(2009, 2, 13, 23, 31, 30) - NOW).total_seconds())
    assert authenticator.matches(alice.account, "005924")


def test_the_app_is_told_all_it_needs_and_the_secret_can_be_typed(alice, at):
    setup = authenticator.begin(alice.account, "alice@alice.example")
    address = urlsplit(setup.address)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Muster%20Hosting:alice%40alice.example"
    asked = parse_qs(address.query)
    assert asked["issuer"] == ["Muster Hosting"] and asked["secret"] == [setup.typed.replace(" ", "")]
    assert {len(group) for group in setup.typed.split()} == {4} and len(asked["secret"][0]) == 32
    assert setup.picture.startswith("data:image/svg+xml")


def test_the_secret_is_kept_sealed_for_this_account_only(alice, bob, phone):
    kept = Authenticator.get(Authenticator.account == alice.account).secret
    assert phone.secret not in kept
    assert seal.unseal(kept, f"authenticator of account {alice.account.id}") == phone.secret
    with pytest.raises(seal.Broken):
        seal.unseal(kept, f"authenticator of account {bob.account.id}")
    with pytest.raises(Refused):
        authenticator.confirm(bob.account, kept, code(phone), bob.customer)


@pytest.mark.parametrize("sealed", ["x", "ä", "\x00", "gAAAAA=="])
def test_what_nobody_sealed_is_refused(alice, at, sealed):
    with pytest.raises(Refused, match="Bitte beginnen Sie noch einmal"):
        authenticator.confirm(alice.account, sealed, "123456", alice.customer)


def test_it_counts_only_after_its_first_right_code(alice, at):
    setup = authenticator.begin(alice.account, "alice")
    right = code(pyotp.parse_uri(setup.address))
    with pytest.raises(Refused, match="Der Code stimmt nicht"):
        authenticator.confirm(alice.account, setup.sealed, f"{(int(right) + 1) % 1_000_000:06}", alice.customer)
    assert not second_factor.is_set(alice.account)
    assert len(authenticator.confirm(alice.account, setup.sealed, right, alice.customer)) == 10
    assert second_factor.is_set(alice.account)
    assert not authenticator.matches(alice.account, right)  # used up by setting up


def test_the_code_before_and_the_one_after_are_right_too(alice, phone):
    assert not authenticator.matches(alice.account, code(phone, -60))
    assert authenticator.matches(alice.account, code(phone, -30))
    assert authenticator.matches(alice.account, code(phone))
    assert authenticator.matches(alice.account, code(phone, 30))
    assert not authenticator.matches(alice.account, code(phone, 60))


def test_a_code_works_once_and_no_older_one_after_it(alice, phone, at):
    first, second = code(phone), code(phone, 30)
    assert authenticator.matches(alice.account, second)
    assert not authenticator.matches(alice.account, second)
    assert not authenticator.matches(alice.account, first)
    at(60)
    assert authenticator.matches(alice.account, code(phone))


def test_of_two_tries_at_the_same_time_one_succeeds(alice, phone):
    both, said, right = Barrier(2), [], code(phone)

    def try_it():
        both.wait()
        said.append(authenticator.matches(alice.account, right))
        database.drop_connection()

    threads = [Thread(target=try_it) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == [False, True]


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34"])
def test_what_is_no_code_is_wrong(alice, phone, typed):
    assert not authenticator.matches(alice.account, typed)


def test_blanks_do_not_matter(alice, phone):
    right = code(phone)
    assert authenticator.matches(alice.account, f" {right[:3]} {right[3:]} ")


def test_another_app_takes_the_place_of_the_first_and_the_recovery_codes_stay(alice, phone, at):
    before = {row.code_hash for row in RecoveryCode.select()}
    setup = authenticator.begin(alice.account, "alice")
    assert authenticator.matches(alice.account, code(phone))  # the first still counts
    other = pyotp.parse_uri(setup.address)
    assert authenticator.confirm(alice.account, setup.sealed, code(other), alice.customer) == []
    at(60)
    assert not authenticator.matches(alice.account, code(phone))
    assert authenticator.matches(alice.account, code(other))
    assert {row.code_hash for row in RecoveryCode.select()} == before


def test_setting_up_and_removing_are_told_by_mail(alice, phone):
    authenticator.remove(alice.account, alice.customer)
    subjects = [mail.subject for mail in Outbox.select().order_by(Outbox.id)]
    assert subjects == ["Neuer zweiter Faktor für Ihr Kundencenter", "Ein zweiter Faktor wurde entfernt"]
    assert not second_factor.is_set(alice.account) and RecoveryCode.select().count() == 0


def test_with_another_secret_key_no_code_is_right(alice, phone, house, monkeypatch):
    monkeypatch.setattr(seal.gateways, "settings", type(house)(secret_key="another"))
    assert not authenticator.matches(alice.account, code(phone))
