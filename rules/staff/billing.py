"""What the bookkeeping knows of a customer, and the single positions that wait for the next invoice."""

from datetime import date
from typing import Any

import clock
from database import write
from models import BillingDetails, Charge, Customer, Invoice
from rules import Refused, audit
from rules.accounting import issuing, ledger, positions, vat_checks
from rules.accounting.positions import Bill

MOST_CENTS = 999_999_999  # of all positions that wait: with tax it fits every integer column


def details_of(customer: Customer) -> BillingDetails:
    """What is known; an unsaved row while nothing is."""
    return BillingDetails.get_or_none(BillingDetails.customer == customer) or BillingDetails(customer=customer)


def change_details(customer: Customer, **details: Any) -> None:
    """Set fields of BillingDetails. Raises Refused for a VAT id or a Leitweg-ID that a private person cannot have."""
    for name in ("vat_id", "leitweg_id"):
        if details[name] and not customer.is_business:
            raise Refused("Das gibt es nur bei Geschäftskunden. Dieser Kunde ist ein Privatkunde.", name)
    with write():
        ledger.hold(customer)  # of two who write at once the second finds the first one's row
        known = details_of(customer)
        if known.id is None:
            known.save(force_insert=True)
        audit.change("billing details changed", known, **details)


def add_charge(customer: Customer, text: str, quantity: int, price_cents: int, due_on: date) -> Charge:
    """A position (net price in cents) for the first invoice from `due_on` on; a quantity below zero gives back.

    Raises Refused when it is too large, by itself or with those that wait already.
    """
    if abs(quantity * price_cents) > MOST_CENTS:
        raise Refused("Menge mal Preis ist zu groß.", "price_cents")
    with write():
        ledger.hold(customer)
        waiting = sum(abs(each.quantity * each.price_cents) for each in Charge.of(customer))
        if waiting + abs(quantity * price_cents) > MOST_CENTS:
            raise Refused("Mit dem, was schon wartet, wird die Rechnung zu groß.", "price_cents")
        charge = Charge.create(
            customer=customer, text=text, quantity=quantity, price_cents=price_cents, due_on=due_on,
            created_by=audit.actor().account,
        )  # fmt: skip
        audit.note("charge added", charge, after=_described(charge))
    return charge


def remove_charge(charge: Charge) -> None:
    """Take away a position that waits; raises Refused when it is on an invoice by now."""
    with write():
        ledger.hold(charge.customer)
        removed = Charge.delete().where(Charge.id == charge, Charge.line.is_null()).execute()
        if not removed:
            raise Refused("Diese Position steht schon auf einer Rechnung.")
        audit.note("charge removed", charge, _described(charge))


def due_now(customer: Customer) -> Bill | None:
    """What an invoice of today would say; None when nothing is due."""
    bills = positions.bills_of([customer.id], clock.today(), issuing.issue_day())
    return bills[0] if bills and not bills[0].is_free else None


def issue_now(customer: Customer, gross_cents: int) -> Invoice:
    """Issue what is due today, as somebody has just seen it (gross sum in cents).

    Raises Refused when nothing is due, when it cannot be issued, and when the sum is another by now.
    """
    ledger.check_unlocked(issuing.issue_day())
    vat_checks.refresh([customer.id])
    report = issuing.Report()
    issued = issuing.issue([customer.id], clock.today(), report, lambda bill: bill.gross_cents == gross_cents)
    if report.waiting:
        raise Refused(report.waiting[0].sentence)
    if not issued:
        raise Refused("Inzwischen ist etwas anderes fällig. Bitte sehen Sie noch einmal nach.")
    return Invoice.get_by_id(issued[customer.id])


def _described(charge: Charge) -> dict[str, object]:
    return {
        "text": charge.text, "quantity": charge.quantity, "price_cents": charge.price_cents, "bill_from": charge.due_on,
    }  # fmt: skip
