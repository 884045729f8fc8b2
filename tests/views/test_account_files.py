"""Kundenkonto → Herunterladen: a year's invoices, the bookings as a table, a statement of account."""

import csv
import io
import re
import zipfile
from datetime import date
from html import unescape

import pikepdf
import pypdfium2
import pytest

import clock
import work
from gateways.errors import Rejected
from models import BillingDetails, Booking, InvoiceDocument, Work
from rules.access import brakes
from rules.accounting import archives, documents, ledger
from tests.views.test_accounting import invoice

FILES = "/buchhaltung/kundenkonto/dateien"
CSV = "/buchhaltung/kundenkonto/buchungen.csv"
ZIP = "/buchhaltung/kundenkonto/rechnungen-2026.zip"
STATEMENT = "/buchhaltung/kundenkonto/kontoauszug"


def table(response):
    text = response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def names(response):
    return sorted(zipfile.ZipFile(io.BytesIO(response.data)).namelist())


def test_the_bookings_come_as_a_table_that_german_excel_opens(alice):
    bill = invoice(alice.customer)
    ledger.book(
        alice.customer, "ZA", 1000, date(2026, 1, 5), invoice=bill, payment_method="U", text="Danke; „bis bald“"
    )
    response = alice.get(CSV)
    assert response.data.startswith(b"\xef\xbb\xbfRnr;Datum;Typ;")
    assert response.headers["Content-Disposition"] == "attachment; filename=Kundenkonto-501.csv"
    assert table(response)[1:] == [
        [
            "7001",
            "01.01.2026",
            "RE",
            "Rechnung",
            "Domain alice.example",
            "-14,28",
            "Überweisung",
            "teilweise offen",
            "-4,28",
        ],
        ["7001", "05.01.2026", "ZA", "Zahlung", "Danke; „bis bald“", "10,00", "Überweisung", "verrechnet", "0,00"],
    ]


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1"])
def test_no_text_in_the_table_is_a_formula(alice, text):
    ledger.book(alice.customer, "ZA", 100, date(2026, 1, 5), text=text)
    assert table(alice.get(CSV))[1][4] == f"'{text}"


def test_a_year_s_invoices_come_in_one_file(alice):
    invoice(alice.customer, 7001)
    invoice(alice.customer, 7002, date(2026, 12, 31))
    invoice(alice.customer, 7003, date(2025, 12, 31))
    page = alice.get(FILES)
    assert [unescape(label) for label in re.findall(r"Rechnungen \d+ herunterladen \(ZIP\)", page.text)] == [
        "Rechnungen 2026 herunterladen (ZIP)", "Rechnungen 2025 herunterladen (ZIP)",
    ]  # fmt: skip
    response = alice.get(ZIP)
    assert response.mimetype == "application/zip"
    assert names(response) == ["Rechnung-7001.pdf", "Rechnung-7002.pdf"]
    pdf = zipfile.ZipFile(io.BytesIO(response.data)).read("Rechnung-7001.pdf")
    assert pdf == alice.get("/buchhaltung/rechnungen/7001.pdf").data


def test_many_that_have_no_pdf_yet_are_made_by_the_work(alice, monkeypatch):
    monkeypatch.setattr(archives, "FEW", 1)
    for number in (7001, 7002):
        invoice(alice.customer, number)
    assert "Rechnungen 2026 vorbereiten" in alice.get(FILES).text
    refused = alice.get(ZIP)
    assert refused.status_code != 200 and "vorbereitet" in refused.text
    alice.post("/buchhaltung/kundenkonto/rechnungen-2026/vorbereitung")
    assert "Wird vorbereitet: 0 von 2" in alice.get(FILES).text
    assert 'hx-trigger="every 2s"' in alice.get(f"{FILES}/stand").text
    work.all_due()
    assert InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count() == 2
    ready = alice.get(f"{FILES}/stand").text
    assert "Rechnungen 2026 herunterladen (ZIP)" in ready and "hx-trigger" not in ready
    assert names(alice.get(ZIP)) == ["Rechnung-7001.pdf", "Rechnung-7002.pdf"]


def test_an_invoice_that_cannot_be_made_is_named_and_does_not_stop_the_others(alice, monkeypatch):
    monkeypatch.setattr(archives, "FEW", 0)
    good, bad = invoice(alice.customer, 7001), invoice(alice.customer, 7002)
    make = documents.make

    def make_but(invoice):
        if invoice == bad:
            raise Rejected("kaputt")
        return make(invoice)

    monkeypatch.setattr(documents, "make", make_but)
    alice.post("/buchhaltung/kundenkonto/rechnungen-2026/vorbereitung")
    work.all_due()
    assert Work.get(Work.key == str(bad.id)).failed_at
    assert "1 Rechnung fehlt darin." in alice.get(FILES).text
    response = alice.get(ZIP)
    assert names(response) == ["Nicht enthalten.txt", f"Rechnung-{good.number}.pdf"]
    assert b"7002" in zipfile.ZipFile(io.BytesIO(response.data)).read("Nicht enthalten.txt")
    monkeypatch.setattr(documents, "make", make)
    alice.post("/buchhaltung/kundenkonto/rechnungen-2026/vorbereitung")
    work.all_due()
    assert names(alice.get(ZIP)) == ["Rechnung-7001.pdf", "Rechnung-7002.pdf"]


def test_a_statement_of_account_says_what_was_before_between_and_after(alice, house):
    bill = invoice(alice.customer, 7001, date(2026, 1, 1))
    ledger.book(alice.customer, "ZA", 1000, date(2026, 2, 1), invoice=bill, text="Danke")
    ledger.book(alice.customer, "ZA", 428, date(2026, 3, 1), invoice=bill)
    response = alice.post(STATEMENT, {"first": "01.02.2026", "last": "28.02.2026"})
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment; filename=Kontoauszug-501.pdf"
    with pikepdf.open(io.BytesIO(response.data)) as pdf:
        assert pdf.open_metadata()["dc:title"] == "Kontoauszug 501"
    text = text_of(response.data)
    for part in ("Saldo am Anfang des Tages", "-14,28 €", "Danke", "10,00 €", "-4,28 €", "01.02.2026", "28.02.2026",
                 "Am 28.02.2026 waren noch 4,28 € zu bezahlen."):  # fmt: skip
        assert part in text
    assert "01.03.2026" not in text


def test_a_statement_of_account_speaks_the_language_of_the_customer(alice, house):
    BillingDetails.create(customer=alice.customer, language="en")
    invoice(alice.customer, 7001, date(2026, 1, 1))
    response = alice.post(STATEMENT, {"first": "01.01.2026", "last": "28.02.2026"})
    assert "Account statement-501.pdf" in response.headers["Content-Disposition"]
    text = text_of(response.data)
    for part in ("Customer number", "1 January 2026", "Balance at the beginning", "Invoice", "-€14.28"):
        assert part in text
    for word in ("Kundennummer", "Datum", "Vorgang", "Saldo", "Beträge", "Telefon"):
        assert word not in text


def text_of(pdf):
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("", "01.01.2026", "Bitte ausfüllen."),
        ("02.01.2026", "01.01.2026", "Der letzte Tag liegt vor dem ersten."),
        ("01.01.2026", "31.12.2199", "Der letzte Tag liegt in der Zukunft."),
        ("32.01.2026", "01.01.2026", "Bitte geben Sie ein Datum wie 24.05.2019 ein."),
    ],
)
def test_a_span_that_is_none_is_refused(alice, first, last, sentence):
    response = alice.post(STATEMENT, {"first": first, "last": last})
    assert response.status_code == 422 and sentence in response.text


def test_the_other_customer_gets_none_of_it(alice, bob):
    invoice(alice.customer)
    assert bob.get(ZIP).status_code == 404
    assert len(table(bob.get(CSV))) == 1
    assert "Hier stehen die Jahre" in bob.get(FILES).text
    assert "alice.example" not in text_of(
        bob.post(STATEMENT, {"first": "01.01.2026", "last": f"{clock.today():%d.%m.%Y}"}).data
    )


@pytest.mark.parametrize("path", [FILES, CSV, ZIP, f"{FILES}/stand"])
def test_a_contact_needs_the_right_to_the_accounting(alice, agency, path):
    invoice(alice.customer)
    assert agency.get(path).status_code == 403
    alice.grant(agency, "billing")
    assert agency.get(path).status_code == 200


@pytest.mark.parametrize("year", ["0", "1", "1989", "2200", "99999", "2026x", "2025"])
def test_a_year_without_invoices_is_not_found(alice, year):
    invoice(alice.customer)
    assert alice.get(f"/buchhaltung/kundenkonto/rechnungen-{year}.zip").status_code == 404
    assert alice.post(f"/buchhaltung/kundenkonto/rechnungen-{year}/vorbereitung").status_code == 404


def test_the_page_stands_on_this_year(alice):
    page = alice.get(FILES).text
    assert f'value="01.01.{clock.today().year}"' in page
    assert not Booking.select().exists()


def test_a_program_that_asks_for_one_statement_after_the_other_has_to_wait(alice, bob):
    for _ in range(20):
        brakes.failed(("statement", str(alice.account.id)))
    assert alice.post(STATEMENT, {"first": "01.01.2026", "last": "31.01.2026"}).status_code == 429
    assert bob.post(STATEMENT, {"first": "01.01.2026", "last": "31.01.2026"}).status_code != 429
