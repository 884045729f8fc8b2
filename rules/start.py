"""What the start page tells: only what this contact may know."""

from dataclasses import dataclass
from typing import Any

import clock
from models import NEWEST_INVOICE, NEXT_RENEWALS, OPEN_REQUESTS, Contact, Notice
from rules.accounting import ledger
from rules.payments.reminders.notice import Overdue, overdue


@dataclass(frozen=True)
class Money:
    """The balance in cents, as in the ledger, what is overdue and the newest invoice if there is one."""

    balance_cents: int
    overdue: Overdue | None
    newest: Any


@dataclass(frozen=True)
class Overview:
    """The start page's panels; None where the contact lacks the right, empty where there is nothing."""

    notices: list[Notice]
    money: Money | None
    requests: list[Any] | None
    renewals: list[Any] | None


def overview(contact: Contact) -> Overview:
    """What `contact` wants to know about the customer: one question to the database a panel, three for money."""
    customer = contact.customer
    return Overview(
        notices=list(Notice.of(customer)),
        money=_money(customer) if contact.may("billing") else None,
        requests=OPEN_REQUESTS.rows(customer=customer.id) if contact.may("support") else None,
        renewals=NEXT_RENEWALS.rows(customer=customer.id, today=clock.today().isoformat())
        if contact.may("contracts", "domains")
        else None,
    )


def _money(customer: Any) -> Money:
    balance_cents = ledger.balance(customer)
    return Money(
        balance_cents=balance_cents,
        overdue=overdue(customer) if balance_cents < 0 else None,
        newest=NEWEST_INVOICE.one(customer=customer.id),
    )
