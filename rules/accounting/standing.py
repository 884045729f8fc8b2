"""How a row of the Kundenkonto stands: in words, and as a kind for its colour."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

import texts
from rules.accounting.ledger import WORDS
from texts import t

BILLED = ("RE", "MG")  # what a customer pays; other debits are set off


class Standing(NamedTuple):
    """`kind` is ok, info, warn or off; `more` a short addition such as „am 12.03.2027“."""

    word: str
    kind: str
    more: str = ""


class Words:
    """The standings in one language; lists have the same few again and again."""

    def __init__(self) -> None:
        self.nothing = Standing("", "off")
        self.paid = Standing(t("bezahlt"), "ok")
        self.corrected = Standing(t("korrigiert"), "off")
        self.given_up = Standing(t("ausgebucht"), "off")
        self.open = Standing(t("offen"), "warn")
        self.partly_open = Standing(t("teilweise offen"), "warn")
        self.debited = Standing(t("wird abgebucht"), "info")
        self.set_off = Standing(t("verrechnet"), "off")
        self.credit = Standing(t("Guthaben"), "info")
        self.partly_set_off = Standing(t("teilweise verrechnet"), "info")


@cache
def words(language: str) -> Words:
    """The standings in a language."""
    with texts.speak(language):
        return Words()


def standing(row: Any, today: date) -> Standing:
    """How a row of LEDGER stands today: it has kind, cents, open_cents (None is settled), debit_on, is_corrected,
    given_up_cents.
    """
    said, left, cents = words(texts.language()), row.open_cents, row.cents
    if not left:
        if row.kind in BILLED:
            return said.corrected if row.is_corrected else said.given_up if row.given_up_cents else said.paid
        return said.set_off if cents else said.nothing
    if cents > 0:
        return said.credit if left == cents else said.partly_set_off._replace(more=_left(left))
    if row.debit_on and row.debit_on >= today:
        return said.debited._replace(more=t("am {day}", day=texts.date(row.debit_on)))
    return said.open if left == cents else said.partly_open._replace(more=_left(-left))


def _left(cents: int) -> str:
    return t("noch {amount}", amount=texts.money(cents))


def word_of(row: Any) -> str:
    """What a booking is; a correction has a number and is never called „Gutschrift“ (§ 14 Abs. 2 UStG)."""
    return t("Rechnungskorrektur") if row.kind == "GS" and row.number else str(WORDS[row.kind])
