"""Customers as the hoster's people keep them."""

from collections.abc import Mapping
from typing import Any

from database import write
from models import Account, Contact, Customer, PasswordLink
from rules import Refused, audit, mail
from rules.access import links
from rules.operation import next_number, reserve_numbers
from rules.profile import contacts, customers
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

    With another address the links that were mailed to the old one end. Raises Refused.
    """
    former, holder = customer.email, Contact.holder_of(customer)
    account = holder.account if holder else None
    with write():
        customers.change_address(customer, details)
        if account is None or customer.email == former:
            return
        PasswordLink.end_all(account)
        if former and account.email == former:
            with unless_taken(Refused("Mit dieser E-Mail-Adresse gibt es schon einen Zugang.", "email")):
                audit.change("login changed", account, email=customer.email or None)


def invite(customer: Customer) -> None:
    """Mail the link with which the holder sets a first password; it works for two weeks. Raises Refused."""
    holder = Contact.holder_of(customer)
    if holder is None or holder.account is None:
        raise Refused("Dieser Kunde hat keinen Zugang.")
    if contacts.has_login(holder):
        raise Refused("Dieser Kunde hat schon ein Passwort. Bei „Passwort vergessen“ bekommt er einen neuen Link.")
    if not customer.email:
        raise Refused("Für den Link braucht es eine E-Mail-Adresse.", "email")
    with write():
        token = links.create(holder.account, minutes=LINK_DAYS * 24 * 60)
        mail.later(
            "first_login", customer.email, customer=customer, account=holder.account,
            path=f"/passwort-neu/{token}", days=LINK_DAYS,
        )  # fmt: skip


def _next_number() -> int:
    """The next number that no customer was given by hand."""
    while Customer.select().where(Customer.number == (number := next_number("customer", FIRST_NUMBER))).exists():
        pass
    return number


def _make_holder(customer: Customer) -> None:
    email = customer.email or None
    is_free = email and not Account.select().where(Account.email == email).exists()
    name = f"{customer.first_name} {customer.last_name}".strip()
    account = Account.create(email=email if is_free else None, name=name)
    Contact.create(
        customer=customer, account=account, kind="holder", first_name=customer.first_name,
        last_name=customer.last_name, email=customer.email, phone=customer.phone,
    )  # fmt: skip
