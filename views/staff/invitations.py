"""Verwaltung → Einladungen: customers are asked to their first login, many at once."""

from flask import abort, redirect

import clock
from forms.staff.invitations import ChosenForm
from models import WITHOUT_ACCESS, InvitationRun, uninvited_customers
from rules import Refused
from rules.staff import invitations, letters
from texts import t
from views import current, found, sensitive, staff
from views.downloads import download
from views.pages import listing, page, part, refused, unconfirmed
from views.staff import bp

LIST = "/verwaltung/einladungen"
NEWEST = 10


@bp.get("/einladungen")
@bp.get("/einladungen/e-mail")  # where somebody without JavaScript stands after an error
@bp.get("/einladungen/brief")
@staff("support")
def list_invitations():
    return show(ChosenForm(formdata=None))


@bp.post("/einladungen/e-mail", defaults={"method": "mail"})
@bp.post("/einladungen/brief", defaults={"method": "letter"})
@staff("support")
@sensitive
def invite_chosen(method):
    form = ChosenForm()
    if not form.validate():
        return show(form, 422)
    try:
        run = invitations.start(form.customers.data, method, current.account)
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return redirect(address(run), 303)


@bp.post("/einladungen/alle/e-mail", defaults={"method": "mail"})
@bp.post("/einladungen/alle/brief", defaults={"method": "letter"})
@staff("support")
@sensitive
def invite_all(method):
    count = uninvited_customers().limit(invitations.most(method)).count()
    mail, letter = t("{n} Kunden per E-Mail einladen?", n=count), t("{n} Kunden per Brief einladen?", n=count)
    return unconfirmed(mail if method == "mail" else letter, LIST) or attempt(invitations.start_all, method)


@bp.get("/einladungen/<int:id>")
@staff("support")
def show_invitations(id):
    run = found(InvitationRun, id=id)
    return page("staff/invitation_run.html", **standing(run))


@bp.get("/einladungen/<int:id>/stand")
@staff("support")
def show_progress(id):
    run = found(InvitationRun, id=id)
    return part("staff/invitation_progress.html", **standing(run))


@bp.post("/einladungen/<int:id>/briefe")
@staff("support")
@sensitive
def write_instead(id):
    return attempt(invitations.start_letters, found(InvitationRun, id=id))


@bp.get("/einladungen/<int:id>/briefe.pdf")
@staff("support")
def letters_of_invitations(id):
    run = found(InvitationRun, id=id)
    if not run.file_key:
        abort(404)
    return download(letters.content(run), t("Einladungen {day}", day=run.created_at.date().isoformat()) + ".pdf")


def show(form, status=200):
    return page(
        "staff/invitations.html", status, form=form, listing=listing(WITHOUT_ACCESS), now=clock.now(),
        waiting=uninvited_customers().count(), most_letters=invitations.MOST_LETTERS,
        runs=list(InvitationRun.newest(NEWEST)),
    )  # fmt: skip


def standing(run):
    return {
        "run": run, "progress": invitations.progress(run), "errors": invitations.ERRORS, "kept_days": letters.KEPT_DAYS
    }  # fmt: skip


def attempt(start, what):
    """Start a run and go there, or say in the list why not."""
    try:
        run = start(what, current.account)
    except Refused as refusal:
        return refused(refusal, LIST)
    return redirect(address(run), 303)


def address(run):
    return f"{LIST}/{run.id}"
