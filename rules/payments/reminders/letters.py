"""Reminders on paper: one letter a customer with all that is overdue, written once, set and sent afterwards."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, BinaryIO

import clock
import gateways
import texts
from database import write
from gateways import Rejected, Unreachable
from models import Booking, Reminder, ReminderLetter, ReminderLevel
from rules import Refused, audit, work
from rules.accounting import delivery, ledger, parties
from rules.files import opened as opened_file
from rules.payments import transfers
from rules.payments.reminders import suspensions
from rules.payments.reminders.cases import Case, Claim
from rules.profile.customers import postal_lines
from texts import t

LEAST_DAYS = 10  # between two levels
SLACK_DAYS = 3  # what a transfer needs until the bank statement shows it


def write_down(case: Case, due: Sequence[Claim]) -> ReminderLetter:
    """Remind a customer of what is `due`: the letter, its fee in the ledger, at the last level a question to staff.

    To be called in the transaction that worked out the case.
    """
    level = next(each for each in case.levels if each.level == max(claim.level for claim in due))
    fee_cents = level.fee_cents if case.by_post else 0
    today = clock.today()
    pay_until = today + timedelta(days=days_to_pay(case, level.level))
    letter = ReminderLetter.create(
        customer=case.customer, level=level.level, title=level.title, reminded_on=today, pay_until=pay_until,
        open_cents=case.cents + fee_cents,
    )  # fmt: skip
    if fee_cents:
        letter.fee = _book_fee(letter, fee_cents)
    letter.content = json.dumps(_content(letter, case, level), ensure_ascii=False)
    letter.save()
    reminders = [
        Reminder.create(
            customer=case.customer, debit=claim.debit, level=claim.level, letter=letter, reminded_on=today,
            open_cents=claim.cents,
        )
        for claim in due
    ]  # fmt: skip
    suspensions.propose([each for each in reminders if each.level == case.levels[-1].level])
    work.later("reminder letter", letter.id)
    after = {"title": level.title, "open_cents": letter.open_cents, "pay_until": pay_until}
    audit.note("customer reminded", letter, after=after)
    return letter


def days_to_pay(case: Case, level: int) -> int:
    """How long a letter of a level gives: the days until the next one, less what a transfer takes."""
    following = next((each.days for each in case.levels if each.level > level), LEAST_DAYS)
    return max(following, LEAST_DAYS) - SLACK_DAYS


def send(key: str) -> None:
    """Set the letter with this id and hand it over to the mail or the post; a repetition changes nothing."""
    letter = ReminderLetter.get_by_id(int(key))
    file_key = letter.file_key or _store(letter)
    content = json.loads(letter.content)
    with texts.speak(language_of(letter)):
        amount, day = texts.money(letter.open_cents), texts.date(letter.pay_until)
    delivery.hand_over(
        f"reminder {letter.id}", letter.customer, file_name(letter), file_key, "reminder",
        title=content["title"], amount=amount, day=day,
    )  # fmt: skip


def opened(letter: ReminderLetter) -> BinaryIO:
    """The PDF of a letter, to be closed by the caller. Raises NotFound, and Refused while it cannot be made or read."""
    try:
        return opened_file(letter.file_key or _store(letter))
    except (Rejected, Unreachable) as error:
        raise Refused("Der Brief lässt sich gerade nicht öffnen. Bitte versuchen Sie es später noch einmal.") from error


def file_name(letter: ReminderLetter) -> str:
    """What the PDF is called, in the language of the letter."""
    with texts.speak(language_of(letter)):
        return f"{t('Mahnung')}-{letter.customer.number}-{letter.reminded_on.isoformat()}.pdf"


def _store(letter: ReminderLetter) -> str:
    """Set the PDF and keep it; equal data give equal bytes, so it does not matter who comes first."""
    language = language_of(letter)
    with texts.speak(language):
        said = _words(letter)
    data = json.loads(letter.content) | {"date": letter.reminded_on, "words": said}
    key = gateways.files.put(gateways.typst.pdf("reminder", data, language=language))
    with write():
        ReminderLetter.update(file_key=key).where(ReminderLetter.id == letter).execute()
    return key


def _book_fee(letter: ReminderLetter, fee_cents: int) -> Booking:
    with texts.speak("de"):
        return ledger.book(
            letter.customer,
            "MG",
            -fee_cents,
            letter.reminded_on,
            text=t("Mahngebühr, {title} vom {day}", title=letter.title, day=texts.date(letter.reminded_on)),
            due_on=letter.pay_until,
            source=f"reminder letter {letter.id}",
        )


def language_of(letter: ReminderLetter) -> str:
    """In which language it was written; letters from before that was kept are German."""
    return str(json.loads(letter.content).get("language", "de"))


def _words(letter: ReminderLetter) -> dict[str, str]:
    """What the template says by itself."""
    amount, hoster = texts.money(letter.open_cents), gateways.settings.hoster
    return {
        "customer_number": t("Kundennummer"),
        "day": t("Datum"),
        "today": texts.date(letter.reminded_on),
        "until": t("Zahlbar bis"),
        "greeting": t("Guten Tag {name},", name=json.loads(letter.content)["name"]),
        "open": t("Offen ist"),
        "since": t("vom"),
        "due": t("fällig am"),
        "amount": t("Betrag"),
        "to_pay": t("Bitte bezahlen Sie"),
        "payee": t("Empfänger"),
        "reference": t("Verwendungszweck"),
        "code": t("QR-Code für die Überweisung von {amount}", amount=amount),
        "scan": t("Mit der Banking-App scannen"),
        "questions": t("Fragen dazu beantworten wir gern: {phone} ({hours}).", phone=hoster.phone, hours=hoster.hours),
        "regards": t("Freundliche Grüße"),
    }


def _content(letter: ReminderLetter, case: Case, level: ReminderLevel) -> dict[str, Any]:
    """What templates/documents/reminder.typ asks for, in the language of the customer."""
    customer, until, language = case.customer, letter.pay_until, parties.language_of(case.customer)
    with texts.speak(language):
        title, text = _said_by(level, language)
        wanted = transfer(letter, case)
        person = f"{customer.first_name} {customer.last_name}".strip()
        return {
            "language": language,
            "title": title,
            "customer_number": str(customer.number),
            "recipient": postal_lines(customer),
            "name": person or customer.name,
            "paragraphs": filled(text, letter.open_cents, until).split("\n\n"),
            "items": [_item(claim) for claim in case.demanded] + _fee_of(letter),
            "total": texts.money(letter.open_cents),
            "until": texts.date(until),
            "account_holder": wanted.name,
            "iban": wanted.iban,
            "bic": wanted.bic,
            "reference": wanted.reference,
            "code": transfers.qr_code(wanted).decode() if wanted.can_be_scanned else "",
        }


def _said_by(level: ReminderLevel, language: str) -> tuple[str, str]:
    """Title and text of a level; the general ones where nobody wrote them in that language."""
    if language == "de":
        return level.title, level.text
    if level.english_text:
        return level.english_title, level.english_text
    text = t("Die unten stehenden Beträge sind überfällig. Bitte überweisen Sie {Betrag} bis zum {Tag}.")
    return t("Zahlungserinnerung"), text


def transfer(letter: ReminderLetter, case: Case) -> transfers.Transfer:
    """The transfer that settles a letter."""
    hoster = gateways.settings.hoster
    numbers = [claim.debit.number for claim in case.demanded if claim.debit.number]
    return transfers.Transfer(
        cents=letter.open_cents,
        name=hoster.account_holder or hoster.name,
        iban=hoster.iban.replace(" ", "").upper(),
        bic=hoster.bic.replace(" ", "").upper(),
        reference=transfers.reference(case.customer.number, list(dict.fromkeys(numbers))),
    )


def filled(text: str, cents: int, until: date) -> str:
    """A level's text with the amount for {Betrag} and the day for {Tag}."""
    return text.replace("{Betrag}", texts.money(cents)).replace("{Tag}", texts.date(until))


def _item(claim: Claim) -> dict[str, str]:
    return {
        "text": said(claim.debit),
        "day": texts.date(claim.debit.booked_on),
        "due": texts.date(claim.due_on),
        "amount": texts.money(claim.cents),
    }


def _fee_of(letter: ReminderLetter) -> list[dict[str, str]]:
    if not letter.fee:
        return []
    day = texts.date(letter.reminded_on)
    return [
        {"text": t("Gebühr für diese Mahnung"), "day": day, "due": "", "amount": texts.money(-letter.fee.amount_cents)}
    ]


def said(debit: Booking) -> str:
    """What a debit is called: „Rechnung 1731953“, „Mahngebühr“."""
    return f"{ledger.WORDS[debit.kind]} {debit.number}".strip()
