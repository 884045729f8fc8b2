"""What an invoice says."""

from dataclasses import replace
from datetime import date

import pytest

import database
import gateways
import texts
from models import Invoice, InvoiceLine, Mandate
from rules.accounting import invoices, ledger
from tests.rules.accounting.papers import DAY, issue

DOMAIN = ("Domain alice.example", 1200, 1900)
IBAN = "DE75512108001245126199"


def mandate(customer):
    return Mandate.create(customer=customer, reference="M-1", account_holder="Bob", iban=IBAN, given_on=DAY)


def debited(customer, number, **more):
    return issue(customer, number, DOMAIN, debit_on=date(2026, 12, 6), mandate_reference="M-1", **more)


def test_a_business_reads_net_amounts_and_a_consumer_what_the_lines_cost_with_tax(alice, bob):
    book = ("Fachbuch", 1000, 700)
    assert invoices.sheet(issue(alice.customer, 7001, DOMAIN, book)).grosses == []
    said = invoices.sheet(issue(bob.customer, 7002, DOMAIN, book))
    assert said.grosses == [1428, 1070]
    assert [(each.rate, each.tax_cents) for each in said.rates] == [(1900, 228), (700, 70)]


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("reverse_charge", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("small_business", "§ 19 UStG"),
        ("export", "in Deutschland nicht steuerbar"),
    ],
)
def test_where_no_tax_is_charged_none_is_shown_and_the_reason_is_said(case, words, alice):
    said = invoices.sheet(issue(alice.customer, 7001, ("Domain", 1200, 0), case=case))
    assert said.rates == []
    assert any(words in note for note in said.notes)


def test_tax_of_another_country_is_called_that(bob):
    bob.customer.country = "AT"
    bob.customer.save()
    said = invoices.sheet(issue(bob.customer, 7001, ("Domain", 1200, 2000), case="oss"))
    assert any("Österreich" in note for note in said.notes)
    assert said.grosses == [1440]


def test_an_invoice_from_before_the_case_was_kept_is_that_of_a_small_business_when_the_hoster_is_one(alice, house):
    plain = Invoice.create(
        number=7003, customer=alice.customer, issued_on=DAY, due_on=DAY, recipient="x", net_cents=1200, tax_cents=0,
        gross_cents=1200,
    )  # fmt: skip
    InvoiceLine.create(invoice=plain, position=1, text="Domain", price_cents=1200, net_cents=1200, tax_rate=0)
    gateways.start(replace(house, hoster=replace(house.hoster, small_business=True)), database.in_write)
    assert invoices.sheet(plain).rates == []
    assert any("§ 19 UStG" in note for note in invoices.sheet(plain).notes)


def test_a_transfer_is_asked_for_by_the_day_it_is_due(alice):
    invoice = issue(alice.customer, 7001, DOMAIN)
    wanted = invoices.due(invoice)
    assert (wanted.cents, wanted.credit_cents, wanted.mandate) == (1428, 0, None)
    assert (wanted.transfer.cents, wanted.transfer.reference) == (1428, "Kundennummer 501, Rechnung 7001")
    assert invoices.how_to_pay(invoice, wanted) == f"Bitte überweisen Sie {texts.money(1428)} bis zum 06.12.2026."


def test_credit_from_before_lowers_what_is_asked_for_and_a_later_payment_does_not(alice):
    ledger.book(alice.customer, "ZA", 428, date(2026, 11, 1))
    invoice = issue(alice.customer, 7001, DOMAIN)
    ledger.book(alice.customer, "ZA", 500, date(2026, 11, 25), settles=["7001"])
    wanted = invoices.due(invoice)
    assert (wanted.cents, wanted.credit_cents, wanted.transfer.cents) == (1000, 428, 1000)


def test_what_credit_pays_whole_asks_for_nothing(alice):
    ledger.book(alice.customer, "ZA", 5000, date(2026, 11, 1))
    invoice = issue(alice.customer, 7001, DOMAIN)
    wanted = invoices.due(invoice)
    assert (wanted.cents, wanted.transfer, wanted.mandate) == (0, None, None)
    assert invoices.how_to_pay(invoice, wanted) == "Sie müssen nichts bezahlen."


def test_a_direct_debit_is_announced_with_amount_day_and_account(bob):
    mandate(bob.customer)
    invoice = debited(bob.customer, 7001)
    wanted = invoices.due(invoice)
    assert (wanted.transfer, wanted.mandate.reference) == (None, "M-1")
    sentence = invoices.how_to_pay(invoice, wanted)
    for part in (texts.money(1428), "06.12.2026", "6199", "nicht"):
        assert part in sentence
    assert IBAN not in sentence


def test_without_the_mandate_that_it_names_a_debit_is_asked_for_as_a_transfer(bob):
    assert invoices.due(debited(bob.customer, 7001)).transfer.cents == 1428


def test_a_correction_gives_back_and_asks_for_nothing(alice):
    original = issue(alice.customer, 7001, DOMAIN)
    correction = issue(alice.customer, 9001, (*DOMAIN, -1), corrects=original)
    wanted = invoices.due(correction)
    assert (wanted.transfer, wanted.mandate) == (None, None)
    assert texts.money(1428) in invoices.how_to_pay(correction, wanted)
    assert invoices.title(correction) == "Rechnungskorrektur"
    assert invoices.title(original) == "Rechnung"


@pytest.mark.parametrize(("rate", "shown"), [(1900, "19 %"), (750, "7,5 %"), (0, "0 %")])
def test_a_rate_is_written_without_needless_places(rate, shown):
    assert invoices.percent(rate) == shown
