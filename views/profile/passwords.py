"""Meine Daten → Passwörter: the service password and the telephone password."""

from flask import Blueprint

from forms.profile.passwords import PhonePasswordForm, ServicePasswordForm
from rules import Refused
from rules.access import passwords
from texts import t
from views import current, needs
from views.pages import done, page, unconfirmed

bp = Blueprint("passwords", __name__, url_prefix="/daten/passwoerter")

ADDRESS = "/daten/passwoerter"


@bp.get("")
@bp.get("/service")  # where somebody without JavaScript stands after an error, and comes back to after a login
@bp.get("/telefon")
@needs()
def edit():
    return show()


@bp.post("/service")
@needs()
def change_service():
    form = ServicePasswordForm()
    if not form.validate():
        return show(422, service=form)
    try:
        passwords.change(current.session, form.current.data, form.new.data, current.customer)
    except Refused as refusal:
        return show(422, service=form.refuse(refusal))
    return done(t("Ihr neues Service-Passwort gilt. Auf allen anderen Geräten sind Sie abgemeldet."), ADDRESS)


@bp.post("/telefon")
@needs("phone")
def change_phone():
    form = PhonePasswordForm()
    if not form.validate():
        return show(422, phone=form)
    try:
        passwords.change_phone(current.contact, form.phone_password.data)
    except Refused as refusal:
        return show(422, phone=form.refuse(refusal))
    return done(t("Ihr Telefon-Passwort gilt. Wir können es nicht lesen: Bitte merken Sie es sich."), ADDRESS)


@bp.post("/telefon/loeschung")
@needs("phone")
def remove_phone():
    if question := unconfirmed(t("Möchten Sie Ihr Telefon-Passwort wirklich entfernen?"), ADDRESS):
        return question
    passwords.change_phone(current.contact, "")
    return done(t("Telefon-Passwort entfernt."), ADDRESS)


def show(status=200, service=None, phone=None):
    return page(
        "profile/passwords.html", status,
        service=service or ServicePasswordForm(formdata=None), phone=phone or PhonePasswordForm(formdata=None),
    )  # fmt: skip
