"""Meine Buchhaltung → Zahlung vornehmen."""

from flask import Blueprint, Response, abort

from rules import payments
from rules.accounting import ledger
from views import current, needs
from views.pages import page

bp = Blueprint("payments", __name__, url_prefix="/buchhaltung/zahlung")


@bp.get("")
@needs("billing")
def index():
    return page(
        "payments/index.html",
        balance_cents=ledger.balance(current.customer),
        transfer=payments.transfer(current.customer),
    )


@bp.get("/qr.svg")
@needs("billing")
def qr_code():
    transfer = payments.transfer(current.customer)
    if transfer is None or not transfer.can_be_scanned:
        abort(404)
    response = Response(payments.qr_code(transfer), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return response
