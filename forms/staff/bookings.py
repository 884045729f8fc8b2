"""A booking by hand, and what of an invoice is corrected."""

from typing import Any

from wtforms import BooleanField, HiddenField

from forms import Form, OneOf, Parsed, Radio, required
from forms.staff import choices, day, euros, price
from texts import lazy, money, t

LONG = {"class": "w-long"}
SHORT = {"class": "w-short", "inputmode": "decimal"}


def key(text: str) -> str:
    """What the page made up to recognise a second click."""
    return text if text.isascii() and text.isalnum() and len(text) <= 40 else ""


class BookingForm(Form):
    """A booking; `open_invoices` are the numbers that a payment may be for."""

    kind = Radio(
        lazy("Was wird gebucht?"), [required()],
        choices=choices(
            ("ZA", lazy("Zahlung ist eingegangen")), ("GS", lazy("Gutschrift ohne Rechnung, zum Beispiel aus Kulanz")),
            ("RZ", lazy("Rückzahlung an den Kunden")),
        ),
    )  # fmt: skip
    cents = Parsed(lazy("Betrag in Euro"), price, [required()], shown=euros, empty=None, render_kw=SHORT)
    booked_on = day(lazy("Buchungstag"), is_required=True, description="")
    text = Parsed(
        lazy("Text"), validators=[required()], render_kw=LONG,
        description=lazy("Steht im Kundenkonto, der Kunde liest ihn."),
    )  # fmt: skip
    payment_method = OneOf(
        lazy("Zahlungsart"), default="U", render_kw={"class": "w-medium"},
        choices=choices(
            ("U", lazy("Überweisung")), ("K", lazy("Karte")), ("S", lazy("Sofortzahlung")), ("", lazy("keine"))
        ),
    )  # fmt: skip
    invoice = OneOf(
        lazy("Für Rechnung"), default="", render_kw={"class": "w-medium"},
        description=lazy("Nur für Zahlungen; sonst wird die älteste offene zuerst bezahlt."),
    )  # fmt: skip
    key = HiddenField()

    def __init__(self, open_invoices: list[str], **given: Any):
        super().__init__(**given)
        self.invoice.choices = choices(("", lazy("älteste zuerst")), *((number, number) for number in open_invoices))

    def details(self) -> dict[str, Any]:
        return super().details() | {"key": key(self.key.data or "")}


class CancellationForm(Form):
    """A whole invoice is taken back."""

    reason = Parsed(
        lazy("Grund"), validators=[required()], render_kw=LONG, description=lazy("Steht auf der Rechnungskorrektur.")
    )
    bill_again = BooleanField(
        lazy("Neu berechnen"),
        description=lazy("Was auf der Rechnung steht, kommt auf die nächste, mit den Preisen und Angaben von dann."),
    )


class CorrectionForm(Form):
    """A part of an invoice is given back; a field for each of its lines stands in `amounts`."""

    reason = Parsed(
        lazy("Grund"), validators=[required()], render_kw=LONG, description=lazy("Steht auf der Rechnungskorrektur.")
    )
    seen = HiddenField()

    @property
    def amounts(self) -> list[Any]:
        return [field for field in self if field.name.startswith("line_")]

    def details(self) -> dict[str, Any]:
        seen = self.seen.data or ""
        return {
            "lines": {int(field.name.removeprefix("line_")): field.data or 0 for field in self.amounts},
            "reason": self.reason.data,
            "seen": int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1,
        }


def correction_form(lines: list[tuple[int, str, int]], **given: Any) -> CorrectionForm:
    """The form for (position, text, net cents that are left) of each line."""
    fields = {
        f"line_{position}": Parsed(
            f"{position}. {text}", price, shown=euros, empty=None, render_kw=SHORT,
            description=t("netto, höchstens {most}", most=money(most)),
        )
        for position, text, most in lines
    }  # fmt: skip
    return type("CorrectionForm", (CorrectionForm,), fields)(**given)
