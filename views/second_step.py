"""The second step of a login, and the login by a passkey alone."""

import secrets

from flask import Blueprint, flash, redirect, request, session, url_for

from forms.access import LoginForm
from forms.security import CodeForm, CredentialForm, RecoveryCodeForm
from models import Passkey
from rules import NotFound, Refused
from rules.access import authenticator, credentials, logins, passkeys, passwords, recovery_codes, steps
from texts import t
from views import client_address, public
from views.entering import go_in, keep_draft, own_path, unsealed, where
from views.pages import page

bp = Blueprint("second_factor", __name__, url_prefix="/anmelden")


@bp.get("/zweiter-faktor")
@public
def ask():
    return show()


@bp.get("/zweiter-faktor/wiederherstellungscode")  # where somebody stands after an error
@bp.get("/zweiter-faktor/passkey")
@public
def back():
    return redirect(url_for(".ask"), 303)


@bp.post("/zweiter-faktor")
@public
def by_app():
    form = CodeForm()
    return attempt(steps.by_app, form, form.code, app=form)


@bp.post("/zweiter-faktor/wiederherstellungscode")
@public
def by_recovery_code():
    form = RecoveryCodeForm()
    answer = attempt(steps.by_recovery_code, form, form.recovery_code, recovery=form)
    if answer.status_code == 303 and "_user_id" in session:
        flash(t("Dieser Wiederherstellungscode ist verbraucht. Neue bekommen Sie unter Sicherheit."), "warning")
    return answer


@bp.post("/zweiter-faktor/passkey")
@public
def by_passkey():
    form = CredentialForm()
    return attempt(steps.by_passkey, form, form.credential, passkey=form)


@bp.get("/passkey")  # where somebody stands after an error
@public
def back_to_login():
    return redirect(url_for("access.login"), 303)


@bp.post("/passkey")
@public
def log_in():
    """The whole login."""
    form, address = CredentialForm(), own_path(request.form.get("next"))
    if not form.validate():
        return show_login(form, 422)
    try:
        token = passkeys.log_in(form.credential.data, session.get("passkey", ""), **where())
    except Refused as refusal:
        return show_login(form.refuse(refusal), 422)
    keep_draft(token, address, unsealed())
    session["next"] = address
    return go_in(token)


@bp.app_template_global()
def passkey_login():
    """What the browser needs for the login by a passkey; nothing where passkeys are not possible."""
    if not credentials.are_possible_at(request.host):
        return ""
    return passkeys.options_to_log_in(session.setdefault("passkey", secrets.token_urlsafe(12)))


@bp.app_template_global()
def passkey_origin():
    """The address under which passkeys are possible, or nothing when there is none."""
    return credentials.origin() if credentials.are_possible_at(credentials.rp_id()) else ""


def attempt(go, form, field, **forms):
    """Try a second factor; the page again when it is wrong."""
    token = session.get("login_step", "")
    if not form.validate():
        return show(422, **forms)
    try:
        return go_in(go(token, field.data, client_address()))
    except NotFound:
        return begin_again()
    except passwords.Busy:
        raise
    except Refused as refusal:
        form.refuse(refusal)
        return show(422, **forms)


def show(status=200, **forms):
    try:
        step = logins.step(session.get("login_step", ""))
    except NotFound:
        return begin_again()
    account = step.account
    return page(
        "access/second_factor.html", status, frame="plain",
        app=forms.get("app") or (authenticator.of(account) and CodeForm(formdata=None)),
        recovery=forms.get("recovery") or (recovery_codes.left(account) and RecoveryCodeForm(formdata=None)),
        passkey=forms.get("passkey"), has_passkeys=Passkey.of(account).exists(), options=options_for(step),
    )  # fmt: skip


def options_for(step):
    """What the browser needs to show one of the account's passkeys; nothing when it has none or cannot."""
    if credentials.are_possible_at(request.host) and Passkey.of(step.account).exists():
        return passkeys.options_for_step(step)
    return ""


def begin_again():
    session.pop("login_step", None)
    flash(t("Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an."), "warning")
    return redirect(url_for("access.login"), 303)


def show_login(refused, status):
    form = LoginForm(formdata=None)
    form.form_errors = [*refused.form_errors, *refused.credential.errors]
    address, draft = own_path(request.form.get("next")), request.form.get("draft", "")
    return page("access/login.html", status, frame="plain", form=form, next=address, draft=draft)
