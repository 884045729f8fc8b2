"""What an invoice says, and its PDF: made once, kept as it is."""

from dataclasses import dataclass
from typing import Any, BinaryIO

import gateways
import texts
from database import write
from gateways import Rejected, Unreachable
from models import Invoice, InvoiceDocument, InvoiceLine
from rules import Refused, payments
from rules.accounting import money
from rules.files import opened
from texts import date, t


@dataclass(frozen=True)
class Sheet:
    """An invoice as it is read: its lines, the tax by rate (none where none is shown), what else is to be said."""

    lines: list[InvoiceLine]
    rates: list[money.Taxed]
    notes: list[str]


def sheet(invoice: Invoice) -> Sheet:
    """What stands on an invoice besides its own fields, in the language of the moment."""
    lines = list(InvoiceLine.select().where(InvoiceLine.invoice == invoice).order_by(InvoiceLine.position))
    is_small = gateways.settings.hoster.small_business and invoice.tax_cents == 0
    return Sheet(
        lines=lines,
        rates=[] if is_small else money.by_rate((line.net_cents, line.tax_rate) for line in lines),
        notes=[t("Nach § 19 UStG wird keine Umsatzsteuer berechnet.")] if is_small else [],
    )


def percent(rate: int) -> str:
    """A tax rate for the screen: 1900 is „19 %“, 750 is „7,5 %“."""
    return texts.number(rate // 100 if rate % 100 == 0 else rate / 100) + " %"


def period(line: InvoiceLine) -> str:
    """The time that a position covers: „24.05.2019–23.05.2020“, or nothing."""
    return "–".join(date(day) for day in (line.period_from, line.period_to) if day)


def pdf(invoice: Invoice) -> BinaryIO:
    """The stored PDF of an invoice, to be closed by the caller; the first call makes it.

    Raises NotFound when it was stored and is gone, and Refused while it cannot be made or read.
    """
    return opened(_stored(invoice) or _store(invoice))


def _stored(invoice: Invoice) -> str:
    document = InvoiceDocument.get_or_none(InvoiceDocument.invoice == invoice, InvoiceDocument.format == "pdf")
    return document.file_key if document else ""


def _store(invoice: Invoice) -> str:
    """Make the PDF and keep it; of two at the same time the first one stays."""
    try:
        key = gateways.files.put(gateways.typst.pdf("invoice", letter(invoice)))
    except (Rejected, Unreachable) as error:
        raise Refused("Die Rechnung lässt sich gerade nicht als PDF ausgeben. Bitte rufen Sie uns an.") from error
    with write():
        InvoiceDocument.insert(invoice=invoice, format="pdf", file_key=key).on_conflict_ignore().execute()
        return _stored(invoice)


def letter(invoice: Invoice) -> dict[str, Any]:
    """What templates/documents/invoice.typ asks for; it is German for everybody, as the template is."""
    with texts.speak("de"):
        said = sheet(invoice)
        return {
            "date": invoice.issued_on,
            "title": t("Rechnung"),
            "number": str(invoice.number),
            "customer_number": str(invoice.customer.number),
            "due": invoice.due_on if invoice.gross_cents > 0 else None,
            "recipient": invoice.recipient.splitlines()[:6],
            "lines": [_line(line) for line in said.lines],
            "net": texts.money(invoice.net_cents),
            "vat": [
                {
                    "rate": percent(each.rate),
                    "net": texts.money(each.net_cents),
                    "amount": texts.money(each.tax_cents),
                }
                for each in said.rates
            ],
            "gross": texts.money(invoice.gross_cents),
            "payment": _payment(invoice),
            "notes": said.notes,
        }


def _line(line: InvoiceLine) -> dict[str, str]:
    return {
        "position": str(line.position),
        "text": line.text,
        "period": period(line),
        "quantity": texts.number(line.quantity),
        "net": texts.money(line.net_cents),
    }


def _payment(invoice: Invoice) -> str:
    if invoice.gross_cents <= 0:
        return t("Sie müssen nichts bezahlen.")
    return t(
        "Bitte überweisen Sie {amount} bis zum {day} und geben Sie als Verwendungszweck an: {reference}.",
        amount=texts.money(invoice.gross_cents),
        day=date(invoice.due_on),
        reference=payments.reference(invoice.customer.number, [str(invoice.number)]),
    )
