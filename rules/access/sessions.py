"""Logging in and out, choosing a customer, and who somebody is at every request."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple, NoReturn

from peewee import AutoField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import write
from models import NETWORKS, WHO, Account, Contact, Customer, LoginStep, Session, Staff, WhitelistSuspension
from rules import NotFound, Refused, audit
from rules.access import brakes, browsers, drafts, passwords, second_factor, tokens
from rules.access.tokens import digest
from texts import lazy
from values import customer_number, fold
from values import email as email_address

WHO_MODELS = (Session, Account, Contact, Customer, Staff)
STEP_MINUTES = 10
WRONG = lazy("Kundennummer oder Passwort stimmt nicht.")
FOREIGN_NETWORK = lazy(
    "Von Ihrer Internet-Adresse {address} ist kein Login erlaubt: Sie steht nicht in der IP-Whitelist dieses Kunden."
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


class SecondFactorNeeded(Exception):
    """The password was right; `token` is what the browser brings along with the second factor."""

    def __init__(self, token: str):
        super().__init__()
        self.token = token


def sign_in(login: str, password: str, address: str, device: str, browser: str = "") -> str:
    """Check a login (customer number or e-mail) and give the new session's token; `browser` is what a known one has.

    Raises Refused, the same for a wrong password and an unknown account, brakes.Braked before anything is hashed,
    passwords.Busy, and SecondFactorNeeded.
    """
    if not browser:  # the cheapest question first: it is what a flood of tries meets
        brakes.check(("address", brakes.place(address)))
    account = find(login)
    tries = _tries(account, login, address, browser)
    brakes.check(*tries)
    password_hash: str | None = account.password_hash if account else None
    if not passwords.matches(password_hash, password) or account is None or password_hash is None:
        _refuse(account, tries, address)
    contact = _first_choice(account, login, address)
    if contact is None and not account.staff.exists():
        raise Refused(WRONG)
    brakes.release(*(brake for brake in tries if brake[0] != "address"))
    if passwords.is_outdated(password_hash):
        rehashed = passwords.hashed(password)
        with write():
            Account.update(password_hash=rehashed).where(Account.id == account).execute()
    if second_factor.is_set(account):
        raise SecondFactorNeeded(_begin_step(account, contact, address, device))
    return begin(account, contact, address, device, "password")


def begin(account: Account, contact: Contact | None, address: str, device: str, method: str) -> str:
    """A new session of somebody who has shown who they are; gives its token.

    Raises Refused for a foreign address, and for somebody who is nobody's contact any more.
    """
    contact = contact or _first_choice(account, "", address)
    if not (contact.is_active if contact else account.staff.exists()):
        raise Refused(WRONG)
    if contact and not may_come_from(contact.customer, address):
        raise Refused(FOREIGN_NETWORK, address=address)
    token = tokens.new()
    with write(), audit.acting(account, contact.customer if contact else None, address):
        Session.end_old()
        brakes.end_old()
        session = Session.create(
            token_hash=digest(token), account=account, contact=contact, address=address, device=device[:255],
            method=method,
        )  # fmt: skip
        audit.note("logged in", session, after={"device": session.device, "method": method})
    return token


def step(token: str) -> LoginStep:
    """Where somebody stands whose password was right; raises NotFound after STEP_MINUTES."""
    found = LoginStep.get_or_none(
        LoginStep.token_hash == digest(token), LoginStep.created_at > clock.ago(minutes=STEP_MINUTES)
    )
    if found is None:
        raise NotFound
    return found


def keep_for_step(token: str, path: str, fields: list[tuple[str, str]]) -> None:
    """Keep what somebody had typed until they have shown their second factor, too."""
    with write():
        LoginStep.update(path=path, fields=json.dumps(fields)).where(LoginStep.id == step(token)).execute()


def finish(token: str, method: str) -> str:
    """Give the session's token to somebody who has shown the second factor, once. Raises NotFound and Refused."""
    found = step(token)
    with write():
        if not LoginStep.delete().where(LoginStep.id == found).execute():
            raise NotFound
        session_token = begin(found.account, found.contact, found.address, found.device, method)
        if found.fields:
            session = Session.get(Session.token_hash == digest(session_token))
            drafts.keep(session, found.path, json.loads(found.fields))
    return session_token


def _begin_step(account: Account, contact: Contact | None, address: str, device: str) -> str:
    token = tokens.new()
    with write():
        LoginStep.delete().where(LoginStep.created_at < clock.ago(minutes=STEP_MINUTES)).execute()
        LoginStep.create(
            token_hash=digest(token), account=account, contact=contact, address=address, device=device[:255]
        )
    return token


def _tries(account: Account | None, login: str, address: str, browser: str) -> list[tuple[str, str]]:
    """What a failure counts against: in a known browser only this, otherwise the account and the address."""
    if account and browsers.is_known(account, browser):
        return [("browser", f"{account.id} {browser}")]
    whose = f"account {account.id}" if account else f"login {fold(login)}"
    return [("account", whose), ("address", brakes.place(address))]


def _refuse(account: Account | None, tries: list[tuple[str, str]], address: str) -> NoReturn:
    contacts = list(Contact.of_account(account)) if account else []
    with write(), audit.acting("Besucher", address=address):
        brakes.failed(*tries)
        for row in contacts or [account or Account()]:  # as much is written for an account that does not exist
            audit.note("login refused", row)
    raise Refused(WRONG)


def prove(session: Session, password: str) -> str:
    """Remember that whoever is logged in has shown just now that they know the password; gives the session's new token.

    Raises Refused, brakes.Braked and passwords.Busy.
    """
    brake = ("proof", str(session.account_id))
    brakes.check(brake)
    if not passwords.matches(session.account.password_hash, password):
        brakes.failed(brake)
        with write():
            audit.note("proof refused", session)
        raise Refused("Das Service-Passwort stimmt nicht.", "proof_password")
    brakes.release(brake)
    return renew(session)


def renew(session: Session) -> str:
    """Give the session a new token after whoever is logged in has shown who they are; the old one is worth nothing."""
    token = tokens.new()
    with write():
        changed = Session.update(token_hash=digest(token), proved_at=clock.now()).where(Session.id == session).execute()
    if not changed:
        raise NotFound
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
    if session.is_over:
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
