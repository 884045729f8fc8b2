"""What a caller may be told who has shown who they are."""

from dataclasses import dataclass
from typing import Any

from models import CONTRACTS_OF_CUSTOMER, DOMAINS_OF_CUSTOMER, Contact, Customer, Invoice, Listing, PhoneCheck, Ticket
from rules import Refused
from rules.access import phone
from rules.accounting import ledger


@dataclass(frozen=True)
class Money:
    """The balance in cents, and the invoices that are not paid."""

    balance_cents: int
    unpaid: list[Invoice]


@dataclass(frozen=True)
class Told:
    """What this contact may be told for so many minutes more; None where the right is missing, else the first few."""

    contact: Contact
    minutes: int
    money: Money | None
    contracts: list[Any] | None
    domains: list[Any] | None
    requests: list[Ticket] | None
    knows_address: bool


MOST = 10


def customer_of(number: int) -> Customer:
    """Whose number a caller gives; raises Refused when it is nobody's, or nobody may speak for them."""
    customer = Customer.get_or_none(Customer.number == number)
    if customer is None:
        raise Refused("Diese Kundennummer gibt es nicht.", "number")
    if not any(contact.is_active for contact in Contact.of(customer)):
        raise Refused("Für diesen Kunden darf niemand sprechen: Bitte geben Sie keine Auskunft.", "number")
    return customer


def told(customer: Customer) -> list[Told]:
    """Everybody of this customer who was right a short while ago and still may call, the newest first."""
    found: dict[int, Told] = {}
    for check in PhoneCheck.in_force(customer):
        contact = check.contact
        if contact and contact.id not in found and phone.may_call(contact):
            found[contact.id] = _told(customer, contact, check.minutes_left)
    return list(found.values())


def _told(customer: Customer, contact: Contact, minutes: int) -> Told:
    requests = Ticket.of(customer).where(Ticket.closed_at.is_null()).limit(MOST)
    return Told(
        contact=contact,
        minutes=minutes,
        money=_money(customer) if contact.may("billing") else None,
        contracts=_first(CONTRACTS_OF_CUSTOMER, customer) if contact.may("contracts") else None,
        domains=_first(DOMAINS_OF_CUSTOMER, customer) if contact.may("domains") else None,
        requests=list(requests) if contact.may("support") else None,
        knows_address=contact.may("data"),
    )


def _money(customer: Customer) -> Money:
    numbers = ledger.unpaid(customer)[:MOST]
    unpaid = Invoice.of(customer).where(Invoice.number.in_(numbers)).order_by(Invoice.number.desc())
    return Money(ledger.balance(customer), list(unpaid))


def _first(listing: Listing, customer: Customer) -> list[Any]:
    return listing.page("", {}, customer=customer.id).rows
