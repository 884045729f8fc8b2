"""Journal: what was invoiced, by month, tax case and rate, and what of it is not paid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models import CHANGES, SUM_BEFORE, SUMS
from rules.bookkeeping import spans


@dataclass(frozen=True)
class Sum:
    """Net and tax (cents) of a month (its first day), a tax case and a rate (1900 is 19 %)."""

    month: date
    tax_case: str
    rate: int
    invoices: int
    net_cents: int
    tax_cents: int

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents


@dataclass(frozen=True)
class Month:
    """A month (its first day): net revenue, and what all customers together owed at its end (cents)."""

    month: date
    net_cents: int
    open_cents: int


def sums(first: date, last: date) -> list[Sum]:
    """What was invoiced from one day to another, corrections taken off; the tax as it stands on each invoice."""
    rows = SUMS.rows(first=first.isoformat(), last=last.isoformat())
    return [
        Sum(date(int(row.year), int(row.month), 1), row.tax_case, row.tax_rate, int(row.invoices), int(row.net_cents),
            int(row.tax_cents))
        for row in rows
    ]  # fmt: skip


def total(rows: Iterable[Sum]) -> tuple[int, int]:
    """Net and tax of some sums, in cents."""
    rows = list(rows)
    return sum(row.net_cents for row in rows), sum(row.tax_cents for row in rows)


def course(first: date, last: date) -> list[Month]:
    """Month by month: the revenue, and the balance of all accounts at the end, owed above zero."""
    revenue: dict[date, int] = defaultdict(int)
    for each in sums(first, last):
        revenue[each.month] += each.net_cents
    owed = -int(SUM_BEFORE.one(first=first.isoformat()).cents)
    changes = {
        date(int(row.year), int(row.month), 1): int(row.cents)
        for row in CHANGES.rows(first=first.isoformat(), last=last.isoformat())
    }
    months = []
    for span in spans.months(first, last):
        owed -= changes.get(span.first, 0)
        months.append(Month(span.first, revenue[span.first], owed))
    return months
