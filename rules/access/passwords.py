"""Passwords: argon2id (RFC 9106), hashed by two threads so that a flood of logins cannot take the machine."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore, Lock, get_native_id
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

import gateways
from database import write
from models import Account, Contact, Customer, EmailChange, LoginStep, PasswordLink, Session
from rules import Refused, audit, mail
from rules.access import brakes, strength
from texts import lazy, t
from values import spoken

SHORTEST, LONGEST = 10, 128

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _step_back() -> None:
    """Let this thread's work wait for everybody else's: Linux has a priority for each thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)


_pool = ThreadPoolExecutor(2, thread_name_prefix="argon2", initializer=_step_back)
_places = BoundedSemaphore(6)  # fewer than the server has threads: others are served meanwhile
OF_ONE, OF_ALL = 2, 4  # places that an account and all who are logged in may take: two stay for those who log in
_taken: Counter[int] = Counter()
_taking = Lock()


class Busy(Refused):
    """More passwords are waiting to be checked than the machine can take."""

    status, seconds = 503, 2

    def __init__(self) -> None:
        super().__init__(lazy("Gerade ist sehr viel los. Bitte versuchen Sie es gleich noch einmal."))


def hashed(password: str) -> str:
    """The argon2id hash of a password; raises Busy. How its umlauts were typed (NFC, NFD) does not count."""
    return _in_turn(_hasher.hash, normalize("NFC", password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the right one; takes as long without a hash as with one. Raises Busy."""
    is_right = _in_turn(_matches, password_hash or _nobodys(), normalize("NFC", password))
    return is_right and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check(password: str, account: Account) -> str:
    """Refuse a service password that is too short, too long or easily guessed; gives advice for a better one, or "".

    Every character counts, blanks at the ends too, and none is asked for (ASVS 5.0, 6.2). Raises Refused and Busy.
    """
    length = len(normalize("NFC", password))
    if length < SHORTEST:
        raise Refused("Bitte wählen Sie mindestens {n} Zeichen.", "new", n=SHORTEST)
    if length > LONGEST:
        raise Refused("Bitte wählen Sie höchstens {n} Zeichen.", "new", n=LONGEST)
    found = _in_turn(strength.judge, normalize("NFC", password), _own_words(account))
    advice = " ".join(map(str, found.advice))
    if not found.will_do:
        raise Refused("Dieses Passwort ist zu leicht zu erraten. {advice}", "new", advice=advice)
    if _is_said_on_the_telephone(password, account):
        raise Refused("Bitte wählen Sie etwas anderes als Ihr Telefon-Passwort.", "new")
    return t("Noch sicherer wird es so: {advice}", advice=advice) if advice else ""


def change(session: Session, current: str, new: str, customer: Customer | None = None) -> str:
    """Replace the service password of whoever is logged in; gives advice for a better one, or "".

    All other sessions, half-way logins, links and waiting changes of the address end, a mail tells the owner. Raises
    Refused when the current one is wrong or the new one will not do, brakes.Braked before anything is hashed, and Busy.
    """
    account = session.account
    _prove(account, current)
    if normalize("NFC", new) == normalize("NFC", current):
        raise Refused("Das neue Service-Passwort ist dasselbe wie das bisherige.", "new")
    advice = check(new, account)
    password_hash = hashed(new)
    with write():
        audit.change("password changed", account, password_hash=password_hash, is_demo=False)
        end_ways_in(account, but=session)
        if address := account.email or (customer and customer.email):
            mail.later("password_changed", address, customer=customer, account=account)
    return advice


def end_ways_in(account: Account, but: Session | None = None) -> None:
    """End what lets somebody in without the password: sessions (`but` one), half-way logins, links, address changes."""
    with write():
        Session.delete().where(Session.account == account, Session.id != (but.id if but else 0)).execute()
        LoginStep.delete().where(LoginStep.account == account).execute()
        PasswordLink.end_all(account)
        EmailChange.end_waiting(account)


def _prove(account: Account, password: str) -> None:
    brake = ("proof", str(account.id))
    brakes.check(brake)
    if not matches(account.password_hash, password):
        brakes.failed(brake)
        raise Refused("Das aktuelle Service-Passwort stimmt nicht.", "current")
    brakes.release(brake)


def _is_said_on_the_telephone(password: str, account: Account) -> bool:
    """Whether it is one of the account's telephone passwords, which the hoster's people hear."""
    try:
        said = spoken(password)
    except ValueError:
        return False
    hashes = [contact.phone_password_hash for contact in Contact.of_account(account)]
    return any(matches(each, said) for each in hashes if each)


def _own_words(account: Account) -> list[str]:
    """What others may know of the account's owner."""
    words = [account.name, (account.email or "").partition("@")[0], gateways.settings.hoster.name]
    for contact in Contact.of_account(account):
        customer = contact.customer
        words += [contact.name, customer.company, customer.first_name, customer.last_name, str(customer.number)]
    return words


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _in_turn(work, *arguments):
    account = audit.account()
    with _place_of(account) if account else _place():
        return _pool.submit(work, *arguments).result()


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _places.release()


@contextmanager
def _place_of(account: Account) -> Iterator[None]:
    """A place for somebody who is logged in, and could ask for hashes without end."""
    with _taking:
        if _taken[account.id] >= OF_ONE or _taken.total() >= OF_ALL:
            raise Busy
        _taken[account.id] += 1
    try:
        with _place():
            yield
    finally:
        with _taking:
            _taken[account.id] -= 1
            if not _taken[account.id]:
                del _taken[account.id]
