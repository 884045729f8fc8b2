"""What was given up of an invoice and what becomes of it when the invoice is corrected."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import clock
import database
from models import Booking, Invoice, OpenItem, Statement, StatementEntry
from rules import Refused, doctor
from rules.accounting import corrections, ledger
from rules.accounting.losses import of as giving_up_of
from rules.bookkeeping import open_items
from rules.payments import decisions, undoing
from rules.payments.reminders import losses as giving_up
from tests.rules.accounting.test_corrections import bill

DAY = date(2026, 3, 1)


def entry(cents, place=1):
    """A payment on the bank's statement about which nobody decided."""
    statement, _ = Statement.get_or_create(
        digest="0" * 64, defaults={"format": "camt.053", "name": "a", "begins_on": DAY, "ends_on": DAY}
    )
    return StatementEntry.create(
        statement=statement, key=f"{place:064}", booked_on=clock.today(), cents=cents, name="A", text="Rechnung"
    )


def lose(how, customer):
    debits = [item.booking_id for item in ledger.open_debits(customer)]
    return (giving_up.write_off if how == "AB" else giving_up.hand_over)(customer, debits, "")


def faults():
    questions = (*doctor.ledger.QUESTIONS, *doctor.invoices.AMOUNTS)
    return [fault for question in questions for fault in question.faults()]


def of_kind(customer, kind):
    return [each.amount_cents for each in Booking.of(customer).where(Booking.kind == kind).order_by(Booking.id)]


def test_a_storno_after_a_small_difference_leaves_the_customer_what_they_paid(alice):
    invoice = bill(alice.customer, (1200, 1900))
    decisions.book(entry(1425), alice.customer, ["7001"], difference=3)
    assert ledger.balance(alice.customer) == 0
    corrections.cancel(invoice, "Doppelt berechnet")
    assert ledger.balance(alice.customer) == 1425
    assert of_kind(alice.customer, "DI") == [3, -3]
    assert all(item.cents > 0 for item in OpenItem.of(alice.customer))
    assert faults() == []


@pytest.mark.parametrize("how", ["AB", "IN"])
def test_a_storno_after_a_loss_gives_nothing_to_who_paid_nothing(alice, how):
    invoice, other = bill(alice.customer, (1200, 1900)), bill(alice.customer, (500, 1900), number=7002)
    lost = lose(how, alice.customer)
    corrections.cancel(invoice, "Doppelt berechnet")
    assert ledger.balance(alice.customer) == 0
    assert of_kind(alice.customer, how) == [1428 + 595, -1428]
    assert [(owed.invoice, owed.cents) for owed in giving_up.claims(lost)] == [(other, 595)], "the other stays lost"
    assert giving_up.given_up(alice.customer) == [lost]
    assert faults() == []


def test_a_partial_correction_takes_back_of_a_loss_as_much_as_it_gives(alice):
    invoice = bill(alice.customer, (1000, 1900))
    ledger.book(alice.customer, "ZA", 500, DAY)
    lose("AB", alice.customer)
    corrections.correct(invoice, {1: 100}, "Ausfall")
    assert of_kind(alice.customer, "AB") == [690, -119] and ledger.balance(alice.customer) == 0
    corrections.cancel(invoice, "Doppelt berechnet")
    assert of_kind(alice.customer, "AB") == [690, -119, -571] and ledger.balance(alice.customer) == 500
    assert faults() == []


def test_what_was_open_on_a_day_between_two_parts_of_a_loss_taken_back_is_known_later(alice, monkeypatch):
    invoice = bill(alice.customer, (1000, 1900))
    days = [date(2026, 12, day) for day in (1, 10, 20)]
    monkeypatch.setattr(clock, "today", lambda: days[0])
    lose("AB", alice.customer)
    monkeypatch.setattr(clock, "today", lambda: days[1])
    corrections.correct(invoice, {1: 700}, "Ausfall")
    monkeypatch.setattr(clock, "today", lambda: days[2])
    corrections.cancel(invoice, "Doppelt berechnet")
    assert [open_items.as_of(day) for day in days] == [[], [], []]


def test_a_payment_taken_back_after_the_storno_takes_the_difference_back_only_once(alice):
    invoice, paid = bill(alice.customer, (1200, 1900)), entry(1425)
    decisions.book(paid, alice.customer, ["7001"], difference=3)
    corrections.cancel(invoice, "Doppelt berechnet")
    undoing.undo(StatementEntry.get_by_id(paid.id))
    assert ledger.balance(alice.customer) == 0
    assert faults() == []


ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["pay", "pay short"]), st.integers(1, 1500)),
        st.tuples(st.sampled_from(["AB", "IN", "undo", "cancel", "other invoice"]), st.just(0)),
        st.tuples(st.just("correct"), st.integers(1, 600)),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("pay short", 3), ("correct", 1), ("undo", 0), ("AB", 0), ("correct", 600), ("cancel", 0)])
@example([("other invoice", 0), ("AB", 0), ("cancel", 0), ("pay", 700), ("IN", 0)])
@given(acts=ACTS)
def test_in_any_order_a_storno_leaves_what_was_paid_less_what_is_owed(alice, acts):
    with database.database.atomic() as transaction:
        customer, invoice = alice.customer, bill(alice.customer, (1000, 1900), (200, 700))
        for place, (act, n) in enumerate(acts, 1):
            with suppress(Refused):
                play(customer, invoice, act, n, place)
            assert faults() == []
        with suppress(Refused):
            corrections.cancel(invoice, "Ende")
        paid = sum(of_kind(customer, "ZA"))
        rounding = f"rounding of corrections {invoice.id}"
        lost = Booking.of(customer).where(Booking.kind.in_(["AB", "IN", "DI"]))
        others = Invoice.select().where(Invoice.customer == customer, Invoice.corrects.is_null(), Invoice.id != invoice)
        left = paid + sum(each.amount_cents for each in lost if each.source != rounding)
        assert ledger.balance(customer) == left - sum(each.gross_cents for each in others)
        assert [loss for loss in giving_up_of(invoice) if loss.credit.source != rounding] == []
        assert faults() == []
        transaction.rollback()


def play(customer, invoice, act, n, place):
    """One thing that happens; what is refused does not happen."""
    if act == "pay":
        decisions.book(entry(n, place), customer, ["7001"])
    elif act == "pay short":
        owed = -sum(item.cents for item in ledger.open_debits(customer))
        if owed > 3:
            decisions.book(entry(owed - 3, place), customer, ["7001"], difference=3)
    elif act in ("AB", "IN"):
        lose(act, customer)
    elif act == "undo":
        booked = StatementEntry.select().where(StatementEntry.decision == "booked")
        if last := booked.order_by(StatementEntry.id.desc()).first():
            undoing.undo(last)
    elif act == "cancel":
        corrections.cancel(invoice, "Doppelt berechnet")
    elif act == "correct":
        corrections.correct(invoice, {1: n}, "Ausfall")
    elif act == "other invoice":
        bill(customer, (300, 1900), number=7100 + place)
