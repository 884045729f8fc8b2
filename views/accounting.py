"""Meine Buchhaltung → Kundenkonto: the ledger and the invoices."""

from flask import Blueprint

from models import LEDGER, Invoice
from rules.accounting import invoices, ledger
from views import current, mine, needs
from views.downloads import download
from views.pages import listing, page

bp = Blueprint("accounting", __name__, url_prefix="/buchhaltung")


@bp.get("/kundenkonto")
@needs("billing")
def index():
    return page(
        "accounting/ledger.html",
        balance_cents=ledger.balance(current.customer),
        listing=listing(LEDGER, customer=current.customer.id),
        words={code: str(word) for code, word in ledger.WORDS.items()},
    )


@bp.get("/rechnungen/<int:number>")
@needs("billing")
def invoice(number):
    found = mine(Invoice, number=number)
    return page(
        "accounting/invoice.html",
        invoice=found,
        sheet=invoices.sheet(found),
        is_paid=str(number) not in ledger.unpaid(current.customer),
        percent=invoices.percent,
        period=invoices.period,
    )


@bp.get("/rechnungen/<int:number>.pdf")
@needs("billing")
def pdf(number):
    return download(invoices.pdf(mine(Invoice, number=number)), f"Rechnung-{number}.pdf")
