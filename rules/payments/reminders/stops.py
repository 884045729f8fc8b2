"""Stops: somebody gets no reminders, at all or about one debit, and why."""

from datetime import date

import clock
from database import write
from models import Booking, Customer, OpenItem, ReminderStop
from rules import Refused, audit
from rules.accounting import ledger

WITH_NOTE = ("plan", "other")


def make(customer: Customer, reason: str, note: str = "", until: date | None = None, debit: int | None = None) -> None:
    """Stop reminders until a day, None for until it is ended; `debit` is the id of an open booking, None for all.

    A payment plan has its instalments in the note and its end as the day. Raises Refused.
    """
    if until and until < clock.today():
        raise Refused("Der Tag liegt in der Vergangenheit.", "until")
    if reason in WITH_NOTE and not note:
        raise Refused("Bitte schreiben Sie dazu, was vereinbart ist.", "note")
    if reason in WITH_NOTE and not until:
        raise Refused("Bitte geben Sie an, bis wann das gilt.", "until")
    with write():
        ledger.hold(customer)
        booking = _open(customer, debit)
        stop = ReminderStop.create(
            customer=customer, debit=booking, reason=reason, note=note, until=until, created_by=audit.actor().account
        )
        number = booking.number if booking else ""
        audit.note("reminders stopped", stop, after={"reason": reason, "note": note, "until": until, "number": number})


def end(stop: ReminderStop) -> None:
    """Let reminders go on. Raises Refused when the stop is over already."""
    with write():
        ledger.hold(stop.customer)
        held = ReminderStop.update(ended_at=clock.now()).where(ReminderStop.id == stop, ReminderStop.ended_at.is_null())
        if not held.execute():
            raise Refused("Dieser Mahnstopp ist schon beendet.")
        audit.note("reminders resumed", stop, {"reason": stop.reason, "note": stop.note, "until": stop.until})


def _open(customer: Customer, debit: int | None) -> Booking | None:
    if debit is None:
        return None
    item = OpenItem.get_or_none(OpenItem.customer == customer, OpenItem.booking == debit, OpenItem.cents < 0)
    if item is None:
        raise Refused("Davon ist nichts mehr offen.", "debit")
    return item.booking
