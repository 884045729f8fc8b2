"""What a customer sees of something overdue: the amount, since when, and the last reminder."""

import pytest

from models import ReminderLetter
from tests.rules.payments.owing import ago, bank_statement, owe, pay, remind
from texts import date


@pytest.fixture
def letter(alice):
    bank_statement()
    owe(alice.customer, 7001, 1428, overdue=9)
    owe(alice.customer, 7002, 1000, overdue=0)
    remind()
    return ReminderLetter.get()


@pytest.mark.parametrize("address", ["/", "/buchhaltung/kundenkonto"])
def test_what_is_overdue_is_told_with_the_last_reminder(alice, letter, address):
    page = alice.get(address).text
    assert f"Überfällig sind 14,28 €, das älteste davon war am {date(ago(9))} fällig." in page
    assert f"/buchhaltung/mahnungen/{letter.id}.pdf" in page


@pytest.mark.parametrize("address", ["/", "/buchhaltung/kundenkonto"])
def test_who_owes_nothing_overdue_reads_nothing_of_it(alice, letter, address):
    pay(alice.customer, 1428)
    assert "Überfällig" not in alice.get(address).text


def test_the_letter_opens_as_pdf_for_its_customer_only(alice, bob, agency, letter):
    address = f"/buchhaltung/mahnungen/{letter.id}.pdf"
    file = alice.get(address)
    assert file.data.startswith(b"%PDF") and "Mahnung-501" in file.headers["Content-Disposition"]
    assert bob.get(address).status_code == 404
    assert agency.get(address).status_code == 403
    assert "Überfällig" not in agency.get("/").text
