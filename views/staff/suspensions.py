"""Verwaltung → Mahnungen → Sperren: contracts to block after the last reminder, and to let go on once it is paid."""

import clock
from forms.staff.reminders import DeclineForm
from models import SuspensionProposal
from rules import Refused
from rules.payments.reminders import suspensions
from texts import t
from views import found, staff
from views.pages import attempt, done, page, unconfirmed
from views.staff import bp
from views.staff.reminders import HOME, tabs_of

ADDRESS = f"{HOME}/sperren"


@bp.get("/mahnungen/sperren")
@staff("billing")
def list_suspensions():
    return page(
        "staff/suspensions.html", proposals=suspensions.waiting(), paid=suspensions.paid(), today=clock.today(),
        tabs=tabs_of(),
    )  # fmt: skip


@bp.post("/mahnungen/sperren/<int:id>/annahme")
@staff("billing")
def accept_suspension(id):
    proposal = found(SuspensionProposal, id=id)
    if question := unconfirmed(t("Den Vertrag wirklich sperren?"), ADDRESS):
        return question
    return attempt(t("Vertrag gesperrt."), ADDRESS, suspensions.accept, proposal)


@bp.get("/mahnungen/sperren/<int:id>/ablehnung")
@staff("billing")
def ask_decline(id):
    return page("staff/suspension_decline.html", form=DeclineForm(), proposal=found(SuspensionProposal, id=id))


@bp.post("/mahnungen/sperren/<int:id>/ablehnung")
@staff("billing")
def decline_suspension(id):
    proposal, form = found(SuspensionProposal, id=id), DeclineForm()
    if not form.validate():
        return page("staff/suspension_decline.html", 422, form=form, proposal=proposal)
    try:
        suspensions.decline(proposal, form.note.data)
    except Refused as refusal:
        return page("staff/suspension_decline.html", 422, form=form.refuse(refusal), proposal=proposal)
    return done(t("Der Vertrag bleibt offen."), ADDRESS)


@bp.post("/mahnungen/sperren/<int:id>/entsperrung")
@staff("billing")
def resume_after_payment(id):
    return attempt(t("Vertrag entsperrt."), ADDRESS, suspensions.resume, found(SuspensionProposal, id=id))
