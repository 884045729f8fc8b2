"""Kundenkonto: bookings, the balance and what is not paid yet."""

from datetime import date
from itertools import accumulate, takewhile

import texts
import values
from database import write
from models import BALANCE, LEFT_OF_INVOICES, Booking, Customer, Invoice
from rules import audit
from texts import lazy

WORDS = {
    "RE": lazy("Rechnung"),
    "ZA": lazy("Zahlung"),
    "KONTOAUSGLEICH": lazy("Kontoausgleich, alle Zahlungen bis dahin sind berücksichtigt"),
    "U": lazy("Überweisung"),
    "L": lazy("Lastschrift"),
}


def book(
    customer: Customer,
    kind: str,
    amount_cents: int,
    booked_on: date,
    *,
    text: str = "",
    invoice: Invoice | None = None,
    payment_method: str = "",
) -> Booking:
    """Put a row into the ledger, where it stays: cents, negative for what is owed, positive for what was paid."""
    number = str(invoice.number) if invoice else ""
    row = {
        "number": number, "booked_on": booked_on, "kind": kind, "text": text, "amount_cents": amount_cents,
        "payment_method": payment_method,
    }  # fmt: skip
    found_by = search_text(number, booked_on, kind, text, amount_cents)
    with write():
        booking = Booking.create(customer=customer, invoice=invoice, search_text=found_by, **row)
        audit.note("booking made", booking, after=row)
    return booking


def search_text(number: str, booked_on: date, kind: str, text: str, amount_cents: int) -> str:
    """What a booking is found by: its number, day, code and word, text and amount as the screen shows them."""
    with texts.speak("de"):
        return values.fold(
            f"{number} {texts.date(booked_on)} {kind} {WORDS.get(kind, '')} {text} {texts.money(amount_cents)}"
        )


def balance(customer: Customer) -> int:
    """What the customer has to their credit, in cents; negative when something is still to be paid."""
    return int(BALANCE.one(customer=customer.id).cents)


def unpaid(customer: Customer) -> list[str]:
    """The numbers of the invoices that are not paid, newest first.

    A payment that names no invoice settles the oldest first (§ 366 Abs. 2 BGB), so what is owed is left of the newest.
    """
    owed = -balance(customer)
    if owed <= 0:
        return []
    rows = LEFT_OF_INVOICES.rows(customer=customer.id)
    covered_before = accumulate((-row.cents for row in rows), initial=0)
    return [row.number for row, _ in takewhile(lambda pair: pair[1] < owed, zip(rows, covered_before, strict=False))]
