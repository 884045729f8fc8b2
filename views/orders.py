"""Meine Produkte → Bestellen: the catalogue."""

from flask import Blueprint

from rules import orders
from rules.accounting.shown_prices import shown_to
from views import current, needs
from views.pages import page

bp = Blueprint("orders", __name__, url_prefix="/produkte/bestellen")


@bp.get("")
@needs("contracts")
def index():
    return page("orders/index.html", catalogue=orders.catalogue(), prices=shown_to(current.customer))
