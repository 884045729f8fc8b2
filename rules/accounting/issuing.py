"""From what is due to issued invoices: one a customer, numbers without holes, any number of runs beside each other.

Each bundle of customers is one transaction that takes their numbers, writes invoices, bookings and billed periods and
moves the contracts on; a kill at any instruction leaves whole bundles. Who comes second finds what the first one wrote.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import fn

import clock
from database import database, is_sqlite, write
from models import Customer, Invoice
from rules import Refused
from rules.accounting import due, ledger, rows, vat_checks
from rules.accounting.positions import Bill, Reckoner
from rules.accounting.writing import Writer
from texts import t

AT_ONCE = 2000
EACH = 5  # bundles between two lines of progress


@dataclass(frozen=True)
class Waiting:
    """A customer who got no invoice, and why."""

    number: int
    sentence: str


@dataclass
class Report:
    """What a run did: the ids of the new invoices, their sum in cents, and who waits."""

    invoices: list[int] = field(default_factory=list)
    gross_cents: int = 0
    waiting: list[Waiting] = field(default_factory=list)


def run(until: date, say: Callable[[str], Any], held: Mapping[int, str] | None = None) -> Report:
    """Issue all that is due until a day; `say` is told how far it is. Raises Refused in a locked month.

    Customers (ids) who are `held` back wait, for the reason given. Beside another run it does what is left to do.
    """
    report, held = Report(), held or {}
    due_now = due.customers(until)
    customers = [id for id in due_now if id not in held]
    for customer in Customer.select().where(Customer.id.in_([*held.keys() & {*due_now}])).order_by(Customer.number):
        report.waiting.append(Waiting(customer.number, t("Zurückgehalten: {reason}", reason=held[customer.id])))
    ledger.check_unlocked(issue_day())
    vat_checks.refresh(customers)
    with uncollected():
        for place, ids in enumerate(bundles(customers), start=1):
            issue(ids, until, report)
            if place % EACH == 0:
                say(t("{done} von {count} Kunden", done=min(place * AT_ONCE, len(customers)), count=len(customers)))
    return report


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python's collector from looking through the many rows, which are in no cycle, again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def issue_customer(customer: Customer, until: date | None = None) -> Invoice | None:
    """One customer's invoice now, for what is due until a day (today); None when nothing is.

    Raises Refused when it cannot be issued, with the sentence why.
    """
    until = until or clock.today()
    ledger.check_unlocked(issue_day())
    vat_checks.refresh([customer.id])
    report = Report()
    issue([customer.id], until, report)
    if report.waiting:
        raise Refused(report.waiting[0].sentence)
    return Invoice.get_by_id(report.invoices[0]) if report.invoices else None


def preview(until: date) -> Iterator[Bill]:
    """What a run until a day would issue or let wait, without doing it; what costs nothing is left out."""
    reckoner = Reckoner(issue_day())
    for ids in bundles(due.customers(until)):
        yield from (bill for bill in reckoner.bills(ids, until) if not bill.is_free)


def issue(
    customers: Sequence[int],
    until: date,
    report: Report,
    wanted: Callable[[Bill], bool] = lambda bill: True,
    also: Callable[[Mapping[int, int]], None] = lambda issued: None,
) -> Mapping[int, int]:
    """Issue to some customers (ids) in one transaction, as far as `wanted`; gives the invoices' ids by customer.

    `also` is told them before the transaction ends.
    """
    version = _version()
    bills = _bills(customers, until) if is_sqlite() else None
    with write():
        _hold(customers)
        if bills is None or _version() != version:  # somebody else wrote meanwhile
            bills = _bills(customers, until)
        writer = Writer(issue_day())
        issued = writer.write([bill for bill in bills if not bill.problem and wanted(bill)])
        also(issued)
    report.invoices.extend(issued.values())
    report.gross_cents += writer.gross_cents
    report.waiting.extend(Waiting(bill.payer.number, bill.sentence) for bill in bills if bill.problem)
    return issued


def issue_day() -> date:
    """The day of new invoices: today, but never before the last one, should the clock have been set back."""
    last = Invoice.select(fn.MAX(Invoice.issued_on)).scalar()
    return max(clock.today(), last) if last else clock.today()


def _bills(customers: Sequence[int], until: date) -> list[Bill]:
    return list(Reckoner(issue_day()).bills(customers, until))


def bundles(customers: Sequence[int]) -> Iterator[list[int]]:
    """The ids of as many customers at a time as are billed in one transaction."""
    return (list(customers[start : start + AT_ONCE]) for start in range(0, len(customers), AT_ONCE))


def _version() -> int:
    """What changes when another connection has written; read outside the transaction, so that it may stay short."""
    if not is_sqlite():
        return 0
    return int(database.execute_sql("PRAGMA data_version").fetchone()[0])


def _hold(customers: Sequence[int]) -> None:
    """Let nobody else bill these customers or change their open items until the transaction ends."""
    if not is_sqlite():
        held = Customer.select(Customer.id).where(rows.among(Customer.id, sorted(customers))).order_by(Customer.id)
        list(held.for_update())
