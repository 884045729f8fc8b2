"""The files of an invoice: a PDF/A-3 with the XML inside and the XML itself; made once, kept as they are."""

from typing import BinaryIO

import gateways
from database import write
from gateways import Rejected, Unreachable, einvoice
from gateways.typst import Attached
from models import Invoice, InvoiceDocument
from rules import Refused, mail
from rules.accounting import delivery, einvoices, invoices, letters, parties
from rules.files import opened as opened_file
from texts import speak, t

FORMATS = ("pdf", "xml")


def make(invoice: Invoice) -> dict[str, str]:
    """Make the files that an invoice has not yet; gives the key of each by its format.

    Of two who make them at the same time the first one's stay. Raises Rejected and Unreachable.
    """
    keys = _kept(invoice)
    if len(keys) == len(FORMATS):
        return keys
    data = einvoices.of(invoice)
    xml = einvoice.xml(data)
    files = {"pdf": lambda: pdf(invoice, data, xml), "xml": lambda: xml}
    made = {format: gateways.files.put(files[format]()) for format in FORMATS if format not in keys}
    with write():
        for format, key in made.items():
            InvoiceDocument.insert(invoice=invoice, format=format, file_key=key).on_conflict_ignore().execute()
        return _kept(invoice)


def opened(invoice: Invoice, format: str) -> BinaryIO:
    """A file of an invoice, "pdf" or "xml", to be closed by the caller; made when there is none yet.

    Raises NotFound when it was kept and is gone, and Refused while it cannot be made or read.
    """
    try:
        key = make(invoice)[format]
    except (Rejected, Unreachable) as error:
        raise Refused("Die Rechnung lässt sich gerade nicht ausgeben. Bitte rufen Sie uns an.") from error
    return opened_file(key)


def file_name(invoice: Invoice, format: str) -> str:
    """What a file is called: „Rechnung-1731953.pdf“, in the language of the invoice."""
    with speak(invoice.language):
        return f"{t('Rechnungskorrektur') if invoice.is_correction else t('Rechnung')}-{invoice.number}.{format}"


def make_and_send(key: str) -> None:
    """Make the files of the invoice with this id, then hand them over; any number of times."""
    invoice = Invoice.get_by_id(int(key))
    keys = make(invoice)
    is_for_authority = bool(parties.buyer_of(invoice).leitweg_id)
    xml = mail.File(file_name(invoice, "xml"), keys["xml"], "application/xml")
    delivery.hand_over(
        paper=f"{invoice.kind} {invoice.number}",
        customer=invoice.customer,
        file_name=file_name(invoice, "pdf"),
        file_key=keys["pdf"],
        template="correction" if invoice.is_correction else "invoice",
        invoice=invoice,
        more_files=[xml] if is_for_authority else [],
        **_said(invoice),
    )


def _said(invoice: Invoice) -> dict[str, str]:
    """What the mail says of an invoice, in its language."""
    with speak(invoice.language):
        return {
            "number": str(invoice.number),
            "original": str(invoice.corrects.number) if invoice.corrects else "",
            "what_to_do": invoices.how_to_pay(invoice, invoices.due(invoice)),
        }


def _kept(invoice: Invoice) -> dict[str, str]:
    documents = InvoiceDocument.select().where(InvoiceDocument.invoice == invoice)
    return {document.format: document.file_key for document in documents if document.format in FORMATS}


def pdf(invoice: Invoice, data: einvoice.Invoice, xml: bytes) -> bytes:
    """The PDF/A-3 with the XML inside; the same invoice gives the same bytes."""
    letter = gateways.typst.pdf(
        "invoice",
        letters.letter(invoice),
        language=invoice.language,
        hoster=parties.seller_of(invoice),
        attached=Attached(data.file_name, "text/xml", "E-Rechnung (EN 16931)", xml),
    )
    return einvoice.declared(letter, data)
