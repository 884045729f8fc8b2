"""The data of a customer: address, how invoices come and are paid, and the text that a search looks through."""

from collections.abc import Mapping
from typing import Any

import gateways
from database import write
from models import Contact, Customer, Domain, Mandate
from rules import Refused, audit
from rules.payments import mandates
from values import domain_shown, fold

PERSON = {"first_name", "last_name", "email", "phone"}  # what customer and holder have in common


def change_address(customer: Customer, details: Mapping[str, Any]) -> None:
    """Change fields of the customer and, with them, of the holder.

    What somebody logs in with stays as it is, and nobody asks whether an e-mail address is theirs. A SEPA mandate does
    not pass to somebody else.
    """
    holder = Contact.holder_of(customer)
    with write():
        if mandates.is_new_holder(customer, details):
            mandates.end_for_new_holder(customer)
        if not audit.change("address changed", customer, **details):
            return
        if holder:
            audit.change("holder changed", holder, **{name: details[name] for name in PERSON & details.keys()})
        refresh_search(customer)


def change_payment_details(customer: Customer, details: Mapping[str, Any]) -> None:
    """Change how invoices come and are paid. Raises Refused when one could not arrive, or without a mandate."""
    if not (details["invoice_by_post"] or details["invoice_email"] or customer.email):
        raise Refused("Bitte geben Sie an, wohin wir die Rechnung schicken sollen.", "invoice_email")
    if details["payment_method"] == "direct_debit" and not Mandate.in_force(customer):
        raise Refused("Bitte erteilen Sie uns zuerst das SEPA-Mandat, weiter unten auf dieser Seite.", "payment_method")
    with write():
        audit.change("payment details changed", customer, **details)


def refresh_search(customer: Customer) -> None:
    """Write anew what the search looks through: number, names, e-mail addresses and domains of the customer."""
    words = [str(customer.number), customer.company, customer.first_name, customer.last_name, customer.email]
    for contact in Contact.of(customer):
        words += [contact.first_name, contact.last_name, contact.email]
    for domain in Domain.of(customer):
        words += {domain.name, domain_shown(domain.name)}
    customer.search_text = fold(" ".join(dict.fromkeys(filter(None, words))))
    with write():
        customer.save(only=["search_text"])


def has_postal_address(customer: Customer) -> bool:
    """Whether a letter would arrive."""
    return bool(customer.name and customer.street and customer.zip and customer.city)


def postal_lines(customer: Customer) -> list[str]:
    """The lines of the address in the window of a letter, at most five, with the country in German where it is foreign.

    DIN 5008.
    """
    person = f"{customer.first_name} {customer.last_name}".strip()
    lines = [customer.company, person, customer.street, f"{customer.zip} {customer.city}".strip()]
    if customer.country != gateways.settings.hoster.country:
        from babel import Locale

        lines.append(str(Locale("de").territories.get(customer.country, customer.country)).upper())
    return [line for line in lines if line]
