"""Zugang wiederherstellen: for people who cannot read the e-mail address that we know any more."""

from flask import Blueprint, abort, redirect, url_for

import clock
from forms.recovery import CodeForm, RecoveryForm
from rules import Refused
from rules.access import passwords
from rules.access.recovery import bills, cases, letters
from texts import t
from views import client_address, public
from views.pages import done, page

bp = Blueprint("recovery", __name__, url_prefix="/zugang-wiederherstellen")


@bp.get("")
@public
def index():
    return show(RecoveryForm(before()))


@bp.post("")
@public
def ask():
    form = RecoveryForm(before())
    form.validate()
    for refusal in cases.refusals(form.bill_on.data, form.upload()):
        form.refuse(refusal)
    if form.errors:
        return show(form, 422)
    try:
        cases.ask(**form.details(), address=client_address())
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return redirect(url_for(".received"), 303)


@bp.get("/eingegangen")
@public
def received():
    return page("recovery/received.html", frame="plain", hours=cases.waiting_hours(), by_letter=letters.is_on())


@bp.get("/stopp/<token>")
@public
def ask_to_stop(token):
    return page("recovery/stop.html", frame="plain", case=cases.find(token), token=token)


@bp.post("/stopp/<token>")
@public
def stop(token):
    try:
        cases.stop(token)
    except Refused:  # decided meanwhile: the page says what that means
        return page("recovery/stop.html", 422, frame="plain", case=cases.find(token), token=token)
    return redirect(url_for(".ask_to_stop", token=token), 303)


@bp.get("/brief")
@public
def letter():
    return show_letter(CodeForm())


@bp.post("/brief")
@public
def prove():
    form = CodeForm()
    if not form.validate():
        return show_letter(form, 422)
    try:
        letters.prove(form.number.data, form.code.data, client_address())
    except passwords.Busy as busy:
        return show_letter(form.refuse(busy), busy.status)
    except Refused as refusal:
        return show_letter(form.refuse(refusal), 422)
    return done(
        t("Danke. Der Link für Ihr neues Service-Passwort ist an Ihre neue E-Mail-Adresse unterwegs."), "/anmelden"
    )


def before():
    """The day before which the bill has to be dated."""
    return bills.limit(clock.today())


def show(form, status=200):
    return page("recovery/form.html", status, frame="plain", form=form, hours=cases.waiting_hours())


def show_letter(form, status=200):
    if not letters.is_on():
        abort(404)
    return page("recovery/letter.html", status, frame="plain", form=form)
