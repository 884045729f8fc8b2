"""Months that were handed over: nothing is booked in them any more, until the chief opens them again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN, fn

import clock
from database import write
from models import Account, Booking, Export, MonthLock
from rules import NotFound, Refused, audit
from rules.accounting import ledger
from rules.bookkeeping import spans

SHOWN = 24  # months


@dataclass(frozen=True)
class Month:
    """A month that is over: when it was exported for the tax adviser, and its lock if it has one."""

    span: spans.Span
    exported_at: datetime | None
    lock: MonthLock | None


def newest() -> list[Month]:
    """The months that are over, newest first, from the first booking on, SHOWN at most."""
    last = spans.before(clock.today(), 1)
    since = Booking.select(fn.MIN(Booking.booked_on)).scalar()
    if since is None or since > spans.month(last).last:
        return []
    first = max(since.replace(day=1), spans.before(last, SHOWN - 1))
    locks = {lock.month: lock for lock in MonthLock.select(MonthLock, Account).join(Account, JOIN.LEFT_OUTER)}
    exports = list(_exports(first))
    return [
        Month(span, _exported_at(exports, span), locks.get(span.first))
        for span in list(spans.months(first, last))[::-1]
    ]


def lock(first: date, by: Account | None) -> MonthLock:
    """Close a month (its first day). Raises Refused while it runs, was not handed over or was booked in since."""
    span = spans.month(first)
    if span.last >= clock.today():
        raise Refused("{month} läuft noch. Abschließen lässt sich ein Monat, wenn er vorbei ist.", month=span.label)
    with write():
        ledger.hold_month(span.first, alone=True)
        if MonthLock.select().where(MonthLock.month == span.first).exists():
            raise Refused("{month} ist schon abgeschlossen.", month=span.label)
        exported_at = _exported_at(_exports(span.first), span)
        if exported_at is None:
            raise Refused("Bitte exportieren Sie {month} zuerst für DATEV.", month=span.label)
        if _booked_since(span, exported_at):
            raise Refused("Seit dem Export wurde in {month} gebucht. Bitte exportieren Sie ihn neu.", month=span.label)
        locked = MonthLock.create(month=span.first, locked_by=by)
        audit.note("month locked", locked, after={"month": span.name})
    return locked


def unlock(first: date, reason: str) -> None:
    """Open a month again, for a reason that is kept in the audit log. Raises NotFound."""
    with write():
        locked = MonthLock.get_or_none(MonthLock.month == first.replace(day=1))
        if locked is None:
            raise NotFound
        audit.note("month unlocked", locked, after={"month": f"{locked.month:%Y-%m}", "reason": reason})
        locked.delete_instance()


def _exports(first: date) -> Iterable[Export]:
    """What was exported for the tax adviser of the months from one on."""
    return Export.select().where(Export.kind == "datev", Export.done_at.is_null(False), Export.period_to >= first)


def _exported_at(exports: Iterable[Export], span: spans.Span) -> datetime | None:
    """When a month was exported last: the moment at which that export was begun."""
    return max(
        (each.created_at for each in exports if each.period_from <= span.first and span.last <= each.period_to),
        default=None,
    )


def _booked_since(span: spans.Span, moment: datetime) -> bool:
    """Whether a booking of the month may be missing in an export begun at a moment (both in whole seconds)."""
    within = Booking.booked_on.between(span.first, span.last)
    return bool(Booking.select().where(within, Booking.created_at >= moment).exists())
