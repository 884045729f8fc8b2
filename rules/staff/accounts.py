"""Accounts of the hoster's people."""

import gateways
from database import write
from models import Account, Staff
from rules import Refused, audit
from rules.access import links, passwords, second_factor
from values import email as email_address

ROLES = Staff.ROLES
LINK_MINUTES = 24 * 60


def add(email: str, role: str) -> str:
    """Add a person to the staff, or give a known one this role; gives the link to set a password.

    Raises Refused for what is no e-mail address, or a customer's.
    """
    try:
        address = email_address(email)
    except ValueError as error:
        raise Refused(str(error)) from error
    with write():
        account, _ = Account.get_or_create(email=address)
        if account.contacts.exists():
            # Staff are nobody's contact: a customer must not decide how and from where they log in.
            raise Refused("Diese E-Mail-Adresse gehört schon zum Zugang eines Kunden. Bitte nehmen Sie eine andere.")
        person, is_new = Staff.get_or_create(account=account, defaults={"role": role})
        if is_new:
            audit.note("staff added", person, after={"role": role})
        else:
            audit.change("role changed", person, role=role)
        return link_for(account)


def remove(email: str) -> None:
    """Take somebody off the staff: they are refused at their next click. Raises Refused, also for the last admin."""
    person = _find(email)
    with write():
        if person.role == "admin" and not Staff.select().where(Staff.role == "admin", Staff.id != person.id).exists():
            raise Refused("Das ist der letzte Admin: Ohne ihn könnte niemand mehr Mitarbeiter einrichten.")
        audit.note("staff removed", person, before={"role": person.role})
        audit.change("login of staff ended", person.account, password_hash=None)
        passwords.end_ways_in(person.account)
        person.delete_instance()


def forget_factors(email: str) -> None:
    """Let somebody of the staff set up the second factor anew, who lost it and the recovery codes. Raises Refused."""
    person = _find(email)
    with write():
        second_factor.forget_all(person.account)
        passwords.end_ways_in(person.account)


def _find(email: str) -> Staff:
    person = Staff.select(Staff, Account).join(Account).where(Account.email == email.strip().lower()).first()
    if person is None:
        raise Refused("Niemand unter den Mitarbeitern hat diese E-Mail-Adresse.")
    return person


def link_for(account: Account) -> str:
    """A one-time link, valid for a day, with which somebody sets a password."""
    return f"{gateways.settings.public_url}/passwort-neu/{links.create(account, LINK_MINUTES)}"


def first_link() -> str | None:
    """While nobody of the staff can log in: a link for the first one, or None."""
    with write():
        if Staff.select().join(Account).where(Account.password_hash.is_null(False)).exists():
            return None
        person = Staff.select().first()
        if person is None:
            account = Account.create(email=None, name="Admin")
            person = Staff.create(account=account, role="admin")
            audit.note("staff added", person, after={"role": "admin"})
        return link_for(person.account)


def check_public(host: str) -> None:
    """Raises Refused when others could reach the demo logins, whose passwords everybody knows.

    That is, when `host` or PUBLIC_URL leaves the loopback interface.
    """
    if not gateways.settings.stays_local(host) and Account.select().where(Account.is_demo).exists():
        raise Refused("Solange es die Demo-Zugänge gibt, ist das Kundencenter nur auf 127.0.0.1 zu erreichen.")
