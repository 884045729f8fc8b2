"""Which invoices a correction by a negative sum of the billing refers to."""

from datetime import date

import pytest

import clock
from gateways import einvoice
from models import Charge, Contract, Plan
from rules.accounting import documents, einvoices, issuing, originals, prices
from tests.schematron import broken_rules

TODAY, CHANGED = date(2027, 5, 24), date(2027, 6, 3)


@pytest.fixture(autouse=True)
def today(monkeypatch, house):
    def be(day):
        monkeypatch.setattr(clock, "today", lambda: day)

    be(TODAY)
    return be


@pytest.fixture
def smaller():
    return Plan.create(name="Klein", kind="webhosting")


@pytest.fixture
def billed(alice, contract):
    """Bills a contract of its own for a year: gives contract and invoice."""

    def bill(domain, cents=36500):
        made = contract(alice.customer, cents, 12, domain=domain)
        return Contract.get_by_id(made.id), issuing.issue_customer(alice.customer)

    return bill


def test_what_a_smaller_plan_gives_back_refers_to_the_invoices_that_charged_for_it(
    alice, billed, smaller, today, settings
):
    settings(hoster={"vat_id": "DE136695976"})
    (one, first), (other, second), (_, third) = billed("a.example"), billed("b.example"), billed("c.example")
    today(CHANGED)
    for each in (one, other):
        prices.plan_change(each, CHANGED, smaller, 1200)
    correction = issuing.issue_customer(alice.customer)
    assert correction.is_correction and correction.corrects is None
    assert originals.of(correction) == [first, second]
    assert correction.note == f"Betrifft: {first.number}, {second.number}"
    data = einvoices.of(correction)
    assert data.corrects == ((str(first.number), TODAY), (str(second.number), TODAY))
    xml = einvoice.xml(data)
    assert broken_rules(xml) == []
    assert xml.count(b"InvoiceReferencedDocument>") == 4, "two elements, opened and closed"
    assert str(third.number).encode() not in xml
    assert documents.pdf(correction, data, xml).startswith(b"%PDF")


def test_a_period_that_was_given_back_and_charged_anew_refers_to_both_invoices(alice, billed, smaller, today):
    contract, first = billed("a.example")
    today(CHANGED)
    prices.plan_change(contract, CHANGED, Plan.create(name="Groß", kind="webhosting"), 73000)
    second = issuing.issue_customer(alice.customer)
    today(date(2027, 7, 3))
    prices.plan_change(Contract.get_by_id(contract.id), date(2027, 7, 3), smaller, 1200)
    assert originals.of(issuing.issue_customer(alice.customer)) == [first, second]


def test_the_invoices_of_other_years_are_none_of_its_originals(alice, billed, smaller, today):
    contract, _ = billed("a.example")
    today(date(2028, 5, 24))
    second = issuing.issue_customer(alice.customer)
    prices.plan_change(Contract.get_by_id(contract.id), date(2028, 6, 3), smaller, 1200)
    today(date(2028, 6, 3))
    assert originals.of(issuing.issue_customer(alice.customer)) == [second]


def test_a_credit_out_of_courtesy_and_an_invoice_refer_to_nothing(alice, billed):
    _, invoice = billed("a.example")
    Charge.create(customer=alice.customer, text="Gutschrift", quantity=-1, price_cents=500, due_on=TODAY)
    courtesy = issuing.issue_customer(alice.customer)
    assert courtesy.is_correction
    assert originals.of(courtesy) == originals.of(invoice) == []
    assert courtesy.note == ""
