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
    cannot be set.
    """
    if last < first:
        raise Refused("Der letzte Tag liegt vor dem ersten.", "last")
    if last > clock.today():
        raise Refused("Der letzte Tag liegt in der Zukunft.", "last")
    data = said(customer, first, last)
    if len(data["rows"]) > MOST_ROWS:
        raise Refused("In dieser Zeit sind es zu viele Buchungen. Bitte wählen Sie eine kürzere.", "first")
    try:
        return BytesIO(gateways.typst.pdf("statement", data))
    except (Rejected, Unreachable) as error:
        raise Refused("Der Kontoauszug lässt sich gerade nicht ausgeben. Bitte rufen Sie uns an.") from error


def said(customer: Customer, first: date, last: date) -> dict[str, Any]:
    """What templates/documents/statement.typ asks for; it is German for everybody, as the template is."""
    with texts.speak("de"):
        opening = balance = int(BALANCE_BEFORE.one(customer=customer.id, day=first).cents)
        rows = []
        for row in BOOKINGS_BETWEEN.rows(customer=customer.id, first=first, last=last):
            balance += row.cents
            rows.append({
                "day": row.day, "number": row.number, "kind": _word(row), "text": row.text,
                "amount": texts.money(row.cents), "balance": texts.money(balance),
            })  # fmt: skip
        return {
            "date": clock.today(),
            "customer_number": str(customer.number),
            "recipient": list(parties.buyer(customer).lines),
            "first": first,
            "last": last,
            "opening": texts.money(opening),
            "rows": rows,
            "closing": texts.money(balance),
            "sentence": _sentence(balance, last),
        }


def _word(row: Any) -> str:
    """What a booking is; KONTOAUSGLEICH is explained at more length than a column has."""
    return t("Kontoausgleich") if row.kind == "KONTOAUSGLEICH" else word_of(row)


def _sentence(cents: int, day: date) -> str:
    """What the closing balance means; bookings after that day do not count."""
    if cents < 0:
        return t("Am {day} waren noch {amount} zu bezahlen.", day=texts.date(day), amount=texts.money(-cents))
    if cents > 0:
        return t("Am {day} hatten Sie ein Guthaben von {amount}.", day=texts.date(day), amount=texts.money(cents))
    return t("Am {day} war alles bezahlt.", day=texts.date(day))
