"""Zusammenfassende Meldung (§ 18a UStG): services to businesses in the EU under reverse charge, by VAT id."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from models import Customer, Invoice
from rules.accounting import parties


@dataclass
class Recipient:
    """A VAT id (empty where the invoice has none), whose it is, and what was invoiced to it, net cents."""

    vat_id: str
    names: set[str] = field(default_factory=set)
    invoices: int = 0
    net_cents: int = 0

    @property
    def euros(self) -> int:
        """What is reported: whole euros, half a euro away from zero."""
        euros = (abs(self.net_cents) + 50) // 100
        return -euros if self.net_cents < 0 else euros


def report(first: date, last: date) -> list[Recipient]:
    """What was invoiced under reverse charge in a span, corrections taken off, by VAT id."""
    recipients: dict[str, Recipient] = {}
    for invoice in _invoices("reverse_charge", first, last):
        buyer = parties.buyer_of(invoice)
        recipient = recipients.setdefault(buyer.vat_id, Recipient(buyer.vat_id))
        recipient.names.add(buyer.name)
        recipient.invoices += 1
        recipient.net_cents += invoice.net_cents
    return sorted(recipients.values(), key=lambda each: each.vat_id)


def _invoices(tax_case: str, first: date, last: date) -> Iterator[Invoice]:
    chosen = (Invoice.tax_case == tax_case) & (Invoice.issued_on >= first) & (Invoice.issued_on <= last)
    yield from Invoice.select(Invoice, Customer).join(Customer).where(chosen).order_by(Invoice.number).iterator()
