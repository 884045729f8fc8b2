"""Meine Daten → Adressdaten."""

from flask import Blueprint

from forms.profile.address import AddressForm, HolderAddressForm
from rules import Refused
from rules.profile import customers
from texts import t
from views import current, needs
from views.pages import done, page

bp = Blueprint("address", __name__, url_prefix="/daten/adresse")


@bp.get("")
@needs("data")
def edit():
    return show(form())


@bp.post("")
@needs("data")
def save():
    filled = form()
    if not filled.validate():
        return show(filled, 422)
    try:
        customers.change_address(current.customer, filled.details())
    except Refused as refusal:
        return show(filled.refuse(refusal), 422)
    return done(t("Adressdaten gespeichert."), "/daten/adresse")


def form():
    shape = HolderAddressForm if current.contact.is_holder else AddressForm
    return shape(obj=current.customer)


def show(form, status=200):
    return page("profile/address.html", status, form=form)
