"""What becomes of an entry of a bank statement: decided once, by the portal or by staff."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import clock
from database import write
from models import Booking, Collection, CollectionFile, Customer, StatementEntry
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments import collections
from texts import t


def book(entry: StatementEntry, customer: Customer, numbers: Iterable[str] = (), difference: int = 0) -> Booking:
    """Book an entry to a customer: a payment, a refund that left us, or a debit that came back.

    A payment settles the invoices with `numbers` first; `difference` cents, positive when too little was paid, are
    written off. Raises Refused when somebody decided before.
    """
    with write():
        _decide(entry, "booked", customer=customer)
        kind = "ZA" if entry.cents > 0 else "RL" if entry.return_reason else "RZ"
        day, source = bookable(entry.booked_on), f"statement entry {entry.id} after {entry.booking_id or 0}"
        booking = ledger.book(
            customer, kind, entry.cents, day, text=(entry.text or entry.name)[:200],
            payment_method="L" if kind == "RL" else "U", settles=list(numbers), source=source,
        )  # fmt: skip
        if difference:
            ledger.book(
                customer, "DI", difference, day, text=t("Differenz zur Zahlung vom {day}", day=_shown(entry.booked_on)),
                settles=list(numbers), source=difference_source(booking),
            )  # fmt: skip
        entry.booking = booking
        entry.save(only=["booking"])
    return booking


def collect(entry: StatementEntry, paid: list[Collection]) -> None:
    """An entry is the bank's credit for these collections. Raises Refused when somebody decided before."""
    with write():
        whose = {each.customer_id for each in paid}
        _decide(entry, "collected", customer=paid[0].customer if len(whose) == 1 else None)
        collections.pay(paid, bookable(entry.booked_on), entry)


def collect_file(entry: StatementEntry, file: CollectionFile) -> None:
    """An entry is the bank's credit for a whole file. Raises Refused for another sum, or when it came in before."""
    held = list(file.collections)
    if not held or file.cents != entry.cents:
        raise Refused("Die Gutschrift und die Lastschriftdatei sind nicht gleich hoch.")
    if all(each.booking_id for each in held):
        raise Refused("Diese Lastschriftdatei ist schon gutgeschrieben.")
    collect(entry, held)


def give_back(entry: StatementEntry, collection: Collection) -> None:
    """An entry is the return of a collection. Raises Refused when it is less than was collected, or known before."""
    if -entry.cents < collection.cents:
        raise Refused("Die Rückgabe ist kleiner als die Lastschrift.")
    with write():
        _decide(entry, "returned", customer=collection.customer)
        if not collections.give_back(collection, bookable(entry.booked_on), entry.return_reason, entry):
            raise Refused("Diese Lastschrift ist schon als zurückgegeben gebucht.")


def pay_out(entry: StatementEntry, note: str) -> None:
    """An entry is a provider's payout, whose payments are booked already."""
    with write():
        _decide(entry, "payout", note=note)


def ignore(entry: StatementEntry, note: str) -> None:
    """An entry is no customer's business, and why. Raises Refused when somebody decided before."""
    with write():
        _decide(entry, "ignored", note=note)


def bookable(day: date) -> date:
    """The day, or today when its month is handed over already."""
    try:
        ledger.check_unlocked(day)
    except Refused:
        return clock.today()
    return day


def _decide(entry: StatementEntry, decision: str, **values: Any) -> None:
    """Write the decision down; only the first is one."""
    values |= {"decision": decision, "decided_at": clock.now(), "decided_by": audit.actor().who}
    undecided = (StatementEntry.id == entry) & (StatementEntry.decision == "")
    if not StatementEntry.update(**values).where(undecided).execute():
        raise Refused("Darüber ist schon entschieden.")
    for name, value in values.items():
        setattr(entry, name, value)
    audit.note("statement entry decided", entry, after={"decision": decision, "cents": entry.cents})


def difference_source(booking: Booking) -> str:
    """The source of what was written off with a booking."""
    return f"{booking.source} difference"


def _shown(day: date) -> str:
    return f"{day:%d.%m.%Y}"
