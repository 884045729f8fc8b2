"""Rechnungskorrekturen: whole and partial, never more than the original is worth."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import fn

import clock
from database import database, write
from models import BilledPeriod, Booking, Charge, Contract, Invoice, InvoiceLine, MonthLock, Plan, Work
from rules import Refused, operation
from rules.accounting import corrections, ledger, money, parties

DAY = date(2026, 3, 1)


def bill(customer, *lines, number=7001):
    """An invoice of ours with (net cents, rate) lines; a negative amount is a discount."""
    taxed = money.by_rate(lines)
    net, tax = sum(each.net_cents for each in taxed), sum(each.tax_cents for each in taxed)
    with write():
        made = Invoice.create(
            number=number, customer=customer, issued_on=DAY, due_on=DAY, recipient=customer.name,
            buyer=parties.written(parties.buyer(customer)), seller=parties.seller(),
            net_cents=net, tax_cents=tax, gross_cents=net + tax,
        )  # fmt: skip
        for position, (cents, rate) in enumerate(lines, 1):
            InvoiceLine.create(
                invoice=made, position=position, text=f"Leistung {position}", quantity=-1 if cents < 0 else 1,
                price_cents=abs(cents), net_cents=cents, tax_rate=rate,
            )  # fmt: skip
        ledger.book(customer, "RE", -(net + tax), DAY, invoice=made)
    return made


def lines_of(invoice):
    return [
        (line.position, line.quantity, line.price_cents, line.net_cents, line.tax_rate)
        for line in InvoiceLine.select().where(InvoiceLine.invoice == invoice).order_by(InvoiceLine.position)
    ]


def given_back(invoice):
    return -(Invoice.select(fn.SUM(Invoice.gross_cents)).where(Invoice.corrects == invoice).scalar() or 0)


def test_a_storno_turns_every_line_and_settles_the_invoice(alice):
    invoice = bill(alice.customer, (1000, 1900), (-100, 1900), (200, 700))
    made = corrections.cancel(invoice, "Doppelt berechnet")
    assert (made.kind, made.corrects, made.issued_on, made.note) == (
        "correction", invoice, clock.today(), "Doppelt berechnet",
    )  # fmt: skip
    assert lines_of(made) == [(1, -1, 1000, -1000, 1900), (2, 1, 100, 100, 1900), (3, -1, 200, -200, 700)]
    assert (made.net_cents, made.tax_cents, made.gross_cents) == (-1100, -185, -1285)
    assert ledger.unpaid(alice.customer) == [] and ledger.balance(alice.customer) == 0
    booking = Booking.get(Booking.invoice == made)
    assert (booking.kind, booking.amount_cents, booking.number) == ("GS", 1285, str(made.number))
    assert Work.get(Work.kind == "invoice documents").key == str(made.id)


def test_corrections_have_a_range_of_numbers_of_their_own(alice, house):
    first = corrections.cancel(bill(alice.customer, (1000, 1900)), "x")
    second = corrections.cancel(bill(alice.customer, (1000, 1900), number=7002), "x")
    assert (first.number, second.number) == (9_000_001, 9_000_002)
    assert operation.next_number("invoice", 1) == 1


def test_the_storno_of_an_older_paid_invoice_pays_what_is_open_now(alice):
    paid = bill(alice.customer, (1000, 1900), number=7001)
    ledger.book(alice.customer, "ZA", 1190, DAY, settles=["7001"])
    bill(alice.customer, (2000, 1900), number=7002)
    corrections.cancel(paid, "Gekündigt")
    assert [(item.booking.number, item.cents) for item in ledger.open_debits(alice.customer)] == [("7002", -1190)]


def test_a_partial_correction_gives_back_what_was_chosen(alice):
    invoice = bill(alice.customer, (1000, 1900), (200, 700))
    made = corrections.correct(invoice, {1: 250, 2: 0}, "Ausfall")
    assert lines_of(made) == [(1, -1, 250, -250, 1900)]
    assert made.gross_cents == -298
    assert ledger.balance(alice.customer) == -(1404 - 298)


def test_a_storno_after_a_partial_correction_gives_back_the_rest(alice):
    invoice = bill(alice.customer, (1000, 1900), (200, 700))
    corrections.correct(invoice, {1: 200}, "Ausfall")
    made = corrections.cancel(invoice, "Gekündigt")
    assert lines_of(made) == [(1, -1, 800, -800, 1900), (2, -1, 200, -200, 700)]
    assert ledger.balance(alice.customer) == 0
    with pytest.raises(Refused, match="nichts mehr übrig"):
        corrections.cancel(invoice, "Noch einmal")


def test_the_cent_that_rounding_leaves_is_written_off(alice):
    invoice = bill(alice.customer, (1000, 1900))
    corrections.correct(invoice, {1: 250}, "x")  # 47.5 cents of tax are 48
    made = corrections.cancel(invoice, "y")  # 142.5 would be 143: together one too many
    assert lines_of(made) == [(1, -1, 749, -749, 1900)]
    assert ledger.balance(alice.customer) == 0
    with pytest.raises(Refused, match="nichts mehr übrig"):
        corrections.cancel(invoice, "z")
    other = bill(alice.customer, (13, 1900), number=7002)  # 2.47 are two
    corrections.correct(other, {1: 2}, "x")
    corrections.correct(other, {1: 2}, "x")
    corrections.correct(other, {1: 2}, "x")
    corrections.cancel(other, "y")  # of 7 cents: one
    assert ledger.balance(alice.customer) == 0
    assert [row.amount_cents for row in Booking.select().where(Booking.kind == "DI")] == [1, 1]


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ({}, "mindestens einer Position"),
        ({1: 0}, "mindestens einer Position"),
        ({1: 1001}, "Position 1 lassen sich höchstens 10,00\u00a0€"),
        ({1: -1}, "Position 1 lassen sich"),
        ({2: 100}, "Position 2 lassen sich höchstens 0,00\u00a0€"),
        ({4: 100}, "Position 4 lassen sich höchstens 0,00\u00a0€"),
        ({1: 1000}, "noch 12,85\u00a0€ mit Umsatzsteuer"),
    ],
)
def test_what_cannot_be_given_back_is_refused_and_nothing_is_booked(alice, amounts, sentence):
    invoice = bill(alice.customer, (1000, 1900), (-100, 1900), (200, 700))
    with pytest.raises(Refused, match=sentence):
        corrections.correct(invoice, amounts, "x")
    assert ledger.balance(alice.customer) == -1285
    assert not Invoice.select().where(Invoice.kind == "correction").exists()
    assert operation.next_number("correction", 1) == 1


def test_a_correction_is_not_corrected(alice):
    made = corrections.cancel(bill(alice.customer, (1000, 1900)), "x")
    with pytest.raises(Refused, match="Eine Rechnungskorrektur"):
        corrections.cancel(made, "y")


def test_nothing_is_corrected_in_a_locked_month(alice):
    invoice = bill(alice.customer, (1000, 1900))
    MonthLock.create(month=clock.today().replace(day=1))
    with pytest.raises(Refused, match="abgeschlossen"):
        corrections.cancel(invoice, "x")
    assert not Invoice.select().where(Invoice.kind == "correction").exists()


def test_it_goes_to_where_the_customer_lives_today_with_the_tax_of_then(alice):
    customer = alice.customer
    with write():
        then = parties.buyer(customer)
        invoice = Invoice.create(
            number=7001, customer=customer, issued_on=DAY, due_on=DAY, recipient="Alt", tax_case="reverse_charge",
            buyer=parties.written(replace(then, vat_id="ATU12345675", street="Altgasse 1")),
            seller=parties.seller(), net_cents=1000, tax_cents=0, gross_cents=1000,
        )  # fmt: skip
        InvoiceLine.create(
            invoice=invoice, position=1, text="x", price_cents=1000, net_cents=1000, tax_rate=0, tax_category="AE"
        )
        ledger.book(customer, "RE", -1000, DAY, invoice=invoice)
    made = corrections.cancel(invoice, "x")
    said = parties.buyer_of(made)
    assert (said.street, said.vat_id, made.tax_case) == ("Ringstraße 5", "ATU12345675", "reverse_charge")
    assert made.recipient.splitlines()[1] == "Ringstraße 5"
    assert made.lines.get().tax_category == "AE"


@pytest.fixture
def contract(alice):
    plan = Plan.create(kind="webhosting", name="Klein")
    return Contract.create(
        customer=alice.customer, plan=plan, kind="webhosting", started_on=date(2026, 1, 1), period_months=1,
        price_cents=1000, next_invoice_on=date(2026, 3, 1), billing_day=1,
    )  # fmt: skip


def billed(contract, month, number):
    """A month of the contract on an invoice of its own."""
    invoice = bill(contract.customer, (1000, 1900), number=number)
    line = invoice.lines.get()
    BilledPeriod.create(contract=contract, period_from=date(2026, month, 1), period_to=date(2026, month, 28), line=line)
    return invoice


def test_what_is_to_be_billed_again_is_due_again(contract):
    billed(contract, 1, 7001)
    second = billed(contract, 2, 7002)
    charge = Charge.create(
        customer=contract.customer, text="Einrichtung", price_cents=500, due_on=DAY, line=second.lines.get()
    )
    corrections.cancel(second, "Falscher Preis", bill_again=True)
    assert Contract.get_by_id(contract.id).next_invoice_on == date(2026, 2, 1)
    assert [each.period_from for each in BilledPeriod.select()] == [date(2026, 1, 1)]
    assert Charge.get_by_id(charge.id).line is None


def test_a_storno_without_a_new_invoice_leaves_the_period_billed(contract):
    corrections.cancel(billed(contract, 2, 7002), "Kulanz")
    assert BilledPeriod.select().count() == 1
    assert Contract.get_by_id(contract.id).next_invoice_on == date(2026, 3, 1)


def test_a_period_before_one_that_is_billed_is_not_billed_again(contract):
    first = billed(contract, 1, 7001)
    billed(contract, 2, 7002)
    with pytest.raises(Refused, match="späterer Zeitraum") as refusal:
        corrections.cancel(first, "x", bill_again=True)
    assert refusal.value.field == "bill_again"
    assert BilledPeriod.select().count() == 2
    assert not Invoice.select().where(Invoice.kind == "correction").exists()


RATES = (0, 700, 1900)
LINES = st.lists(st.tuples(st.integers(1, 5000), st.sampled_from(RATES)), min_size=1, max_size=4)
STEPS = st.lists(
    st.one_of(st.none(), st.dictionaries(st.integers(1, 4), st.integers(0, 3000), min_size=1, max_size=3)), max_size=5
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, discount=st.integers(0, 300), steps=STEPS)
def test_corrections_never_give_back_more_than_the_invoice_is_worth(alice, lines, discount, steps):
    if discount and discount < lines[0][0]:
        lines = [*lines, (-discount, lines[0][1])]
    with database.atomic() as transaction:
        invoice = bill(alice.customer, *lines)
        for amounts in steps:
            try:
                corrections.cancel(invoice, "x") if amounts is None else corrections.correct(invoice, amounts, "x")
            except Refused:
                continue
            assert 0 < given_back(invoice) <= invoice.gross_cents
            if amounts is None:
                assert ledger.balance(alice.customer) == 0
        left = invoice.gross_cents - given_back(invoice)
        rounding = Booking.select(fn.SUM(Booking.amount_cents)).where(Booking.kind == "DI").scalar() or 0
        assert ledger.balance(alice.customer) == rounding - left
        transaction.rollback()
