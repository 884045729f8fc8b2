"""What is remarkable about a bill, compared with what the customer paid for last."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from peewee import fn

import gateways
from models import Contract, Invoice, InvoiceLine
from rules.accounting import rows
from rules.accounting.positions import Bill, Position
from texts import lazy

REMARKS = {
    "first": lazy("Erste Rechnung"),
    "new": lazy("Neuer Vertrag"),
    "gone": lazy("Vertrag nicht mehr dabei"),
    "price_changed": lazy("Preis geändert"),
    "over_limit": lazy("Über der Grenze"),
    "gives_back": lazy("Kunde bekommt etwas zurück"),
    "vat_unchecked": lazy("Umsatzsteuer-ID noch nicht geprüft"),
    "vat_invalid": lazy("Umsatzsteuer-ID ungültig"),
    "no_rate": lazy("Steuersatz fehlt"),
    "too_large": lazy("Zu groß für eine Rechnung"),
    "changed": lazy("Seit dem Probelauf geändert"),
}


class Last(NamedTuple):
    """What a contract was billed for last, net cents."""

    contract: int
    customer: int
    text: str
    price_cents: int
    period_to: date | None


class Past:
    """What some customers (ids, ascending) were billed for before."""

    def __init__(self, customers: Sequence[int]) -> None:
        self.last: dict[int, Last] = {}
        self.by_customer: dict[int, list[Last]] = defaultdict(list)
        for row in _last_lines(customers):
            self.last[row.contract] = row
            self.by_customer[row.customer].append(row)
        self.newest = _newest_invoices(customers)

    def gone(self, bill: Bill, horizon: date) -> list[Last]:
        """What ran out since the customer's last invoice and does not go on."""
        newest = self.newest.get(bill.payer.id)
        going_on = {position.contract for position in bill.positions}
        return [
            each
            for each in self.by_customer.get(bill.payer.id, ())
            if newest and each.period_to and newest <= each.period_to < horizon and each.contract not in going_on
        ]

    def remark(self, position: Position) -> tuple[str, int | None]:
        """What is remarkable about a position, and what it cost before."""
        if position.kind != "period" or position.contract is None:
            return "", None
        last = self.last.get(position.contract)
        if last is None:
            return "new", None
        changed = last.price_cents != position.price_cents
        return ("price_changed", last.price_cents) if changed else ("", None)


def compared(bill: Bill, past: Past, horizon: date) -> tuple[list[str], list[dict[str, Any]]]:
    """The codes of what is remarkable about a bill, and its lines for the eye."""
    lines = [as_line(position) | _marked(past.remark(position)) for position in bill.positions]
    gone = past.gone(bill, horizon)
    lines += [
        {"remark": "gone", "text": each.text, "was_cents": each.price_cents, "period_to": _iso(each.period_to)}
        for each in gone
    ]
    found = {line["remark"] for line in lines}
    is_first = bill.payer.id not in past.newest
    codes = {
        "first": is_first,
        "new": "new" in found and not is_first,
        "gone": bool(gone),
        "price_changed": "price_changed" in found,
        "over_limit": _is_over_limit(bill),
        "gives_back": bill.gives_back,
        "vat_invalid": bill.vat_answer == "invalid",
    }
    return [*(code for code, holds in codes.items() if holds), *([bill.problem] if bill.problem else [])], lines


def as_line(position: Position) -> dict[str, Any]:
    """A position as it is kept with a draft."""
    days = {"period_from": _iso(position.period_from), "period_to": _iso(position.period_to)}
    return position._asdict() | days


def is_same(bill: Bill, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a bill still says what the lines of its draft say."""
    kept = [{name: line.get(name) for name in Position._fields} for line in lines if line["remark"] != "gone"]
    return kept == [as_line(position) for position in bill.positions]


def _marked(remark: tuple[str, int | None]) -> dict[str, Any]:
    return {"remark": remark[0], "was_cents": remark[1]}


def _is_over_limit(bill: Bill) -> bool:
    limit = gateways.settings.billing.limit if bill.payer.limit_cents is None else bill.payer.limit_cents
    return bool(limit) and bill.gross_cents > limit


def _last_lines(customers: Sequence[int]) -> list[Last]:
    newest = (
        InvoiceLine.select(fn.MAX(InvoiceLine.id))
        .join(Invoice)
        .switch(InvoiceLine)
        .join(Contract)
        .where(
            rows.among(Contract.customer, customers),
            rows.among(Invoice.customer, customers),
            Invoice.kind == "invoice",
            InvoiceLine.kind == "period",
        )
        .group_by(InvoiceLine.contract)
    )
    query = (
        InvoiceLine.select(
            InvoiceLine.contract, Invoice.customer, InvoiceLine.text, InvoiceLine.price_cents, InvoiceLine.period_to
        )
        .join(Invoice)
        .where(InvoiceLine.id.in_(newest))
    )
    return [Last._make((*row[:4], rows.day(row[4]))) for row in rows.fetch(query)]


def _newest_invoices(customers: Sequence[int]) -> dict[int, date]:
    query = (
        Invoice.select(Invoice.customer, fn.MAX(Invoice.issued_on))
        .where(rows.among(Invoice.customer, customers), Invoice.kind == "invoice")
        .group_by(Invoice.customer)
    )
    return {customer: rows.day(issued_on) for customer, issued_on in rows.fetch(query)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
