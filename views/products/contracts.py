"""Meine Produkte → one contract, and the way into its panel."""

from flask import Blueprint, abort, request
from werkzeug.urls import iri_to_uri

from models import Contract, PanelAccess, invoices_of
from rules import NotFound, Refused
from rules.accounting.shown_prices import shown_to
from rules.products import logins
from views import client_address, current, mine, needs
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
