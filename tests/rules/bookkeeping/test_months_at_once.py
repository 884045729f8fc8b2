"""A month is locked and booked in in the same instant: whoever comes second knows what the first one did."""

import time
from datetime import date
from threading import Thread

import pytest

import clock
import database
from database import is_sqlite, write
from models import Booking, Export, MonthLock
from rules import Refused, audit
from rules.accounting import ledger
from rules.bookkeeping import months

MARCH = date(2026, 3, 1)


@pytest.fixture
def exported(alice):
    begun_at = clock.ago(minutes=1)
    span = {"period_from": MARCH, "period_to": date(2026, 3, 31)}
    return Export.create(kind="datev", done_at=begun_at, created_at=begun_at, **span)


def lock():
    months.lock(MARCH, by=None)


def book(customer):
    ledger.book(customer, "ZA", 100, date(2026, 3, 15))


class Beside(Thread):
    """Somebody else, with a connection of their own; `refusal` is what they were told."""

    def __init__(self, rule, *arguments):
        super().__init__()
        self.rule, self.arguments, self.refusal = rule, arguments, None
        self.start()

    def run(self):
        with audit.acting("Tests"):
            try:
                self.rule(*self.arguments)
            except Refused as refusal:
                self.refusal = refusal.sentence
        database.drop_connection()


def until_it_waits(other):
    """PostgreSQL says whether somebody waits for a lock; SQLite lets nobody in until the transaction ends."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
    while other.is_alive() and not is_sqlite() and not database.database.execute_sql(waiting).fetchone()[0]:
        time.sleep(0.01)


def test_a_month_in_which_somebody_books_right_now_is_not_locked(alice, exported):
    with write():
        book(alice.customer)
        other = Beside(lock)
        until_it_waits(other)
    other.join()
    assert other.refusal == "Seit dem Export wurde in März 2026 gebucht. Bitte exportieren Sie ihn neu."
    assert Booking.select().exists() and not MonthLock.select().exists()


def test_nobody_books_in_a_month_that_somebody_locks_right_now(alice, exported):
    with write():
        lock()
        other = Beside(book, alice.customer)
        until_it_waits(other)
    other.join()
    assert other.refusal == "Der Monat März 2026 ist abgeschlossen."
    assert MonthLock.select().exists() and not Booking.select().exists()


def test_two_who_book_in_the_same_month_do_not_wait_for_each_other(alice, bob, exported):
    if is_sqlite():
        return  # has one writer
    with write():
        book(alice.customer)
        Beside(book, bob.customer).join()
    assert Booking.select().count() == 2
