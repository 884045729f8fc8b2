"""Verwaltung → Zahlungen."""

import pytest

from models import PayLink, Payout, PayoutItem, ProviderEvent
from rules.accounting import ledger
from rules.payments import checkouts, wishes
from tests.providers import stripe  # noqa: F401  a fixture
from tests.rules.payments.test_checkouts import BASE, bill
from tests.rules.payments.test_events import complete

LIST = "/verwaltung/zahlungen"


@pytest.fixture
def parked(alice, stripe):  # noqa: F811
    """Alice paid 10,00 € for an invoice of 11,90 €."""
    bill(alice.customer, 7001, 1190)
    checkout = checkouts.begin(alice.customer, wishes.to_pay(alice.customer), "K", "form", 1190, BASE)
    complete(stripe, checkout, amount_total=1000)
    return ProviderEvent.get()


def test_what_did_not_fit_is_listed_with_its_reason(parked, bookkeeper):
    page = bookkeeper.get(LIST)
    assert "Der Betrag ist ein anderer als der gewünschte." in page.text and "10,00" in page.text
    assert bookkeeper.get(f"{LIST}?q=backstube").text.count("Alices Backstube") == 1
    assert "Alices Backstube" not in bookkeeper.get(f"{LIST}?q=brandt").text
    detail = bookkeeper.get(f"{LIST}/{parked.id}").text
    assert 'value="501"' in detail and 'value="10,00"' in detail and "pi_1" in detail


def test_it_is_booked_to_a_customer(parked, bookkeeper, bob):
    answer = bookkeeper.post(f"{LIST}/{parked.id}/buchung", {"number": "502", "cents": "10,00", "note": "für Bob"})
    assert answer.status_code == 303
    assert ledger.balance(bob.customer) == 1000
    assert "Backstube" not in bookkeeper.get(LIST).text
    assert "für Bob" in bookkeeper.get(f"{LIST}/geklaert").text
    again = bookkeeper.post(f"{LIST}/{parked.id}/buchung", {"number": "502", "cents": "10,00"})
    assert again.status_code == 422 and "inzwischen schon geklärt" in again.text
    assert ledger.balance(bob.customer) == 1000


@pytest.mark.parametrize("fields", [
    {}, {"number": "999", "cents": "1,00"}, {"number": "x", "cents": "1,00"}, {"number": "501", "cents": "-1,00"},
])  # fmt: skip
def test_a_wrong_customer_or_amount_is_refused(parked, bookkeeper, alice, fields):
    assert bookkeeper.post(f"{LIST}/{parked.id}/buchung", fields).status_code == 422
    assert ledger.balance(alice.customer) == -1190


def test_it_is_laid_aside_with_a_note(parked, bookkeeper, alice):
    assert bookkeeper.post(f"{LIST}/{parked.id}/ablage", {"note": " "}).status_code == 422
    assert bookkeeper.post(f"{LIST}/{parked.id}/ablage", {"note": "gehört zum Shop"}).status_code == 303
    assert ledger.balance(alice.customer) == -1190
    assert "gehört zum Shop" in bookkeeper.get(f"{LIST}/{parked.id}").text


def test_checkouts_and_payouts_are_listed(parked, bookkeeper):
    assert "11,90" in bookkeeper.get(f"{LIST}/vorgaenge?q=7001").text
    payout = Payout.create(provider="stripe", provider_id="po_1", cents=960, fee_cents=40)
    PayoutItem.create(
        payout=payout, payment_id="pi_1", kind="payment", checkout=parked.checkout, cents=1000, fee_cents=40
    )
    assert "9,60" in bookkeeper.get(f"{LIST}/auszahlungen").text
    page = bookkeeper.get(f"{LIST}/auszahlungen/{payout.id}").text
    assert "Alices Backstube" in page and "pi_1" in page
    assert bookkeeper.get(f"{LIST}/99").status_code == 404


def test_a_link_is_made_for_a_customer_and_ended(alice, bookkeeper, clerk):
    bill(alice.customer, 7001, 1190)
    page = "/verwaltung/kunden/501/bezahllinks"
    assert clerk.post(page, {}).status_code == 403 and clerk.get(page).status_code == 200
    assert bookkeeper.post(page, {}).status_code == 303
    assert PayLink.get().invoices == "7001"
    assert "/zahlen/" in bookkeeper.get(page).text
    assert bookkeeper.post(page, {"amount": "x"}).status_code == 422
    bookkeeper.post(f"{page}/{PayLink.get().id}/ende", {"confirmed": 1})
    assert PayLink.get().revoked_at
    assert bookkeeper.post(f"/verwaltung/kunden/502/bezahllinks/{PayLink.get().id}/ende").status_code == 404
