"""Meine Buchhaltung → Kundenkonto: the ledger and the invoices."""

from functools import partial

from flask import Blueprint

import clock
from models import LEDGER, Invoice
from rules.accounting import documents, history, invoices, ledger
from rules.accounting.standing import standing, word_of
from rules.payments.reminders.notice import overdue
from views import current, mine, needs
from views.downloads import download
from views.pages import listing, page

bp = Blueprint("accounting", __name__, url_prefix="/buchhaltung")


@bp.get("/kundenkonto")
@needs("billing")
def index():
    balance_cents = ledger.balance(current.customer)
    return page(
        "accounting/ledger.html",
        balance_cents=balance_cents,
        listing=listing(LEDGER, customer=current.customer.id),
        words=ledger.words(),
        codes=ledger.codes,
        standing=partial(standing, today=clock.today()),
        today=clock.today(),
        overdue=overdue(current.customer) if balance_cents < 0 else None,
    )


@bp.get("/rechnungen/<int:number>")
@needs("billing")
def invoice(number):
    found = mine(Invoice, number=number)
    return page(
        "accounting/invoice.html",
        invoice=found,
        title=invoices.title(found),
        sheet=invoices.sheet(found),
        history=history.of(found),
        words=ledger.WORDS,
        word_of=word_of,
        percent=invoices.percent,
        period=invoices.period,
    )


@bp.get("/rechnungen/<int:number>.pdf")
@needs("billing")
def pdf(number):
    return file(mine(Invoice, number=number), "pdf")


@bp.get("/rechnungen/<int:number>.xml")
@needs("billing")
def xml(number):
    return file(mine(Invoice, number=number), "xml")


def file(invoice, format):
    return download(documents.opened(invoice, format), documents.file_name(invoice, format))
