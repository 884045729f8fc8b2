"""Logging in and out, passwords by link, choosing a customer and a language."""

from flask import Blueprint, abort, flash, make_response, redirect, request, session, url_for

import texts
from forms.access import FirstPasswordForm, ForgottenForm, LanguageForm, LoginForm, NewPasswordForm
from models import Contact
from rules import NotFound, Refused
from rules.access import brakes, links, logins, passwords, sessions
from texts import t
from views import client_address, current, found, log_out, members, public, setup
from views.entering import (
    ask_for_factor,
    came_from,
    go_in,
    keep_draft,
    known_browser,
    leave_frame,
    own_path,
    sealed,
    unsealed,
    where,
)
from views.headers import without_trace
from views.pages import done, page, refused

bp = Blueprint("access", __name__)


@bp.get("/anmelden")
@public
def login():
    if current.account:
        return redirect(own_path(request.args.get("next")), 303)
    return page("access/login.html", frame="plain", form=LoginForm(), next=own_path(request.args.get("next")))


@bp.post("/anmelden")
@public
def sign_in():
    form, address = LoginForm(), own_path(request.form.get("next"))
    if not form.validate():
        return ask_again(form, 422)
    try:
        token = logins.sign_in(form.login.data, form.password.data, browser=known_browser(), **where())
    except logins.SecondFactorNeeded as needed:
        return ask_for_factor(needed.token, address, unsealed())
    except (brakes.Braked, passwords.Busy) as refusal:
        return ask_again(form.refuse(refusal), refusal.status, refusal.seconds)
    except Refused as refusal:
        return ask_again(form.refuse(refusal), 422)
    keep_draft(token, address, unsealed())
    session["next"] = address
    return go_in(token)


@bp.post("/abmelden")
@members
@setup
def sign_out():
    sessions.sign_out(current.session)
    log_out()
    flash(t("Sie sind abgemeldet."), "success")
    return leave_frame(url_for(".login"))


@bp.get("/passwort-vergessen")
@public
def forgotten():
    return page("access/forgotten.html", frame="plain", form=ForgottenForm())


@bp.post("/passwort-vergessen")
@public
def send_link():
    form = ForgottenForm()
    if not form.validate():
        return page("access/forgotten.html", 422, frame="plain", form=form)
    links.ask(form.login.data, client_address())
    return done(
        t(
            "Wenn wir Sie unter dieser Angabe kennen, ist eine E-Mail unterwegs. "
            "Nichts angekommen? Prüfen Sie den Spam-Ordner oder rufen Sie uns an."
        ),
        url_for(".login"),
    )


@bp.get("/passwort-neu/<token>")
@public
def new_password(token):
    return show_new_password(token, password_form(token))


@bp.post("/passwort-neu/<token>")
@public
def set_password(token):
    form = password_form(token)
    if not form.validate():
        return show_new_password(token, form, 422)
    try:
        advice = links.use(token, **form.details())
    except passwords.Busy as busy:
        return show_new_password(token, form.refuse(busy), busy.status)
    except Refused as refusal:
        return show_new_password(token, form.refuse(refusal), 422)
    log_out()
    return done(t("Ihr neues Passwort gilt. Bitte melden Sie sich damit an."), url_for(".login"), advice)


def show_new_password(token, form, status=200):
    return without_trace(page("access/new_password.html", status, frame="plain", form=form, token=token))


@bp.errorhandler(NotFound)
def link_gone(_error):
    return without_trace(page("access/link_gone.html", 404, frame="plain"))


def password_form(token):
    """The form behind a link; the first of the staff gives the e-mail address for the login too."""
    return FirstPasswordForm() if links.find(token).account.needs_email else NewPasswordForm()


@bp.get("/kunde-wechseln")
@members
@setup
def customers():
    return page("access/customers.html", contacts=list(Contact.of_account(current.account)))


@bp.post("/kunde-wechseln/<int:id>")
@members
@setup
def choose(id):
    contact = found(Contact, Contact.of_account(current.account), id=id)
    try:
        sessions.choose(current.session, contact, client_address())
    except Refused as refusal:
        return refused(refusal, url_for(".customers"))
    return leave_frame("/")


@bp.post("/sprache")
@public
def language():
    form = LanguageForm()
    if not form.validate():
        abort(422)
    session["language"] = form.language.data
    if current.account:
        sessions.speak(current.account, form.language.data)
    texts.speak(form.language.data)
    return redirect(own_path(request.form.get("next")), 303)


def ask_to_log_in():
    """What somebody gets who has to log in first; what they were sending waits signed in the login form."""
    if request.method in ("GET", "HEAD"):
        address = url_for("access.login", next=request.full_path.rstrip("?"))
        if request.headers.get("HX-Request") == "true":
            return make_response("", 401, {"HX-Redirect": address})
        return redirect(address, 303)
    form = LoginForm(formdata=None)
    sentence = t("Sie waren länger nicht aktiv. Bitte melden Sie sich neu an; Ihre Eingaben bleiben erhalten.")
    return page("access/login.html", 401, frame="plain", form=form, next=came_from(), draft=sealed(), sentence=sentence)


def ask_to_set_up():
    """Somebody of whom a second factor is asked sets it up before anything else."""
    flash(t("Bitte richten Sie zuerst den zweiten Faktor ein: Er ist für Ihren Zugang vorgeschrieben."), "warning")
    return leave_frame("/daten/sicherheit")


def ask_again(form, status, seconds=0):
    address, draft = own_path(request.form.get("next")), request.form.get("draft", "")
    answer = page("access/login.html", status, frame="plain", form=form, next=address, draft=draft)
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer
