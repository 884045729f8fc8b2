"""Zahlung vornehmen: what is to be transferred, and the code that a banking app reads."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from rules.accounting import ledger
from rules.payments import transfers, wishes

SOUND = transfers.Transfer(400, "Muster Hosting GmbH", "DE02120300000000202051", "BYLADEM1001", "Kundennummer 501")


def test_nothing_is_to_be_transferred_when_nothing_is_open(alice):
    assert transfers.transfer(alice.customer, wishes.to_pay(alice.customer)) is None
    ledger.book(alice.customer, "ZA", 1200, date(2026, 3, 1))
    assert transfers.transfer(alice.customer, wishes.to_pay(alice.customer)) is None


def test_what_is_open_is_transferred_to_the_hoster_under_the_customers_number(alice):
    ledger.book(alice.customer, "RE", -123456, date(2026, 3, 1))
    assert transfers.transfer(alice.customer, wishes.to_pay(alice.customer)) == replace(SOUND, cents=123456)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iban": "DE02120300000000202052"},
        {"iban": ""},
        {"iban": "DE02 1203 0000 0000 2020 51"},
        {"bic": "BYLA"},
        {"cents": 0},
        {"cents": -400},
        {"cents": 100_000_000_000},
        {"name": ""},
        {"name": "M" * 71},
    ],
)
def test_no_code_is_drawn_of_what_a_bank_would_refuse(wrong):
    assert SOUND.can_be_scanned
    assert not replace(SOUND, **wrong).can_be_scanned


def test_the_code_holds_the_transfer_line_by_line():
    """EPC069-12: service tag, version, UTF-8, SCT, BIC, name, IBAN, amount, purpose, structured, plain reference."""
    wanted = replace(SOUND, cents=123450, name="Müller & Söhne", reference="Kundennummer 501, Rechnung 7001")
    expected = (
        "BCD\n002\n1\nSCT\nBYLADEM1001\nMüller & Söhne\nDE02120300000000202051\nEUR1234.5\n\n\n"
        "Kundennummer 501, Rechnung 7001"
    )
    picture = BytesIO()
    modules = segno.make_qr(expected.encode(), error="m", boost_error=False)
    modules.save(picture, kind="svg", border=4, scale=4, dark="#000", light="#fff")
    assert transfers.qr_code(wanted) == picture.getvalue()


def test_the_reference_names_the_open_invoices():
    assert transfers.reference(501, []) == "Kundennummer 501"
    assert transfers.reference(501, ["7002", "7001"]) == "Kundennummer 501, Rechnung 7002, 7001"


@given(st.lists(st.integers(1, 2**31 - 1).map(str)))
def test_the_reference_always_fits_a_transfer_and_cuts_no_number(numbers):
    text = transfers.reference(501, numbers)
    assert len(text) <= 140
    named = text.replace("Rechnung ", "").split(", ")[1:]
    assert named == numbers[: len(named)]
