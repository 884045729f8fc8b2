"""Logging in and out, passwords by link, choosing a customer and a language."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, flash, make_response, redirect, request, session, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

import texts
from forms.access import FirstPasswordForm, ForgottenForm, LanguageForm, LoginForm, NewPasswordForm
from models import Contact
from rules import Refused
from rules.access import links, passwords, sessions
from texts import t
from views import client_address, current, found, log_in, log_out, members, public
from views.pages import done, page

bp = Blueprint("access", __name__)

DRAFT_MOST = 200_000
DRAFT_SECONDS = 2 * 60 * 60
PATH_MOST = 255


@bp.get("/anmelden")
@public
def login():
    if current.account:
        return redirect(own_path(request.args.get("next")), 303)
    return page("access/login.html", frame="plain", form=LoginForm(), next=own_path(request.args.get("next")))


@bp.post("/anmelden")
@public
def sign_in():
    form = LoginForm()
    if not form.validate():
        return ask_again(form, 422)
    try:
        token = sessions.sign_in(form.login.data, form.password.data, client_address(), device())
    except passwords.Busy as busy:
        return ask_again(form.refuse(busy), 503)
    except Refused as refusal:
        return ask_again(form.refuse(refusal), 422)
    log_in(token)
    address = own_path(request.form.get("next"))
    keep_draft(token, address)
    return leave_frame(address)


@bp.post("/abmelden")
@members
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
    links.ask(form.login.data)
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
    return page("access/new_password.html", frame="plain", form=password_form(token), token=token)


@bp.post("/passwort-neu/<token>")
@public
def set_password(token):
    form = password_form(token)
    if not form.validate():
        return page("access/new_password.html", 422, frame="plain", form=form, token=token)
    try:
        links.use(token, **form.details())
    except Refused as refusal:
        return page("access/new_password.html", 422, frame="plain", form=form.refuse(refusal), token=token)
    log_out()
    return done(t("Ihr neues Passwort gilt. Bitte melden Sie sich damit an."), url_for(".login"))


def password_form(token):
    """The form behind a link; the first of the staff gives the e-mail address for the login too."""
    return FirstPasswordForm() if links.find(token).account.needs_email else NewPasswordForm()


@bp.get("/kunde-wechseln")
@members
def customers():
    return page("access/customers.html", contacts=list(Contact.of_account(current.account)))


@bp.post("/kunde-wechseln/<int:id>")
@members
def choose(id):
    contact = found(Contact, Contact.of_account(current.account), id=id)
    try:
        sessions.choose(current.session, contact, client_address())
    except Refused as refusal:
        flash(refusal.sentence, "danger")
        return redirect(url_for(".customers"), 303)
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


def ask_again(form, status):
    address = own_path(request.form.get("next"))
    return page(
        "access/login.html", status, frame="plain", form=form, next=address, draft=request.form.get("draft", "")
    )


def sealed():
    """The fields somebody was sending from one of our pages, without what is secret, signed."""
    if came_from() == "/":
        return ""
    secret = ("password", "csrf_token", "confirmed", "current", "new", "repeated", "phone_password")
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if not any(word in name for word in secret)
    ]
    return _signer().dumps(fields) if fields else ""


def keep_draft(token, address):
    """Lay what came sealed with the login where its form will look for it."""
    try:
        fields = _signer().loads(request.form.get("draft", "")[:DRAFT_MOST], max_age=DRAFT_SECONDS)
    except BadSignature:
        return
    path = urlsplit(address).path[:PATH_MOST]
    sessions.keep_draft(sessions.who(token).session, path, fields)
    session["draft"] = path


def _signer():
    return URLSafeTimedSerializer(current_app.secret_key, "draft")


def own_path(address):
    """A path of ours to go on to; the start page for anything else."""
    address = address or "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    is_plain = address.isprintable() and "\\" not in address
    is_ours = address.startswith("/") and not address.startswith("//") and not parts.scheme and not parts.netloc
    return address if is_plain and is_ours else "/"


def came_from():
    """The page of ours from which something was sent, by the Referer; the start page when it was none."""
    parts = urlsplit(request.referrer or "")
    return own_path(parts.path) if parts.netloc == request.host else "/"


def leave_frame(address):
    """Go on with another frame around the page: the browser loads it itself."""
    if request.headers.get("HX-Request") == "true":
        return make_response("", 204, {"HX-Redirect": address})
    return redirect(address, 303)


def device():
    return str(request.user_agent)[:255]
