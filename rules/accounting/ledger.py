"""Kundenkonto: bookings, what is open of them, and what settled what."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from itertools import chain, product
from typing import Any

from peewee import fn

import gateways
import texts
import values
from database import database, in_write, is_sqlite, write
from models import BALANCE, Booking, Customer, Invoice, MonthLock, OpenItem, Settlement
from rules import Refused, audit, work
from texts import lazy

PAID = "blocks after payment"  # the work that lets contracts go on whose debt is paid
MONTHS = 1  # which of the database's advisory locks are those of months
WORDS = {
    "RE": lazy("Rechnung"),
    "GS": lazy("Gutschrift"),
    "ZA": lazy("Zahlung"),
    "RZ": lazy("Rückzahlung"),
    "RL": lazy("Rücklastschrift"),
    "MG": lazy("Mahngebühr"),
    "AB": lazy("Ausbuchung"),
    "IN": lazy("Abgabe an Inkasso"),
    "DI": lazy("Kleindifferenz"),
    "KONTOAUSGLEICH": lazy("Kontoausgleich, alle Zahlungen bis dahin sind berücksichtigt"),
    "U": lazy("Überweisung"),
    "L": lazy("Lastschrift"),
    "K": lazy("Karte"),
    "S": lazy("Sofortzahlung"),
}


def words() -> Mapping[str, str]:
    """What the codes mean, in the language of the moment."""
    return _words(texts.language())


def codes(rows: Iterable[Any]) -> tuple[str, ...]:
    """Those of the codes that stand in some rows of a ledger, in the order of WORDS."""
    used = {code for row in rows for code in (row.kind, row.payment_method)}
    return tuple(code for code in WORDS if code in used)


@cache
def _words(language: str) -> Mapping[str, str]:
    with texts.speak(language):
        return {code: str(word) for code, word in WORDS.items()}


def book(
    customer: Customer,
    kind: str,
    amount_cents: int,
    booked_on: date,
    *,
    text: str = "",
    invoice: Invoice | None = None,
    payment_method: str = "",
    due_on: date | None = None,
    settles: Iterable[str | Booking] = (),
    reverses: Booking | None = None,
    of: Booking | None = None,
    source: str | None = None,
) -> Booking:
    """Put a row into the ledger, where it stays: cents, negative for what is owed, positive for what was paid.

    A credit settles the bookings or the invoices with the numbers `settles`, then the oldest (§ 366 Abs. 2 BGB); a
    debit uses up what credit there is. `reverses` is a credit that turned out to be none: what it had settled is open
    again, with `of` only as much of that debit as is booked back. A `source` that was booked already gives that
    booking. Raises Refused for a day in a month that was handed over.
    """
    number = str(invoice.number) if invoice else ""
    row = {
        "number": number, "booked_on": booked_on, "kind": kind, "text": text, "amount_cents": amount_cents,
        "payment_method": payment_method,
    }  # fmt: skip
    with write():
        hold(customer)
        if source and (known := Booking.get_or_none(Booking.source == source)):
            return known
        check_unlocked(booked_on)
        found_by = search_text(number, booked_on, kind, text, amount_cents)
        booking = Booking.create(
            customer=customer, invoice=invoice, search_text=found_by, source=source, reverses=reverses, **row
        )
        audit.note("booking made", booking, after=row)
        if amount_cents:
            due_on = due_on or (invoice.due_on if invoice and amount_cents < 0 else booked_on)
            OpenItem.create(booking=booking, customer=customer, cents=amount_cents, due_on=due_on)
        if reverses and of:
            _reopen_part(reverses, of, booking)
        elif reverses:
            _reopen(reverses, booking)
        _settle(customer, [number, *settles] if number and amount_cents > 0 else list(settles))
        if amount_cents > 0 and gateways.settings.panels.auto_unsuspend:
            work.later(PAID, booking.id)
    return booking


def hold(customer: Customer) -> None:
    """Let nobody else change this customer's open items until the transaction ends; SQLite has one writer anyway."""
    if not is_sqlite():
        Customer.select(Customer.id).where(Customer.id == customer).for_update().execute()


def hold_month(day: date, alone: bool = False) -> None:
    """Let nobody lock the month of a day until the transaction ends; `alone`: let nobody book in it either.

    SQLite has one writer anyway.
    """
    if in_write() and not is_sqlite():
        sql = f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(%s, %s)"
        database.execute_sql(sql, (MONTHS, day.year * 12 + day.month))


def check_unlocked(day: date) -> None:
    """Raises Refused when the month of a day was handed over; it cannot be until the transaction ends."""
    hold_month(day)
    if MonthLock.select().where(MonthLock.month == day.replace(day=1)).exists():
        raise Refused("Der Monat {month} ist abgeschlossen.", month=texts.month(day))


def search_text(number: str, booked_on: date, kind: str, text: str, amount_cents: int) -> str:
    """What a booking is found by: its number, day, code and word, text and amount as the screen shows them."""
    parts = (number, _day_words(booked_on, kind), values.fold(text), _amount_words(amount_cents))
    return " ".join(filter(None, parts))


@lru_cache(4096)  # thousands of a run have the same
def _day_words(booked_on: date, kind: str) -> str:
    with texts.speak("de"):
        return values.fold(f"{texts.date(booked_on)} {kind} {WORDS.get(kind, '')}")


@lru_cache(4096)
def _amount_words(cents: int) -> str:
    with texts.speak("de"):
        return values.fold(texts.money(cents))


def balance(customer: Customer) -> int:
    """What the customer has to their credit, in cents; negative when something is still to be paid."""
    return int(BALANCE.one(customer=customer.id).cents)


def open_debits(customer: Customer) -> list[OpenItem]:
    """What the customer owes, oldest first; `cents` is negative."""
    return list(OpenItem.of(customer).where(OpenItem.cents < 0))


def open_cents(booking: Booking) -> int:
    """What is left of a booking: negative is owed, positive is credit, 0 is settled."""
    item = OpenItem.get_or_none(OpenItem.booking == booking)
    return item.cents if item else 0


def settled_by(credit: Booking) -> list[tuple[Booking, int]]:
    """The debits that a credit settles, and with how many cents."""
    debits = Booking.select(Booking, fn.SUM(Settlement.cents).alias("settled_cents"))
    joined = debits.join(Settlement, on=Settlement.debit == Booking.id).where(Settlement.credit == credit)
    settling = joined.group_by(Booking).having(fn.SUM(Settlement.cents) > 0).order_by(Booking.id)
    return [(debit, int(debit.settled_cents)) for debit in settling.objects()]


def unpaid(customer: Customer) -> list[str]:
    """The numbers of the invoices that are not paid, newest first."""
    return [item.booking.number for item in reversed(open_debits(customer)) if item.booking.number]


def _settle(customer: Customer, first: list[str | Booking]) -> None:
    """Let what credit there is settle what is owed: first these bookings or numbers by the newest credit."""
    items = list(OpenItem.of(customer))
    credits = [item for item in items if item.cents > 0]
    debits = [item for item in items if item.cents < 0]
    named = [debit for debit in debits if debit.booking in first or debit.booking.number in first]
    for debit, credit in chain(product(named, credits[::-1]), product(debits, credits)):
        cents = min(-debit.cents, credit.cents)
        if cents > 0:
            Settlement.create(debit=debit.booking_id, credit=credit.booking_id, cents=cents)
            debit.cents, credit.cents = debit.cents + cents, credit.cents - cents
    for item in items:
        if not item.cents:
            item.delete_instance()
        elif item.is_dirty():
            item.save(only=["cents"])


def _reopen(credit: Booking, debit: Booking) -> None:
    """Take back all that a credit settled; what is taken back settles the debit that reverses it.

    What settled an earlier reversal of the same credit stays, so that several come to the same in any order.
    """
    used = (
        Settlement.select(Settlement.debit, fn.SUM(Settlement.cents).alias("cents"))
        .where(Settlement.credit == credit)
        .group_by(Settlement.debit)
        .having(fn.SUM(Settlement.cents) > 0)
    )
    left = credit.amount_cents
    for settled in list(used):
        if settled.debit.reverses_id == credit.id:
            left -= settled.cents
            continue
        Settlement.create(debit=settled.debit_id, credit=credit, cents=-settled.cents)
        _change_open(settled.debit, -settled.cents)
    back = min(left, -debit.amount_cents)
    if back:
        Settlement.create(debit=debit, credit=credit, cents=back)
    _keep(debit, debit.amount_cents + back)
    _keep(credit, left - back)


def _reopen_part(credit: Booking, settled: Booking, debit: Booking) -> None:
    """Take back of one debit what `debit` books back; all else that the credit settled stays settled."""
    cents = -debit.amount_cents
    Settlement.create(debit=settled, credit=credit, cents=-cents)
    Settlement.create(debit=debit, credit=credit, cents=cents)
    _change_open(settled, -cents)
    _keep(debit, 0)


def _change_open(booking: Booking, cents: int) -> None:
    _keep(booking, open_cents(booking) + cents)


def _keep(booking: Booking, cents: int) -> None:
    """Write down what is left of a booking."""
    item = OpenItem.get_or_none(OpenItem.booking == booking)
    if item is None and cents:
        due_on = booking.invoice.due_on if booking.invoice else booking.booked_on
        OpenItem.create(booking=booking, customer=booking.customer_id, cents=cents, due_on=due_on)
    elif item and not cents:
        item.delete_instance()
    elif item and item.cents != cents:
        item.cents = cents
        item.save(only=["cents"])
