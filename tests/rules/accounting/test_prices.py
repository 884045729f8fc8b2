from datetime import date

import pytest

import clock
from models import Charge, Contract, ContractPrice, Discount, Invoice, InvoiceLine, Plan, PlanPrice
from rules import Refused
from rules.accounting import corrections, issuing, prices
from rules.products import contracts

TODAY = date(2027, 5, 24)


@pytest.fixture(autouse=True)
def today(monkeypatch, house):
    def be(day):
        monkeypatch.setattr(clock, "today", lambda: day)

    be(TODAY)
    return be


@pytest.fixture
def larger():
    return Plan.create(name="Groß", kind="webhosting")


def charges():
    return [
        (charge.quantity, charge.price_cents, charge.period_from, charge.period_to)
        for charge in Charge.select().order_by(Charge.id)
    ]


def details(plan, **more):
    return {
        "plan": plan.id, "domain": None, "description": "", "price_cents": 990, "period_months": 1,
        "started_on": TODAY, "next_invoice_on": TODAY, "is_held": False, "accesses": {},
    } | more  # fmt: skip


def test_a_change_of_plan_gives_the_rest_back_and_charges_it_anew_by_days(alice, contract, today, larger):
    made = contract(alice.customer, 3000, 1, date(2027, 4, 24))
    Contract.update(next_invoice_on=date(2027, 5, 24)).execute()
    issuing.issue_customer(alice.customer)
    today(date(2027, 6, 3))
    prices.plan_change(Contract.get(), date(2027, 6, 3), larger, 6200)
    last = date(2027, 6, 23)
    assert charges() == [(-1, 2032, date(2027, 6, 3), last), (1, 4200, date(2027, 6, 3), last)]
    contracts_now = Contract.get_by_id(made.id)
    assert (contracts_now.plan.name, contracts_now.price_cents) == ("Groß", 6200)
    invoice = issuing.issue_customer(alice.customer)
    assert (invoice.net_cents, [line.kind for line in invoice.lines]) == (2168, ["proration", "proration"])
    today(date(2027, 6, 24))
    assert issuing.issue_customer(alice.customer).net_cents == 6200


def test_a_second_change_in_the_same_period_goes_on_from_the_first(alice, contract, larger):
    contract(alice.customer, 3100, 1, date(2027, 5, 1))
    issuing.issue_customer(alice.customer)
    prices.plan_change(Contract.get(), date(2027, 5, 11), larger, 6200)
    largest = Plan.create(name="Sehr groß", kind="webhosting")
    prices.plan_change(Contract.get(), date(2027, 5, 21), largest, 9300)
    assert [(quantity, cents) for quantity, cents, *_ in charges()] == [(-1, 2100), (1, 4200), (-1, 2200), (1, 3300)]


def test_what_was_paid_with_a_discount_is_given_back_as_paid(alice, contract, larger):
    made = contract(alice.customer, 3100, 1, date(2027, 5, 1))
    Discount.create(contract=made, text="Hälfte", share=5000, valid_from=date(2027, 1, 1))
    issuing.issue_customer(alice.customer)
    prices.plan_change(Contract.get(), date(2027, 5, 1), larger, 3100)
    assert charges()[0][:2] == (-1, 1550)


def test_what_a_correction_gave_back_is_not_given_back_again(alice, contract, larger):
    contract(alice.customer, 3100, 1, date(2027, 5, 1))
    invoice = issuing.issue_customer(alice.customer)
    corrections.correct(invoice, {1: 1000}, "Störung")
    prices.plan_change(Contract.get(), date(2027, 5, 1), larger, 3100)
    assert charges()[0][:2] == (-1, 2100)
    Charge.delete().execute()
    corrections.cancel(invoice, "Kulanz")
    prices.plan_change(Contract.get(), date(2027, 5, 1), Plan.create(name="Riesig", kind="webhosting"), 3100)
    assert charges()[0][:2] == (-1, 0)


def test_a_period_with_a_change_of_plan_is_not_billed_again(alice, contract, larger):
    contract(alice.customer, 3100, 1, date(2027, 5, 1))
    invoice = issuing.issue_customer(alice.customer)
    prices.plan_change(Contract.get(), date(2027, 5, 11), larger, 6200)
    for _ in ("the change waits", "the change is on an invoice"):
        with pytest.raises(Refused, match="Tarif gewechselt"):
            corrections.cancel(invoice, "Falscher Name", bill_again=True)
        issuing.issue_customer(alice.customer)
    assert corrections.cancel(invoice, "Falscher Name").net_cents == -3100


def test_periods_from_before_the_portal_count_as_paid(alice, contract, larger):
    contract(alice.customer, 36500, 12, date(2028, 1, 1), started_on=date(2020, 1, 1))
    prices.plan_change(Contract.get(), date(2027, 12, 1), larger, 73000)
    assert charges() == [
        (-1, 3100, date(2027, 12, 1), date(2027, 12, 31)), (1, 6200, date(2027, 12, 1), date(2027, 12, 31)),
    ]  # fmt: skip


def test_on_the_day_of_a_new_period_only_the_price_is_another_one(alice, contract, larger):
    contract(alice.customer, 3000)
    prices.plan_change(Contract.get(), TODAY, larger, 6000)
    assert charges() == []
    assert issuing.issue_customer(alice.customer).net_cents == 6000


@pytest.mark.parametrize("day", [date(2027, 4, 23), date(2027, 5, 25)])
def test_a_day_before_the_contract_or_not_billed_yet_is_refused(alice, contract, larger, day):
    contract(alice.customer, first=TODAY, started_on=date(2027, 4, 24))
    with pytest.raises(Refused):
        prices.plan_change(Contract.get(), day, larger, 6000)


def test_a_plan_of_another_kind_is_refused(alice, contract):
    contract(alice.customer)
    with pytest.raises(Refused):
        prices.plan_change(Contract.get(), TODAY, Plan.create(name="Server", kind="server"), 6000)


def test_a_later_price_survives_a_change_of_plan(alice, contract, larger):
    made = contract(alice.customer, 3000)
    ContractPrice.create(contract=made, valid_from=date(2027, 7, 1), price_cents=9000)
    prices.plan_change(made, TODAY, larger, 6000)
    found = [prices.price_on(made, day) for day in (TODAY, date(2027, 6, 24), date(2027, 7, 24))]
    assert found == [6000, 6000, 9000]


def test_a_contract_shows_the_price_of_the_day_and_bills_earlier_periods_at_theirs(alice, contract, today):
    made = contract(alice.customer, 1000, 1, date(2027, 4, 24))
    ContractPrice.create(contract=made, valid_from=date(2027, 5, 1), price_cents=1500)
    prices.take_effect("2027-05-24")
    assert Contract.get().price_cents == 1500
    assert [line.net_cents for line in InvoiceLine.select()] == []
    issuing.issue_customer(alice.customer)
    assert [line.net_cents for line in InvoiceLine.select().order_by(InvoiceLine.id)] == [1000, 1500]


def test_a_new_contract_brings_its_set_up_with_the_first_invoice(alice, larger):
    PlanPrice.create(plan=larger, valid_from=date(2027, 1, 1), price_cents=990, setup_cents=2500)
    made = contracts.create(alice.customer, **details(larger))
    assert made.billing_day == 24
    invoice = issuing.issue_customer(alice.customer)
    assert [(line.kind, line.text, line.net_cents) for line in invoice.lines] == [
        ("period", "Groß", 990), ("setup", "Einrichtung Groß", 2500),
    ]  # fmt: skip
    assert Invoice.select().count() == 1


def test_the_billing_day_survives_a_short_month_and_days_billed_already_are_refused(alice, larger, today):
    today(date(2027, 1, 31))
    made = contracts.create(alice.customer, **details(larger, started_on=clock.today(), next_invoice_on=clock.today()))
    issuing.issue_customer(alice.customer)
    made = Contract.get_by_id(made.id)
    assert (made.billing_day, made.next_invoice_on) == (31, date(2027, 2, 28))
    with pytest.raises(Refused):
        contracts.change(made, **details(larger, started_on=clock.today(), next_invoice_on=date(2027, 2, 1)))
    contracts.change(made, **details(larger, started_on=clock.today(), next_invoice_on=date(2027, 2, 28)))
    assert Contract.get_by_id(made.id).billing_day == 31
