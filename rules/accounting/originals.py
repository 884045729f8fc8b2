"""Which invoices a Rechnungskorrektur refers to (§ 31 Abs. 5 UStDV, EN 16931 BG-3)."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from models import Invoice, InvoiceLine

CHARGED = ("period", "proration")


def of(invoice: Invoice) -> list[Invoice]:
    """The invoices that a correction refers to, oldest first; none for an invoice, or for a credit out of courtesy."""
    if not invoice.is_correction:
        return []
    if invoice.corrects:
        return [invoice.corrects]
    lines = InvoiceLine.select().where(InvoiceLine.invoice == invoice)
    return [each for each in charged(invoice.customer_id, list(lines)) if each.id < invoice.id]


def charged(customer: int, positions: Sequence[Any]) -> list[Invoice]:
    """The invoices to a customer (id) that charged for what positions give back: the same contract, the same time."""
    given_back = [_same(each) for each in positions if each.net_cents < 0 and each.contract]
    if not given_back:
        return []
    lines = InvoiceLine.select(InvoiceLine.invoice).where(
        InvoiceLine.kind.in_(CHARGED), InvoiceLine.net_cents > 0, reduce(or_, given_back)
    )
    found = Invoice.select().where(Invoice.customer == customer, Invoice.kind == "invoice", Invoice.id.in_(lines))
    return list(found.order_by(Invoice.id))


def _same(position: Any) -> Any:
    """That a line is about the contract of a position and, where that has one, about its time."""
    same = InvoiceLine.contract == position.contract
    if position.period_from and position.period_to:
        same &= (InvoiceLine.period_from <= position.period_to) & (InvoiceLine.period_to >= position.period_from)
    return same
