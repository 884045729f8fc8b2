"""The rows of an invoice as an e-invoice."""

from dataclasses import replace
from datetime import date

import pytest

import database
import gateways
from gateways import einvoice
from models import Invoice, InvoiceLine
from rules.accounting import einvoices, ledger
from tests.rules.accounting.papers import details, issue
from tests.rules.accounting.test_invoices import DOMAIN, debited, mandate
from tests.schematron import broken_rules

BOOK, BACK = ("Fachbuch", 1000, 700), ("Rabatt", 120, 1900, -1)
NO_TAX = ("Domain", 1200, 0)


@pytest.fixture
def hoster(house):
    """A hoster that has told the settings all there is to tell."""
    full = replace(
        house.hoster, vat_id="DE136695976", tax_number="25/200/12345", creditor_id="DE98ZZZ09999999999",
        register="HRB 12345, Amtsgericht Hannover",
    )  # fmt: skip
    gateways.start(replace(house, hoster=full), database.in_write)
    return full


def lives_in(customer, country):
    customer.country = country
    customer.save()
    return customer


def domestic(customer):
    return issue(customer, 7001, DOMAIN)


def mixed(customer):
    return issue(customer, 7001, DOMAIN, BOOK, BACK)


def without_periods(customer):
    return issue(customer, 7001, DOMAIN, period=None)


def reverse_charge(customer):
    details(customer, vat_id="ATU13585627")
    return issue(lives_in(customer, "AT"), 7001, NO_TAX, case="reverse_charge", language="en")


def oss(customer):
    return issue(lives_in(customer, "AT"), 7001, ("Domain", 1200, 2000), case="oss")


def small_business(customer):
    return issue(customer, 7001, NO_TAX, case="small_business")


def export(customer):
    return issue(lives_in(customer, "CH"), 7001, NO_TAX, case="export")


def correction(customer):
    original = mixed(customer)
    back = [(text, price, rate, -(quantity or [1])[0]) for text, price, rate, *quantity in (DOMAIN, BOOK, BACK)]
    return issue(customer, 9001, *back, corrects=original, note="Doppelt berechnet")


def credit_without_original(customer):
    return issue(customer, 9001, (*DOMAIN, -1), kind="correction")


def xrechnung(customer):
    details(customer, leitweg_id="04011000-1234512345-06", order_number="B-77")
    return issue(customer, 7001, DOMAIN)


def debit(customer):
    mandate(customer)
    return debited(customer, 7001)


def credit_used(customer):
    ledger.book(customer, "ZA", 428, date(2026, 11, 1))
    return issue(customer, 7001, DOMAIN)


def nothing_to_pay(customer):
    return issue(customer, 7001, DOMAIN, (*DOMAIN, -1))


def from_before(customer):
    old = Invoice.create(
        number=7001, customer=customer, issued_on=date(2019, 5, 24), due_on=date(2019, 6, 7), recipient="x",
        net_cents=1200, tax_cents=228, gross_cents=1428,
    )  # fmt: skip
    InvoiceLine.create(invoice=old, position=1, text="Domain", price_cents=1200, net_cents=1200, tax_rate=1900)
    return old


def from_before_without_tax(customer):
    old = Invoice.create(
        number=7001, customer=customer, issued_on=date(2019, 5, 24), due_on=date(2019, 6, 7), recipient="x",
        net_cents=1200, tax_cents=0, gross_cents=1200,
    )  # fmt: skip
    InvoiceLine.create(invoice=old, position=1, text="Domain", price_cents=1200, net_cents=1200, tax_rate=0)
    return old


KINDS = (
    domestic, mixed, without_periods, reverse_charge, oss, small_business, export, correction, credit_without_original,
    xrechnung, debit, credit_used, nothing_to_pay, from_before, from_before_without_tax,
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_issued_invoice_keeps_the_rules_of_en_16931(kind, alice, hoster):
    assert broken_rules(einvoice.xml(einvoices.of(kind(alice.customer)))) == []


def test_the_sample_house_writes_right_invoices_too(alice):
    assert broken_rules(einvoice.xml(einvoices.of(domestic(alice.customer)))) == []


def test_a_correction_gives_back_positive_amounts_in_the_xml(alice, hoster):
    data = einvoices.of(correction(alice.customer))
    assert data.corrects == (("7001", date(2026, 11, 22)),)
    assert [(line.quantity, line.net_cents) for line in data.lines] == [(1, 1200), (1, 1000), (-1, -120)]
    assert [(tax.rate, tax.tax_cents) for tax in data.taxes] == [(1900, 205), (700, 70)]


def test_a_credit_without_an_original_is_a_credit_note_too(alice, hoster):
    data = einvoices.of(credit_without_original(alice.customer))
    assert (data.is_credit_note, data.corrects, data.lines[0].net_cents) == (True, (), 1200)


def test_the_xml_says_the_same_as_the_letter(alice, hoster):
    invoice = mixed(alice.customer)
    data = einvoices.of(invoice)
    assert sum(line.net_cents for line in data.lines) == invoice.net_cents
    assert sum(tax.tax_cents for tax in data.taxes) == invoice.tax_cents
    assert (data.seller.vat_id, data.buyer.number, data.payment.iban) == ("DE136695976", "501", hoster.iban)


def test_an_authority_gets_an_xrechnung(alice, hoster):
    data = einvoices.of(xrechnung(alice.customer))
    assert (data.leitweg_id, data.order_number, data.file_name) == ("04011000-1234512345-06", "B-77", "xrechnung.xml")


def test_credit_that_was_used_up_is_paid_already(alice, hoster):
    assert einvoices.of(credit_used(alice.customer)).paid_cents == 428


def test_a_debit_without_creditor_id_is_no_sepa_debit_in_the_xml(alice):
    assert einvoices.of(debit(alice.customer)).payment.means == einvoice.CLEARING
