"""New e-mail addresses: asked for by whoever is logged in, confirmed or stopped with a link from a mail."""

from flask import Blueprint, redirect

from forms.email_changes import EmailForm
from models import EmailChange
from rules import NotFound, Refused
from rules.access import email_changes
from texts import t
from views import current, members, public, sensitive
from views.headers import without_trace
from views.pages import done, page

bp = Blueprint("email_changes", __name__)

OWN = "/daten/sicherheit/e-mail"


@bp.get(OWN)
@bp.get(f"{OWN}/nochmal")  # where somebody comes back to who logs in again or proves who they are
@bp.get(f"{OWN}/abbruch")
@members
def edit():
    return show(EmailForm(formdata=None)) if back() == OWN else redirect(back(), 303)


@bp.post(OWN)
@members
@sensitive
def ask():
    form = EmailForm()
    if not form.validate():
        return show(form, 422)
    try:
        email_changes.ask(current.account, form.email.data, own_customer())
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return done(
        t("Bitte bestätigen Sie Ihre neue E-Mail-Adresse mit dem Link, den wir dorthin geschickt haben."), back()
    )


@bp.post(f"{OWN}/nochmal")
@members
@sensitive
def ask_again():
    email_changes.ask_again(current.account)
    return done(t("Wir haben die E-Mail noch einmal geschickt. Nur der neue Link gilt."), back())


@bp.post(f"{OWN}/abbruch")
@members
def cancel():
    email_changes.cancel(current.account)
    return done(t("Abgebrochen. Ihre E-Mail-Adresse bleibt, wie sie ist."), back())


@bp.get(f"{email_changes.CONFIRM}<token>")
@public
def ask_to_confirm(token):
    return link_page("access/email_confirm.html", change=email_changes.waiting(token), token=token)


@bp.post(f"{email_changes.CONFIRM}<token>")
@public
def confirm(token):
    try:
        email_changes.confirm(token)
    except Refused as refusal:
        change = email_changes.waiting(token)
        return link_page("access/email_confirm.html", 422, change=change, token=token, sentence=refusal.sentence)
    return done(t("Ihre neue E-Mail-Adresse gilt."), "/anmelden")


@bp.get(f"{email_changes.STOP}<token>")
@public
def ask_to_stop(token):
    return link_page("access/email_stop.html", change=email_changes.stoppable(token), token=token)


@bp.post(f"{email_changes.STOP}<token>")
@public
def stop(token):
    change = email_changes.stoppable(token)
    email_changes.stop(token)
    sentence = t("Gestoppt. Es gilt wieder {email}.", email=change.former_shown)
    if change.account_id:
        sentence += " " + t("Dorthin haben wir einen Link geschickt, mit dem Sie ein neues Service-Passwort wählen.")
    return done(sentence, "/anmelden")


@bp.errorhandler(NotFound)
def over(_error):
    return link_page(
        "errors/error.html", 404, title=t("Das gilt nicht mehr"), address="/",
        sentence=t("Dieser Link wurde schon benutzt, durch einen neueren ersetzt oder ist zu alt."),
    )  # fmt: skip


def own_customer():
    """The customer whose holder is logged in, or None: a holder's address is the customer's too."""
    return current.customer if current.contact and current.contact.is_holder else None


def back():
    return "/daten/adresse" if own_customer() else OWN


def show(form, status=200):
    waiting = EmailChange.waiting_of(current.account)
    return page("access/email_edit.html", status, form=form, waiting=waiting)


def link_page(template, status=200, **values):
    """A page behind a link from a mail."""
    return without_trace(page(template, status, frame="plain", **values))
