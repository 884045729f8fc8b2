"""Callers: the telephone password, the PIN for one call, and whether what somebody says on the telephone is right."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

import clock
import values
from database import is_sqlite, write
from models import Account, Contact, Customer, PhoneCheck, PhonePin
from rules import Refused, audit, mail
from rules.access import brakes
from rules.access.brakes import Braked
from rules.access.passwords import hashed, matches

SHORTEST = 4
PIN_DIGITS = 6
MOST_HASHES = 8


class Pin(NamedTuple):
    """Six digits as they are said or read once, and the moment (UTC) until which they work."""

    digits: str
    expires_at: datetime


class Known(NamedTuple):
    """Something that a caller may know: a contact's telephone password or, with its row, a PIN."""

    contact: Contact
    hash: str
    pin: PhonePin | None = None


def change(contact: Contact, new: str) -> None:
    """Set or clear (empty) the telephone password; case and blanks around it do not count.

    Raises Refused when it is very short or the contact's service password, name or customer number.
    """
    said = values.spoken(new)
    if said:
        _check(contact, said, new)
    phone_password_hash = hashed(said) if said else None
    with write():
        audit.change("phone password changed", contact, phone_password_hash=phone_password_hash)


def _check(contact: Contact, said: str, typed: str) -> None:
    if len(said) < SHORTEST:
        raise Refused("Bitte wählen Sie mindestens {n} Zeichen.", "phone_password", n=SHORTEST)
    customer = contact.customer
    first, last = contact.first_name, contact.last_name
    known = (first, last, f"{first} {last}", f"{last} {first}", customer.name, str(customer.number))
    if said.replace(" ", "") in {values.spoken(each[:60]).replace(" ", "") for each in known}:
        raise Refused("Bitte wählen Sie etwas anderes als Ihren Namen oder Ihre Kundennummer.", "phone_password")
    password_hash = contact.account and contact.account.password_hash
    if password_hash and any(matches(password_hash, each) for each in {typed, typed.strip(), said}):
        raise Refused("Bitte wählen Sie etwas anderes als Ihr Service-Passwort.", "phone_password")


def make_pin(contact: Contact) -> Pin:
    """A PIN for one call, which its owner reads out; an older one ends. Raises Refused."""
    digits, pin_hash = _digits()
    with write():
        row = _keep(contact, pin_hash)
        audit.note("phone pin made", contact, after={"expires_at": row.expires_at})
    return Pin(digits, row.expires_at)


def mail_pin(contact: Contact, staff: Account) -> str:
    """Mail a PIN to the address that is known of a contact who is calling; gives the address as `mail_pin` masks it.

    Raises Refused when there is no address, the contact may be told nothing or has got many within the hour.
    """
    to = address_of(contact)
    if not to:
        raise Refused("Für {name} ist keine E-Mail-Adresse bekannt.", name=contact.name)
    brake = ("phone pin", str(contact.id))
    try:
        brakes.check(brake)
    except Braked as braked:
        raise Refused(
            "Für {name} ging schon mehrmals eine PIN hinaus. Die nächste geht in {n} Minuten.",
            name=contact.name, n=-(-braked.seconds // 60),
        ) from braked  # fmt: skip
    digits, pin_hash = _digits()
    with write():
        brakes.failed(brake)
        row = _keep(contact, pin_hash, staff)
        audit.note("phone pin mailed", contact, after={"expires_at": row.expires_at})
        mail.later(
            "phone_pin", to, customer=contact.customer, account=contact.account, pin=digits, minutes=PhonePin.MINUTES
        )
    return masked(to)


def address_of(contact: Contact) -> str:
    """The stored e-mail address of a contact, the customer's for its holder; nothing when none is known."""
    login = contact.account.email if contact.account else None
    return login or contact.email or (contact.customer.email if contact.is_holder else "")


def masked(address: str) -> str:
    """An e-mail address as it may be read out: "anna@muster.example" as „a…@m….example“."""
    name, at, host = address.partition("@")
    return at and f"{name[:1]}…@{host[:1]}….{host.rpartition('.')[2]}"


def _digits() -> tuple[str, str]:
    """New digits and their hash."""
    digits = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
    return digits, hashed(digits)


def _keep(contact: Contact, pin_hash: str, staff: Account | None = None) -> PhonePin:
    _one_at_a_time(contact.customer)
    if not may_call(contact):
        raise Refused("{name} darf am Telefon nichts erfahren.", name=contact.name)
    PhonePin.delete().where(PhonePin.contact == contact).execute()
    expires_at = clock.later(minutes=PhonePin.MINUTES)
    return PhonePin.create(contact=contact, pin_hash=pin_hash, staff_account=staff, expires_at=expires_at)


def may_call(contact: Contact) -> bool:
    """Whether a contact may be told things on the telephone today."""
    return contact.is_active and contact.may("phone")


def callers(customer: Customer) -> list[Contact]:
    """Who may be told things on the telephone, who may hear least first."""
    found = [contact for contact in Contact.listed(customer) if may_call(contact)]
    return sorted(found, key=lambda contact: (contact.is_holder, len(contact.rights)))


def locked_seconds(customer: Customer) -> int:
    """How long nobody may be checked for this customer, after too many failures; 0 when somebody may."""
    failures = list(PhoneCheck.failures(customer).limit(PhoneCheck.MOST_FAILURES))
    if len(failures) < PhoneCheck.MOST_FAILURES:
        return 0
    return int((failures[0].created_at + PhoneCheck.LOCK - clock.now()).total_seconds())


def check(customer: Customer, said: str, staff: Account, contact: Contact | None = None) -> Contact:
    """Who says the right telephone password or PIN: one of all who may call, or `contact` if given.

    Every check is kept, and never what was said. Raises Braked after too many failures, and Refused when it is wrong
    or there is too much to compare it with.
    """
    _check_lock(customer)
    known = list(_known([contact] if contact else callers(customer)))
    if len(known) > MOST_HASHES:
        raise Refused("Hier gibt es viele Telefon-Passwörter: Bitte wählen Sie, wer anruft.", "contact")
    right = _find(known, said)
    with write():
        _one_at_a_time(customer)
        _check_lock(customer)  # meanwhile somebody else may have used up the tries
        if right and not _take(right):
            right = None
        method = "pin" if (right.pin if right else _as_pin(said)) else "password"
        _note(customer, right.contact if right else contact, method, staff, right is not None)
        seconds = locked_seconds(customer)
        if seconds:
            _warn(customer)
    if right is None:
        raise _wrong(customer, seconds)
    return right.contact


def _note(customer: Customer, contact: Contact | None, method: str, staff: Account, is_right: bool) -> None:
    row = PhoneCheck.create(customer=customer, contact=contact, staff_account=staff, method=method, is_right=is_right)
    audit.note(
        "caller passed" if is_right else "caller failed", row, after={"contact": contact.name} if contact else {}
    )


def _wrong(customer: Customer, seconds: int) -> Refused:
    if seconds:
        return Refused("Das stimmt nicht. Bitte geben Sie keine Auskunft.", "phone_password")
    n = PhoneCheck.MOST_FAILURES - PhoneCheck.failures(customer).count()
    return Refused("Das stimmt nicht. Versuche bis zur Sperre: {n}.", "phone_password", n=n)


def _check_lock(customer: Customer) -> None:
    if seconds := locked_seconds(customer):
        raise Braked(seconds)


def _known(contacts: Iterable[Contact]) -> Iterator[Known]:
    by_id = {contact.id: contact for contact in contacts}
    for pin in PhonePin.open_of(list(by_id)):
        yield Known(by_id[pin.contact_id], pin.pin_hash, pin)
    for contact in by_id.values():
        if contact.phone_password_hash:
            yield Known(contact, contact.phone_password_hash)


def _find(known: Iterable[Known], said: str) -> Known | None:
    word, pin = values.spoken(said), _as_pin(said)
    for each in known:
        heard = pin if each.pin else word
        if heard and matches(each.hash, heard):
            return each
    return None


def _as_pin(said: str) -> str:
    """The digits when somebody says six of them, else nothing."""
    digits = "".join(said.split())
    return digits if len(digits) == PIN_DIGITS and digits.isascii() and digits.isdigit() else ""


def _take(right: Known) -> bool:
    """Whether it still holds; a PIN is used up."""
    contact = Contact.get_by_id(right.contact.id)
    if not may_call(contact):
        return False
    if right.pin is None:
        return bool(contact.phone_password_hash == right.hash)
    return bool(PhonePin.update(used_at=clock.now()).where(PhonePin.id == right.pin, PhonePin.is_open()).execute())


def _warn(customer: Customer) -> None:
    holder = Contact.holder_of(customer)
    to = customer.email or (address_of(holder) if holder else "")
    if to:
        account = holder.account if holder else None
        mail.later("phone_locked", to, customer=customer, account=account, n=PhoneCheck.MOST_FAILURES)


def _one_at_a_time(customer: Customer) -> None:
    """Let checks of the same customer wait for each other: SQLite writes one by one anyway."""
    if not is_sqlite():
        Customer.select(Customer.id).where(Customer.id == customer).for_update().execute()
