"""Reads MT940 as German banks write it: SWIFT fields 60F to 62F, field 86 with the subfields of the DK."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from gateways.bank.amounts import MOST_CENTS, check_sum
from gateways.bank.entries import LONGEST_TEXT, Entry, Sheet
from gateways.errors import Rejected
from texts import t

OPENING = ("final_opening_balance", "intermediate_opening_balance")
CLOSING = ("final_closing_balance", "intermediate_closing_balance")
RETURNS = {"108", "109"}  # GVC of returned direct debits, B2B and core
_SUBFIELD = re.compile(r"\?(\d\d)")
# What stands in front of a part of the text, in the order of the banks' own description.
_MARK = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|RREF)\+")
# The library logs what it cannot read word for word: names and accounts of the hoster's customers.
logging.getLogger("mt940").setLevel(logging.CRITICAL)
_TEXT_LINES = [*(f"{n}" for n in range(20, 30)), *(f"{n}" for n in range(60, 64))]


def is_mt940(content: bytes) -> bool:
    """Whether the bytes hold the fields that no MT940 is without."""
    return b":20:" in content and b":60" in content and b":25:" in content


def read(content: bytes) -> list[Sheet]:
    """The statements in a file. Raises Rejected for what cannot be read or does not add up."""
    text = _decoded(content).replace("\r\n", "\n").replace("\x00", "")
    return [_sheet(block) for block in re.split(r"(?m)^(?=:20:)", text) if block.lstrip().startswith(":20:")]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _sheet(block: str) -> Sheet:
    parsed = _parsed(block)
    opening, closing = (_balance(parsed.data, names) for names in (OPENING, CLOSING))
    if opening is None or closing is None:
        raise Rejected(t("Der Kontoauszug ist nicht vollständig: Ein Saldo fehlt."))
    entries = [_entry(each.data) for each in parsed.transactions]
    check_sum(opening[0], (entry.cents for entry in entries), closing[0])
    days = [closing[1], *(entry.booked_on for entry in entries)]
    account = _iban(str(parsed.data.get("account_identification", "")))
    return Sheet(account, min(days), max(days), closing[0], tuple(entries))


def _parsed(block: str) -> Any:
    from mt940 import models
    from mt940.options import Options

    keep_details_as_they_are: Any = {"post_transaction_details": []}
    parsed = models.Transactions(processors=keep_details_as_they_are, options=Options(reversal_sign=True))
    try:
        parsed.parse(block)
    except (RuntimeError, ValueError, ArithmeticError, LookupError) as error:
        raise Rejected(t("Der Kontoauszug lässt sich nicht lesen. Ist die Datei vollständig?")) from error
    return parsed


def _balance(data: dict[str, Any], names: tuple[str, str]) -> tuple[int, date] | None:
    found = next((data[name] for name in names if data.get(name)), None)
    return found and (_cents(found.amount), date(found.date.year, found.date.month, found.date.day))


def _cents(amount: Any) -> int:
    """The signed cents of an amount of the library."""
    if amount.currency not in ("EUR", None):
        raise Rejected(t("Der Kontoauszug ist nicht in Euro geführt."))
    found = amount.amount * 100
    if not found.is_finite() or found != found.to_integral_value() or abs(found) > MOST_CENTS:
        raise Rejected(t("Im Kontoauszug steht ein Betrag, der keiner ist: {text}", text=str(amount.amount)[:30]))
    return int(found)


def _entry(data: dict[str, Any]) -> Entry:
    """One booking: field 61 says how much and when, field 86 who and what for."""
    details = str(data.get("transaction_details", ""))
    fields = dict(_subfields(details))
    marked = dict(_marked("".join(fields.get(line, "") for line in _TEXT_LINES)))
    day = data.get("entry_date") or data["date"]
    is_return = details[:3] in RETURNS or "RREF" in marked
    return Entry(
        booked_on=date(day.year, day.month, day.day),
        cents=_cents(data["amount"]),
        name=(fields.get("32", "") + fields.get("33", "")).strip()[:140],
        iban=(fields.get("31") or marked.get("IBAN", "")).replace(" ", "")[:34],
        text=" ".join((marked.get("SVWZ") or marked.get("", "") or _plain(details)).split())[:LONGEST_TEXT],
        reference=_known(marked.get("EREF", "")),
        mandate_reference=marked.get("MREF", "").strip()[:35],
        return_reason=(fields.get("34", "").strip() or "RL")[:10] if is_return and _cents(data["amount"]) < 0 else "",
        bank_reference=(data.get("bank_reference") or "")[:100],
    )


def _subfields(details: str) -> Iterator[tuple[str, str]]:
    """?20… to ?63 of field 86; a line's end within one is none of the bank's text."""
    parts = _SUBFIELD.split(details.replace("\n", ""))
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _marked(text: str) -> Iterator[tuple[str, str]]:
    """EREF+…, MREF+…, SVWZ+… of a SEPA payment; what stands before the first has no mark."""
    parts = _MARK.split(text)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)


def _plain(details: str) -> str:
    """Field 86 of a bank that does not use subfields."""
    return "" if _SUBFIELD.search(details) else details


def _known(reference: str) -> str:
    reference = reference.strip()
    return "" if reference.upper() in ("NOTPROVIDED", "NONREF") else reference[:35]


def _iban(account: str) -> str:
    """The IBAN of field 25, which may still hold the bank code and the number, divided by a slash."""
    bank_code, slash, number = account.replace(" ", "").partition("/")
    if not slash:
        return bank_code[:34]
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    digits = re.match(r"\d+", number)
    try:
        return str(IBAN.generate("DE", bank_code=bank_code, account_code=digits.group() if digits else ""))
    except SchwiftyException:
        return account[:34]
