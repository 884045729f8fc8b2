"""Meine Produkte → Webhosting & Domains."""

from flask import Blueprint

import clock
from models import DOMAINS_ALONE, WEBHOSTING
from rules.accounting.shown_prices import shown_to
from rules.products import logins
from views import current, needs
from views.pages import listing, page

bp = Blueprint("webhosting", __name__, url_prefix="/produkte/webhosting")


@bp.get("")
@needs("contracts", "domains")
def index():
    return page(
        "products/webhosting.html",
        listing=listing(WEBHOSTING, customer=current.customer.id),
        domains=DOMAINS_ALONE.rows(customer=current.customer.id),
        prices=shown_to(current.customer),
        may_login=logins.may_open(current.contact),
        today=clock.today(),
    )
