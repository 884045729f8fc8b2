"""Tables for spreadsheet programs: CSV as German ones open it by a double click."""

import csv
from collections.abc import Iterable
from io import BytesIO, TextIOWrapper
from typing import BinaryIO

import clock
import texts
from models import BOOKINGS, Customer
from rules.accounting.ledger import WORDS
from rules.accounting.standing import standing, word_of
from texts import t

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what makes a spreadsheet program calculate instead of show


def bookings(customer: Customer) -> BinaryIO:
    """All bookings of a customer, oldest first; amounts as numbers with a comma."""
    heads = (
        *(t("Rnr"), t("Datum"), t("Typ"), t("Bedeutung"), t("Erste Position der Rechnung"), t("Betrag in Euro")),
        *(t("Zahlungsart"), t("Stand"), t("Offen in Euro")),
    )
    today = clock.today()
    return written(
        heads,
        (
            (
                row.number, texts.date(row.day), row.kind, word_of(row), row.text, amount(row.cents),
                str(WORDS[row.payment_method]) if row.payment_method else "", str(standing(row, today).word),
                amount(row.open_cents or 0),
            )
            for row in BOOKINGS.rows(customer=customer.id)
        ),
    )  # fmt: skip


def written(heads: Iterable[str], rows: Iterable[Iterable["str | Amount"]]) -> BinaryIO:
    """A CSV file: semicolons, UTF-8 with the mark that Excel looks for (BOM), texts that cannot be formulas."""
    file = BytesIO()
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(list(heads))
    for row in rows:
        writer.writerow([cell if isinstance(cell, Amount) else harmless(cell) for cell in row])
    text.flush()
    text.detach()
    file.seek(0)
    return file


class Amount(str):
    """A number that may begin with a minus."""


def amount(cents: int) -> Amount:
    """Cents as a spreadsheet reads euros: „-1234,50“."""
    euros, rest = divmod(abs(cents), 100)
    return Amount(f"{'-' if cents < 0 else ''}{euros},{rest:02d}")


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula (CSV injection, OWASP)."""
    return f"'{text}" if text.startswith(FORMULA) else text
