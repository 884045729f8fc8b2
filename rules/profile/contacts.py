"""Who may speak for a customer, about what, until when, and with which login."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import clock
import texts
from database import write
from models import Account, Contact, Customer, PasswordLink, Session
from rules import Refused, audit, mail
from rules.access import brakes, links
from rules.profile import customers

MOST_CONTACTS = 50
INVITATION_DAYS = 14


@dataclass(frozen=True)
class Access:
    """How far a contact is on the way to a login: `state` is none, invited, lapsed or there."""

    state: str
    invited_at: datetime | None = None
    until: datetime | None = None


def add(customer: Customer, details: Mapping[str, Any], by: Contact | None = None) -> Contact:
    """Add a contact; `by` is the contact who does so, None for the hoster's people. Raises Refused."""
    with write():
        if Contact.of(customer).count() >= MOST_CONTACTS:
            raise Refused("Mehr als {n} Ansprechpartner sind nicht möglich.", n=MOST_CONTACTS)
        _check(Contact(customer=customer), details, by)
        contact = Contact.create(customer=customer, **details)
        audit.note("contact added", contact, after=details)
        customers.refresh_search(customer)
    return contact


def change(contact: Contact, details: Mapping[str, Any], by: Contact | None = None) -> None:
    """Change a contact; with another e-mail address its login ends and it has to be invited anew. Raises Refused."""
    check_changeable(contact, by)
    with write():
        _check(contact, details, by)
        if contact.account and details["email"] != contact.email:
            _end_login(contact)
        if audit.change("contact changed", contact, **details):
            customers.refresh_search(contact.customer)


def remove(contact: Contact, by: Contact | None = None) -> None:
    """Withdraw a contact: it is refused at its next click. Raises Refused."""
    check_changeable(contact, by)
    with write():
        audit.change("contact withdrawn", contact, withdrawn_at=clock.now())
        _end_login(contact)
        customers.refresh_search(contact.customer)


def invite(contact: Contact, by: Contact | None = None) -> None:
    """Give a contact a login by its e-mail address: a link to set a password, or the login it has elsewhere already.

    May be repeated until the password is set, a few times an hour: nobody's mailbox is flooded. Raises Refused and,
    when `by` is a contact, brakes.Braked.
    """
    check_changeable(contact, by)
    if not contact.email:
        raise Refused("Für eine Einladung braucht {name} eine E-Mail-Adresse.", name=contact.name)
    if not contact.is_active:
        raise Refused("{name} ist nicht mehr Ansprechpartner.", name=contact.name)
    if has_login(contact):
        raise Refused("{name} hat schon einen Zugang.", name=contact.name)
    sent = ("invited", contact.email), ("inviting", str(contact.customer_id))
    if by:
        brakes.check(*sent)
    with write():
        brakes.failed(*(sent if by else ()))
        account = _account_for(contact)
        audit.change("contact invited", contact, account=account)
        if account.password_hash:
            mail.later("customer_added", contact.email, customer=contact.customer, account=account)
        else:
            token = links.create(account, INVITATION_DAYS * 24 * 60)
            mail.later(
                "invitation", contact.email, customer=contact.customer, account=account,
                path=f"/passwort-neu/{token}", days=INVITATION_DAYS,
            )  # fmt: skip


def accesses(listed: Sequence[Contact]) -> dict[int, Access]:
    """How far each contact is, by their ids; two questions to the database for however many."""
    accounts = [contact.account_id for contact in listed if contact.account_id]
    links_of = {link.account_id: link for link in PasswordLink.newest_of(accounts)}
    return {contact.id: _access(contact, links_of.get(contact.account_id)) for contact in listed}


def _access(contact: Contact, link: PasswordLink | None) -> Access:
    if contact.account is None:
        return Access("none")
    if has_login(contact):
        return Access("there")
    if link and link.works:
        return Access("invited", link.created_at, link.expires_at)
    if link is None and contact.is_holder:  # has an account from the first day, and was never asked in
        return Access("none")
    return Access("lapsed", link.created_at if link else None)


def has_login(contact: Contact) -> bool:
    """Whether the contact can log in already."""
    return contact.account is not None and contact.account.password_hash is not None


def check_changeable(contact: Contact, by: Contact | None) -> None:
    """Raises Refused when `by` may not change this contact: the holder, oneself, or somebody with more rights."""
    if contact.is_holder:
        raise Refused("Der Vertragsinhaber steht unter Adressdaten und lässt sich hier nicht ändern.")
    if by is None:
        return
    if by.id == contact.id:
        raise Refused("Ihren eigenen Eintrag kann nur jemand anderes ändern.")
    if not by.is_holder and contact.rights - by.rights:
        raise Refused("{name} hat Rechte, die Sie selbst nicht haben. Bitte wenden Sie sich an den Vertragsinhaber.",
                      name=contact.name)  # fmt: skip


def _check(contact: Contact, details: Mapping[str, Any], by: Contact | None) -> None:
    if by and not by.is_holder and frozenset(details["rights"]) - by.rights:
        raise Refused("Sie können nur Rechte geben, die Sie selbst haben.", "rights")
    until = details["until"]
    if until and until < clock.today() and until != contact.until:
        raise Refused("Dieser Tag ist schon vorbei.", "until")
    if by and by.until and (until is None or until > by.until) and (contact.id is None or until != contact.until):
        raise Refused("Sie selbst sind bis {day} berechtigt. Länger kann es hier nur der Vertragsinhaber vergeben.",
                      "until", day=texts.date(by.until))  # fmt: skip
    others = Contact.of(contact.customer).where(Contact.email == details["email"], Contact.id != contact.id)
    if details["email"] and (other := others.first()):
        raise Refused("Diese E-Mail-Adresse hat schon {name}.", "email", name=other.name)


def _account_for(contact: Contact) -> Account:
    account, _ = Account.get_or_create(email=contact.email, defaults={"name": contact.name})
    if account.staff.exists():
        # Somebody of the hoster: a customer must not decide from where they log in.
        raise Refused("Mit dieser E-Mail-Adresse ist kein Zugang möglich. Bitte rufen Sie uns an.")
    if Contact.of(contact.customer).where(Contact.account == account, Contact.id != contact.id).exists():
        raise Refused("Mit dieser E-Mail-Adresse gibt es hier schon einen Zugang.")
    return account


def _end_login(contact: Contact) -> None:
    audit.change("login of contact ended", contact, account=None)
    Session.delete().where(Session.contact == contact).execute()
