"""What a customer is told who has something overdue."""

from datetime import date
from typing import NamedTuple

import clock
from models import OVERDUE, Customer


class Overdue(NamedTuple):
    """So many cents are overdue, the oldest since a day; `letter` is the id of the last reminder, None without one."""

    cents: int
    since: date
    letter: int | None


def overdue(customer: Customer) -> Overdue | None:
    """What is overdue at a customer, None when nothing is; one question to the database."""
    row = OVERDUE.one(customer=customer.id, today=clock.today().isoformat())
    return Overdue(-int(row.cents), row.since, row.letter) if row.cents else None
