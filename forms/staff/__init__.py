"""Verwaltung: the shape of input."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from wtforms import SelectChoice, TextAreaField

import values
from forms import Parsed, required
from texts import date, lazy, t

DAY_HINT = lazy("zum Beispiel 24.05.2019")


def choices(*pairs: tuple[Any, Any]) -> list[SelectChoice]:
    """What to choose from, of pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


PERIODS = choices(
    (1, lazy("1 Monat")), (3, lazy("3 Monate")), (6, lazy("6 Monate")), (12, lazy("12 Monate")), (24, lazy("24 Monate"))
)  # fmt: skip


def day(label: Any, is_required: bool = False, **more: Any) -> Parsed:
    """A field for a day; None when it is left empty."""
    validators = [required()] if is_required else None
    description = more.pop("description", DAY_HINT)
    return Parsed(
        label, values.day, validators, shown=date, empty=None, description=description,
        render_kw={"class": "w-short", "inputmode": "numeric"}, **more,
    )  # fmt: skip


def euros(cents: int) -> str:
    """Cents as they are typed: „1.234,50“."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}".replace(",", ".") + f",{rest:02d}"


def price(text: str) -> int:
    """An amount in euros that is not below zero, in cents."""
    cents = values.cents(text)
    if cents < 0:
        raise ValueError(t("Der Betrag darf nicht kleiner als null sein."))
    return cents


def whole(most: int) -> Callable[[str], int]:
    """Reads a whole number from 0 up to `most`."""

    def parse(text: str) -> int:
        text = values.clean(text).replace(".", "")
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= most):
            raise ValueError(t("Bitte geben Sie eine ganze Zahl von 0 bis {most} ein.", most=most))
        return int(text)

    return parse


def web_address(text: str) -> str:
    """An address that a browser opens: http or https, or a path of ours; raises ValueError."""
    text = values.clean(text, most=500)
    sentence = t("Bitte geben Sie die ganze Adresse ein, zum Beispiel https://panel.muster.example/.")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(sentence) from error
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\"))
    if " " in text or not (is_ours or (parts.scheme in ("http", "https") and parts.hostname)):
        raise ValueError(sentence)
    return text


def address(text: str) -> str:
    """One IP address in canonical notation."""
    found = values.network(text)
    if "/" in found:
        raise ValueError(t("{text} ist ein Netz. Bitte geben Sie einzelne Adressen ein.", text=found))
    return found


def fact(text: str) -> tuple[str, str]:
    """„Arbeitsspeicher: 2 GB“ as a pair."""
    label, colon, value = values.clean(text).partition(":")
    if not (label.strip() and colon and value.strip()):
        raise ValueError(t("Bitte schreiben Sie in jede Zeile eine Angabe wie „Arbeitsspeicher: 2 GB“."))
    return label.strip(), value.strip()


class Lines(Parsed, TextAreaField):
    """Things written one a line; a list of what `parse` makes of each."""

    widget = TextAreaField.widget

    def __init__(self, label: Any, parse: Callable[[str], Any], shown: Callable[[Any], str] = str, **more: Any):
        def parse_all(text: str) -> list[Any]:
            lines = values.clean(text, most=10_000, lines=True).split("\n")
            return [parse(line) for line in lines if line.strip()]

        super().__init__(label, parse_all, shown=lambda found: "\n".join(map(shown, found)), empty=[], **more)
