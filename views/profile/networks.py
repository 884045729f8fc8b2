"""Meine Daten → IP-Whitelist."""

from flask import Blueprint

from forms.profile.networks import LockoutForm, NetworkForm
from models import AllowedNetwork, WhitelistSuspension
from rules import Refused
from rules.profile import networks
from texts import t
from views import client_address, current, mine, needs, sensitive
from views.pages import done, page, unconfirmed

bp = Blueprint("networks", __name__, url_prefix="/daten/ip-whitelist")

ADDRESS = "/daten/ip-whitelist"


@bp.get("")
@needs("data")
def index():
    return show(NetworkForm())


@bp.post("")
@needs("data")
@sensitive
def create():
    form = NetworkForm()
    if not form.validate():
        return show(form, 422)
    try:
        networks.add(current.customer, address=client_address(), **form.details())
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return done(t("{network} gespeichert.", network=form.network.data), ADDRESS)


@bp.post("/<int:id>/loeschung")
@needs("data")
@sensitive
def delete(id):
    row, form = mine(AllowedNetwork, id=id), LockoutForm()
    if question := unconfirmed(t("Möchten Sie {network} wirklich entfernen?", network=row.network), ADDRESS):
        return question
    try:
        networks.remove(row, client_address(), form.confirmed_lockout.data)
    except Refused as refusal:
        return page("profile/network_removal.html", 422, form=form.refuse(refusal), row=row)
    return done(t("{network} entfernt.", network=row.network), ADDRESS)


def show(form, status=200):
    return page(
        "profile/networks.html", status, form=form, networks=list(AllowedNetwork.of(current.customer)),
        own_address=client_address(), suspension=WhitelistSuspension.in_force(current.customer),
    )  # fmt: skip
