"""Reminders to customers whose language is English."""

import json
from datetime import date

import pytest

import clock
from models import BillingDetails, Outbox, ReminderLetter, ReminderLevel
from rules.payments.reminders import letters, levels
from tests.gateways.test_typst import text_of
from tests.rules.payments.owing import bank_statement, owe, remind

GERMAN = ("Kundennummer", "Zahlbar", "Guten Tag", "Offen", "fällig", "Betrag", "Empfänger", "Verwendungszweck", "Grüße")


@pytest.fixture
def customer(alice):
    bank_statement()
    BillingDetails.create(customer=alice.customer, language="en")
    return alice.customer


def text_of_letter(letter):
    with letters.opened(ReminderLetter.get_by_id(letter.id)) as file:
        return text_of(file.read()).replace("Kundennummer 501, Rechnung 7001", "the reference")


def test_the_letter_and_its_mail_are_english(customer):
    owe(customer, 7001, 142800)
    (letter,) = remind()
    text = text_of_letter(letter)
    for part in ("Payment reminder", "You have probably just overlooked it", "Invoice 7001", "€1,428.00", "Payee"):
        assert part in text
    assert [word for word in GERMAN if word in text] == []
    mail = Outbox.select().order_by(Outbox.id.desc()).get()
    assert mail.subject.startswith("Payment reminder: please pay €1,428.00 by")
    assert mail.files.get().name == f"Reminder-501-{clock.today()}.pdf"
    assert letter.title == "Zahlungserinnerung", "staff read German"


def test_a_level_without_an_english_text_says_something_general(customer):
    levels.add(1, clock.today(), 7, 0, "Kurz gefragt", "{Betrag} bis {Tag}, bitte.")
    owe(customer, 7001, 142800)
    (letter,) = remind()
    assert json.loads(letter.content)["title"] == "Payment reminder"
    assert "€1,428.00" in text_of_letter(letter)
    assert "bitte" not in text_of_letter(letter)


def test_a_level_with_an_english_text_says_it(customer):
    english = {"english_title": "A question", "english_text": "{Betrag} by {Tag}, please."}
    levels.add(1, clock.today(), 7, 0, "Kurz gefragt", "{Betrag} bis {Tag}, bitte.", **english)
    owe(customer, 7001, 142800)
    (letter,) = remind()
    content = json.loads(letter.content)
    assert content["title"] == "A question"
    assert content["paragraphs"][0].startswith("€1,428.00 by ")


def test_a_letter_from_before_english_ones_were_written_is_german_still(customer):
    letter = ReminderLetter.create(
        customer=customer, level=1, title="Mahnung", reminded_on=date(2026, 3, 1), pay_until=date(2026, 3, 12),
        open_cents=100, content=json.dumps({
            "title": "Mahnung", "customer_number": "501", "recipient": ["Alice"], "name": "Alice", "paragraphs": ["x"],
            "items": [], "total": "1,00 €", "until": "12.03.2026", "account_holder": "M", "iban": "DE02", "bic": "",
            "reference": "501", "code": "",
        }),
    )  # fmt: skip
    assert "Guten Tag Alice," in text_of_letter(letter)


def test_the_levels_of_every_house_are_there_in_english(house):
    assert [level.english_title for level in ReminderLevel.in_use()] == [
        "Payment reminder", "Second reminder", "Final reminder",
    ]  # fmt: skip
    for level in ReminderLevel.in_use():
        assert {"{Betrag}", "{Tag}"} <= set(level.english_text.replace(".", "").split())
