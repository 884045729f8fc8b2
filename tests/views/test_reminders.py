"""What a customer sees of something overdue: the amount, since when, and the last reminder."""

import pytest

from models import BillingDetails, ReminderLetter, ReminderLevel
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


def test_the_invoice_names_its_reminders_in_the_language_of_the_reader(alice, letter):
    page = alice.get("/buchhaltung/rechnungen/7001").text
    assert "Zahlungserinnerung, offen waren" in page
    alice.account.language = "en"
    alice.account.save()
    page = alice.get("/buchhaltung/rechnungen/7001").text
    assert "Zahlungserinnerung" not in page and "Payment reminder, " in page


def test_a_letter_s_own_english_title_is_shown_to_who_reads_english(alice):
    BillingDetails.create(customer=alice.customer, language="en")
    bank_statement()
    owe(alice.customer, 7001, 1428, overdue=40)
    ReminderLevel.update(english_title="A kind word").where(ReminderLevel.level == 1).execute()
    remind()
    assert "Zahlungserinnerung, offen waren" in alice.get("/buchhaltung/rechnungen/7001").text
    alice.account.language = "en"
    alice.account.save()
    assert "A kind word, " in alice.get("/buchhaltung/rechnungen/7001").text
