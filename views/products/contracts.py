"""Meine Produkte → one contract, and the way into its panel."""

from flask import Blueprint, abort, request
from werkzeug.urls import iri_to_uri

from models import Contract, PanelAccess, ServerAddress, Specification, invoices_of
from rules import NotFound, Refused
from rules.accounting.shown_prices import shown_to
from rules.products import logins
from views import client_address, current, menu, mine, needs
from views.pages import page

bp = Blueprint("contracts", __name__, url_prefix="/produkte/vertraege")
PLACES = {"server": "/produkte/server", "other": "/produkte/andere"}  # where in the menu; else with the webhosting


@bp.get("/<int:id>")
@needs("contracts", "domains")
def show(id):
    contract = mine(Contract, id=id)
    servers = list(contract.servers)
    menu.belongs_to(PLACES.get(contract.kind, "/produkte/webhosting"))
    return page(
        "products/contract.html",
        contract=contract,
        servers=servers,
        addresses=ServerAddress.by_server(servers),
        specifications=Specification.by_server(servers),
        prices=shown_to(current.customer),
        accesses=PanelAccess.by_contract([id]).get(id, []),
        may_login=logins.may_open(current.contact),
        invoices=invoices_of(current.customer, [id]).get(id, []),
    )


@bp.post("/<int:id>/login")
@needs("contracts", "support")
def log_in(id):
    contract, kind = mine(Contract, id=id), request.form.get("kind", "")
    if not logins.may_open(current.contact):
        abort(403)
    try:
        address = logins.open(contract, kind, client_address())
    except NotFound:
        abort(404)
    except Refused as refusal:
        return page("products/login_refused.html", 422, contract=contract, kind=kind, sentence=refusal.sentence)
    return forward(contract, address)


def forward(contract, address):
    """A page of ours that goes on by itself: no form of ours may lead to another site, not even by a redirect."""
    answer = page("products/login.html", frame="plain", contract=contract, address=address)
    answer.headers["Refresh"] = f"0; url={iri_to_uri(address)}"
    return answer
