"""Passwords: argon2id (RFC 9106), hashed by two threads so that a flood of logins cannot take the machine."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from database import write
from models import Contact, Customer, PasswordLink, Session
from rules import Refused, audit, mail
from texts import lazy
from values import clean

SHORTEST, LONGEST = 10, 128
PHONE_SHORTEST, PHONE_LONGEST = 4, 60

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_pool = ThreadPoolExecutor(2, thread_name_prefix="argon2")
_places = BoundedSemaphore(6)  # fewer than the server has threads: others are served meanwhile


class Busy(Refused):
    """More passwords are waiting to be checked than the machine can take."""

    def __init__(self) -> None:
        super().__init__(lazy("Gerade ist sehr viel los. Bitte versuchen Sie es gleich noch einmal."))


def hashed(password: str) -> str:
    """The argon2id hash of a password; raises Busy."""
    return _in_turn(_hasher.hash, password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the right one; takes as long without a hash as with one. Raises Busy."""
    return _in_turn(_matches, password_hash or _nobodys(), password) and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check(password: str) -> str:
    """Refuse a service password that is too short or too long; gives it back."""
    if len(password) < SHORTEST:
        raise Refused("Bitte wählen Sie mindestens {n} Zeichen.", "new", n=SHORTEST)
    if len(password) > LONGEST:
        raise Refused("Bitte wählen Sie höchstens {n} Zeichen.", "new", n=LONGEST)
    return password


def change(session: Session, current: str, new: str, customer: Customer | None = None) -> None:
    """Replace the service password of whoever is logged in: all other sessions and links end, a mail tells the owner.

    Raises Refused when the current one is wrong or the new one will not do.
    """
    account = session.account
    if not matches(account.password_hash, current):
        raise Refused("Das aktuelle Service-Passwort stimmt nicht.", "current")
    if new == current:
        raise Refused("Das neue Service-Passwort ist dasselbe wie das bisherige.", "new")
    password_hash = hashed(check(new))
    with write():
        audit.change("password changed", account, password_hash=password_hash, is_demo=False)
        PasswordLink.end_all(account)
        Session.delete().where(Session.account == account, Session.id != session.id).execute()
        if address := account.email or (customer and customer.email):
            mail.later("password_changed", address, customer=customer, account=account)


def change_phone(contact: Contact, new: str) -> None:
    """Set or clear (empty) the telephone password; case and surrounding spaces do not count.

    Raises Refused when it is very short or the contact's service password, name or customer number.
    """
    spoken = clean(new, PHONE_LONGEST).casefold()
    if 0 < len(spoken) < PHONE_SHORTEST:
        raise Refused("Bitte wählen Sie mindestens {n} Zeichen.", "phone_password", n=PHONE_SHORTEST)
    if spoken and spoken in (contact.name.casefold(), str(contact.customer.number)):
        raise Refused("Bitte wählen Sie etwas anderes als Ihren Namen oder Ihre Kundennummer.", "phone_password")
    if spoken and contact.account and matches(contact.account.password_hash, new.strip()):
        raise Refused("Bitte wählen Sie etwas anderes als Ihr Service-Passwort.", "phone_password")
    phone_password_hash = hashed(spoken) if spoken else None
    with write():
        audit.change("phone password changed", contact, phone_password_hash=phone_password_hash)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _in_turn(work, *arguments):
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        return _pool.submit(work, *arguments).result()
    finally:
        _places.release()
