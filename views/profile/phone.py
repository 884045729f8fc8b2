"""Meine Daten → Passwörter: the telephone password, and a PIN for one call."""

from flask import Blueprint

from forms.profile.phone import PhonePasswordForm
from rules import Refused
from rules.access import phone
from texts import t
from views import current, needs, sensitive
from views.pages import done, page, refused, unconfirmed
from views.profile.passwords import ADDRESS, show

bp = Blueprint("phone", __name__, url_prefix=ADDRESS)


@bp.post("/telefon")
@needs("phone")
@sensitive
def change():
    form = PhonePasswordForm()
    if not form.validate():
        return show(422, phone=form)
    try:
        phone.change(current.contact, form.phone_password.data)
    except Refused as refusal:
        return show(422, phone=form.refuse(refusal))
    return done(t("Ihr Telefon-Passwort gilt. Wir können es nicht lesen: Bitte merken Sie es sich."), ADDRESS)


@bp.post("/telefon/loeschung")
@needs("phone")
@sensitive
def remove():
    if question := unconfirmed(t("Möchten Sie Ihr Telefon-Passwort wirklich entfernen?"), ADDRESS):
        return question
    phone.change(current.contact, "")
    return done(t("Telefon-Passwort entfernt."), ADDRESS)


@bp.post("/telefon-pin")
@needs("phone")
def make_pin():
    try:
        return page("profile/phone_pin.html", pin=phone.make_pin(current.contact))
    except Refused as refusal:
        return refused(refusal, ADDRESS)
