"""Meine Produkte → Server."""

from flask import Blueprint

from models import SERVERS, PanelAccess, ServerAddress, Specification, invoices_of
from rules.accounting.shown_prices import shown_to
from rules.products import logins
from views import current, needs
from views.pages import listing, page

bp = Blueprint("servers", __name__, url_prefix="/produkte/server")


@bp.get("")
@needs("contracts", "domains")
def index():
    found = listing(SERVERS, customer=current.customer.id)
    contracts, servers = [row.id for row in found.rows], [row.server for row in found.rows]
    return page(
        "products/servers.html",
        listing=found,
        prices=shown_to(current.customer),
        accesses=PanelAccess.by_contract(contracts),
        may_login=logins.may_open(current.contact),
        addresses=ServerAddress.by_server(servers),
        specifications=Specification.by_server(servers),
        invoices=invoices_of(current.customer, contracts),
    )
