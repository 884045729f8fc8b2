"""What is overdue today, customer by customer, and at which level somebody may be reminded of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from peewee import JOIN, fn

import clock
import gateways
from models import (
    Booking,
    Checkout,
    Collection,
    Customer,
    Invoice,
    OpenItem,
    Reminder,
    ReminderLevel,
    ReminderStop,
    Statement,
    StatementEntry,
)
from rules.accounting import delivery
from rules.profile.customers import has_postal_address

STATEMENT_DAYS = 3  # older than that, the last bank statement no longer tells who has paid
CHECKOUT_DAYS = 3  # after that, a payment that was begun at a provider and neither came nor failed holds nothing up


@dataclass(frozen=True)
class Claim:
    """A debit that is overdue: `cents` (positive) are open; `level` is the one that is due today, 0 for none.

    `reached` is the last level the customer was reminded at, `obstacle` a code of OBSTACLES and `until` its end.
    """

    debit: Booking
    due_on: date
    cents: int
    reached: int
    level: int = 0
    obstacle: str = ""
    until: date | None = None

    @property
    def is_demanded(self) -> bool:
        """Whether a letter asks for it; not what is disputed or collected anyway."""
        return self.obstacle in ("", "waiting", "last", "fee")


@dataclass(frozen=True)
class Case:
    """A customer with all that is overdue; with an `obstacle` (a code of OBSTACLES) there is no letter."""

    customer: Customer
    claims: tuple[Claim, ...]
    levels: tuple[ReminderLevel, ...]
    obstacle: str = ""
    until: date | None = None

    @property
    def due(self) -> list[Claim]:
        """What the customer would be reminded of today."""
        return [] if self.obstacle else [claim for claim in self.claims if claim.level]

    @property
    def level(self) -> ReminderLevel | None:
        """The level of the letter: the highest of what is due, None when nothing is."""
        return max(
            (each for each in self.levels if any(each.level == claim.level for claim in self.due)),
            key=lambda each: each.level,
            default=None,
        )

    @property
    def demanded(self) -> list[Claim]:
        """What a letter asks for."""
        return [claim for claim in self.claims if claim.is_demanded]

    @property
    def cents(self) -> int:
        """What a letter asks for, positive, without a fee for it."""
        return sum(claim.cents for claim in self.demanded)

    @property
    def fee_cents(self) -> int:
        """What the letter costs the customer: a fee is for print and postage, which a mail does not need."""
        return self.level.fee_cents if self.level and self.by_post else 0

    @property
    def by_post(self) -> bool:
        """Whether a letter to this customer costs postage."""
        return delivery.recipients(self.customer)[0] == delivery.POST


def hold() -> str:
    """Why nobody can be reminded now, a code of HOLDS, or nothing."""
    newest = statement_on()
    if newest is None:
        return "no_statement"
    if newest < clock.today() - timedelta(days=STATEMENT_DAYS):
        return "old_statement"
    if StatementEntry.select().where(StatementEntry.decision == "", StatementEntry.examined_at.is_null()).exists():
        return "unmatched"
    return "" if ReminderLevel.in_use() else "no_levels"


def statement_on() -> date | None:
    """The day up to which the bank statements go, or None."""
    newest = Statement.select().order_by(Statement.ends_on.desc()).first()
    return newest and newest.ends_on


def all_cases() -> Iterator[Case]:
    """Every customer with something overdue, by number."""
    facts = _Facts()
    for _, items in groupby(_overdue(), key=lambda item: item.booking.customer_id):
        yield _case(list(items), facts)


def case_of(customer: Customer) -> Case:
    """The same for one customer; without claims when nothing is overdue."""
    items = list(_overdue().where(OpenItem.customer == customer))
    return _case(items, _Facts(customer)) if items else Case(customer, (), ())


def _overdue() -> Any:
    return (
        OpenItem.select(OpenItem, Booking, Invoice, Customer)
        .join(Booking)
        .join(Invoice, JOIN.LEFT_OUTER)
        .switch(Booking)
        .join(Customer)
        .where(OpenItem.cents < 0, OpenItem.due_on < clock.today())
        .order_by(Customer.number, OpenItem.due_on, Booking.id)
    )


class _Facts:
    """What speaks for and against reminders today: of one customer, or of all."""

    def __init__(self, customer: Customer | None = None):
        def mine(query: Any, of: Any) -> Any:
            return query.where(of == customer) if customer else query

        reached = (
            Reminder.select(Reminder.debit, fn.MAX(Reminder.level), fn.MAX(Reminder.reminded_on))
            .join(OpenItem, on=OpenItem.booking == Reminder.debit)
            .group_by(Reminder.debit)
        )
        self.reached = {row[0]: (row[1], _day(row[2])) for row in mine(reached, Reminder.customer).tuples()}
        stops = list(mine(ReminderStop.in_force().order_by(ReminderStop.id), ReminderStop.customer))
        self.stops = {stop.debit_id: stop for stop in stops if stop.debit_id}
        self.customer_stops = {stop.customer_id: stop for stop in stops if not stop.debit_id}
        pending = mine(Collection.pending(), Collection.customer)
        self.pending = {each.debit_id: each.collect_on for each in pending}
        paying = Checkout.select(Checkout.customer).where(
            Checkout.paid_at.is_null(),
            Checkout.closed_at.is_null(),
            Checkout.created_at > clock.ago(days=CHECKOUT_DAYS),
        )
        self.paying = {row[0] for row in mine(paying, Checkout.customer).tuples()}
        arrived = StatementEntry.select(StatementEntry.customer).where(
            StatementEntry.decision == "", StatementEntry.cents > 0, StatementEntry.customer.is_null(False)
        )
        self.arrived = {row[0] for row in mine(arrived, StatementEntry.customer).tuples()}
        self.levels = tuple(ReminderLevel.in_use())


def _day(value: Any) -> date:
    """A day that came out of a function of the database, which SQLite gives as text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _case(items: Sequence[OpenItem], facts: _Facts) -> Case:
    customer = items[0].booking.customer
    claims = tuple(_claim(item, facts) for item in items)
    obstacle, until = _obstacle(customer, claims, facts)
    return Case(customer, claims, facts.levels, obstacle, until)


def _obstacle(customer: Customer, claims: Sequence[Claim], facts: _Facts) -> tuple[str, date | None]:
    """Why the customer gets no letter at all."""
    if stop := facts.customer_stops.get(customer.id):
        return stop.reason, stop.until
    if customer.id in facts.paying:
        return "checkout", None
    if customer.id in facts.arrived:
        return "entry", None
    if not any(claim.level for claim in claims):
        first = min(claims, key=lambda claim: (claim.until is None, claim.until or clock.today()))
        return first.obstacle, first.until
    if sum(claim.cents for claim in claims if claim.is_demanded) <= gateways.settings.billing.small_difference:
        return "small", None
    reachable = delivery.recipients(customer)[0] != delivery.POST or has_postal_address(customer)
    return ("" if reachable else "unreachable"), None


def _claim(item: OpenItem, facts: _Facts) -> Claim:
    debit = item.booking
    reached, reminded_on = facts.reached.get(debit.id, (0, item.due_on))
    known = {"debit": debit, "due_on": item.due_on, "cents": -item.cents, "reached": reached}
    if stop := facts.stops.get(debit.id):
        return Claim(**known, obstacle=stop.reason, until=stop.until)
    if debit_on := _to_be_collected(debit, facts):
        return Claim(**known, obstacle="debit", until=debit_on)
    if debit.kind == "MG":  # a fee is no reason for another fee
        return Claim(**known, obstacle="fee")
    level = next((each for each in facts.levels if each.level > reached), None)
    if level is None:
        return Claim(**known, obstacle="last")
    due = reminded_on + timedelta(days=level.days)
    if clock.today() < due:
        return Claim(**known, obstacle="waiting", until=due)
    return Claim(**known, level=level.level)


def _to_be_collected(debit: Booking, facts: _Facts) -> date | None:
    """The day on which a direct debit takes it, when one is on its way or announced."""
    if debit.id in facts.pending:
        return facts.pending[debit.id]
    announced = debit.invoice.debit_on if debit.invoice else None
    return announced if announced and announced >= clock.today() else None
