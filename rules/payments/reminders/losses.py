"""What nobody pays: written off, or handed over to a collection agency; both are bookings that settle what is open."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import clock
import texts
from database import write
from models import GIVEN_UP, Booking, Customer, Invoice, OpenItem, Reminder
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments.reminders.letters import said


class Owed(NamedTuple):
    """A claim as a collection agency needs it; cents are positive, `cents` were open when it was handed over."""

    debit: Booking
    invoice: Invoice | None
    due_on: date
    gross_cents: int
    cents: int
    reminders: list[Reminder]


def write_off(customer: Customer, debits: Collection[int], note: str) -> Booking:
    """Give up what is left of the bookings with these ids. Raises Refused when one of them is not open."""
    return _settle(customer, "AB", debits, note, "debts written off")


def hand_over(customer: Customer, debits: Collection[int], note: str) -> Booking:
    """Leave what is left of the bookings with these ids to a collection agency. Raises Refused like `write_off`."""
    return _settle(customer, "IN", debits, note, "debts handed over")


def given_up(customer: Customer) -> list[Booking]:
    """What was written off or handed over, the newest first."""
    chosen = Booking.kind.in_(GIVEN_UP) & (Booking.amount_cents > 0)
    return list(Booking.of(customer).where(chosen).order_by(Booking.id.desc()))


def claims(booking: Booking) -> list[Owed]:
    """What a hand-over is about, by due day, without what was booked back since."""
    found = []
    for debit, cents in ledger.settled_by(booking):
        if debit.reverses_id == booking.id:
            continue
        invoice = debit.invoice
        reminders = list(Reminder.select().where(Reminder.debit == debit).order_by(Reminder.level))
        due_on = invoice.due_on if invoice else debit.booked_on
        found.append(Owed(debit, invoice, due_on, -debit.amount_cents, cents, reminders))
    return sorted(found, key=lambda owed: (owed.due_on, owed.debit.id))


def _settle(customer: Customer, kind: str, debits: Collection[int], note: str, what: str) -> Booking:
    if not debits:
        raise Refused("Bitte wählen Sie mindestens einen Posten aus.", "debits")
    with write():
        ledger.hold(customer)
        items = [item for item in OpenItem.of(customer).where(OpenItem.cents < 0) if item.booking_id in debits]
        if len(items) != len(set(debits)):
            raise Refused("Einer der Posten ist nicht mehr offen. Bitte sehen Sie noch einmal nach.", "debits")
        with texts.speak("de"):
            text = f"{ledger.WORDS[kind]}: {', '.join(said(item.booking) for item in items)}"[:200]
        booking = ledger.book(
            customer,
            kind,
            -sum(item.cents for item in items),
            clock.today(),
            text=text,
            settles=[item.booking for item in items],
        )
        audit.note(what, booking, after={"text": text, "amount_cents": booking.amount_cents, "note": note})
    return booking
