"""Amounts of statements in cents, and whether a statement adds up."""

import re
from collections.abc import Iterable
from decimal import Decimal

from gateways.errors import Rejected
from texts import t

MOST_CENTS = 2**31 - 1  # what an integer column holds
_AMOUNT = re.compile(r"\+?[0-9]{1,18}(?:\.[0-9]{0,5})?")  # ActiveCurrencyAndAmount of ISO 20022


def cents(text: str, currency: str | None) -> int:
    """ "450.30" of "EUR" as 45030. Raises Rejected for what is no amount in whole cents, below zero or not in EUR."""
    if currency != "EUR":
        raise Rejected(t("Der Kontoauszug ist nicht in Euro geführt."))
    amount = Decimal(text) * 100 if _AMOUNT.fullmatch(text) else None
    if amount is None or amount != amount.to_integral_value() or amount > MOST_CENTS:
        raise Rejected(t("Im Kontoauszug steht ein Betrag, der keiner ist: {text}", text=text[:30]))
    return int(amount)


def check_sum(opening: int | None, moved: Iterable[int], closing: int | None) -> None:
    """What was there, what was moved and what is there then must agree. Raises Rejected."""
    if opening is not None and closing is not None and opening + sum(moved) != closing:
        raise Rejected(t("Der Kontoauszug geht nicht auf: Anfangssaldo und Umsätze ergeben nicht den Endsaldo."))
