from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import clock
from models import (
    AuditEntry,
    BilledPeriod,
    BillingDetails,
    Booking,
    Cancellation,
    Charge,
    Contract,
    ContractPrice,
    Customer,
    Discount,
    Fee,
    Invoice,
    InvoiceLine,
    Mandate,
    MonthLock,
    OpenItem,
    Work,
)
from rules import Refused
from rules.accounting import issuing, ledger, money

TODAY = date(2027, 5, 24)


@pytest.fixture
def today(monkeypatch, house):
    """Makes it a day: `today(date)`."""

    def be(day):
        monkeypatch.setattr(clock, "today", lambda: day)

    be(TODAY)
    return be


def lines_of(invoice):
    return list(InvoiceLine.select().where(InvoiceLine.invoice == invoice).order_by(InvoiceLine.position))


def run(until=None):
    return issuing.run(until or clock.today(), lambda line: None)


def test_one_invoice_has_all_that_is_due_of_a_customer(alice, contract, today):
    contract(alice.customer, 1200, 12, TODAY, plan="Domain", domain="profihost-demo.example", kind="domain")
    contract(alice.customer, 990, 1, TODAY, domain="muster.example")
    contract(alice.customer, 500, 1, TODAY + timedelta(days=1))
    Charge.create(customer=alice.customer, text="Umzug", quantity=2, price_cents=4900, due_on=TODAY)
    invoice = issuing.issue_customer(alice.customer)
    assert [(line.text, line.period_from, line.period_to, line.net_cents) for line in lines_of(invoice)] == [
        ("Domain profihost-demo.example", TODAY, date(2028, 5, 23), 1200),
        ("Hosting muster.example", TODAY, date(2027, 6, 23), 990),
        ("Umzug", None, None, 9800),
    ]
    assert (invoice.net_cents, invoice.tax_cents, invoice.gross_cents) == (11990, 2278, 14268)
    assert (invoice.issued_on, invoice.due_on) == (TODAY, TODAY + timedelta(days=14))
    assert invoice.recipient == "Alices Backstube GmbH\nRingstraße 5\n30159 Hannover"
    assert Booking.get().text == "Domain profihost-demo.example 24.05.2027-23.05.2028 und 2 weitere"
    assert ledger.balance(alice.customer) == -14268
    assert OpenItem.get().due_on == invoice.due_on
    assert Work.select().where(Work.kind == "invoice documents", Work.key == str(invoice.id)).count() == 1
    assert AuditEntry.select().where(AuditEntry.what == "invoice issued", AuditEntry.row == invoice.id).count() == 1


def test_nothing_is_billed_twice_and_nothing_left_out(alice, contract, today):
    billed = contract(alice.customer, 990, 1, date(2027, 1, 31))
    report = run()
    assert len(report.invoices) == 1
    assert run().invoices == []
    assert issuing.issue_customer(alice.customer) is None
    spans = list(BilledPeriod.select().order_by(BilledPeriod.period_from))
    assert [span.period_from for span in spans] == [
        date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30),
    ]  # fmt: skip
    assert Contract.get_by_id(billed.id).next_invoice_on == date(2027, 5, 31)


def test_numbers_ascend_without_holes_also_after_one_that_failed(alice, bob, contract, today, monkeypatch):
    contract(alice.customer)
    run()
    contract(bob.customer)
    with monkeypatch.context() as broken:
        broken.setattr("rules.accounting.writing.move_on", lambda steps: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run()
    run()
    assert [row.number for row in Invoice.select().order_by(Invoice.id)] == [1_000_001, 1_000_002]


def test_a_clock_set_back_neither_bills_again_nor_dates_an_invoice_before_the_last(alice, bob, contract, today):
    contract(alice.customer, first=TODAY)
    run()
    today(TODAY - timedelta(days=40))
    assert run().invoices == []
    contract(bob.customer, first=TODAY - timedelta(days=50))
    (invoice,) = run().invoices
    assert Invoice.get_by_id(invoice).issued_on == TODAY


def test_contracts_on_hold_without_a_period_or_ended_are_left_alone(alice, contract, today):
    contract(alice.customer, billing_held_at=clock.now())
    contract(alice.customer, months=None)
    contract(alice.customer).delete_instance()
    ended = contract(alice.customer)
    Cancellation.create(contract=ended, effective_on=TODAY - timedelta(days=1))
    assert run().invoices == []


def test_a_contract_that_ends_gets_exactly_its_last_period(alice, contract, today):
    ending = contract(alice.customer, 3100, 1, date(2027, 5, 1))
    Cancellation.create(contract=ending, effective_on=date(2027, 5, 10))
    invoice = issuing.issue_customer(alice.customer)
    (line,) = lines_of(invoice)
    assert (line.period_from, line.period_to, line.net_cents) == (date(2027, 5, 1), date(2027, 5, 10), 1000)
    assert run(date(2028, 1, 1)).invoices == []


def test_a_price_holds_from_its_day_on_and_earlier_periods_cost_what_they_did(alice, contract, today):
    changed = contract(alice.customer, 1000, 1, date(2027, 3, 1))
    ContractPrice.create(contract=changed, valid_from=date(2027, 4, 15), price_cents=1500)
    assert [line.net_cents for line in lines_of(issuing.issue_customer(alice.customer))] == [1000, 1000, 1500]


def test_discounts_are_lines_that_take_off_no_more_than_the_period_costs(alice, contract, today):
    reduced = contract(alice.customer, 1000, 1, date(2027, 4, 1))
    Discount.create(contract=reduced, text="Treue", share=1050, valid_from=date(2027, 5, 1))
    Discount.create(contract=reduced, text="Aktion", cents=9999, valid_from=date(2027, 5, 1), valid_to=date(2027, 5, 1))
    Discount.create(contract=reduced, text="Vorbei", cents=100, valid_from=date(2027, 1, 1), valid_to=date(2027, 3, 31))
    found = [
        (line.kind, line.text, line.quantity, line.price_cents)
        for line in lines_of(issuing.issue_customer(alice.customer))
    ]
    assert found[1:] == [
        ("period", "Hosting", 1, 1000), ("discount", "Treue", -1, 105), ("discount", "Aktion", -1, 895),
    ]  # fmt: skip


def test_a_business_pays_for_paper_and_a_consumer_does_not(alice, bob, contract, today):
    Fee.create(kind="post_invoice", customer_kind="business", valid_from=date(2019, 1, 1), cents=200)
    Fee.create(kind="post_invoice", customer_kind="private", valid_from=date(2019, 1, 1), cents=0)
    Customer.update(invoice_by_post=True).execute()
    contract(alice.customer, 1000)
    contract(bob.customer, 1000)
    run()
    assert [line.text for line in lines_of(alice.customer.invoices.get())] == ["Hosting", "Rechnung per Post"]
    assert [line.net_cents for line in lines_of(bob.customer.invoices.get())] == [1000]


def test_each_period_has_the_rate_of_the_day_on_which_it_ends(alice, contract, today):
    today(date(2021, 2, 1))
    contract(alice.customer, 1000, 1, date(2020, 6, 1))
    invoice = issuing.issue_customer(alice.customer)
    rates = [line.tax_rate for line in lines_of(invoice)]
    assert rates == [1900, *[1600] * 6, 1900, 1900]
    assert invoice.tax_cents == 3 * 190 + 6 * 160


def test_a_small_business_hosters_invoices_carry_no_tax(alice, contract, today, settings):
    settings(hoster={"small_business": True})
    contract(alice.customer, 1000)
    invoice = issuing.issue_customer(alice.customer)
    assert (invoice.tax_case, invoice.tax_cents, lines_of(invoice)[0].tax_category) == ("small_business", 0, "E")


def test_a_consumer_abroad_pays_the_tax_at_home_above_the_threshold(bob, contract, today, settings):
    settings(billing={"oss": True})
    Customer.update(country="FR").where(Customer.id == bob.customer).execute()
    contract(bob.customer, 1000)
    invoice = issuing.issue_customer(bob.customer)
    assert (invoice.tax_case, invoice.tax_cents) == ("oss", 200)
    assert invoice.recipient.splitlines()[-1] == "FRANKREICH"


def test_a_country_without_a_rate_stops_that_customer_alone(alice, bob, contract, today, settings):
    settings(billing={"oss": True})
    Customer.update(country="FR").where(Customer.id == bob.customer).execute()
    contract(alice.customer)
    contract(bob.customer, first=date(2020, 1, 1))
    report = run()
    assert len(report.invoices) == 1
    assert [(each.number, "FR" in each.sentence) for each in report.waiting] == [(502, True)]


def test_credit_is_used_up_by_the_next_invoice(alice, contract, today):
    ledger.book(alice.customer, "ZA", 1000, TODAY)
    contract(alice.customer, 1000)
    invoice = issuing.issue_customer(alice.customer)
    debit = Booking.get(Booking.invoice == invoice)
    assert ledger.open_cents(debit) == -190
    assert OpenItem.get().due_on == invoice.due_on


def test_whoever_gave_a_mandate_is_told_when_it_is_collected(alice, contract, today):
    Customer.update(payment_method="direct_debit").where(Customer.id == alice.customer).execute()
    Mandate.create(
        customer=alice.customer, reference="M501-1", account_holder="Alice", iban="DE02120300000000202051",
        given_on=TODAY,
    )  # fmt: skip
    contract(alice.customer)
    invoice = issuing.issue_customer(alice.customer)
    assert (invoice.payment_method, invoice.mandate_reference) == ("direct_debit", "M501-1")
    assert (invoice.debit_on, invoice.due_on) == (date(2027, 6, 7), date(2027, 6, 7))
    assert Booking.get().payment_method == "L"


def test_who_gets_back_more_than_is_due_gets_a_correction_and_has_credit(alice, contract, today):
    contract(alice.customer, 1000)
    before = issuing.issue_customer(alice.customer)
    Charge.create(
        customer=alice.customer, contract=Contract.get(), text="Rückgabe", quantity=-1, price_cents=600, due_on=TODAY
    )
    made = issuing.issue_customer(alice.customer)
    assert (made.kind, made.number, made.gross_cents) == ("correction", 9_000_001, -714)
    assert str(before.number) in made.note
    assert ledger.balance(alice.customer) == 714 - before.gross_cents
    assert OpenItem.get().cents == 714 - before.gross_cents


def test_what_costs_nothing_makes_no_invoice_and_its_time_goes_on(alice, contract, today):
    free = contract(alice.customer, 0)
    assert issuing.issue_customer(alice.customer) is None
    assert Contract.get_by_id(free.id).next_invoice_on == date(2027, 6, 24)


def test_an_invoice_is_made_some_days_before_its_period_by_setting(alice, contract, today, settings):
    contract(alice.customer, first=TODAY + timedelta(days=10))
    assert run().invoices == []
    settings(billing={"advance_days": 10})
    assert len(run().invoices) == 1


def test_nothing_is_issued_in_a_month_that_was_handed_over(alice, contract, today):
    MonthLock.create(month=TODAY.replace(day=1))
    contract(alice.customer)
    with pytest.raises(Refused):
        run()
    assert not Invoice.select().exists()


def test_the_language_and_the_order_number_of_the_customer_stand_on_the_invoice(alice, contract, today):
    BillingDetails.create(customer=alice.customer, language="en", order_number="B-17")
    contract(alice.customer)
    invoice = issuing.issue_customer(alice.customer)
    assert invoice.language == "en"
    assert '"order_number": "B-17"' in invoice.buyer


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(st.integers(1, 10_000_000), min_size=1, max_size=8),
    share=st.integers(1, 10_000),
    back=st.integers(0, 100_000),
    first=st.dates(date(2020, 3, 1), date(2021, 3, 1)),
)
def test_lines_tax_and_booking_agree_for_any_prices(alice, contract, today, prices, share, back, first):
    today(date(2021, 3, 1))
    for cents in prices:
        made = contract(alice.customer, cents, 12, first)
    Discount.create(contract=made, text="Rabatt", share=share, valid_from=first)
    Charge.create(customer=alice.customer, text="zurück", quantity=-1, price_cents=back, due_on=first)
    before = ledger.balance(alice.customer)
    for id in run().invoices:
        invoice = Invoice.get_by_id(id)
        lines = lines_of(invoice)
        assert invoice.net_cents == sum(line.net_cents for line in lines)
        assert all(line.net_cents == line.quantity * line.price_cents for line in lines)
        taxed = money.by_rate((line.net_cents, line.tax_rate) for line in lines)
        assert invoice.tax_cents == sum(each.tax_cents for each in taxed)
        assert invoice.gross_cents == invoice.net_cents + invoice.tax_cents
        booking = Booking.get(Booking.invoice == invoice)
        assert booking.amount_cents == -invoice.gross_cents
        assert ledger.balance(alice.customer) == before - invoice.gross_cents
    assert sum(item.cents for item in OpenItem.select()) == ledger.balance(alice.customer)
