"""Logging in: the password, the step to the second factor, and the session that it opens."""

import json
from contextlib import suppress
from typing import NoReturn

import clock
from database import write
from models import Account, Contact, Customer, LoginStep, Session
from rules import NotFound, Refused, audit
from rules.access import brakes, browsers, drafts, failures, passwords, second_factor, tokens
from rules.access.sessions import FOREIGN_NETWORK, may_come_from
from rules.access.tokens import digest
from texts import lazy
from values import customer_number, fold
from values import email as email_address

STEP_MINUTES = 10
WRONG = lazy("Kundennummer oder Passwort stimmt nicht.")


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
    is_theirs = contact and contact.is_active and contact.account_id == account.id  # its login may have ended meanwhile
    if not (is_theirs if contact else account.staff.exists()):
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
    whose = f"account {account.id}" if account else f"login {_read(login)}"
    return [("account", whose), ("address", brakes.place(address))]


def _read(login: str) -> str:
    """A login as `find` reads it: "5 01" waits with "501" whether there is such a customer or not."""
    for read in (customer_number, email_address):
        with suppress(ValueError):
            return str(read(login))
    return fold(login)


def _refuse(account: Account | None, tries: list[tuple[str, str]], address: str) -> NoReturn:
    with write():
        brakes.failed(*tries)
        failures.note("login refused", account, address)
    raise Refused(WRONG)


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

    One's own come first: others enter somebody as a contact without asking. Raises Refused when no whitelist has it.
    """
    contacts = sorted(Contact.of_account(account), key=lambda contact: not contact.is_holder)
    named = [contact for contact in contacts if str(contact.customer.number) == login.strip()]
    allowed = [contact for contact in named or contacts if may_come_from(contact.customer, address)]
    if contacts and not allowed:
        failures.note("login refused: address not in the whitelist", account, address)
        raise Refused(FOREIGN_NETWORK, address=address)
    return next(iter(allowed), None)
