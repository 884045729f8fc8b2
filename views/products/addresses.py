"""Meine Produkte → Server → IP-Adressen: what they are called (reverse DNS)."""

from flask import Blueprint, abort

from forms.addresses import ReverseNameForm
from models import Server, ServerAddress
from rules import Refused
from rules.products import reverse_names
from texts import t
from views import found, mine, needs
from views.pages import done, page

bp = Blueprint("addresses", __name__, url_prefix="/produkte/server/<int:id>/adressen")


@bp.get("")
@needs("domains")
def index(id):
    server = mine(Server, contract=id)
    return page("products/addresses.html", server=server, addresses=reverse_names.names_of(server))


@bp.get("/<address>")
@needs("domains")
def edit(id, address):
    row = address_of(id, address)
    known = reverse_names.name_of(row.address)
    return show(row, ReverseNameForm(data={"name": known.names[0] if known.names else ""}))


@bp.post("/<address>")
@needs("domains")
def save(id, address):
    row, form = address_of(id, address), ReverseNameForm()
    if not form.validate():
        return show(row, form, 422)
    try:
        reverse_names.set_name(row.server, row.address, form.name.data)
    except Refused as refusal:
        return show(row, form.refuse(refusal), 422)
    return done(t("Der Name von {address} ist gespeichert.", address=row.address), f"/produkte/server/{id}/adressen")


def address_of(id, address):
    """The address of my server, or 404."""
    if "\x00" in address:
        abort(404)
    server = mine(Server, contract=id)
    return found(ServerAddress, ServerAddress.select().where(ServerAddress.server == server), address=address)


def show(row, form, status=200):
    return page(
        "products/address.html", status, server=row.server, address=row.address, form=form,
        here=f"/produkte/server/{row.server.contract_id}/adressen",
    )  # fmt: skip
