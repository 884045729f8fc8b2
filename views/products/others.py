"""Meine Produkte → Andere Produkte."""

from flask import Blueprint

from models import OTHERS
from rules.accounting.shown_prices import shown_to
from views import current, needs
from views.pages import listing, page

bp = Blueprint("others", __name__, url_prefix="/produkte/andere")


@bp.get("")
@needs("contracts", "domains")
def index():
    return page(
        "products/others.html",
        listing=listing(OTHERS, customer=current.customer.id),
        prices=shown_to(current.customer),
    )
