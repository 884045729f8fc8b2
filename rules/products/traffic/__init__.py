"""How much traffic a server had: by day, by month, and what the month may come to."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import clock
from models import DAYS_OF_SERVER, TrafficSample

GIGABYTE = 10**9  # as the plans count it
MONTHS = 13  # the present one and those of a year before it
ENOUGH_DAYS = 5  # whole days of a month, before which nothing is foretold


@dataclass(frozen=True)
class Sum:
    """What a server received and sent, in bytes, on a day or in the month that begins with `day`."""

    day: date
    bytes_in: int = 0
    bytes_out: int = 0

    @property
    def total(self) -> int:
        return self.bytes_in + self.bytes_out


@dataclass(frozen=True)
class Forecast:
    """What the month comes to, in bytes: its `measured` whole days, and for each of the `left` days their average."""

    total: int
    used: int
    average: int
    measured: int
    left: int


@dataclass(frozen=True)
class Usage:
    """The present month of a server, and what it may come to."""

    month: Sum
    forecast: Forecast | None


@dataclass(frozen=True)
class Course:
    """All that was measured in MONTHS months: days and months in their order, none of both left out in between."""

    days: list[Sum]
    months: list[Sum]

    def days_of(self, month: date) -> list[Sum]:
        """The days of the month that begins with this day."""
        return [each for each in self.days if each.day.replace(day=1) == month]

    def month(self, first: date) -> Sum:
        """The month that begins with this day; nothing where it was not measured."""
        return next((each for each in self.months if each.day == first), Sum(first))


def this_month() -> date:
    """The first day of the present month."""
    return clock.today().replace(day=1)


def course(server: int) -> Course:
    """What was measured of a server (id), from the first measured day of the last MONTHS months on; one question."""
    first = _months_back(this_month(), MONTHS - 1)
    days = [Sum(row.day, row.bytes_in, row.bytes_out) for row in DAYS_OF_SERVER.rows(server=server, since=first)]
    return Course(_without_gaps(days), by_month(days))


def usage(servers: Sequence[int]) -> dict[int, Usage]:
    """The present month by the id of the server; those of which nothing was measured in it are left out."""
    measured: dict[int, list[Sum]] = {}
    for row in TrafficSample.since(servers, this_month()):
        measured.setdefault(row.server, []).append(Sum(row.day, row.bytes_in, row.bytes_out))
    return {server: Usage(by_month(days)[-1], forecast(days)) for server, days in measured.items()}


def by_month(days: Iterable[Sum]) -> list[Sum]:
    """The sums of the months, from the first that was measured to the last; months in between without any are zero."""
    sums: dict[date, tuple[int, int]] = {}
    for each in days:
        first = each.day.replace(day=1)
        received, sent = sums.get(first, (0, 0))
        sums[first] = received + each.bytes_in, sent + each.bytes_out
    months, month = [], min(sums, default=None)
    while month and month <= max(sums):
        months.append(Sum(month, *sums.get(month, (0, 0))))
        month = _months_back(month, -1)
    return months


def forecast(days: Iterable[Sum]) -> Forecast | None:
    """What the present month comes to if its other days are as the whole ones so far; None without ENOUGH_DAYS.

    Today counts as a day like the others, or as what it has reached already when that is more.
    """
    today = clock.today()
    month = [each for each in days if each.day.replace(day=1) == today.replace(day=1)]
    whole = [each.total for each in month if each.day < today]
    if len(whole) < ENOUGH_DAYS:
        return None
    used, average = sum(whole), sum(whole) // len(whole)
    so_far = sum(each.total for each in month if each.day == today)
    left = monthrange(today.year, today.month)[1] - today.day + 1
    return Forecast(used + max(average, so_far) + average * (left - 1), used, average, len(whole), left)


def _without_gaps(days: list[Sum]) -> list[Sum]:
    known = {each.day: each for each in days}
    if not known:
        return []
    span = (max(known) - min(known)).days + 1
    every = (min(known) + timedelta(days=n) for n in range(span))
    return [known.get(day) or Sum(day) for day in every]


def _months_back(first: date, count: int) -> date:
    counted = first.year * 12 + first.month - 1 - count
    return date(counted // 12, counted % 12 + 1, 1)
