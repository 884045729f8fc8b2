"""Who somebody is at every request, as whose contact they act, and how a login ends."""

from collections.abc import Iterable, Iterator
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from peewee import AutoField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import write
from models import NETWORKS, WHO, Account, Contact, Customer, Session, Staff, WhitelistSuspension
from rules import NotFound, Refused, audit
from rules.access import tokens
from rules.access.tokens import digest
from texts import lazy

WHO_MODELS = (Session, Account, Contact, Customer, Staff)
FOREIGN_NETWORK = lazy(
    "Von Ihrer Internet-Adresse {address} ist kein Login erlaubt: Sie steht nicht in der IP-Whitelist dieses Kunden. "
    "Haben Sie sich ausgesperrt? Bitte rufen Sie uns an."
)


class Who(NamedTuple):
    """Who is at the other end of a request.

    `places` counts the customers whose contact the account is, `networks` what of the customer's whitelist holds,
    `factors` the account's second factors.
    """

    session: Session
    account: Account
    contact: Contact | None
    customer: Customer | None
    staff: Staff | None
    places: int
    networks: int
    factors: int

    def may_act(self, address: str) -> bool:
        """Whether the contact is one today, and `address` in the customer's whitelist if there is one."""
        if self.contact is None or self.customer is None:
            return True
        return self.contact.is_active and (not self.networks or may_come_from(self.customer, address))


def renew(session: Session) -> str:
    """Give the session a new token after whoever is logged in has shown who they are; the old one is worth nothing."""
    token = tokens.new()
    with write():
        changed = Session.update(token_hash=digest(token), proved_at=clock.now()).where(Session.id == session).execute()
    if not changed:
        raise NotFound
    return token


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
        if audit.change("customer chosen", session, contact=contact):
            audit.note("logged in", contact)  # where they come in, people see it too


def speak(account: Account, language: str) -> None:
    """Remember the language in which somebody reads."""
    with write():
        audit.change("language chosen", account, language=language)


def who(token: str) -> Who | None:
    """Whom the token belongs to, in one question; None when it is unknown or over."""
    row = WHO.one(token_hash=digest(token), now=clock.now())
    if row is None:
        return None
    cells = iter(row)
    session, account, contact, customer, staff = [_filled(model, cells) for model in WHO_MODELS]
    if session.is_over or (contact and contact.account_id != account.id):  # its login there has ended meanwhile
        return None
    session.account = account
    if contact:
        contact.customer, contact.account = customer, account
    if staff:
        staff.account = account
    networks = 0 if row.suspended else row.networks
    return Who(session, account, contact, customer, staff, row.places, networks, row.factors)


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
    """Whether the customer's whitelist, if there is one that holds, has this address."""
    networks = [row.network for row in NETWORKS.rows(customer=customer.id)]
    return not networks or contains(networks, address) or WhitelistSuspension.in_force(customer) is not None


def contains(networks: Iterable[str], address: str) -> bool:
    """Whether an address lies in one of the networks; no address lies in none."""
    try:
        place = ip_address(address)
    except ValueError:
        return False
    place = getattr(place, "ipv4_mapped", None) or place
    return any(place in ip_network(network) for network in networks)
