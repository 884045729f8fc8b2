"""The claims of a hand-over for the collection agency, as CSV that spreadsheets open: one claim a line."""

import csv
from io import BytesIO, StringIO
from typing import BinaryIO

import texts
from models import Booking
from rules.payments.reminders.letters import said
from rules.payments.reminders.losses import Owed, claims
from texts import t

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(booking: Booking) -> BinaryIO:
    """UTF-8 with a byte order mark, semicolons, German days and amounts."""
    with texts.speak("de"):
        text = StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(_head())
        for owed in claims(booking):
            writer.writerow([_harmless(cell) for cell in _row(booking, owed)])
    return BytesIO(text.getvalue().encode("utf-8-sig"))


def file_name(booking: Booking) -> str:
    """What the file is called."""
    return f"Inkasso-{booking.customer.number}-{booking.booked_on.isoformat()}.csv"


def _head() -> list[str]:
    return [
        *(t("Kundennummer"), t("Firma"), t("Vorname"), t("Name"), t("Straße"), t("PLZ"), t("Ort"), t("Land")),
        *(t("E-Mail"), t("Telefon"), t("Forderung"), t("Rechnungsdatum"), t("Fällig"), t("Rechnungsbetrag")),
        *(t("Offener Betrag"), t("Mahnungen"), t("Übergeben am")),
    ]


def _row(booking: Booking, owed: Owed) -> list[str]:
    customer = booking.customer
    return [
        *(str(customer.number), customer.company, customer.first_name, customer.last_name, customer.street),
        *(customer.zip, customer.city, customer.country, customer.email, customer.phone),
        *(said(owed.debit), texts.date(owed.debit.booked_on), texts.date(owed.due_on)),
        *(texts.plain(texts.money(each)) for each in (owed.gross_cents, owed.cents)),
        ", ".join(f"{each.letter.title} {texts.date(each.reminded_on)}" for each in owed.reminders),
        texts.date(booking.booked_on),
    ]


def _harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula is text; a telephone number keeps its plus behind an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
