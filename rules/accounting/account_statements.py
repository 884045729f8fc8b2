"""The statement of account: what was booked in a span of days, and the balance before and after, as PDF."""

from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

import clock
import gateways
import texts
from gateways import Rejected, Unreachable
from models import BALANCE_BEFORE, BOOKINGS_BETWEEN, Customer
from rules import Refused
from rules.access import brakes
from rules.accounting import parties
from rules.accounting.standing import word_of
from texts import t

MOST_ROWS = 2000  # some fifty pages


def span() -> dict[str, date]:
    """What most people ask for: from the beginning of the year until today."""
    today = clock.today()
    return {"first": today.replace(month=1, day=1), "last": today}


def pdf(customer: Customer, first: date, last: date) -> BinaryIO:
    """The statement from `first` to `last`, both days within it.

    Raises Refused for a span that ends before it begins or after today, for one with too many bookings, and when it
    cannot be set; brakes.Braked after many.
    """
    if last < first:
        raise Refused("Der letzte Tag liegt vor dem ersten.", "last")
    if last > clock.today():
        raise Refused("Der letzte Tag liegt in der Zukunft.", "last")
    brakes.count_account("statement")
    language = parties.language_of(customer)
    with texts.speak(language):
        data = said(customer, first, last)
    if len(data["rows"]) > MOST_ROWS:
        raise Refused("In dieser Zeit sind es zu viele Buchungen. Bitte wählen Sie eine kürzere.", "first")
    try:
        return BytesIO(gateways.typst.pdf("statement", data, language=language))
    except (Rejected, Unreachable) as error:
        raise Refused("Der Kontoauszug lässt sich gerade nicht ausgeben. Bitte rufen Sie uns an.") from error


def file_name(customer: Customer) -> str:
    """What the PDF is called: „Kontoauszug-10001.pdf“, in the language of the customer."""
    with texts.speak(parties.language_of(customer)):
        return f"{t('Kontoauszug')}-{customer.number}.pdf"


def said(customer: Customer, first: date, last: date) -> dict[str, Any]:
    """What templates/documents/statement.typ asks for, in the language of the moment; booked texts stay as they are."""
    opening = balance = int(BALANCE_BEFORE.one(customer=customer.id, day=first).cents)
    rows = []
    for row in BOOKINGS_BETWEEN.rows(customer=customer.id, first=first, last=last):
        balance += row.cents
        rows.append({
            "day": texts.date(row.day), "number": row.number, "kind": _word(row), "text": row.text,
            "amount": texts.money(row.cents), "balance": texts.money(balance),
        })  # fmt: skip
    days = {"first": texts.date(first), "last": texts.date(last)}
    return {
        "date": clock.today(),
        "title": t("Kontoauszug"),
        "recipient": list(parties.buyer(customer).lines),
        "facts": [
            (t("Kundennummer"), str(customer.number)),
            (t("Vom"), days["first"]),
            (t("Bis zum"), days["last"]),
            (t("Erstellt am"), texts.date(clock.today())),
        ],
        "heads": [t("Datum"), t("Nummer"), t("Vorgang"), t("Betrag"), t("Saldo")],
        "opening": {"day": days["first"], "text": t("Saldo am Anfang des Tages"), "balance": texts.money(opening)},
        "rows": rows,
        "closing": {"day": days["last"], "text": t("Saldo am Ende des Tages"), "balance": texts.money(balance)},
        "sentences": [*([] if rows else [t("In dieser Zeit gab es keine Buchungen.")]), *_sentences(balance, last)],
    }


def _word(row: Any) -> str:
    """What a booking is; KONTOAUSGLEICH is explained at more length than a column has."""
    return t("Kontoausgleich") if row.kind == "KONTOAUSGLEICH" else word_of(row)


def _sentences(cents: int, day: date) -> list[str]:
    """What the closing balance means, in which later bookings do not count, and how to read the amounts."""
    if cents < 0:
        meaning = t("Am {day} waren noch {amount} zu bezahlen.", day=texts.date(day), amount=texts.money(-cents))
    elif cents > 0:
        meaning = t("Am {day} hatten Sie ein Guthaben von {amount}.", day=texts.date(day), amount=texts.money(cents))
    else:
        meaning = t("Am {day} war alles bezahlt.", day=texts.date(day))
    explained = t(
        "Beträge mit Minus sind Rechnungen und was sonst zu bezahlen war, Beträge ohne Minus haben wir erhalten oder "
        "gutgeschrieben. Dieser Auszug ist keine Rechnung."
    )
    return [meaning, explained]
