"""Open items as of any day, from the bookings and settlements up to it, and how old they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from models import OPEN_ITEMS
from texts import lazy

# Days since an item was due: (up to, what that is called); what is not due yet comes first.
AGES = (
    (-1, lazy("noch nicht fällig")),
    (30, lazy("0–30 Tage")),
    (60, lazy("31–60 Tage")),
    (90, lazy("61–90 Tage")),
    (None, lazy("über 90 Tage")),
)


@dataclass(frozen=True)
class Item:
    """What is left of a booking, in cents: owed above zero, credit below."""

    customer_number: int
    customer_name: str
    number: str
    kind: str
    text: str
    booked_on: date
    due_on: date
    cents: int


@dataclass
class Account:
    """What is open of one customer: owed by age (as AGES) and in all, and the credit, in cents above zero."""

    number: int
    name: str
    ages: list[int] = field(default_factory=lambda: [0] * len(AGES))
    credit: int = 0

    @property
    def owed(self) -> int:
        return sum(self.ages)

    @property
    def balance(self) -> int:
        """Owed above zero."""
        return self.owed - self.credit


def as_of(day: date) -> list[Item]:
    """What was open at the end of a day, by customer; the sum is what the bookings up to then leave owed."""
    return [
        Item(row.customer_number, row.company or f"{row.first_name} {row.last_name}".strip(), row.number, row.kind,
             row.text, row.booked_on, row.due_on, -int(row.cents))
        for row in OPEN_ITEMS.rows(day=day.isoformat())
    ]  # fmt: skip


def by_customer(items: Iterable[Item], day: date) -> list[Account]:
    """The same added up for each customer, who owes most first."""
    accounts: dict[int, Account] = {}
    for item in items:
        account = accounts.setdefault(item.customer_number, Account(item.customer_number, item.customer_name))
        if item.cents < 0:
            account.credit -= item.cents
        else:
            account.ages[age(item.due_on, day)] += item.cents
    return sorted(accounts.values(), key=lambda account: (-account.owed, account.number))


def together(accounts: Iterable[Account]) -> Account:
    """The sum of all."""
    whole = Account(0, "")
    for account in accounts:
        whole.ages = [mine + more for mine, more in zip(whole.ages, account.ages, strict=True)]
        whole.credit += account.credit
    return whole


def age(due_on: date, day: date) -> int:
    """The place in AGES of what was due on a day."""
    late = (day - due_on).days
    return next(place for place, (most, _) in enumerate(AGES) if most is None or late <= most)
