"""Invoices as document images: a ZIP package with a document.xml that ties each PDF to its booking.

https://developer.datev.de/datev/platform/de/dxso/formats/document (version 6.0)
"""

from collections.abc import Iterable
from typing import IO
from zipfile import ZIP_STORED, ZipFile

import clock
from models import Invoice
from rules.bookkeeping.datev.bookings import guid
from rules.bookkeeping.markup import Node, written
from rules.bookkeeping.spans import Span

ARCHIVE = "http://xml.datev.de/bedi/tps/document/v06.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
MOST = 1000  # documents of one package
FOLDER = "KundenCenter"


def write(span: Span, invoices: Iterable[tuple[Invoice, IO[bytes]]], file: IO[bytes]) -> None:
    """Write the package of some invoices of a month, each with its PDF; the PDFs are closed."""
    names = []
    with ZipFile(file, "w", ZIP_STORED) as package:
        for invoice, pdf in invoices:
            names.append((invoice, file_name(invoice)))
            with pdf:
                package.writestr(names[-1][1], pdf.read())
        package.writestr("document.xml", _index(span, names))


def file_name(invoice: Invoice) -> str:
    """What an invoice's PDF is called in the package."""
    return f"{'Rechnungskorrektur' if invoice.is_correction else 'Rechnung'}_{invoice.number}.pdf"


def _index(span: Span, names: list[tuple[Invoice, str]]) -> bytes:
    place = {f"{{{XSI}}}schemaLocation": f"{ARCHIVE} Document_v060.xsd", "version": "6.0", "generatingSystem": FOLDER}
    archive = Node("archive", attributes=place)
    archive.add("header").add("date", clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M:%S"))
    content = archive.add("content")
    for invoice, name in names:
        document = content.add("document", attributes={"guid": guid(invoice)})
        document.add("extension", attributes={f"{{{XSI}}}type": "File", "name": name})
        repository = document.add("repository")
        for level, label in enumerate((FOLDER, "Ausgangsrechnungen", f"{span.first:%Y/%m}"), 1):
            repository.add("level", attributes={"id": str(level), "name": label})
    return written(archive, {None: ARCHIVE, "xsi": XSI})
