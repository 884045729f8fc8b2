"""A customer's desk → Konto → an invoice: taken back whole or in part."""

from datetime import date

import pytest

import clock
from models import BilledPeriod, Contract, Invoice, MonthLock, Plan
from rules.accounting import corrections, ledger
from rules.payments.reminders import losses as giving_up
from tests.views.staff.test_bookings_by_hand import hidden
from tests.views.test_accounting import invoice, link_named, readable

DESK = "/verwaltung/kunden/501/buchungen"
BILL = f"{DESK}/rechnungen/7001"


@pytest.fixture
def bill(alice):
    return invoice(alice.customer)


def made():
    return Invoice.select().where(Invoice.kind == "correction").order_by(Invoice.number)


def test_the_page_of_an_invoice_shows_what_became_of_it_and_leads_to_its_correction(bookkeeper, bill):
    assert link_named(bookkeeper.get(DESK), "7001") == BILL
    page = bookkeeper.get(BILL)
    assert "Domain alice.example" in readable(page)
    assert link_named(page, "Stornieren") == f"{BILL}/storno"
    assert link_named(page, "Korrigieren") == f"{BILL}/korrektur"


def test_a_storno_shows_the_sum_asks_why_and_leads_to_the_correction(bookkeeper, bill):
    page = bookkeeper.get(f"{BILL}/storno")
    assert "-14,28 € (-12,00 € netto und -2,28 € Umsatzsteuer)" in page.text
    assert "Neu berechnen" not in page.text
    assert bookkeeper.post(f"{BILL}/storno", {"reason": " "}).status_code == 422
    answer = bookkeeper.post(f"{BILL}/storno", {"reason": "Doppelt"})
    correction = made().get()
    assert answer.location.endswith(f"{DESK}/rechnungen/{correction.number}")
    assert "Doppelt" in bookkeeper.get(answer.location).text
    assert ledger.balance(bill.customer) == 0


def test_twenty_clicks_are_one_storno(bookkeeper, bill):
    for _ in range(3):
        bookkeeper.post(f"{BILL}/storno", {"reason": "Doppelt"})
    assert made().count() == 1
    assert "nichts mehr übrig" in bookkeeper.get(f"{BILL}/storno", follow=True).text
    assert "Stornieren" not in bookkeeper.get(BILL).text


def test_what_is_to_be_billed_again_is_chosen_where_it_can_be(bookkeeper, bill):
    contract = Contract.create(
        customer=bill.customer, plan=Plan.create(kind="domain", name="Domain"), kind="domain",
        started_on=date(2026, 1, 1), next_invoice_on=date(2027, 1, 1), period_months=12,
    )  # fmt: skip
    BilledPeriod.create(
        contract=contract, period_from=date(2026, 1, 1), period_to=date(2026, 12, 31), line=bill.lines.get()
    )
    assert "Neu berechnen" in bookkeeper.get(f"{BILL}/storno").text
    bookkeeper.post(f"{BILL}/storno", {"reason": "Preis", "bill_again": "y"})
    assert Contract.get_by_id(contract.id).next_invoice_on == date(2026, 1, 1)


def test_a_partial_correction_shows_its_sum_before_it_is_made(bookkeeper, bill):
    assert "netto, höchstens 12,00 €" in bookkeeper.get(f"{BILL}/korrektur").text
    asked = bookkeeper.post(f"{BILL}/korrektur", {"line_1": "2,00", "reason": "Ausfall", "seen": "0"})
    assert "Summe netto -2,00 € Umsatzsteuer -0,38 € Gesamtbetrag -2,38 € Grund Ausfall" in readable(asked)
    assert not made().exists()
    for _ in range(2):
        bookkeeper.post(f"{BILL}/korrektur", hidden(asked) | {"confirmed": "1"})
    assert [each.gross_cents for each in made()] == [-238]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"line_1": ""}, "mindestens einer Position"),
        ({"line_1": "12,01"}, "Von Position 1 lassen sich höchstens 12,00 €"),
        ({"line_1": "abc"}, "Bitte geben Sie einen Betrag mit Komma ein"),
        ({"line_1": "1", "reason": ""}, "Bitte ausfüllen."),
        ({"line_1": "1", "seen": "4", "confirmed": "1"}, "inzwischen schon korrigiert"),
        ({"line_1": "1", "seen": "x", "confirmed": "1"}, "inzwischen schon korrigiert"),
        ({"line_9": "1"}, "mindestens einer Position"),
    ],
)
def test_what_cannot_be_corrected_is_refused(bookkeeper, bill, fields, sentence):
    answer = bookkeeper.post(f"{BILL}/korrektur", {"reason": "x", "seen": "0"} | fields)
    assert answer.status_code == 422 and sentence in answer.text
    assert not made().exists()


def test_nothing_is_corrected_in_a_locked_month(bookkeeper, bill):

    MonthLock.create(month=clock.today().replace(day=1))
    answer = bookkeeper.post(f"{BILL}/storno", {"reason": "x"})
    assert answer.status_code == 422 and "abgeschlossen" in answer.text


def test_a_correction_itself_is_not_corrected(bookkeeper, bill):
    number = corrections.correct(bill, {1: 100}, "x").number
    assert "Stornieren" not in bookkeeper.get(f"{DESK}/rechnungen/{number}").text
    for page in ("storno", "korrektur"):
        answer = bookkeeper.post(f"{DESK}/rechnungen/{number}/{page}", {"reason": "x"})
        assert answer.status_code == 303 and made().count() == 1


def test_an_invoice_of_somebody_else_is_not_found(bookkeeper, bill, bob):
    foreign = "/verwaltung/kunden/502/buchungen/rechnungen/7001"
    for path in (foreign, f"{foreign}/storno", f"{foreign}/korrektur"):
        assert bookkeeper.get(path).status_code == 404
    assert bookkeeper.post(f"{foreign}/storno", {"reason": "x"}).status_code == 404


def test_support_sees_the_invoice_and_corrects_nothing(clerk, bill):
    page = clerk.get(BILL)
    assert page.status_code == 200 and "Stornieren" not in page.text
    for path in (f"{BILL}/storno", f"{BILL}/korrektur"):
        assert clerk.get(path).status_code == 403
        assert clerk.post(path, {"reason": "x"}).status_code == 403
    assert not made().exists()


def test_a_storno_says_what_was_written_off_and_is_booked_back(alice, bookkeeper, bill):
    assert "Davon ausgebucht" not in bookkeeper.get(f"{BILL}/storno").text
    giving_up.write_off(alice.customer, [item.booking_id for item in ledger.open_debits(alice.customer)], "")
    assert "Davon ausgebucht 14,28 €" in readable(bookkeeper.get(f"{BILL}/storno"))
    bookkeeper.post(f"{BILL}/storno", {"reason": "Doppelt"})
    assert ledger.balance(alice.customer) == 0
