"""What nobody pays: written off or handed over, exactly what was chosen, with a file for the agency."""

import csv
from io import StringIO

import pytest

import clock
from models import LEDGER, Booking, Invoice, OpenItem
from rules import Refused
from rules.accounting import history, ledger
from rules.accounting.standing import standing
from rules.payments.reminders import dossier, losses
from tests.rules.payments.owing import ago, bank_statement, open_debit, owe, pay, remind


def open_items(customer):
    return [(item.booking.kind, item.cents) for item in OpenItem.of(customer)]


def test_only_what_was_chosen_is_written_off(alice):
    customer = alice.customer
    owe(customer, 7001, 1428)
    fee = ledger.book(customer, "MG", -120, ago(1))
    booking = losses.write_off(customer, [fee.id], "Kulanz")
    assert (booking.kind, booking.amount_cents) == ("AB", 120)
    assert open_items(customer) == [("RE", -1428)]
    losses.write_off(customer, [open_debit(customer).id], "")
    assert ledger.balance(customer) == 0
    assert open_items(customer) == []


def test_what_is_partly_paid_is_written_off_in_part(alice):
    owe(alice.customer, 7001, 1428)
    pay(alice.customer, 1000)
    assert losses.write_off(alice.customer, [open_debit(alice.customer).id], "").amount_cents == 428
    assert ledger.balance(alice.customer) == 0


def test_what_nobody_paid_is_not_called_paid(alice):
    for number in (7001, 7002):
        owe(alice.customer, number, 1428)
    pay(alice.customer, 1428)
    booking = losses.write_off(alice.customer, [open_debit(alice.customer).id], "")
    assert words(alice.customer) == {"7001": "bezahlt", "7002": "ausgebucht"}
    assert history.of(Invoice.get(Invoice.number == 7002)).standing.word == "ausgebucht"
    ledger.book(alice.customer, "AB", -1428, clock.today(), reverses=booking)
    assert words(alice.customer) == {"7001": "bezahlt", "7002": "offen"}


def words(customer):
    """How each invoice stands in the Kundenkonto."""
    rows = LEDGER.page("/", {}, customer=customer.id).rows
    return {row.number: standing(row, clock.today()).word for row in rows if row.kind == "RE"}


def test_a_second_click_books_nothing(alice):
    owe(alice.customer, 7001, 1428)
    debit = open_debit(alice.customer).id
    losses.hand_over(alice.customer, [debit], "")
    with pytest.raises(Refused, match="nicht mehr offen"):
        losses.hand_over(alice.customer, [debit], "")
    assert Booking.select().where(Booking.kind == "IN").count() == 1


@pytest.mark.parametrize("chosen", [[], [99_999]])
def test_nothing_is_booked_without_something_open(alice, chosen):
    with pytest.raises(Refused):
        losses.write_off(alice.customer, chosen, "")
    assert not Booking.select().exists()


def test_nobody_writes_off_another_customers_debt(alice, bob):
    owe(bob.customer, 7001, 1428)
    with pytest.raises(Refused):
        losses.write_off(alice.customer, [open_debit(bob.customer).id], "")


def test_the_agency_gets_every_claim_with_its_reminders(alice, later):
    customer = alice.customer
    customer.company = "=1+1"
    customer.save()
    bank_statement()
    owe(customer, 7001, 1428)
    owe(customer, 7002, 1000, overdue=1)
    remind()
    later(days=1)
    booking = losses.hand_over(customer, [item.booking_id for item in ledger.open_debits(customer)], "")
    with dossier.csv_of(booking) as file:
        rows = list(csv.DictReader(StringIO(file.read().decode("utf-8-sig")), delimiter=";"))
    assert [row["Forderung"] for row in rows] == ["Rechnung 7001", "Rechnung 7002"]
    assert [row["Offener Betrag"] for row in rows] == ["14,28 €", "10,00 €"]
    assert rows[0]["Mahnungen"].startswith("Zahlungserinnerung ") and rows[1]["Mahnungen"] == ""
    assert rows[0]["Firma"] == "'=1+1", "a spreadsheet must not take a name for a formula"
    assert dossier.file_name(booking).startswith("Inkasso-501-")
