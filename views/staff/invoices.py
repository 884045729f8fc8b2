"""Verwaltung: the files of an invoice, for whoever may see the customer's account."""

from models import Invoice
from rules.accounting import documents
from views import found, staff
from views.downloads import download
from views.staff import bp


@bp.get("/rechnungen/<int:number>.pdf", defaults={"format": "pdf"})
@bp.get("/rechnungen/<int:number>.xml", defaults={"format": "xml"})
@staff("any")
def invoice_file(number, format):
    invoice = found(Invoice, number=number)
    return download(documents.opened(invoice, format), documents.file_name(invoice, format))
