"""What became of an invoice: how it stands, what settled it, what was corrected, which reminders went out."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import clock
from models import (
    GIVEN_UP,
    Booking,
    Invoice,
    OpenItem,
    Reminder,
    ReminderLetter,
    booking_of,
    corrections_of,
    settled_by,
    settles,
)
from rules.accounting import losses
from rules.accounting.standing import Standing, standing


class Row(NamedTuple):
    """What `standing` asks of a booking."""

    kind: str
    cents: int
    open_cents: int
    debit_on: Any
    is_corrected: bool
    given_up_cents: int


@dataclass(frozen=True)
class History:
    """`partners` settled the invoice, or were settled by the correction, by so many `settled` cents each."""

    standing: Standing
    open_cents: int
    partners: list[Booking]
    corrections: list[Invoice]
    reminders: list[Reminder]


def of(invoice: Invoice) -> History:
    """The history of an invoice or a correction."""
    booking = booking_of(invoice)
    corrections = list(corrections_of(invoice))
    if booking is None:
        return History(Standing("", "off"), 0, [], corrections, [])
    item = OpenItem.get_or_none(OpenItem.booking == booking)
    open_cents = int(item.cents) if item else 0
    given_up = sum(loss.cents for loss in losses.of(invoice) if loss.credit.kind in GIVEN_UP)
    row = Row(booking.kind, booking.amount_cents, open_cents, invoice.debit_on, bool(corrections), given_up)
    return History(
        standing=standing(row, clock.today()),
        open_cents=open_cents,
        partners=list((settles if booking.amount_cents > 0 else settled_by)(invoice)),
        corrections=corrections,
        reminders=list(
            Reminder.select(Reminder, ReminderLetter)
            .join(ReminderLetter)
            .where(Reminder.debit == booking)
            .order_by(Reminder.reminded_on, Reminder.id)
        ),
    )
