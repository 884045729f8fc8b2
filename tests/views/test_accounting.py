"""Meine Buchhaltung → Kundenkonto and the invoices."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pikepdf
import pytest

import clock
import database
import texts
from models import Invoice, InvoiceDocument, InvoiceLine, Reminder, ReminderLetter
from rules.accounting import corrections, ledger

LEDGER = "/buchhaltung/kundenkonto"
FIRST_DAY = date(2026, 1, 1)


def invoice(customer, number=7001, day=FIRST_DAY):
    created = Invoice.create(
        number=number, customer=customer, issued_on=day, due_on=day + timedelta(days=14),
        recipient=f"{customer.name}\n{customer.street}", net_cents=1200, tax_cents=228, gross_cents=1428,
    )  # fmt: skip
    InvoiceLine.create(
        invoice=created, position=1, text="Domain alice.example", price_cents=1200, net_cents=1200, tax_rate=1900,
        period_from=date(2026, 1, 1), period_to=date(2026, 12, 31),
    )  # fmt: skip
    ledger.book(customer, "RE", -1428, day, text="Domain alice.example", invoice=created, payment_method="U")
    return created


def many(customer, count):
    """Bookings "Nr. 1" (the oldest) … "Nr. count", a day between them, each a cent more."""
    for n in range(1, count + 1):
        ledger.book(customer, "RE", -n, FIRST_DAY + timedelta(days=n), text=f"Nr. {n} von allen")


def texts_in(response):
    return re.findall(r"Nr\. (\d+) von allen", response.text)


def link_named(response, label):
    """Where the link with this text leads."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>(?:(?!</a>).)*{re.escape(label)}', response.text, re.DOTALL)
    return unescape(found[1]) if found else None


@pytest.mark.parametrize(
    ("cents", "sentence", "words"),
    [
        (0, "Alles bezahlt.", "0,00 € Guthaben"),
        (-400, "Sie müssen noch 4,00 € bezahlen.", "-4,00 € offener Betrag"),
        (1200, "Guthaben 12,00 €", "12,00 € Guthaben"),
    ],
)
def test_the_balance_is_said_in_a_sentence_and_in_the_words_of_the_ledger(alice, cents, sentence, words):
    ledger.book(alice.customer, "ZA", cents, FIRST_DAY)
    for path in (LEDGER, "/buchhaltung/zahlung"):
        said = readable(alice.get(path))
        assert sentence in said
        assert f"Ihr aktueller Kontostand: {words}" in said


def readable(response):
    """What a person reads, every element set apart by a blank."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


def test_a_booking_shows_its_number_day_kind_text_amount_and_method_with_their_meaning(alice):
    invoice(alice.customer)
    ledger.book(alice.customer, "KONTOAUSGLEICH", 1428, date(2026, 2, 1), text="Alles verrechnet")
    response = alice.get(LEDGER)
    said = readable(response)
    assert "Rnr Datum Typ Erste Position der Rechnung Betrag Zahlungsart" in said
    assert "7001 PDF 01.01.2026 RE Domain alice.example -14,28 € U" in said
    assert "01.02.2026 KONTOAUSGLEICH Alles verrechnet 14,28 €" in said
    assert '<abbr title="Rechnung">RE</abbr>' in response.text
    assert "RE: Rechnung. KONTOAUSGLEICH: Kontoausgleich, alle Zahlungen bis dahin sind berücksichtigt. U: Über" in said
    assert "Mahngebühr" not in said  # of the codes only those that stand there are explained
    assert link_named(response, "7001") == "/buchhaltung/rechnungen/7001"


def test_the_newest_booking_comes_first_also_within_a_day(alice):
    for n in (1, 2, 3):
        ledger.book(alice.customer, "RE", -n, FIRST_DAY, text=f"Nr. {n} von allen")
    assert texts_in(alice.get(LEDGER)) == ["3", "2", "1"]


def test_ten_bookings_a_page_lead_on_and_back(alice):
    many(alice.customer, 23)
    first = alice.get(LEDGER)
    second = alice.get(link_named(first, "Nächste"))
    third = alice.get(link_named(second, "Nächste"))
    assert texts_in(first) == [str(n) for n in range(23, 13, -1)]
    assert texts_in(second) == [str(n) for n in range(13, 3, -1)]
    assert texts_in(third) == ["3", "2", "1"]
    assert link_named(first, "Vorherige") is None
    assert link_named(third, "Nächste") is None
    back = alice.get(link_named(third, "Vorherige"))
    assert "before=" in link_named(third, "Vorherige")
    assert texts_in(back) == texts_in(second)
    assert texts_in(alice.get(link_named(back, "Vorherige"))) == texts_in(first)


@pytest.mark.parametrize(("size", "shown"), [("25", 12), ("100", 12), ("10", 10), ("11", 10), ("-1", 10), ("", 10)])
def test_so_many_bookings_stand_on_a_page_as_were_chosen(alice, size, shown):
    many(alice.customer, 12)
    assert len(texts_in(alice.get(f"{LEDGER}?size={size}"))) == shown


@pytest.mark.parametrize("column", ["number", "day", "kind", "text", "cents", "payment_method"])
def test_every_column_sorts_both_ways_and_pages_on(alice, column):
    many(alice.customer, 12)
    for sort in (column, f"-{column}"):
        first = alice.get(f"{LEDGER}?sort={sort}")
        rest = alice.get(link_named(first, "Nächste"))
        assert sorted(map(int, texts_in(first) + texts_in(rest))) == list(range(1, 13))
    assert texts_in(alice.get(f"{LEDGER}?sort=cents"))[:2] == ["12", "11"]


@pytest.mark.parametrize(
    "query", ["sort=password_hash", "after=rubbish", "before=W10", "after=WyJ4IiwxXQ", "size=1e9&q=%00", "q="]
)
def test_an_address_that_makes_no_sense_shows_the_list(alice, query):
    many(alice.customer, 2)
    response = alice.get(f"{LEDGER}?{query}")
    assert response.status_code == 200
    assert texts_in(response) == ["2", "1"]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("7001", ["Domain alice.example"]),
        ("rechnung", ["Domain alice.example"]),
        ("01.01.2026", ["Domain alice.example"]),
        ("14,28", ["Domain alice.example"]),
        ("groesse", ["100% Größe_XL „Sonder“"]),
        ("GRÖSSE", ["100% Größe_XL „Sonder“"]),
        ("0%", ["100% Größe_XL „Sonder“"]),
        ("e_x", ["100% Größe_XL „Sonder“"]),
        ("zahlung größe", ["100% Größe_XL „Sonder“"]),
        ("'", []),
        ('"; DROP TABLE booking', []),
        ("%%%", []),
        ("!", []),
    ],
)
def test_the_search_finds_by_number_kind_day_amount_and_text_and_takes_signs_as_they_are(alice, q, found):
    invoice(alice.customer)
    ledger.book(alice.customer, "ZA", 9900, date(2026, 2, 2), text="100% Größe_XL „Sonder“")
    response = alice.get(LEDGER, query_string={"q": q})
    assert response.status_code == 200
    texts = ["100% Größe_XL „Sonder“", "Domain alice.example"]
    assert [text for text in texts if text in unescape(response.text)] == found
    if not found:
        assert "Dazu haben wir keine Buchung gefunden." in response.text


def test_a_longer_page_asks_the_database_no_more_often(alice, monkeypatch):
    asked = []
    execute = database.database.obj.execute_sql
    monkeypatch.setattr(
        database.database.obj,
        "execute_sql",
        lambda sql, *rest, **more: asked.append(sql) or execute(sql, *rest, **more),
    )
    invoice(alice.customer)
    alice.get(LEDGER)
    asked.clear()
    alice.get(LEDGER)
    few = len(asked)
    for number in range(7002, 7012):
        invoice(alice.customer, number)
    asked.clear()
    assert len(texts_in_cells(alice.get(LEDGER))) == 10
    assert len(asked) == few


def texts_in_cells(response):
    return re.findall(r'data-label="Rnr"', response.text)


def test_an_empty_ledger_says_what_would_stand_here(alice):
    assert "Hier stehen Ihre Rechnungen und Zahlungen" in alice.get(LEDGER).text


def test_what_somebody_booked_is_shown_as_text_and_never_as_markup(alice):
    ledger.book(alice.customer, "RE", -1, FIRST_DAY, text="<b>fett</b> & „so“")
    assert "&lt;b&gt;fett&lt;/b&gt; &amp; „so“" in alice.get(LEDGER).text


def test_the_other_customer_sees_none_of_it(alice, bob):
    invoice(alice.customer)
    assert "alice.example" not in bob.get(LEDGER).text
    assert bob.get("/buchhaltung/rechnungen/7001").status_code == 404
    assert bob.get("/buchhaltung/rechnungen/7001.pdf").status_code == 404
    assert not InvoiceDocument.select().exists()


@pytest.mark.parametrize("number", ["1", "0", "99999999999999999999", "-1", "x"])
@pytest.mark.parametrize("ending", ["", ".pdf", ".xml"])
def test_an_invoice_that_does_not_exist_is_not_found(alice, number, ending):
    assert alice.get(f"/buchhaltung/rechnungen/{number}{ending}").status_code == 404


@pytest.mark.parametrize("path", [LEDGER, "/buchhaltung/rechnungen/7001", "/buchhaltung/rechnungen/7001.pdf"])
def test_a_contact_needs_the_right_to_the_accounting(alice, agency, path):
    invoice(alice.customer)
    assert agency.get(path).status_code == 403
    alice.grant(agency, "billing")
    assert agency.get(path).status_code == 200
    alice.withdraw(agency, "billing")
    assert agency.get(path).status_code == 403


def test_an_invoice_says_who_what_when_and_how_much(alice):
    invoice(alice.customer)
    response = alice.get("/buchhaltung/rechnungen/7001")
    said = readable(response)
    assert "Alices Backstube GmbH<br>Ringstraße 5" in response.text
    for part in (
        *("Rechnung 7001", "Rechnungsdatum 01.01.2026", "Zahlbar bis 15.01.2026", "Kundennummer 501"),
        *("Domain alice.example 01.01.2026–31.12.2026 1 12,00 € 19 % 12,00 €", "Summe netto 12,00 €"),
        *("Umsatzsteuer 19 % auf 12,00 € 2,28 €", "Gesamtbetrag 14,28 €"),
    ):
        assert part in said
    assert link_named(response, "Rechnung herunterladen (PDF)") == "/buchhaltung/rechnungen/7001.pdf"


def test_an_invoice_is_open_until_it_is_paid(alice):
    bill = invoice(alice.customer)
    assert "Stand offen" in readable(alice.get("/buchhaltung/rechnungen/7001"))
    ledger.book(alice.customer, "ZA", 1428, date(2026, 1, 5), invoice=bill)
    assert "Stand bezahlt" in readable(alice.get("/buchhaltung/rechnungen/7001"))


def test_the_xml_is_the_same_invoice_for_machines(alice):
    invoice(alice.customer)
    response = alice.get("/buchhaltung/rechnungen/7001.xml")
    assert response.headers["Content-Disposition"] == "attachment; filename=Rechnung-7001.xml"
    assert b"CrossIndustryInvoice" in response.data
    assert b"<ram:ID>7001</ram:ID>" in response.data


def test_the_pdf_is_the_invoice_under_its_name_and_kept_by_nobody(alice):
    invoice(alice.customer)
    response = alice.get("/buchhaltung/rechnungen/7001.pdf")
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == "attachment; filename=Rechnung-7001.pdf"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.data.startswith(b"%PDF")
    with pikepdf.open(BytesIO(response.data)) as pdf:
        assert pdf.open_metadata()["dc:title"] == "Rechnung 7001"


def test_the_pdf_is_made_once(alice):
    invoice(alice.customer)
    first, second = (alice.get("/buchhaltung/rechnungen/7001.pdf").data for _ in range(2))
    assert first == second
    assert InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count() == 1


def standings(alice):
    return re.findall(r'data-label="Stand">(?:<span class="state (\w+)">([^<]*)</span>)?', alice.get(LEDGER).text)


def test_each_row_says_in_a_word_how_it_stands(alice):
    assert standings(alice) == []
    bill = invoice(alice.customer)
    assert standings(alice) == [("warn", "offen")]
    ledger.book(alice.customer, "ZA", 1000, date(2026, 1, 2), invoice=bill)
    assert standings(alice) == [("off", "verrechnet"), ("warn", "teilweise offen")]
    assert "noch 4,28 €" in readable(alice.get(LEDGER))
    ledger.book(alice.customer, "ZA", 1000, date(2026, 1, 3), invoice=bill)
    assert standings(alice) == [("info", "teilweise verrechnet"), ("off", "verrechnet"), ("ok", "bezahlt")]
    ledger.book(alice.customer, "ZA", 50, date(2026, 1, 4))
    ledger.book(alice.customer, "KONTOAUSGLEICH", 0, date(2026, 1, 5))
    assert standings(alice)[:2] == [("", ""), ("info", "Guthaben")]


@pytest.mark.parametrize(
    ("days", "said"), [(3, ("info", "wird abgebucht")), (0, ("info", "wird abgebucht")), (-1, ("warn", "offen"))]
)
def test_what_will_be_collected_says_so_until_that_day(alice, days, said):
    day = clock.today() + timedelta(days=days)
    bill = Invoice.create(
        number=7001, customer=alice.customer, issued_on=FIRST_DAY, due_on=day, debit_on=day, recipient="x",
        net_cents=100, tax_cents=0, gross_cents=100,
    )  # fmt: skip
    ledger.book(alice.customer, "RE", -100, FIRST_DAY, invoice=bill)
    assert standings(alice) == [said]
    assert (f"wird abgebucht am {day:%d.%m.%Y}" in readable(alice.get(LEDGER))) == (days >= 0)


def test_a_bill_is_overdue_after_the_day_until_which_it_may_be_paid(alice):
    invoice(alice.customer, day=clock.today() - timedelta(days=14))
    assert "Überfällig" not in alice.get(LEDGER).text
    invoice(alice.customer, 7002, clock.today() - timedelta(days=15))
    assert f"war am {texts.date(clock.today() - timedelta(days=1))} fällig." in alice.get(LEDGER).text


def test_the_pdf_of_an_invoice_is_one_click_away_in_its_row(alice):
    bill = invoice(alice.customer)
    ledger.book(alice.customer, "ZA", 1428, date(2026, 1, 2), invoice=bill)
    text = alice.get(LEDGER).text
    assert re.findall(r'<a href="([^"]*)">PDF</a>', text) == ["/buchhaltung/rechnungen/7001.pdf"]


def test_an_invoice_names_the_payments_that_settled_it(alice):
    older, bill = invoice(alice.customer), invoice(alice.customer, 7002, date(2026, 1, 2))
    ledger.book(alice.customer, "ZA", 2000, date(2026, 1, 5), text="Sammelzahlung", payment_method="U")
    said = readable(alice.get("/buchhaltung/rechnungen/7002"))
    assert "05.01.2026 Zahlung (Überweisung) Sammelzahlung 5,72 €" in said
    assert "Stand teilweise offen noch 8,56 €" in said
    assert "Sammelzahlung 14,28 €" in readable(alice.get(f"/buchhaltung/rechnungen/{older.number}"))
    returned = ledger.book(alice.customer, "ZA", 856, date(2026, 1, 6), text="Geplatzt", invoice=bill)
    ledger.book(alice.customer, "RL", -856, date(2026, 1, 7), reverses=returned)
    assert "Geplatzt" not in readable(alice.get("/buchhaltung/rechnungen/7002"))


def test_an_invoice_and_its_correction_name_each_other(alice):
    bill = invoice(alice.customer)
    made = corrections.correct(bill, {1: 200}, "Ausfall am Montag")
    said = alice.get("/buchhaltung/rechnungen/7001")
    assert link_named(said, f"Rechnungskorrektur {made.number}") == f"/buchhaltung/rechnungen/{made.number}"
    assert f"Rechnungskorrektur {made.number} , -2,38 € (Ausfall am Montag)" in readable(said)
    correction = alice.get(f"/buchhaltung/rechnungen/{made.number}")
    assert f"<h1>Rechnungskorrektur {made.number}</h1>" in correction.text
    assert link_named(correction, "Rechnung 7001") == "/buchhaltung/rechnungen/7001"
    assert "Verrechnet mit" in correction.text and "Gutschrift" not in readable(correction)


def test_an_invoice_that_was_taken_back_whole_is_not_called_paid(alice):
    corrections.cancel(invoice(alice.customer), "Irrtum")
    assert standings(alice) == [("off", "verrechnet"), ("off", "korrigiert")]


def test_an_invoice_names_its_reminders(alice):
    bill = invoice(alice.customer)
    letter = ReminderLetter.create(
        customer=alice.customer, level=1, title="Zahlungserinnerung", reminded_on=date(2026, 2, 1),
        pay_until=date(2026, 2, 8), open_cents=1428,
    )  # fmt: skip
    Reminder.create(
        customer=alice.customer, debit=bill.bookings.get(), level=1, letter=letter, reminded_on=date(2026, 2, 1),
        open_cents=1428,
    )  # fmt: skip
    assert "01.02.2026: Zahlungserinnerung, offen waren 14,28 €" in readable(alice.get("/buchhaltung/rechnungen/7001"))


def test_the_e_invoice_comes_as_xml(alice, bob):
    invoice(alice.customer)
    response = alice.get("/buchhaltung/rechnungen/7001.xml")
    assert response.headers["Content-Disposition"] == "attachment; filename=Rechnung-7001.xml"
    assert b"CrossIndustryInvoice" in response.data
    assert bob.get("/buchhaltung/rechnungen/7001.xml").status_code == 404
