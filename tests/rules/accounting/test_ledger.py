"""Kundenkonto: bookings, the balance and what is not paid yet."""

import json
from datetime import date

import pytest
from peewee import IntegrityError

from models import AuditEntry, Booking, Invoice
from rules.accounting import ledger

DAY = date(2026, 3, 1)


def invoice(customer, number, gross, day=DAY):
    created = Invoice.create(
        number=number, customer=customer, issued_on=day, due_on=day, recipient="x", net_cents=gross, tax_cents=0,
        gross_cents=gross,
    )  # fmt: skip
    ledger.book(customer, "RE", -gross, day, invoice=created)
    return created


def test_the_balance_is_the_sum_of_this_customers_bookings(alice, bob):
    assert ledger.balance(alice.customer) == 0
    ledger.book(alice.customer, "RE", -1428, DAY)
    ledger.book(alice.customer, "ZA", 1028, DAY)
    ledger.book(bob.customer, "ZA", 5000, DAY)
    assert ledger.balance(alice.customer) == -400
    assert ledger.balance(bob.customer) == 5000


def test_a_booking_carries_the_number_of_its_invoice_and_is_noted(alice):
    booking = ledger.book(alice.customer, "ZA", 500, DAY, invoice=invoice(alice.customer, 7001, 500))
    assert booking.number == "7001"
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.what, entry.row, entry.customer) == ("booking made", booking.id, alice.customer)
    assert json.loads(entry.after)["amount_cents"] == 500


def test_a_booking_is_never_changed_or_deleted(alice):
    booking = ledger.book(alice.customer, "RE", -100, DAY)
    with pytest.raises(IntegrityError):
        Booking.update(amount_cents=0).where(Booking.id == booking).execute()
    with pytest.raises(IntegrityError):
        booking.delete_instance()


def test_nothing_is_unpaid_when_nothing_is_owed(alice):
    invoice(alice.customer, 7001, 1000)
    ledger.book(alice.customer, "ZA", 1000, DAY)
    assert ledger.unpaid(alice.customer) == []


def test_a_payment_that_names_no_invoice_settles_the_oldest_first(alice):
    for number, month in ((7001, 1), (7002, 2), (7003, 3)):
        invoice(alice.customer, number, 1000, date(2026, month, 1))
    ledger.book(alice.customer, "ZA", 1000, DAY)
    assert ledger.unpaid(alice.customer) == ["7003", "7002"]
    ledger.book(alice.customer, "ZA", 1, DAY)
    assert ledger.unpaid(alice.customer) == ["7003", "7002"]
    ledger.book(alice.customer, "ZA", 999, DAY)
    assert ledger.unpaid(alice.customer) == ["7003"]


def test_a_payment_that_names_its_invoice_settles_that_one(alice):
    invoice(alice.customer, 7001, 1000, date(2026, 1, 1))
    newer = invoice(alice.customer, 7002, 1000, date(2026, 2, 1))
    ledger.book(alice.customer, "ZA", 1000, DAY, invoice=newer)
    assert ledger.unpaid(alice.customer) == ["7001"]
