"""Logging in and out, choosing a customer, and who somebody is at every request."""

import json
import secrets
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from peewee import AutoField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import write
from models import NETWORKS, WHO, Account, Contact, Customer, Draft, Session, Staff
from rules import Refused, audit
from rules.access import passwords
from texts import lazy
from values import customer_number
from values import email as email_address

WHO_MODELS = (Session, Account, Contact, Customer, Staff)
WRONG = lazy("Kundennummer oder Passwort stimmt nicht.")
FOREIGN_NETWORK = lazy(
    "Von Ihrer Internet-Adresse {address} ist kein Login erlaubt: Sie steht nicht in der IP-Whitelist dieses Kunden."
)


class Who(NamedTuple):
    """Who is at the other end of a request.

    `places` counts the customers whose contact the account is, `networks` what the customer's whitelist has.
    """

    session: Session
    account: Account
    contact: Contact | None
    customer: Customer | None
    staff: Staff | None
    places: int
    networks: int

    def may_act(self, address: str) -> bool:
        """Whether the contact is one today, and `address` in the customer's whitelist if there is one."""
        if self.contact is None or self.customer is None:
            return True
        return self.contact.is_active and (not self.networks or may_come_from(self.customer, address))


def sign_in(login: str, password: str, address: str, device: str) -> str:
    """Check a login (customer number or e-mail) and give the new session's token.

    Raises Refused, the same for a wrong password and an unknown account, and passwords.Busy.
    """
    account = find(login)
    password_hash: str | None = account.password_hash if account else None
    if not passwords.matches(password_hash, password) or account is None or password_hash is None:
        raise Refused(WRONG)
    contact = _first_choice(account, login, address)
    if contact is None and not account.staff.exists():
        raise Refused(WRONG)
    rehashed = passwords.hashed(password) if passwords.is_outdated(password_hash) else None
    token = secrets.token_urlsafe(32)
    with write(), audit.acting(account, contact.customer if contact else None, address):
        if rehashed:
            Account.update(password_hash=rehashed).where(Account.id == account).execute()
        Session.end_old()
        session = Session.create(
            token_hash=digest(token), account=account, contact=contact, address=address, device=device[:255]
        )
        audit.note("logged in", session, after={"device": session.device})
    return token


def find(login: str) -> Account | None:
    """The account behind a customer number (its holder's) or an e-mail address."""
    try:
        number = customer_number(login)
    except ValueError:
        return _by_email(login)
    return (
        Account.select()
        .join(Contact)
        .join(Customer)
        .where(Customer.number == number, Contact.kind == "holder", Contact.withdrawn_at.is_null())
        .first()
    )


def _by_email(login: str) -> Account | None:
    try:
        return Account.get_or_none(Account.email == email_address(login))
    except ValueError:
        return None


def _first_choice(account: Account, login: str, address: str) -> Contact | None:
    """The customer whose number was typed, else the first whose whitelist has the address; None without any customer.

    Raises Refused when no whitelist has it.
    """
    contacts = list(Contact.of_account(account))
    named = [contact for contact in contacts if str(contact.customer.number) == login.strip()]
    allowed = [contact for contact in named or contacts if may_come_from(contact.customer, address)]
    if contacts and not allowed:
        raise Refused(FOREIGN_NETWORK, address=address)
    return next(iter(allowed), None)


def sign_out(session: Session) -> None:
    """End a session."""
    with write():
        audit.note("logged out", session)
        session.delete_instance()


def choose(session: Session, contact: Contact, address: str) -> None:
    """Go on as another customer's contact; raises Refused when that customer's whitelist forbids it."""
    if not may_come_from(contact.customer, address):
        raise Refused(FOREIGN_NETWORK, address=address)
    with write():
        audit.change("customer chosen", session, contact=contact)


def speak(account: Account, language: str) -> None:
    """Remember the language in which somebody reads."""
    with write():
        audit.change("language chosen", account, language=language)


def who(token: str) -> Who | None:
    """Whom the token belongs to, in one question; None when it is unknown or over."""
    row = WHO.one(token_hash=digest(token))
    if row is None:
        return None
    cells = iter(row)
    session, account, contact, customer, staff = [_filled(model, cells) for model in WHO_MODELS]
    if session.is_over:
        return None
    session.account = account
    if contact:
        contact.customer, contact.account = customer, account
    if staff:
        staff.account = account
    return Who(session, account, contact, customer, staff, row.places, row.networks)


def _filled(model: Any, cells: Iterator[Any]) -> Any:
    """One row's part for a model; None where an outer join found nothing."""
    names, conversions = _fields(model)
    values = dict(zip(names, cells, strict=False))  # takes no more than the model's cells
    if values["id"] is None:
        return None
    for name, convert in conversions:
        values[name] = convert(values[name])
    instance = model(__no_default__=True)  # peewee's own way for rows that come from the database
    instance.__data__ = values
    return instance


@cache
def _fields(model: Any) -> tuple[list[str], list[tuple[str, Any]]]:
    """The model's fields, and what makes the values of those that the database keeps as something else."""
    fields = model._meta.sorted_fields
    as_they_are = (CharField, TextField, IntegerField, AutoField, ForeignKeyField, DateField, DateTimeField)
    return [field.name for field in fields], [
        (field.name, field.python_value) for field in fields if type(field) not in as_they_are
    ]


def note_use(session: Session, address: str) -> None:
    """Write down that the session was used, every few minutes at most."""
    if session.use_is_old:
        with write():
            Session.update(last_used_at=clock.now(), address=address).where(Session.id == session).execute()


def may_come_from(customer: Customer, address: str) -> bool:
    """Whether the customer's whitelist, if there is one, has this address."""
    networks = [row.network for row in NETWORKS.rows(customer=customer.id)]
    return not networks or contains(networks, address)


def contains(networks: Iterable[str], address: str) -> bool:
    """Whether an address lies in one of the networks; no address lies in none."""
    try:
        place = ip_address(address)
    except ValueError:
        return False
    place = getattr(place, "ipv4_mapped", None) or place
    return any(place in ip_network(network) for network in networks)


def keep_draft(session: Session, path: str, fields: list[tuple[str, str]]) -> None:
    """Keep what somebody had typed until the form stands at `path` again."""
    with write():
        Draft.create(session=session, path=path, fields=json.dumps(fields))


def take_draft(session: Session, path: str) -> list[tuple[str, str]]:
    """What was typed for this path before the session ended; once."""
    draft = Draft.select().where(Draft.session == session, Draft.path == path).order_by(Draft.id.desc()).first()
    if draft is None:
        return []
    with write():
        Draft.delete().where(Draft.session == session, Draft.path == path).execute()
    return [(name, value) for name, value in json.loads(draft.fields)]


def digest(token: str) -> str:
    """What is stored of a token: SHA-256."""
    return sha256(token.encode()).hexdigest()
