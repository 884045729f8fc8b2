"""One-Stop-Shop (§ 18j UStG): services to consumers in the EU, by country, rate and quarter."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from models import Customer, Invoice, InvoiceLine
from rules.accounting import money, parties
from rules.bookkeeping import spans


@dataclass(frozen=True)
class Row:
    """Net and tax (cents) of a country and a rate; corrections belong to the quarter of what they correct."""

    country: str
    rate: int
    quarter: spans.Span
    net_cents: int
    tax_cents: int


def report(span: spans.Span) -> list[Row]:
    """What was invoiced in a span, by country, rate and the quarter that it belongs to."""
    nets: dict[tuple[str, int, date], int] = defaultdict(int)
    taxes: dict[tuple[str, int, date], int] = defaultdict(int)
    for invoice, rates in _invoices(span):
        belongs_to = invoice.corrects.issued_on if invoice.corrects_id else invoice.issued_on
        # a correction is sent to where the customer lives today, but taxed as what it corrects
        country = parties.buyer_of(invoice.corrects if invoice.corrects_id else invoice).country
        for rate, net in rates:
            key = (country, rate, spans.quarter(belongs_to).first)
            nets[key] += net
            taxes[key] += money.tax(net, rate)
    return [
        Row(country, rate, spans.quarter(first), nets[country, rate, first], taxes[country, rate, first])
        for country, rate, first in sorted(nets)
    ]


def _invoices(span: spans.Span) -> Iterator[tuple[Any, list[tuple[int, int]]]]:
    """The invoices of a span, each with its net amounts by rate."""
    corrected = Invoice.alias()
    chosen = (Invoice.tax_case == "oss") & (Invoice.issued_on >= span.first) & (Invoice.issued_on <= span.last)
    nets: dict[int, list[tuple[int, int]]] = defaultdict(list)
    lines = (
        InvoiceLine.select(InvoiceLine.invoice, InvoiceLine.tax_rate, fn.SUM(InvoiceLine.net_cents).alias("net"))
        .join(Invoice)
        .where(chosen)
        .group_by(InvoiceLine.invoice, InvoiceLine.tax_rate)
    )
    for line in lines:
        nets[line.invoice_id].append((line.tax_rate, int(line.net)))
    invoices = (
        Invoice.select(Invoice, Customer, corrected.id, corrected.issued_on, corrected.buyer, corrected.customer)
        .join(Customer)
        .switch(Invoice)
        .join(corrected, JOIN.LEFT_OUTER, on=Invoice.corrects == corrected.id, attr="corrects")
        .where(chosen)
        .order_by(Invoice.number)
    )
    for invoice in invoices:
        yield invoice, nets[invoice.id]
