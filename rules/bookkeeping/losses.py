"""§ 17 UStG: of which invoices, tax cases and rates write-offs are, and so what VAT is not owed any more.

A claim that a collection agency has is doubtful, not lost: its VAT stays until it is written off.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from peewee import fn

from models import Booking, Invoice, InvoiceLine, Settlement
from rules.accounting import money


class Share(NamedTuple):
    """What of a write-off is at one rate of an invoice, gross cents; below zero where it was booked back."""

    number: str
    tax_case: str
    rate: int
    gross_cents: int


class Sum(NamedTuple):
    """What was written off at a tax case and rate, in cents."""

    tax_case: str
    rate: int
    gross_cents: int
    tax_cents: int


def shares(booking: Booking) -> Iterator[Share]:
    """A write-off by invoice and rate; what it settled without an invoice is in none of them."""
    for invoice, cents in _by_invoice(booking):
        grosses = _grosses(invoice, before=booking.reverses_id or booking.id)
        for rate, share in _spread(cents, grosses).items():
            if share:
                yield Share(str(invoice.number), invoice.tax_case, rate, share)


def sums(first: date, last: date) -> list[Sum]:
    """What was written off from one day to another, less what was booked back, by tax case and rate."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    written_off = Booking.select().where(Booking.kind == "AB", Booking.booked_on.between(first, last))
    for booking in written_off.order_by(Booking.id):
        for share in shares(booking):
            found[share.tax_case, share.rate] += share.gross_cents
    rows = sorted((case, -rate, cents) for (case, rate), cents in found.items() if cents)
    return [Sum(case, -rate, cents, money.tax_within(cents, -rate)) for case, rate, cents in rows]


def _by_invoice(booking: Booking) -> Iterator[tuple[Invoice, int]]:
    """The invoices that a write-off settled when it was made, or the one of which it is booked back."""
    if booking.invoice:
        yield booking.invoice, booking.amount_cents
        return
    settled = (
        Invoice.select(Invoice, fn.SUM(Settlement.cents).alias("cents"))
        .join(Booking, on=Booking.invoice == Invoice.id)
        .join(Settlement, on=Settlement.debit == Booking.id)
        .where(Settlement.credit == booking, Settlement.cents > 0, Booking.id < booking.id)
        .group_by(Invoice)
        .order_by(Invoice.id)
    )
    for invoice in settled.objects():
        yield invoice, int(invoice.cents)


def _grosses(invoice: Invoice, before: int) -> Mapping[int, int]:
    """What an invoice was worth by rate, less the corrections that were booked before a booking."""
    corrections = Invoice.select(Invoice.id).join(Booking, on=Booking.invoice == Invoice.id)
    earlier = corrections.where(Invoice.corrects == invoice, Booking.id < before)
    lines = InvoiceLine.select().where((InvoiceLine.invoice == invoice) | InvoiceLine.invoice.in_(earlier))
    return {
        taxed.rate: taxed.net_cents + taxed.tax_cents
        for taxed in money.by_rate((line.net_cents, line.tax_rate) for line in lines)
    }


def _spread(cents: int, grosses: Mapping[int, int]) -> Mapping[int, int]:
    """Cents in proportion to what is at each rate; what rounding leaves goes to the first."""
    whole = sum(grosses.values())
    if whole <= 0 or not grosses:
        return {}
    spread = {rate: abs(cents) * gross // whole for rate, gross in grosses.items()}
    spread[next(iter(spread))] += abs(cents) - sum(spread.values())
    return spread if cents > 0 else {rate: -share for rate, share in spread.items()}
