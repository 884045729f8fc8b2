"""What somebody wants to pay: chosen open items, all that is open, or an amount of their own."""

from collections.abc import Collection as Some
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import clock
from models import Collection, Customer, OpenItem
from rules import Refused
from rules.accounting import ledger
from texts import money

LEAST_CENTS = 50  # what the providers take
MOST_INVOICES = 20  # what a payment can name
MOST_CENTS = 1_000_000  # 10.000 €: more is transferred


@dataclass(frozen=True)
class Item:
    """Something open: its booking's id, `cents` are positive; `debit_on` is the day of a direct debit under way."""

    id: int
    number: str
    text: str
    due_on: date
    cents: int
    debit_on: date | None


@dataclass(frozen=True)
class Wish:
    """So many cents for these invoices (numbers); for none of them it is a payment on account."""

    cents: int
    invoices: tuple[str, ...] = ()


def items(customer: Customer) -> list[Item]:
    """What is open, oldest first."""
    debits = ledger.open_debits(customer)
    days = _days_of_debit(debits)
    return [
        Item(
            id=each.booking_id,
            number=each.booking.number,
            text=each.booking.text or str(ledger.WORDS.get(each.booking.kind, each.booking.kind)),
            due_on=each.due_on,
            cents=-each.cents,
            debit_on=days.get(each.booking_id),
        )
        for each in debits
    ]


def to_pay(customer: Customer) -> Wish:
    """Everything that is open and not collected by direct debit."""
    return _sum(each for each in items(customer) if each.debit_on is None)


def chosen(customer: Customer, ids: Some[int]) -> Wish:
    """The open items whose bookings have these ids; what is not open any more is left out."""
    return _sum(each for each in items(customer) if each.id in ids)


def of_invoices(customer: Customer, numbers: Some[str]) -> Wish:
    """What is open of these invoices."""
    return _sum(each for each in items(customer) if each.number in numbers)


def check(wish: Wish) -> None:
    """Raises Refused for an amount that cannot be paid on a provider's page, and for too many invoices."""
    check_count(wish)
    if wish.cents < LEAST_CENTS:
        raise Refused("Online können Sie ab {least} bezahlen.", "amount", least=money(LEAST_CENTS))
    if wish.cents > MOST_CENTS:
        raise Refused("Online können Sie bis {most} bezahlen. Bitte überweisen Sie.", "amount", most=money(MOST_CENTS))


def check_count(wish: Wish) -> None:
    """Raises Refused for more invoices than a payment can name."""
    if len(wish.invoices) > MOST_INVOICES:
        raise Refused("Mehr als {n} Rechnungen auf einmal sind nicht möglich.", "items", n=MOST_INVOICES)


def _sum(items: Iterable[Item]) -> Wish:
    wanted = list(items)
    return Wish(sum(each.cents for each in wanted), tuple(each.number for each in wanted if each.number))


def _days_of_debit(debits: list[OpenItem]) -> dict[int, date]:
    """By booking: when it is collected, as a direct debit says that is under way, or its invoice for a day to come."""
    invoices = {each.booking_id: each.booking.invoice for each in debits}
    announced = {booking: invoice.debit_on for booking, invoice in invoices.items() if invoice and invoice.debit_on}
    days = {booking: day for booking, day in announced.items() if day >= clock.today()}
    pending = Collection.pending().where(Collection.debit.in_([each.booking_id for each in debits]))
    return days | {each.debit_id: each.collect_on for each in pending}
