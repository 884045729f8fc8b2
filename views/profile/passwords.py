"""Meine Daten → Passwörter: the service password and the telephone password."""

from flask import Blueprint

from forms.profile.passwords import ServicePasswordForm
from forms.profile.phone import PhonePasswordForm
from models import PhoneCheck
from rules import Refused
from rules.access import passwords, sessions
from texts import t
from views import current, go_on_with, members
from views.pages import done, page

bp = Blueprint("passwords", __name__, url_prefix="/daten/passwoerter")

ADDRESS = "/daten/passwoerter"
CHECKS = 20


@bp.get("")
@bp.get("/service")  # where somebody without JavaScript stands after an error, and comes back to after a login
@bp.get("/telefon")
@bp.get("/telefon-pin")
@members
def edit():
    return show()


@bp.post("/service")
@members
def change_service():
    form = ServicePasswordForm()
    if not form.validate():
        return show(422, service=form)
    try:
        advice = passwords.change(current.session, form.current.data, form.new.data, current.customer)
    except Refused as refusal:
        return show(422, service=form.refuse(refusal))
    go_on_with(sessions.renew(current.session))
    return done(t("Ihr neues Service-Passwort gilt. Auf allen anderen Geräten sind Sie abgemeldet."), ADDRESS, advice)


def show(status=200, service=None, phone=None):
    may_phone = current.contact is not None and current.contact.may("phone")
    checks = list(PhoneCheck.of(current.customer).limit(CHECKS)) if may_phone else []
    return page(
        "profile/passwords.html", status, checks=checks, may_phone=may_phone,
        service=service or ServicePasswordForm(formdata=None), phone=phone or PhonePasswordForm(formdata=None),
    )  # fmt: skip
