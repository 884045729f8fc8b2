"""What `doctor` says of the money: nothing while all is sound, a line for each fault."""

from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from database import database, is_sqlite, write
from models import (
    BilledPeriod,
    Booking,
    Contract,
    Invoice,
    InvoiceLine,
    NumberRange,
    OpenItem,
    Plan,
    ProviderEvent,
    Settlement,
)
from rules import Refused, doctor, operation
from rules.accounting import corrections, ledger, money, parties
from tables import triggers

DAY = date(2026, 3, 1)


def bill(customer, number=None, net=1000, contract=None, first=DAY, last=date(2026, 3, 31)):
    """An invoice as the billing run issues it."""
    with write():
        invoice = Invoice.create(
            number=number or operation.next_number("invoice", 1_000_001), customer=customer, issued_on=DAY, due_on=DAY,
            recipient=customer.name, buyer=parties.written(parties.buyer(customer)), seller=parties.seller(),
            net_cents=net, tax_cents=money.tax(net, 1900), gross_cents=net + money.tax(net, 1900),
        )  # fmt: skip
        line = InvoiceLine.create(
            invoice=invoice, position=1, text="Webhosting", price_cents=net, net_cents=net, tax_rate=1900,
            contract=contract, period_from=first, period_to=last,
        )  # fmt: skip
        if contract:
            BilledPeriod.create(contract=contract, period_from=first, period_to=last, line=line)
        ledger.book(customer, "RE", -invoice.gross_cents, DAY, invoice=invoice)
    return invoice


@contextmanager
def by_force():
    """Somebody changes rows behind our back, past the triggers."""
    for name in triggers.names():
        table = name.split("_")[0]
        database.execute_sql(f'DROP TRIGGER "{name}"' + ("" if is_sqlite() else f' ON "{table}"'))
    yield
    triggers.renew()


def contract_of(customer):
    plan = Plan.get_or_create(kind="webhosting", name="Klein")[0]
    return Contract.create(customer=customer, plan=plan, kind="webhosting", started_on=DAY, period_months=1)


def test_a_sound_house_has_no_faults(alice, bob):
    assert list(doctor.faults()) == []
    paid = bill(alice.customer, contract=contract_of(alice.customer))
    payment = ledger.book(alice.customer, "ZA", 2000, DAY, settles=[str(paid.number)])
    ledger.book(alice.customer, "RL", -2000, DAY, reverses=payment)
    corrections.correct(paid, {1: 300}, "Ausfall")
    corrections.cancel(bill(bob.customer), "Irrtum")
    assert list(doctor.faults()) == []


def test_an_open_item_that_is_not_what_settlements_leave_is_named(alice):
    invoice = bill(alice.customer)
    OpenItem.update(cents=-1000).execute()
    assert list(doctor.faults()) == [
        "Kunde 501: die Buchungen und die offenen Posten gehen um -1,90 € auseinander.",
        f"Buchung {Booking.get(Booking.invoice == invoice).id} (Kunde 501): offen sind -10,00 €, "
        "es müssten -11,90 € sein.",
    ]


def test_a_booking_that_was_changed_is_named(alice):
    invoice = bill(alice.customer)
    with by_force():
        Booking.update(amount_cents=-1189).execute()
    assert f"Rechnung {invoice.number} über 11,90 € ist mit -11,89 € gebucht." in list(doctor.faults())


def test_a_settlement_between_two_customers_is_named(alice, bob):
    debit = ledger.book(alice.customer, "RE", -100, DAY)
    credit = ledger.book(bob.customer, "ZA", 100, DAY)
    Settlement.create(debit=debit, credit=credit, cents=100)
    OpenItem.delete().execute()
    fault = f"Die Buchungen {debit.id} und {credit.id} sind miteinander verrechnet und gehören verschiedenen Kunden."
    assert fault in list(doctor.faults())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"gross_cents": 1191}, "10,00 € und 1,90 € Umsatzsteuer sind nicht 11,91 €."),
        ({"tax_cents": 191, "gross_cents": 1191}, "ihre Positionen ergeben 10,00 € und 1,90 € Umsatzsteuer, auf ihr"),
        ({"net_cents": 999, "gross_cents": 1189}, "auf ihr stehen 9,99 € und 1,90 €."),
    ],
)
def test_an_invoice_that_does_not_add_up_is_named(alice, change, sentence):
    invoice = bill(alice.customer)
    with by_force():
        Invoice.update(**change).execute()
    assert any(line.startswith(f"Rechnung {invoice.number}: ") and sentence in line for line in doctor.faults())


def test_a_line_that_does_not_add_up_is_named(alice):
    invoice = bill(alice.customer)
    with by_force():
        InvoiceLine.update(price_cents=999).execute()
    assert list(doctor.faults()) == [f"Rechnung {invoice.number}: die Position 1 ergibt nicht 10,00 €."]


def test_corrections_beyond_the_invoice_are_named(alice):
    invoice = bill(alice.customer)
    with write():
        made = Invoice.create(
            number=operation.next_number("correction", 9_000_001), kind="correction", corrects=invoice,
            customer=alice.customer, issued_on=DAY, due_on=DAY, recipient="x", seller=parties.seller(),
            net_cents=-1100, tax_cents=-209, gross_cents=-1309,
        )  # fmt: skip
        InvoiceLine.create(
            invoice=made, position=1, text="x", quantity=-1, price_cents=1100, net_cents=-1100, tax_rate=1900
        )
        ledger.book(alice.customer, "GS", 1309, DAY, invoice=made)
    assert list(doctor.faults()) == [f"Rechnung {invoice.number} ist um 1,19 € mehr korrigiert, als sie wert ist."]


def test_a_hole_in_the_numbers_is_named(alice):
    bill(alice.customer)
    bill(alice.customer)
    operation.next_number("invoice", 1)
    bill(alice.customer)
    assert list(doctor.faults()) == ["Zwischen den Rechnungen 1000002 und 1000004 fehlen Nummern."]


def test_a_number_that_was_taken_last_and_used_by_nobody_is_named(alice):
    bill(alice.customer)
    operation.next_number("invoice", 1)
    assert list(doctor.faults()) == ["Die letzte vergebene Rechnungsnummer 1000002 steht auf keiner Rechnung."]


def test_numbers_that_came_from_elsewhere_leave_no_hole(alice):
    bill(alice.customer)
    foreign = Invoice.create(
        number=3_000_000, customer=alice.customer, issued_on=DAY, due_on=DAY, recipient="x",
        net_cents=0, tax_cents=0, gross_cents=0,
    )  # fmt: skip
    operation.reserve_numbers("invoice", foreign.number)
    assert list(doctor.faults()) == []
    assert bill(alice.customer).number == 3_000_001
    assert list(doctor.faults()) == []


def test_a_number_that_is_still_to_be_given_is_named(alice):
    invoice = bill(alice.customer)
    NumberRange.update(next_number=invoice.number).execute()
    assert f"Rechnung {invoice.number} hat eine Nummer, die erst noch vergeben wird." in list(doctor.faults())


def test_a_period_that_two_invoices_charge_for_is_named(alice):
    contract = contract_of(alice.customer)
    bill(alice.customer, contract=contract)
    bill(alice.customer, contract=contract, first=date(2026, 3, 31), last=date(2026, 4, 29))
    assert list(doctor.faults()) == [
        f"Vertrag {contract.id}: die Zeiträume ab 2026-03-01 und ab 2026-03-31 überschneiden sich."
    ]


def test_a_period_that_an_invoice_has_and_nobody_noted_is_named(alice):
    invoice = bill(alice.customer, contract=contract_of(alice.customer))
    BilledPeriod.delete().execute()
    assert list(doctor.faults()) == [
        f"Rechnung {invoice.number}: der Zeitraum von Position 1 ist nicht als berechnet vermerkt."
    ]


def test_a_period_that_stands_otherwise_on_the_invoice_is_named(alice):
    contract = contract_of(alice.customer)
    invoice = bill(alice.customer, contract=contract)
    BilledPeriod.update(period_to=date(2026, 3, 30)).execute()
    assert list(doctor.faults()) == [
        f"Vertrag {contract.id}: der Zeitraum ab 2026-03-01 steht auf der Rechnung {invoice.number} anders."
    ]


def test_what_a_provider_told_and_was_booked_otherwise_is_named(alice):
    booking = ledger.book(alice.customer, "ZA", 100, DAY)
    for event, cents in (("evt_1", 100), ("evt_2", 90)):
        ProviderEvent.create(provider="stripe", event_id=event, kind="paid", cents=cents, booking=booking)
    assert list(doctor.faults()) == [
        f"Die Buchung {booking.id} steht bei 2 Meldungen von Zahlungsanbietern.",
        "Die Meldung evt_2 von stripe über 0,90 € ist mit 1,00 € gebucht.",
    ]


def test_of_many_faults_of_a_kind_some_are_named(alice):
    for _ in range(25):
        bill(alice.customer)
    with by_force():
        InvoiceLine.update(price_cents=999).execute()
    said = list(doctor.faults())
    assert len(said) == 21 and said[-1] == "… und weitere davon."


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("bill"), st.integers(100, 9999)),
        st.tuples(st.just("pay"), st.integers(1, 15_000)),
        st.tuples(st.just("pay one"), st.integers(0, 5)),
        st.tuples(st.just("return"), st.integers(0, 5)),
        st.tuples(st.just("refund"), st.integers(1, 5000)),
        st.tuples(st.just("cancel"), st.integers(0, 5)),
        st.tuples(st.just("correct"), st.integers(0, 5)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_the_ledger_adds_up_after_any_order_of_events(alice, events):
    with database.atomic() as transaction:
        total = 0
        for kind, value in events:
            total += happen(alice.customer, kind, value)
        assert ledger.balance(alice.customer) == total
        assert sum(item.cents for item in OpenItem.of(alice.customer)) == total
        assert {item.cents > 0 for item in OpenItem.of(alice.customer)} in (set(), {True}, {False})
        assert list(doctor.faults()) == []
        transaction.rollback()


def happen(customer, kind, value):
    """One event; gives what it changes in the balance."""
    invoices = list(Invoice.select().where(Invoice.kind == "invoice").order_by(Invoice.id))
    payments = list(Booking.select().where(Booking.kind == "ZA").order_by(Booking.id))
    returned = {booking.reverses_id for booking in Booking.select().where(Booking.kind == "RL")}
    before = ledger.balance(customer)
    if kind == "bill":
        return -bill(customer, net=value).gross_cents
    if kind == "pay":
        return ledger.book(customer, "ZA", value, DAY).amount_cents
    if kind == "pay one" and invoices:
        invoice = invoices[value % len(invoices)]
        return ledger.book(customer, "ZA", invoice.gross_cents, DAY, invoice=invoice).amount_cents
    if kind == "return" and payments and payments[value % len(payments)].id not in returned:
        payment = payments[value % len(payments)]
        return ledger.book(customer, "RL", -payment.amount_cents, DAY, reverses=payment).amount_cents
    if kind == "refund" and before >= value:
        return ledger.book(customer, "RZ", -value, DAY).amount_cents
    if kind in ("cancel", "correct") and invoices:
        invoice = invoices[value % len(invoices)]
        try:
            corrections.cancel(invoice, "x") if kind == "cancel" else corrections.correct(invoice, {1: 50}, "x")
        except Refused:
            return 0
        given = Booking.select().where(Booking.customer == customer, Booking.kind.in_(("GS", "DI")))
        assert clock.today() in {booking.booked_on for booking in given}
        return ledger.balance(customer) - before
    return 0
