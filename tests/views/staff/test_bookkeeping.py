"""Verwaltung → Auswertungen: who sees them, what they say, what they hand over and close."""

import csv
import io
import re
from datetime import date

import pytest

import clock
import work
from models import ChartAccount, Export, Invoice, InvoiceLine, MonthLock
from rules.accounting import ledger, money
from rules.payments.reminders import losses

HOME = "/verwaltung/auswertungen"
PAGES = ("", "/journal/2026-03", "/offene-posten", "/abgrenzung", "/zusammenfassende-meldung", "/oss", "/export",
         "/monate", "/konten", "/konten/neu")  # fmt: skip


@pytest.fixture
def invoice(alice):
    net = 10_000
    tax = money.tax(net, 1900)
    created = Invoice.create(
        number=8001, customer=alice.customer, issued_on=date(2026, 3, 10), due_on=date(2026, 3, 24), recipient="x",
        net_cents=net, tax_cents=tax, gross_cents=net + tax,
    )  # fmt: skip
    InvoiceLine.create(
        invoice=created, position=1, text="Webhosting", product="webhosting", price_cents=net, net_cents=net,
        tax_rate=1900, period_from=date(2026, 3, 1), period_to=date(2027, 2, 28),
    )  # fmt: skip
    ledger.book(alice.customer, "RE", -(net + tax), date(2026, 3, 10), invoice=created)
    ledger.book(alice.customer, "ZA", 5000, date(2026, 4, 2), payment_method="U")
    return created


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("path", PAGES)
def test_the_bookkeeper_sees_every_report_and_the_clerk_none(invoice, bookkeeper, clerk, visitor, path):
    assert bookkeeper.get(HOME + path).status_code == 200
    assert clerk.get(HOME + path).status_code == 403
    assert visitor.get(HOME + path).status_code == 303


def test_the_menu_leads_there_only_for_who_may(bookkeeper, clerk):
    assert f'href="{HOME}"' in bookkeeper.get("/verwaltung").text
    assert f'href="{HOME}"' not in clerk.get("/verwaltung").text
    assert "Buchhaltung" not in clerk.get("/menue").text  # no heading without pages


def test_the_plot_says_the_same_as_the_table_below_it(invoice, bookkeeper):
    page = bookkeeper.get(f"{HOME}?zeitraum=2026")
    said = text_of(page)
    assert page.text.count("<svg class=") >= 2 and "style=" not in page.text
    assert "März 2026 100,00 € 119,00 €" in said
    assert "April 2026 0,00 € 69,00 €" in said


def test_the_journal_shows_the_sums_and_finds_by_number(invoice, bookkeeper):
    said = text_of(bookkeeper.get(f"{HOME}/journal/2026-03"))
    assert "Inland 19 % 1 100,00 € 19,00 € 119,00 €" in said
    assert "Alices Backstube GmbH" in text_of(bookkeeper.get(f"{HOME}/journal/2026-03?q=8001"))
    assert "Alices Backstube GmbH" not in text_of(bookkeeper.get(f"{HOME}/journal/2026-03?q=9999"))
    assert "In diesem Monat gibt es keine Rechnung." in text_of(bookkeeper.get(f"{HOME}/journal/2026-03/oss"))
    assert bookkeeper.get(f"{HOME}/journal/2026-13").status_code == 404


def test_the_journal_says_what_vat_is_lost_with_what_was_written_off(alice, invoice, bookkeeper):
    journal = f"{HOME}/journal/{clock.today():%Y-%m}"
    assert "Ausgebuchte Forderungen" not in text_of(bookkeeper.get(journal))
    losses.write_off(alice.customer, [item.booking_id for item in ledger.open_debits(alice.customer)], "")
    said = text_of(bookkeeper.get(journal))
    assert "Ausgebuchte Forderungen" in said and "Inland 19 % 11,02 € 69,00 €" in said
    assert "Ausgebuchte Forderungen" not in text_of(bookkeeper.get(f"{journal}/oss"))


def test_the_choice_of_month_and_tax_case_leads_to_its_journal(bookkeeper):
    chosen = f"{clock.today():%Y-%m}"
    answer = bookkeeper.get(f"{HOME}/journal?zeitraum={chosen}&steuerfall=oss")
    assert (answer.status_code, answer.location) == (303, f"{HOME}/journal/{chosen}/oss")


def test_open_items_are_those_of_the_day_that_is_asked_for(invoice, bookkeeper):
    assert "Saldo aller Kunden 119,00 €" in text_of(bookkeeper.get(f"{HOME}/offene-posten?tag=31.03.2026"))
    assert "Saldo aller Kunden 69,00 €" in text_of(bookkeeper.get(f"{HOME}/offene-posten?tag=30.04.2026"))
    assert "An diesem Tag war nichts offen." in text_of(bookkeeper.get(f"{HOME}/offene-posten?tag=01.01.2026"))
    assert bookkeeper.get(f"{HOME}/offene-posten?tag=gestern").status_code == 200


def test_deferred_income_says_what_is_left_and_when_it_is_earned(invoice, bookkeeper):
    said = text_of(bookkeeper.get(f"{HOME}/abgrenzung?tag=31.12.2026"))
    assert "Abzugrenzen, ohne Umsatzsteuer 16,16 €" in said
    assert "Webhosting 16,16 €" in said and "2027 16,16 €" in said


def test_every_report_is_there_as_csv_and_a_name_runs_no_formula(invoice, alice, bookkeeper):
    alice.customer.company = "=HYPERLINK(1)"
    alice.customer.save()
    journal = rows_of(bookkeeper.get(f"{HOME}/journal.csv?zeitraum=2026-03"))
    assert (
        journal[1][1] == "8001"
        and journal[1][4] == "'=HYPERLINK(1)"
        and journal[1][6:] == ["100,00", "19,00", "119,00"]
    )
    assert rows_of(bookkeeper.get(f"{HOME}/summen.csv?zeitraum=2026-03"))[1][2:] == [
        "19,00",
        "1",
        "100,00",
        "19,00",
        "119,00",
    ]
    assert rows_of(bookkeeper.get(f"{HOME}/offene-posten.csv?tag=30.04.2026"))[1][-1] == "69,00"
    assert rows_of(bookkeeper.get(f"{HOME}/abgrenzung.csv?tag=31.12.2026"))[1][-1] == "16,16"
    for name in ("zusammenfassende-meldung", "oss"):
        assert len(rows_of(bookkeeper.get(f"{HOME}/{name}.csv?zeitraum=2026-q1"))) == 1


def test_an_export_is_made_by_the_work_and_downloaded(invoice, bookkeeper):
    answer = bookkeeper.post(f"{HOME}/export", {"kind": "gobd", "first": "2026-03-01", "last": "2026-04-01"})
    assert answer.status_code == 303
    assert "Die Dateien werden geschrieben." in bookkeeper.get(answer.location).text
    assert bookkeeper.get(f"{answer.location}/datei").status_code == 404
    work.all_due()
    assert "Der Export ist fertig." in bookkeeper.get(f"{answer.location}/stand").text
    file = bookkeeper.get(f"{answer.location}/datei")
    assert file.data[:2] == b"PK" and "GoBD_2026-03_2026-04.zip" in file.headers["Content-Disposition"]
    assert "März 2026 – April 2026" in text_of(bookkeeper.get(f"{HOME}/export"))


def test_an_export_backwards_is_refused_at_its_field(bookkeeper):
    answer = bookkeeper.post(f"{HOME}/export", {"kind": "datev", "first": "2026-04-01", "last": "2026-03-01"})
    assert answer.status_code == 422 and "Der letzte Monat liegt vor dem ersten." in answer.text


def test_a_clerk_starts_no_export_and_locks_nothing(clerk):
    assert (
        clerk.post(f"{HOME}/export", {"kind": "datev", "first": "2026-03-01", "last": "2026-03-01"}).status_code == 403
    )
    assert clerk.post(f"{HOME}/monate/2026-03/abschluss", {"confirmed": "1"}).status_code == 403


def test_a_month_is_closed_after_a_question_and_opened_only_by_the_chief(invoice, bookkeeper, chief, house):
    Export.create(kind="datev", period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), done_at=clock.now(),
                  created_at=clock.later(seconds=1))  # fmt: skip
    lock = f"{HOME}/monate/2026-03/abschluss"
    assert "Danach wird darin nichts mehr gebucht." in bookkeeper.post(lock).text
    assert not MonthLock.select().exists()
    assert "März 2026 ist abgeschlossen." in bookkeeper.post(lock, {"confirmed": "1"}, follow=True).text
    opening = f"{HOME}/monate/2026-03/oeffnung"
    assert bookkeeper.post(opening, {"reason": "Irrtum"}).status_code == 403
    assert chief.post(opening, {"reason": ""}).status_code == 422
    assert "März 2026 ist wieder offen." in chief.post(opening, {"reason": "Buchung vergessen"}, follow=True).text
    assert not MonthLock.select().exists()
    assert "Buchung vergessen" in chief.get("/verwaltung/protokoll").text


def test_an_account_holds_from_its_day_and_goes_only_before_it(bookkeeper):
    new = {"use": "domestic", "product": "domain", "account": "8410", "valid_from": "01.01.2099"}
    assert "Konto eingetragen." in bookkeeper.post(f"{HOME}/konten/neu", new, follow=True).text
    again = bookkeeper.post(f"{HOME}/konten/neu", new)
    assert again.status_code == 422 and "Für diesen Tag steht schon ein Konto." in again.text
    assert bookkeeper.post(f"{HOME}/konten/neu", new | {"use": "bank"}).status_code == 422
    row = ChartAccount.get(ChartAccount.account == 8410)
    removed = bookkeeper.post(f"{HOME}/konten/{row.id}/loeschung", {"confirmed": "1"}, follow=True)
    assert "Konto gelöscht." in removed.text
    old = ChartAccount.get((ChartAccount.chart == "SKR03") & (ChartAccount.use == "domestic"))
    kept = bookkeeper.post(f"{HOME}/konten/{old.id}/loeschung", {"confirmed": "1"}, follow=True)
    assert "Dieses Konto gilt schon." in kept.text
