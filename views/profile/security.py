"""Meine Daten → Sicherheit: the second factor and the devices on which somebody is logged in."""

from flask import Blueprint, redirect, request

from forms.security import AppForm, PasskeyForm
from models import Passkey
from rules import Refused
from rules.access import authenticator, credentials, devices, passkeys, recovery_codes, second_factor
from texts import t
from views import current, found, members, needs, sensitive, setup
from views.pages import attempt, done, page, refused, unconfirmed

bp = Blueprint("security", __name__, url_prefix="/daten/sicherheit")

ADDRESS = "/daten/sicherheit"


@bp.get("")
@bp.get("/app")  # where somebody comes back to who loads a page anew that came as an answer
@bp.get("/app/bestaetigung")
@bp.get("/passkeys")
@bp.get("/passkeys/bestaetigung")
@bp.get("/wiederherstellungscodes")
@members
@setup
def index():
    if request.path != ADDRESS:
        return redirect(ADDRESS, 303)
    account = current.account
    return page(
        "profile/security.html", app=authenticator.of(account), passkeys=list(Passkey.of(account)),
        codes_left=recovery_codes.left(account), is_required=second_factor.is_required(account),
        devices=devices.of(current.session), passkeys_are_possible=credentials.are_possible_at(request.host),
    )  # fmt: skip


@bp.post("/app")
@members
@sensitive
@setup
def begin_app():
    return show_app(AppForm(formdata=None))


@bp.post("/app/bestaetigung")
@members
@sensitive
@setup
def confirm_app():
    form = AppForm()
    if not form.validate():
        return show_app(form, 422)
    try:
        codes = authenticator.confirm(current.account, form.sealed.data, form.code.data, current.customer)
    except Refused as refusal:
        return show_app(form.refuse(refusal), 422)
    return finish(t("Ihre Authenticator-App ist eingerichtet."), codes)


@bp.post("/app/loeschung")
@members
@sensitive
def remove_app():
    if question := unconfirmed(t("Möchten Sie Ihre Authenticator-App wirklich entfernen?"), ADDRESS):
        return question
    return attempt(t("Authenticator-App entfernt."), ADDRESS, authenticator.remove, current.account, current.customer)


@bp.post("/passkeys")
@members
@sensitive
@setup
def begin_passkey():
    return show_passkey(PasskeyForm(formdata=None, name=devices.named(str(request.user_agent))))


@bp.post("/passkeys/bestaetigung")
@members
@sensitive
@setup
def add_passkey():
    form = PasskeyForm()
    if not form.validate():
        return show_passkey(form, 422)
    try:
        codes = passkeys.add(current.session, form.credential.data, form.name.data, current.customer)
    except Refused as refusal:
        return show_passkey(form.refuse(refusal), 422)
    return finish(t("Ihr Passkey ist eingerichtet."), codes)


@bp.post("/passkeys/<int:id>/loeschung")
@members
@sensitive
def remove_passkey(id):
    passkey = found(Passkey, Passkey.of(current.account), id=id)
    if question := unconfirmed(t("Möchten Sie den Passkey „{name}“ wirklich entfernen?", name=passkey.name), ADDRESS):
        return question
    return attempt(t("Passkey entfernt."), ADDRESS, passkeys.remove, current.account, passkey, current.customer)


@bp.post("/wiederherstellungscodes")
@members
@sensitive
@setup
def renew_codes():
    if not second_factor.is_set(current.account):
        return redirect(ADDRESS, 303)
    if question := unconfirmed(t("Neue Codes erzeugen? Die bisherigen gelten dann nicht mehr."), ADDRESS):
        return question
    try:
        codes = recovery_codes.renew(current.account)
    except Refused as refusal:
        return refused(refusal, ADDRESS)
    return page("profile/security_codes.html", codes=codes, sentence="")


@bp.post("/pflicht")
@needs("data")
@sensitive
def require():
    asked = t("Zweiten Faktor vorschreiben? Wer noch keinen hat, kommt erst weiter, wenn er einen eingerichtet hat.")
    if question := unconfirmed(asked, ADDRESS):
        return question
    sentence = t("Ab jetzt braucht jeder Ansprechpartner einen zweiten Faktor.")
    return attempt(sentence, ADDRESS, second_factor.require, current.customer, current.contact)


@bp.post("/pflicht/loeschung")
@needs("data")
@sensitive
def unrequire():
    sentence = t("Der zweite Faktor ist jetzt freiwillig.")
    return attempt(sentence, ADDRESS, second_factor.unrequire, current.customer, current.contact)


@bp.post("/geraete/<int:id>/abmeldung")
@members
@sensitive
def end_device(id):
    devices.end(current.session, id)
    return done(t("Das Gerät ist abgemeldet."), ADDRESS)


@bp.post("/geraete/abmeldung")
@members
@sensitive
def end_other_devices():
    if question := unconfirmed(t("Alle anderen Geräte wirklich abmelden?"), ADDRESS):
        return question
    devices.end_others(current.session)
    return done(t("Alle anderen Geräte sind abgemeldet."), ADDRESS)


def finish(sentence, codes):
    """Say that a factor is there; its recovery codes are shown this once."""
    if codes:
        return page("profile/security_codes.html", codes=codes, sentence=sentence)
    return done(sentence, ADDRESS)


def show_app(form, status=200):
    try:
        app = authenticator.begin(current.account, login_name(), form.sealed.data or "")
    except Refused as refusal:
        return refused(refusal, ADDRESS)
    return page("profile/security_app.html", status, form=form, app=app)


def show_passkey(form, status=200):
    options = passkeys.options_to_add(current.session, login_name())
    is_possible = credentials.are_possible_at(request.host)
    return page("profile/security_passkey.html", status, form=form, options=options if is_possible else "")


def login_name():
    """What apps and browsers call the account."""
    return current.account.email or str(current.customer.number)
