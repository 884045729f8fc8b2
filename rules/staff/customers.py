"""Customers as the hoster's people keep them."""

from collections.abc import Mapping
from typing import Any

from database import write
from models import Account, Contact, Customer, PasswordLink
from rules import Refused, audit, mail
from rules.access import email_changes, links
from rules.operation import next_number, reserve_numbers
from rules.profile import customers
from rules.staff import unless_taken

FIRST_NUMBER = 10001
HIGHEST_NUMBER = 99_999_999  # by hand: the numbers after it still fit where customers type theirs
LINK_DAYS = 14


def create(number: int | None, with_link: bool, **details: Any) -> Customer:
    """A new customer with its holder, who logs in by the customer number and, where the address is free, by e-mail.

    Without a number the next one is taken; `with_link` mails a link for the first password. Raises Refused.
    """
    if number and number > HIGHEST_NUMBER:
        raise Refused("Bitte wählen Sie eine Nummer mit höchstens acht Ziffern.", "number")
    with write():
        with unless_taken(Refused("Diese Kundennummer hat schon jemand.", "number")):
            customer = Customer.create(number=number or _next_number(), **details)
        reserve_numbers("customer", customer.number)
        _make_holder(customer)
        customers.refresh_search(customer)
        audit.note("customer made", customer, after={"number": customer.number} | details)
        if with_link:
            invite(customer)
    return customer


def change(customer: Customer, details: Mapping[str, Any]) -> None:
    """Change any field of the customer; who logs in with the customer's e-mail address does so with the new one.

    With another address the links that were mailed to the old one end; the old one is told and may undo it. Raises
    Refused.
    """
    former, holder = customer.email, Contact.holder_of(customer)
    account = holder.account if holder else None
    former_login = account.email if account else None
    with write():
        customers.change_address(customer, details)
        if customer.email == former:
            return
        if account:
            PasswordLink.end_all(account)
        if account and former and account.email == former:
            with unless_taken(Refused("Mit dieser E-Mail-Adresse gibt es schon einen Zugang.", "email")):
                audit.change("login changed", account, email=customer.email or None)
        email_changes.changed_directly(customer, account, former, former_login)


def invite(customer: Customer) -> None:
    """Mail the link with which the holder sets a first password; it works for two weeks. Raises Refused."""
    if not customer.email:
        raise Refused("Für den Link braucht es eine E-Mail-Adresse.", "email")
    with write():
        account = account_of(customer)
        if account.password_hash:
            raise Refused("Dieser Kunde hat schon ein Passwort. Bei „Passwort vergessen“ bekommt er einen neuen Link.")
        token = links.create(account, minutes=LINK_DAYS * 24 * 60)
        mail.later(
            "first_login", customer.email, customer=customer, account=account,
            path=f"/passwort-neu/{token}", days=LINK_DAYS,
        )  # fmt: skip


def account_of(customer: Customer) -> Account:
    """The account with which the holder logs in; made where there is none, and the holder too."""
    holder = Contact.holder_of(customer)
    if holder is None:
        _make_holder(customer)
        return account_of(customer)
    if holder.account is None:
        with write():
            audit.change("login of holder made", holder, account=_new_account(customer))
    return holder.account


def _next_number() -> int:
    """The next number that no customer was given by hand."""
    while Customer.select().where(Customer.number == (number := next_number("customer", FIRST_NUMBER))).exists():
        pass
    return number


def _make_holder(customer: Customer) -> None:
    Contact.create(
        customer=customer, account=_new_account(customer), kind="holder", first_name=customer.first_name,
        last_name=customer.last_name, email=customer.email, phone=customer.phone,
    )  # fmt: skip


def _new_account(customer: Customer) -> Account:
    """An account with the customer's e-mail address, or without one where somebody else has it."""
    email = customer.email or None
    is_free = email and not Account.select().where(Account.email == email).exists()
    name = f"{customer.first_name} {customer.last_name}".strip()
    return Account.create(email=email if is_free else None, name=name)
