"""What was given up of an invoice: small differences, write-offs, hand-overs; and how a correction takes it back."""

from typing import NamedTuple

from peewee import fn

import clock
from models import GIVEN_UP, Booking, Invoice, Settlement
from rules.accounting import ledger
from texts import t

KINDS = ("DI", *GIVEN_UP)


class Loss(NamedTuple):
    """So many cents of an invoice's `debit` were settled by the booking `credit`, which nobody paid."""

    debit: Booking
    credit: Booking
    cents: int


def of(invoice: Invoice) -> list[Loss]:
    """What is given up of an invoice, the newest first."""
    debit = Booking.get_or_none(Booking.invoice == invoice, Booking.kind == "RE")
    cents = fn.SUM(Settlement.cents)
    credits = (
        Booking.select(Booking, cents.alias("cents"))
        .join(Settlement, on=Settlement.credit == Booking.id)
        .where(Settlement.debit == debit, Booking.kind.in_(KINDS), Booking.amount_cents > 0)
        .group_by(Booking)
        .having(cents > 0)
        .order_by(Booking.id.desc())
    )
    return [Loss(debit, credit, int(credit.cents)) for credit in credits.objects()] if debit else []


def take_back(invoice: Invoice, given_cents: int) -> None:
    """Book back what was given up of an invoice, as much as a correction of it gives back.

    What is not owed was not lost either: the customer keeps a credit of no more than what was paid.
    """
    for loss in of(invoice):
        cents = min(loss.cents, given_cents)
        if cents > 0:
            given_cents -= cents
            ledger.book(
                invoice.customer, loss.credit.kind, -cents, clock.today(), invoice=invoice, reverses=loss.credit,
                of=loss.debit, text=t("Zurückgebucht: Rechnung {number} ist korrigiert", number=invoice.number),
            )  # fmt: skip
