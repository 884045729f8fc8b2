"""What was decided about bank statements and direct debits, taken back by bookings against it; nothing is changed."""

from datetime import date

import clock
from database import write
from models import Booking, Collection, StatementEntry
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments import collections
from rules.payments.decisions import bookable, difference_source
from texts import t


def undo(entry: StatementEntry) -> None:
    """Take back what was decided about an entry, which is open again. Raises Refused when it cannot be.

    The collections that it paid wait for the bank again; the one that it returned stands as before it came.
    """
    with write():
        entry = StatementEntry.get_by_id(entry.id)
        day, before = bookable(entry.booked_on), entry.decision
        _reopen(entry)
        if before == "booked" and entry.booking:
            for booking in _bookings(entry.booking):
                _reverse(booking, day)
        elif before == "collected":
            _undo_payments(entry, day)
        elif before == "returned":
            _undo_returns(entry, day)


def not_executed(collection: Collection) -> None:
    """The bank never executed a collection that is booked as paid: its invoice is open again, the customer is told.

    Raises Refused unless it is paid.
    """
    with write():
        ledger.hold(collection.customer)
        collection = Collection.get_by_id(collection.id)
        booking = collection.booking
        if collection.state != "paid" or booking is None:
            raise Refused("Diese Lastschrift ist nicht als bezahlt gebucht.")
        _reverse(booking, clock.today(), t("Lastschrift nicht ausgeführt"))
        audit.change("collection not executed", collection, booking=None, paid_by=None, withdrawn_at=clock.now())
        collections.tell("debit_dropped", collection, cents=collection.cents)


def return_undone(collection: Collection) -> None:
    """The bank did not return a collection after all, or another one: it is paid again, without a fee.

    The entry that told so is open again. Raises Refused unless it is returned.
    """
    with write():
        ledger.hold(collection.customer)
        collection = Collection.get_by_id(collection.id)
        if collection.state != "returned":
            raise Refused("Diese Lastschrift ist nicht zurückgegeben.")
        entry, day = collection.returned_by, clock.today()
        if entry and entry.decision == "returned":
            _reopen(entry)
        _undo_return(collection, day)
        if entry and collection.paid_by_id == entry.id:
            _undo_payment(collection, day)


def _reopen(entry: StatementEntry) -> None:
    """Let an entry be decided again. Raises Refused when it is undecided, or somebody else is at it."""
    before = entry.decision
    reopened = StatementEntry.update(decision="", decided_at=None, decided_by="", note="", customer=None)
    if not before or not reopened.where(StatementEntry.id == entry, StatementEntry.decision == before).execute():
        raise Refused("Darüber hat gerade jemand anders entschieden.")
    audit.note("statement entry reopened", entry, {"decision": before})


def _undo_payments(entry: StatementEntry, day: date) -> None:
    paid = list(Collection.select().where(Collection.paid_by == entry))
    if not paid:
        raise Refused("Das lässt sich nicht zurücknehmen: Welche Lastschriften es waren, wurde damals nicht vermerkt.")
    if back := [each.debit.number for each in paid if each.returned_at]:
        numbers = ", ".join(back)
        raise Refused("Bitte nehmen Sie zuerst die Rücklastschriften zurück: Rechnung {numbers}.", numbers=numbers)
    for collection in paid:
        _undo_payment(collection, day)


def _undo_returns(entry: StatementEntry, day: date) -> None:
    returned = list(Collection.select().where(Collection.returned_by == entry))
    if not returned:
        raise Refused("Das lässt sich nicht zurücknehmen: Welche Lastschrift es war, wurde damals nicht vermerkt.")
    for collection in returned:
        _undo_return(collection, day)
        if collection.paid_by_id == entry.id:  # it was paid only so that it could come back
            _undo_payment(collection, day)


def _undo_payment(collection: Collection, day: date) -> None:
    ledger.hold(collection.customer)
    if collection.booking:
        _reverse(collection.booking, day)
    audit.change("collection payment undone", collection, booking=None, paid_by=None)


def _undo_return(collection: Collection, day: date) -> None:
    """Book return and fee back; what is booked for the return stands for the payment from now on."""
    ledger.hold(collection.customer)
    number = collection.debit.number
    back = Booking.select().where(Booking.reverses == collection.booking, Booking.kind == "RL").get()
    paid = ledger.book(
        collection.customer, "RL", -back.amount_cents, day, text=t("Rücklastschrift {number} storniert", number=number),
        invoice=back.invoice, payment_method="L", settles=[number, back], source=f"booking {back.id} reversed",
    )  # fmt: skip
    if fee := _fee_of(back):
        ledger.book(
            collection.customer, "MG", -fee.amount_cents, day, settles=[fee], source=f"booking {fee.id} reversed",
            text=t("Gebühr für Rücklastschrift {number} storniert", number=number),
        )  # fmt: skip
    audit.change(
        "collection return undone", collection, booking=paid, returned_at=None, return_reason="", returned_by=None
    )
    collections.tell("debit_return_undone", collection, cents=collection.cents)


def _fee_of(back: Booking) -> Booking | None:
    """What the return cost the customer, if anything: booked with it, under a source like its own."""
    return Booking.get_or_none(Booking.source == str(back.source).replace("returned", "fee"))


def _bookings(booking: Booking) -> list[Booking]:
    """What one decision booked, the last first."""
    sources = [source for source in (booking.source, difference_source(booking)) if source]
    return list(Booking.select().where(Booking.source.in_(sources)).order_by(Booking.id.desc()))


def _reverse(booking: Booking, day: date, text: str = "") -> None:
    """Book against a booking what nothing else, such as the correction of an invoice, booked back before."""
    cents = booking.amount_cents + sum(each.amount_cents for each in booking.reversals)
    if not cents:
        return
    ledger.book(
        booking.customer, booking.kind, -cents, day, text=text or t("Storno: falsch zugeordnet"),
        payment_method=booking.payment_method, reverses=booking if booking.amount_cents > 0 else None,
        source=f"booking {booking.id} reversed",
    )  # fmt: skip
