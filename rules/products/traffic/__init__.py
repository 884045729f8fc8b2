"""How much traffic a server had: by day, by month, and what the month may come to."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import clock
from models import DAYS_OF_SERVER, TrafficSample

GIGABYTE = 10**9  # as the plans count it
MONTHS = 13  # the present one and those of a year before it
ENOUGH_DAYS = 5  # whole days of a month, before which nothing is foretold


class Sum(NamedTuple):
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
    """All that was measured in MONTHS months: the measured days, and the months with none left out in between."""

    days: list[Sum]
    months: list[Sum]

    def days_of(self, month: date) -> list[Sum]:
        """The days of the month that begins with this day, from its first measured one to its last."""
        after = _months_back(month, -1)
        return _without_gaps([each for each in self.days if month <= each.day < after])

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
    return Course(days, by_month(days))


def usage(servers: Sequence[int]) -> dict[int, Usage]:
    """The present month by the id of the server; those of which nothing was measured in it are left out."""
    measured: dict[int, list[Sum]] = {}
    for row in TrafficSample.since(servers, this_month()):
        measured.setdefault(row.server, []).append(Sum(row.day, row.bytes_in, row.bytes_out))
    return {server: Usage(by_month(days)[-1], forecast(days)) for server, days in measured.items()}


def by_month(days: Iterable[Sum]) -> list[Sum]:
    """The sums of the months, from the first that was measured to the last; months in between without any are zero."""
    sums: dict[tuple[int, int], list[int]] = {}
    for each in days:
        month = sums.setdefault((each.day.year, each.day.month), [0, 0])
        month[0] += each.bytes_in
        month[1] += each.bytes_out
    if not sums:
        return []
    (first_year, first_month), (last_year, last_month) = min(sums), max(sums)
    span = range(first_year * 12 + first_month - 1, last_year * 12 + last_month)
    return [Sum(date(n // 12, n % 12 + 1, 1), *sums.get((n // 12, n % 12 + 1), (0, 0))) for n in span]


def forecast(days: Iterable[Sum]) -> Forecast | None:
    """What the present month comes to if its other days are as the whole ones so far; None without ENOUGH_DAYS.

    Today counts as a day like the others, or as what it has reached already when that is more.
    """
    today = clock.today()
    first = today.replace(day=1)
    month = [each for each in days if first <= each.day <= today]
    whole = [each.total for each in month if each.day < today]
    if len(whole) < ENOUGH_DAYS:
        return None
    used, average = sum(whole), sum(whole) // len(whole)
    so_far = sum(each.total for each in month if each.day == today)
    left = monthrange(today.year, today.month)[1] - today.day + 1
    return Forecast(used + max(average, so_far) + average * (left - 1), used, average, len(whole), left)


def _without_gaps(days: list[Sum]) -> list[Sum]:
    """The same, in their order, with a zero for every day in between."""
    if not days or len(days) == (days[-1].day - days[0].day).days + 1:
        return days
    known, first = {each.day: each for each in days}, days[0].day
    every = (first + timedelta(days=n) for n in range((days[-1].day - first).days + 1))
    return [known.get(day) or Sum(day) for day in every]


def _months_back(first: date, count: int) -> date:
    counted = first.year * 12 + first.month - 1 - count
    return date(counted // 12, counted % 12 + 1, 1)
