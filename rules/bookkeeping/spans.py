"""Months, quarters and years as spans of days, and how addresses and files name them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import texts
from texts import t

_NAME = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|q([1-4])))?")


@dataclass(frozen=True)
class Span:
    """Some months, from the first day of one to the last of another."""

    first: date
    last: date

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def name(self) -> str:
        """What it is called in an address: "2026-11", "2026-q4", "2026", else "2026-02_2026-03"."""
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        if self.months == 3 and self.first.month % 3 == 1:
            return f"{self.first.year}-q{quarter_of(self.first)}"
        whole_year = self.months == 12 and self.first.month == 1
        return str(self.first.year) if whole_year else f"{self.first:%Y-%m}_{self.last:%Y-%m}"

    @property
    def label(self) -> str:
        """What it is called on the screen: „November 2026“, „4. Quartal 2026“, „2026“."""
        if self.months == 1:
            return texts.month(self.first)
        if "q" in self.name:
            return t("{n}. Quartal {year}", n=quarter_of(self.first), year=self.first.year)
        return self.name if len(self.name) == 4 else f"{texts.month(self.first)} – {texts.month(self.last)}"


def month(day: date) -> Span:
    """The month of a day."""
    return Span(day.replace(day=1), following(day) - timedelta(days=1))


def quarter(day: date) -> Span:
    """The quarter of a day."""
    first = date(day.year, 3 * quarter_of(day) - 2, 1)
    return Span(first, month(first.replace(month=first.month + 2)).last)


def year(number: int) -> Span:
    """A calendar year."""
    return Span(date(number, 1, 1), date(number, 12, 31))


def named(name: str) -> Span:
    """The span of a name such as "2026-11", "2026-q4" or "2026"; raises ValueError for any other."""
    found = _NAME.fullmatch(name)
    if not found or not 1900 <= int(found[1]) <= 2999:
        raise ValueError(name)
    number = int(found[1])
    if found[2]:
        return month(date(number, int(found[2]), 1))
    return quarter(date(number, 3 * int(found[3]), 1)) if found[3] else year(number)


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def following(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before a day's."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[Span]:
    """The months from that of one day to that of another."""
    while first <= last:
        span = month(first)
        yield span
        first = following(first)
