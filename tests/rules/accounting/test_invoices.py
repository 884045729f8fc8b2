"""What an invoice says, and its PDF."""

from dataclasses import replace
from datetime import date

import pytest

import database
import gateways
import texts
from models import Invoice, InvoiceDocument, InvoiceLine
from rules.accounting import invoices, ledger


@pytest.fixture
def invoice(alice):
    created = Invoice.create(
        number=7001, customer=alice.customer, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 15),
        recipient="Alices Backstube GmbH\nRingstraße 5\n30159 Hannover", net_cents=2200, tax_cents=298,
        gross_cents=2498,
    )  # fmt: skip
    add(created, 1, "Domain alice.example", 1200, 1900, date(2026, 3, 1), date(2027, 2, 28))
    add(created, 2, "Fachbuch", 1000, 700)
    ledger.book(alice.customer, "RE", -2498, date(2026, 3, 1), invoice=created)
    return created


def add(invoice, position, text, cents, rate, first=None, last=None):
    InvoiceLine.create(
        invoice=invoice, position=position, text=text, price_cents=cents, net_cents=cents, tax_rate=rate,
        period_from=first, period_to=last,
    )  # fmt: skip


def test_the_letter_says_who_what_when_and_how_much(invoice):
    letter = invoices.letter(invoice)
    assert (letter["title"], letter["number"], letter["customer_number"]) == ("Rechnung", "7001", "501")
    assert (letter["date"], letter["due"]) == (date(2026, 3, 1), date(2026, 3, 15))
    assert letter["recipient"] == ["Alices Backstube GmbH", "Ringstraße 5", "30159 Hannover"]
    assert letter["lines"][0] == {
        "position": "1", "text": "Domain alice.example", "period": "01.03.2026–28.02.2027", "quantity": "1",
        "net": texts.money(1200),
    }  # fmt: skip
    assert [(each["rate"], each["net"], each["amount"]) for each in letter["vat"]] == [
        ("19 %", texts.money(1200), texts.money(228)),
        ("7 %", texts.money(1000), texts.money(70)),
    ]
    assert (letter["net"], letter["gross"]) == (texts.money(2200), texts.money(2498))
    assert "15.03.2026" in letter["payment"]
    assert "Kundennummer 501, Rechnung 7001" in letter["payment"]


def test_the_letter_is_german_also_for_somebody_who_reads_english(invoice):
    german = invoices.letter(invoice)
    with texts.speak("en"):
        assert invoices.letter(invoice) == german


def test_an_invoice_over_nothing_asks_for_no_payment(alice):
    nothing = Invoice.create(
        number=7002, customer=alice.customer, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 15), recipient="x",
        net_cents=0, tax_cents=0, gross_cents=0,
    )  # fmt: skip
    letter = invoices.letter(nothing)
    assert letter["due"] is None
    assert letter["payment"] == "Sie müssen nichts bezahlen."


def test_a_small_business_shows_no_tax_and_says_why(alice, house):
    settings = replace(house, hoster=replace(house.hoster, small_business=True))
    gateways.start(settings, database.in_write)
    plain = Invoice.create(
        number=7003, customer=alice.customer, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 15), recipient="x",
        net_cents=1200, tax_cents=0, gross_cents=1200,
    )  # fmt: skip
    add(plain, 1, "Domain alice.example", 1200, 0)
    letter = invoices.letter(plain)
    assert letter["vat"] == []
    assert any("§ 19 UStG" in note for note in letter["notes"])


def test_the_pdf_that_was_made_once_stays_when_the_letterhead_changes(invoice, house):
    with invoices.pdf(invoice) as file:
        first = file.read()
    gateways.start(replace(house, hoster=replace(house.hoster, name="Neuer Name")), database.in_write)
    with invoices.pdf(invoice) as file:
        assert file.read() == first
    assert len([path for path in (house.data_dir / "files").rglob("*") if path.is_file()]) == 1
    assert InvoiceDocument.select().where(InvoiceDocument.invoice == invoice).count() == 1


def test_of_two_who_make_the_pdf_at_the_same_time_both_get_the_one_that_was_kept(invoice, monkeypatch):
    set_by_typst = gateways.typst.pdf

    def somebody_else_is_faster(template, data):
        key = gateways.files.put(b"%PDF the other one")
        InvoiceDocument.create(invoice=invoice, format="pdf", file_key=key)
        return set_by_typst(template, data)

    monkeypatch.setattr(gateways.typst, "pdf", somebody_else_is_faster, raising=False)
    with invoices.pdf(invoice) as file:
        assert file.read() == b"%PDF the other one"
    assert InvoiceDocument.select().count() == 1


@pytest.mark.parametrize(("rate", "shown"), [(1900, "19 %"), (750, "7,5 %"), (0, "0 %")])
def test_a_rate_is_written_without_needless_places(rate, shown):
    assert invoices.percent(rate) == shown
