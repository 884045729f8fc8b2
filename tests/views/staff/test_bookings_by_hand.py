"""A customer's desk → Konto: bookings that staff make by hand."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

import clock
from models import Booking, MonthLock
from rules.accounting import ledger
from tests.views.test_accounting import invoice, readable

DESK = "/verwaltung/kunden/501/buchungen"


def wish(**changes):
    day = clock.today()
    given = {
        "kind": "ZA", "cents": "10,00", "booked_on": f"{day:%d.%m.%Y}", "text": "Barzahlung", "payment_method": "",
        "invoice": "", "key": "abc",
    }  # fmt: skip
    return given | changes


def hidden(response):
    """The fields that the confirmation sends."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.text)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def test_a_payment_is_booked_after_it_was_confirmed(bookkeeper, alice):
    invoice(alice.customer)
    asked = bookkeeper.post(f"{DESK}/neu", wish())
    assert asked.status_code == 200 and "Kontostand danach -4,28 €" in readable(asked)
    assert Booking.select().count() == 1
    assert bookkeeper.post(f"{DESK}/neu", hidden(asked) | {"confirmed": "1"}).status_code == 303
    booking = Booking.get(Booking.kind == "ZA")
    assert (booking.amount_cents, booking.text, booking.booked_on) == (1000, "Barzahlung", clock.today())
    assert "Barzahlung" in alice.get("/buchhaltung/kundenkonto").text


def test_the_second_click_books_nothing(bookkeeper, alice):
    for _ in range(3):
        answer = bookkeeper.post(f"{DESK}/neu", wish(confirmed="1"))
        assert answer.status_code == 303
    assert ledger.balance(alice.customer) == 1000


def test_what_was_entered_stands_there_again_when_it_is_to_be_changed(bookkeeper):
    answer = bookkeeper.post(f"{DESK}/neu", wish(edit="1"))
    assert 'value="Barzahlung"' in answer.text and not Booking.select().exists()


def test_a_payment_settles_the_invoice_that_was_chosen(bookkeeper, alice):
    invoice(alice.customer, 7001)
    invoice(alice.customer, 7002, date(2026, 1, 2))
    assert '<option value="7002">' in bookkeeper.get(f"{DESK}/neu").text
    bookkeeper.post(f"{DESK}/neu", wish(cents="14,28", invoice="7002", confirmed="1"))
    assert ledger.unpaid(alice.customer) == ["7001"]


def test_a_credit_without_an_invoice_and_a_refund_are_booked(bookkeeper, alice):
    bookkeeper.post(f"{DESK}/neu", wish(kind="GS", cents="20,00", text="Kulanz", confirmed="1"))
    assert ledger.balance(alice.customer) == 2000
    bookkeeper.post(f"{DESK}/neu", wish(kind="RZ", cents="5,00", payment_method="U", key="x", confirmed="1"))
    assert ledger.balance(alice.customer) == 1500
    assert [(row.kind, row.payment_method) for row in Booking.select().order_by(Booking.id)] == [
        ("GS", ""),
        ("RZ", "U"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "RZ"}, "Der Kunde hat nur 0,00 € Guthaben."),
        ({"cents": "0"}, "Bitte geben Sie einen Betrag über null ein."),
        ({"cents": "-5"}, "Der Betrag darf nicht kleiner als null sein."),
        ({"cents": "12.34"}, "Bitte geben Sie einen Betrag mit Komma ein"),
        ({"text": " "}, "Bitte ausfüllen."),
        ({"kind": "RE"}, "Bitte wählen Sie etwas aus der Liste."),
        ({"invoice": "999"}, "Bitte wählen Sie etwas aus der Liste."),
        ({"booked_on": "01.01.2199"}, "Der Buchungstag liegt in der Zukunft."),
    ],
)
@pytest.mark.parametrize("confirmed", ["", "1"])
def test_what_cannot_be_booked_is_refused_at_its_field(bookkeeper, changes, sentence, confirmed):
    answer = bookkeeper.post(f"{DESK}/neu", wish(**changes, confirmed=confirmed))
    assert answer.status_code == 422 and sentence in answer.text
    assert not Booking.select().exists()


def test_nothing_is_booked_in_a_locked_month(bookkeeper):
    day = clock.today() - timedelta(days=40)
    MonthLock.create(month=day.replace(day=1))
    answer = bookkeeper.post(f"{DESK}/neu", wish(booked_on=f"{day:%d.%m.%Y}", confirmed="1"))
    assert answer.status_code == 422 and "ist abgeschlossen." in answer.text
    assert not Booking.select().exists()


def test_support_sees_the_account_and_books_nothing(clerk, alice):
    invoice(alice.customer)
    page = clerk.get(DESK)
    assert "7001" in page.text and '<span class="state warn">offen</span>' in page.text
    assert "Buchung eintragen" not in page.text
    assert clerk.get(f"{DESK}/neu").status_code == 403
    assert clerk.post(f"{DESK}/neu", wish(confirmed="1")).status_code == 403
