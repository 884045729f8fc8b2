"""Months that were handed over."""

from datetime import date

import pytest

import clock
from models import AuditEntry, Booking, Export, MonthLock
from rules import NotFound, Refused
from rules.accounting import issuing, ledger
from rules.bookkeeping import months

MARCH = date(2026, 3, 1)


@pytest.fixture
def booked(alice):
    return ledger.book(alice.customer, "ZA", 100, date(2026, 3, 15))


@pytest.fixture
def exported(booked):
    return export(clock.later(seconds=1))


def export(begun_at, **values):
    """An export of March that is done, begun after or before what is booked now."""
    span = {"period_from": MARCH, "period_to": date(2026, 3, 31)}
    return Export.create(**{"kind": "datev", "done_at": begun_at, "created_at": begun_at} | span | values)


def test_nothing_is_booked_in_a_month_that_was_handed_over(alice, exported):
    months.lock(MARCH, by=None)
    with pytest.raises(Refused, match="Der Monat März 2026 ist abgeschlossen."):
        ledger.book(alice.customer, "ZA", 100, date(2026, 3, 31))
    ledger.book(alice.customer, "ZA", 100, date(2026, 4, 1))
    assert Booking.select().count() == 2


def test_a_month_is_handed_over_before_it_is_locked(booked):
    with pytest.raises(Refused, match="exportieren Sie März 2026 zuerst"):
        months.lock(MARCH, by=None)


def test_an_export_for_the_auditor_or_an_unfinished_one_is_no_handing_over(booked):
    export(clock.later(seconds=1), kind="gobd")
    export(clock.later(seconds=1), done_at=None)
    export(clock.later(seconds=1), period_from=date(2026, 3, 2))
    with pytest.raises(Refused, match="zuerst"):
        months.lock(MARCH, by=None)


def test_what_was_booked_after_the_export_wants_a_new_one(booked):
    export(clock.ago(minutes=1))
    with pytest.raises(Refused, match="Seit dem Export wurde in März 2026 gebucht"):
        months.lock(MARCH, by=None)


def test_a_month_that_runs_is_not_locked(alice):
    with pytest.raises(Refused, match="läuft noch"):
        months.lock(clock.today(), by=None)


def test_a_locked_month_is_not_locked_again(exported):
    months.lock(MARCH, by=None)
    with pytest.raises(Refused, match="schon abgeschlossen"):
        months.lock(MARCH, by=None)


def test_opening_a_month_keeps_the_reason(alice, exported):
    months.lock(MARCH, by=None)
    months.unlock(MARCH, "Buchung vergessen")
    ledger.book(alice.customer, "ZA", 100, date(2026, 3, 31))
    entry = AuditEntry.get(AuditEntry.what == "month unlocked")
    assert "Buchung vergessen" in entry.after and "2026-03" in entry.after
    with pytest.raises(NotFound):
        months.unlock(MARCH, "noch einmal")


def test_the_months_are_listed_from_the_first_booking_to_the_one_that_ended_last(exported):
    listed = months.newest()
    assert listed[-1].span.first == MARCH and listed[0].span.last < clock.today()
    assert listed[-1].exported_at == exported.created_at and listed[-1].lock is None
    months.lock(MARCH, by=None)
    assert months.newest()[-1].lock == MonthLock.get()


def test_nothing_is_issued_in_a_month_that_was_handed_over(alice):
    MonthLock.create(month=clock.today().replace(day=1))
    with pytest.raises(Refused, match="ist abgeschlossen"):
        issuing.issue_customer(alice.customer, clock.today())
