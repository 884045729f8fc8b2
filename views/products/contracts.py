"""Meine Produkte → one contract."""

from flask import Blueprint

from models import Contract, PanelAccess, invoices_of
from rules.accounting.shown_prices import shown_to
from views import current, mine, needs
from views.pages import page

bp = Blueprint("contracts", __name__, url_prefix="/produkte/vertraege")


@bp.get("/<int:id>")
@needs("contracts", "domains")
def show(id):
    contract = mine(Contract, id=id)
    return page(
        "products/contract.html",
        contract=contract,
        prices=shown_to(current.customer),
        accesses=PanelAccess.by_contract([id]).get(id, []),
        invoices=invoices_of(current.customer, [id]).get(id, []),
    )
