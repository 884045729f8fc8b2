"""Which bills prove something: old enough that a burglar of today has not ordered them."""

from calendar import monthrange
from datetime import date

import clock
import texts
from rules import Refused

MONTHS, MOST_MONTHS = 3, 24


def limit(today: date) -> date:
    """The day before which a bill has to be dated: three months back, the last day where a month is too short."""
    return _months_before(today, MONTHS)


def check(bill_on: date) -> None:
    """Raises Refused unless the bill is older than three months and not older than two years."""
    today = clock.today()
    if bill_on > today:
        raise Refused("Dieser Tag liegt in der Zukunft. Bitte geben Sie das Datum ein, das auf der Rechnung steht.",
                      "bill_on")  # fmt: skip
    if bill_on >= limit(today):
        raise Refused("Diese Rechnung ist zu neu. Wir brauchen eine mit Rechnungsdatum vor dem {day}.", "bill_on",
                      day=texts.date(limit(today)))  # fmt: skip
    if bill_on < _months_before(today, MOST_MONTHS):
        raise Refused("Diese Rechnung ist älter als zwei Jahre. Bitte nehmen Sie eine neuere.", "bill_on")


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
