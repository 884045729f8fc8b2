"""Deferred income (§ 250 Abs. 2 HGB): what is invoiced up to a day for the time after it, by days."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models import GOING_ON


@dataclass(frozen=True)
class Part:
    """A position whose period goes on after the day, and the net cents of the days that are left of it."""

    number: int
    customer_number: int
    product: str
    text: str
    net_cents: int
    period_from: date
    period_to: date
    cents: int


def as_of(day: date) -> list[Part]:
    """The positions of invoices issued up to a day that go on after it; those of corrections are negative."""
    return [
        Part(row.number, row.customer_number, row.product, row.text, row.net_cents, row.period_from, row.period_to,
             share(row.net_cents, row.period_from or row.period_to, row.period_to, day))
        for row in GOING_ON.rows(day=day.isoformat())
    ]  # fmt: skip


def share(net_cents: int, first: date, last: date, day: date) -> int:
    """The part of an amount for a period (both days within) that is left after a day, by days, in cents.

    The parts of days that follow each other add up to the amount: what was earned until then is rounded, half a
    cent away from zero, and the rest is left.
    """
    days = (last - first).days + 1
    passed = min(max((day - first).days + 1, 0), days)
    earned = (abs(net_cents) * passed * 2 + days) // (days * 2)
    return net_cents - (-earned if net_cents < 0 else earned)


def by_year(parts: Iterable[Part], day: date) -> dict[int, int]:
    """In which year what is left will be earned, in cents; adds up to the sum of the parts."""
    years: dict[int, int] = defaultdict(int)
    for part in parts:
        left = part.cents
        for year in range(day.year, part.period_to.year + 1):
            after = share(part.net_cents, part.period_from or part.period_to, part.period_to, date(year, 12, 31))
            earned = left - after if year > day.year or day < date(year, 12, 31) else 0
            years[year] += earned
            left -= earned
    return {year: cents for year, cents in sorted(years.items()) if cents}


def by_product(parts: Iterable[Part]) -> dict[str, int]:
    """What is left by product, in cents."""
    products: dict[str, int] = defaultdict(int)
    for part in parts:
        products[part.product] += part.cents
    return dict(sorted(products.items()))
