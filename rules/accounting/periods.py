"""Which days a contract is billed for: periods without gap or overlap, on the same day of the month again and again."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

DAY = timedelta(days=1)


class Period(NamedTuple):
    """A span that is billed, both days within it; `days` of the `whole` days of a full period."""

    first: date
    last: date
    days: int
    whole: int

    @property
    def is_whole(self) -> bool:
        return self.days == self.whole

    def share_of(self, cents: int) -> int:
        """What a price (cents, not negative) comes to for this span."""
        return cents if self.days == self.whole else share(cents, self.days, self.whole)


def share(cents: int, days: int, whole: int) -> int:
    """So many of the whole days of a price (cents, not negative), half a cent up."""
    return (2 * cents * days + whole) // (2 * whole)


def on(year: int, month: int, day: int) -> date:
    """A day of a month; in a shorter month its last one. Months beyond 12 are of later years, below 1 of earlier."""
    more, month = divmod(month - 1, 12)
    year, month = year + more, month + 1
    return date(year, month, day if day <= 28 else min(day, monthrange(year, month)[1]))


def moved(day: date, months: int, billing_day: int) -> date:
    """The same day of the month so many months later, or earlier; the 31st returns after a short month."""
    return on(day.year, day.month + months, billing_day)


def anchor(billing_day: int | None, started_on: date, next_invoice_on: date) -> int:
    """The day of the month on which periods begin.

    That is the contract's billing day, else the day it started on, as long as the next period begins on one of them,
    else the day of the next period.
    """
    begins = next_invoice_on.day
    for day in (billing_day, started_on.day):
        if day == begins or (
            day and day > begins >= 28 and on(next_invoice_on.year, next_invoice_on.month, day).day == begins
        ):
            return day
    return begins


def period(contract: Any, n: int = 0) -> Period:
    """A period of a contract that is billed: 0 is the next one, 1 the one after it, -1 the last one."""
    day = anchor(contract.billing_day, contract.started_on, contract.next_invoice_on)
    first = moved(contract.next_invoice_on, n * contract.period_months, day)
    return _span(first, moved(first, contract.period_months, day), None)


@lru_cache(10_000)  # on one day many contracts have the same periods
def all_due(
    first: date,
    months: int,
    billing_day: int,
    horizon: date,
    last_day: date | None = None,
    billed: tuple[tuple[date, date], ...] = (),
) -> tuple[tuple[Period, ...], date]:
    """The periods from `first` on that begin until `horizon`, and the first day after them that is not billed.

    Of a contract that ends with `last_day` the last period ends with it and costs its share of days: who cancels owes
    nothing for the time after. Spans that are `billed` already, in their order, are left out.
    """
    spans, ahead = [], list(billed)
    while first <= horizon and (last_day is None or first <= last_day):
        if ahead and ahead[0][0] <= first:
            first = max(first, ahead.pop(0)[1] + DAY)
            continue
        ends = [each for each in (last_day, ahead[0][0] - DAY if ahead else None) if each]
        spans.append(_span(first, moved(first, months, billing_day), min(ends, default=None)))
        first = spans[-1].last + DAY
    while ahead and ahead[0][0] <= first:
        first = max(first, ahead.pop(0)[1] + DAY)
    return tuple(spans), first


def _span(first: date, following: date, last_day: date | None) -> Period:
    whole = (following - first).days
    if last_day is not None and last_day < following - DAY:
        return Period(first, last_day, (last_day - first).days + 1, whole)
    return Period(first, following - DAY, whole, whole)
