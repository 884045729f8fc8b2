"""Meine Daten → Adressdaten."""

from flask import Blueprint

from forms.profile.address import AddressForm, HolderAddressForm
from models import EmailChange
from rules import Refused
from rules.profile import address
from texts import t
from views import current, needs, sensitive
from views.pages import done, page

bp = Blueprint("address", __name__, url_prefix="/daten/adresse")


@bp.get("")
@needs("data")
def edit():
    return show(form())


@bp.post("")
@needs("data")
@sensitive
def save():
    filled = form()
    if not filled.validate():
        return show(filled, 422)
    try:
        asks_new_email = address.save(current.customer, current.account, filled.details())
    except Refused as refusal:
        return show(filled.refuse(refusal), 422)
    sentence = t(
        "Adressdaten gespeichert. Bitte bestätigen Sie Ihre neue E-Mail-Adresse: Wir haben dorthin geschrieben."
    )
    return done(sentence if asks_new_email else t("Adressdaten gespeichert."), "/daten/adresse")


def form():
    shape = HolderAddressForm if current.contact.is_holder else AddressForm
    return shape(obj=current.customer)


def show(form, status=200):
    waiting = EmailChange.waiting_of(current.account) if current.contact.is_holder else None
    return page("profile/address.html", status, form=form, waiting=waiting)
