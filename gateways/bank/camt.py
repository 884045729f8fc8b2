"""Reads camt.053 (ISO 20022, versions 02 to 08 and later): booked entries, batches with their details."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from gateways.bank.amounts import cents, check_sum
from gateways.bank.entries import LONGEST_TEXT, Entry, Sheet
from gateways.errors import Rejected
from texts import t

if TYPE_CHECKING:
    from lxml.etree import _Element as Element
else:
    Element = Any

STATEMENT = "camt.053"
BOOKED = {"BOOK", ""}
NO_REFERENCE = {"NOTPROVIDED", "NONREF", "NOTAVAILABLE"}


def is_xml(content: bytes) -> bool:
    """Whether the bytes look like XML, in UTF-8 or UTF-16."""
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<", b"\xff\xfe", b"\xfe\xff"))


def read(content: bytes) -> list[Sheet]:
    """The statements in a file. Raises Rejected for what is no camt.053, carries entities or does not add up."""
    root = _parsed(content)
    space = str(root.tag).rpartition("}")[0]
    if STATEMENT not in space:
        if "camt.05" in space:
            raise Rejected(t("Das ist eine Umsatzanzeige und kein Kontoauszug. Bitte holen Sie camt.053 bei der Bank."))
        raise Rejected(t("Das ist kein Kontoauszug. Möglich sind camt.053 (XML, auch als ZIP) und MT940."))
    return [_sheet(each) for each in _all(root, "BkToCstmrStmt", "Stmt")]


def _parsed(content: bytes) -> Element:
    """The tree of a file that must not name anything outside itself: no DTD, no entities, no network, no huge trees."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Rejected(t("Die XML-Datei ist beschädigt oder nicht vollständig.")) from error
    if root.getroottree().docinfo.doctype:
        raise Rejected(t("Die XML-Datei enthält eine DTD. Das gehört in keinen Kontoauszug, wir lesen sie nicht."))
    return root


def _sheet(statement: Element) -> Sheet:
    notes = [each for each in _all(statement, "Ntry") if (_text(each, "Sts", "Cd") or _text(each, "Sts")) in BOOKED]
    entries = [entry for note in notes for entry in _entries(note)]
    balances = dict(_balances(statement))
    opening = balances.get("OPBD", balances.get("PRCD", (None, None)))[0]
    closing, closed_on = balances.get("CLBD", (None, None))
    check_sum(opening, (entry.cents for entry in entries), closing)
    days = [entry.booked_on for entry in entries] + ([closed_on] if closed_on else [])
    if not days:
        raise Rejected(t("Im Kontoauszug steht weder ein Umsatz noch ein Endsaldo."))
    account = _text(statement, "Acct", "Id", "IBAN") or _text(statement, "Acct", "Id", "Othr", "Id")
    return Sheet(account.replace(" ", "")[:34], min(days), max(days), closing, tuple(entries))


def _balances(statement: Element) -> Iterator[tuple[str, tuple[int, date]]]:
    """Each kind of balance (OPBD, CLBD …): signed cents and its day."""
    for balance in _all(statement, "Bal"):
        kind = _text(balance, "Tp", "CdOrPrtry", "Cd")
        if kind in ("OPBD", "PRCD", "CLBD"):
            day = _text(balance, "Dt", "Dt") or _text(balance, "Dt", "DtTm")[:10]
            yield kind, (_signed(balance), _day(day))


def _entries(note: Element) -> list[Entry]:
    """A booking of the bank, as the payments in it where their amounts are told and add up to it."""
    booked_on = _day(_text(note, "BookgDt", "Dt") or _text(note, "BookgDt", "DtTm")[:10])
    whole, bank_reference = _signed(note), _text(note, "AcctSvcrRef") or _text(note, "NtryRef")
    sign = -1 if whole < 0 else 1
    details = list(_all(note, "NtryDtls", "TxDtls"))
    told = [_amount(detail, sign) for detail in details]
    if len(details) > 1 and None not in told and sum(filter(None, told)) == whole:
        return [
            _entry(booked_on, amount or 0, note, detail, bank_reference)
            for detail, amount in zip(details, told, strict=True)
        ]
    if len(details) == 1:
        return [_entry(booked_on, whole, note, details[0], bank_reference)]
    batch = next(_all(note, "NtryDtls", "Btch"), None)
    reference = "" if batch is None else _text(batch, "PmtInfId") or _text(batch, "MsgId")
    text = " ".join(part for detail in details for part in _written(detail)) or _text(note, "AddtlNtryInf")
    return [
        replace(_bare(booked_on, whole, bank_reference), reference=_known(reference), text=_short(text)),
    ]


def _entry(booked_on: date, amount: int, note: Element, detail: Element, bank_reference: str) -> Entry:
    """One payment; who is at its other end is the debtor of what came in and of a debit that came back."""
    reason = _text(detail, "RtrInf", "Rsn", "Cd") or _text(detail, "RtrInf", "Rsn", "Prtry")
    side = "Dbtr" if amount > 0 or reason else "Cdtr"
    text = " ".join(_written(detail)) or _text(detail, "AddtlTxInf") or _text(note, "AddtlNtryInf")
    return replace(
        _bare(booked_on, amount, bank_reference),
        name=_party(detail, side)[:140],
        iban=_text(detail, "RltdPties", f"{side}Acct", "Id", "IBAN").replace(" ", "")[:34],
        text=_short(text),
        reference=_known(_text(detail, "Refs", "EndToEndId")),
        mandate_reference=_text(detail, "Refs", "MndtId")[:35],
        return_reason=reason[:10],
    )


def _bare(booked_on: date, amount: int, bank_reference: str) -> Entry:
    return Entry(booked_on=booked_on, cents=amount, bank_reference=bank_reference[:100])


def _amount(detail: Element, sign: int) -> int | None:
    """What a payment in a batch amounts to, with its own sign where it has one; None when the bank does not say."""
    for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
        found = next(_all(detail, *path), None)
        if found is not None:
            if found.get("Ccy") != "EUR":  # what the payer paid, the bank has exchanged it
                return None
            own = {"CRDT": 1, "DBIT": -1}.get(_text(detail, "CdtDbtInd"), sign)
            return own * cents((found.text or "").strip(), found.get("Ccy"))
    return None


def _signed(place: Element) -> int:
    amount = next(_all(place, "Amt"), None)
    if amount is None:
        raise Rejected(t("Im Kontoauszug fehlt ein Betrag."))
    return cents((amount.text or "").strip(), amount.get("Ccy")) * (-1 if _text(place, "CdtDbtInd") == "DBIT" else 1)


def _party(detail: Element, side: str) -> str:
    """A name; since version 08 it stands one level deeper. Who pays for another is told too."""
    for path in ((side, "Nm"), (side, "Pty", "Nm"), (f"Ultmt{side}", "Nm"), (f"Ultmt{side}", "Pty", "Nm")):
        if found := _text(detail, "RltdPties", *path):
            return found
    return ""


def _written(detail: Element) -> list[str]:
    """The lines of what was written to a payment, with the structured reference (RF…) where there is one."""
    lines = [*_all(detail, "RmtInf", "Ustrd"), *_all(detail, "RmtInf", "Strd", "CdtrRefInf", "Ref")]
    return [line.text.strip() for line in lines if line.text]


def _known(reference: str) -> str:
    return "" if reference.upper() in NO_REFERENCE else reference[:35]


def _short(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TEXT]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Rejected(t("Im Kontoauszug steht ein Tag, den es nicht gibt: {text}", text=text[:30])) from error


def _all(place: Element, *path: str) -> Iterator[Element]:
    """The elements along a path of names, whatever the version's namespace."""
    if not path:
        yield place
        return
    for child in place.iterchildren("{*}" + path[0]):
        yield from _all(child, *path[1:])


def _text(place: Element, *path: str) -> str:
    """The text of the first element along a path, or nothing."""
    return next(((each.text or "").strip() for each in _all(place, *path)), "")
