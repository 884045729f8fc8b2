"""Verwaltung → Abrechnung: what is due, looked at, held back, released; how far it is and what it did."""

from flask import redirect, request

import clock
from forms.staff.billing import HoldForm, ProposalForm
from models import (
    DRAFTS,
    DRAFTS_WITH_REMARK,
    REMARKABLE_DRAFTS,
    RUNS,
    UNISSUED_DRAFTS,
    WAITING_DRAFTS,
    BillingRun,
    InvoiceDraft,
)
from rules import Refused
from rules.accounting import runs
from rules.accounting.invoices import percent
from rules.staff import billing_runs
from texts import money, t, tn
from views import found, staff
from views.pages import attempt, done, listing, on_to, page, part, unconfirmed
from views.staff import bp

LIST = "/verwaltung/abrechnung"
FILTERS = {"": DRAFTS, "auffaellig": REMARKABLE_DRAFTS, "zurueckgehalten": WAITING_DRAFTS}
NEWEST = 5
MOST_UNISSUED = 100


@bp.get("/abrechnung", defaults={"which": ""})
@bp.get("/abrechnung/auffaellig", defaults={"which": "auffaellig"})
@bp.get("/abrechnung/zurueckgehalten", defaults={"which": "zurueckgehalten"})
@staff("billing")
def show_open_run(which):
    return show_open(which, lambda run: listing(FILTERS[which], run=run.id))


@bp.get("/abrechnung/merkmal/<remark>")
@staff("billing")
def show_drafts_with_remark(remark):
    known = remark if remark in runs.REMARKS else ""
    return show_open(f"merkmal/{known}", lambda run: listing(DRAFTS_WITH_REMARK, run=run.id, remark=f"% {known} %"))


@bp.get("/abrechnung/vorschlag")
@staff("billing")
def ask_billing_proposal():
    return page("staff/billing_proposal.html", form=ProposalForm(data={"until": clock.today()}))


@bp.post("/abrechnung/vorschlag")
@staff("billing")
def propose_run():
    form = ProposalForm()
    if not form.validate():
        return page("staff/billing_proposal.html", 422, form=form)
    try:
        run = billing_runs.propose(form.until.data)
    except Refused as refusal:
        return page("staff/billing_proposal.html", 422, form=form.refuse(refusal))
    return redirect(f"{LIST}/vorschlag/{run.id}", 303)


@bp.get("/abrechnung/vorschlag/<int:id>")
@staff("billing")
def show_billing_proposal(id):
    run = found(BillingRun, id=id)
    progress = billing_runs.look_progress(run)
    return ended(run) if progress.step == "done" else page("staff/billing_look.html", run=run, progress=progress)


@bp.get("/abrechnung/vorschlag/<int:id>/stand")
@staff("billing")
def show_billing_look(id):
    run = found(BillingRun, id=id)
    progress = billing_runs.look_progress(run)
    if progress.step != "done":
        return part("staff/billing_look_progress.html", run=run, progress=progress)
    return on_to(f"{LIST}/vorschlag/{run.id}")


@bp.get("/abrechnung/laeufe")
@staff("billing")
def list_billing_runs():
    return page("staff/billing_runs.html", listing=listing(RUNS))


@bp.get("/abrechnung/laeufe/<int:id>")
@staff("billing")
def show_billing_run(id):
    run = found(BillingRun, id=id)
    if run.is_open:
        return redirect(LIST, 303)
    return page("staff/billing_run.html", **drawn(), **standing(run))


@bp.get("/abrechnung/laeufe/<int:id>/stand")
@staff("billing")
def show_billing_run_progress(id):
    return part("staff/billing_progress.html", **drawn(), **standing(found(BillingRun, id=id)))


@bp.post("/abrechnung/laeufe/<int:id>/freigabe")
@staff("billing")
def release_run(id):
    run = found(BillingRun, id=id)
    if question := unconfirmed(question_of(billing_runs.summary(run)), LIST):
        return question
    return attempt(t("Freigegeben. Die Rechnungen werden ausgestellt."), f"{LIST}/laeufe/{id}", runs.release, run)


@bp.post("/abrechnung/laeufe/<int:id>/verwerfung")
@staff("billing")
def discard_run(id):
    run = found(BillingRun, id=id)
    if question := unconfirmed(t("Diesen Probelauf wirklich verwerfen?"), LIST):
        return question
    return attempt(t("Probelauf verworfen."), LIST, runs.discard, run)


@bp.post("/abrechnung/laeufe/<int:id>/dokumente")
@staff("billing")
def make_documents_again(id):
    run = found(BillingRun, id=id)
    return attempt(
        t("Die Dokumente werden noch einmal erstellt."), f"{LIST}/laeufe/{id}", billing_runs.try_documents_again, run
    )


@bp.get("/abrechnung/entwuerfe/<int:id>/zurueckhaltung")
@staff("billing")
def ask_hold_of_draft(id):
    return page("staff/billing_hold.html", form=HoldForm(), draft=found(InvoiceDraft, id=id))


@bp.post("/abrechnung/entwuerfe/<int:id>/zurueckhaltung")
@staff("billing")
def hold_draft(id):
    draft, form = found(InvoiceDraft, id=id), HoldForm()
    if not form.validate():
        return page("staff/billing_hold.html", 422, form=form, draft=draft)
    try:
        runs.hold(draft, form.reason.data)
    except Refused as refusal:
        return page("staff/billing_hold.html", 422, form=form.refuse(refusal), draft=draft)
    return done(t("Die Rechnung an {name} wird zurückgehalten.", name=draft.customer.name), LIST)


@bp.post("/abrechnung/entwuerfe/<int:id>/zurueckhaltung/ende")
@staff("billing")
def unhold_draft(id):
    draft = found(InvoiceDraft, id=id)
    return attempt(t("Die Rechnung an {name} geht mit hinaus.", name=draft.customer.name), LIST, runs.unhold, draft)


def ended(run):
    """The proposal is there, or nothing is due, or a newer one took its place; of older ones the report."""
    if run.is_open:
        return done(t("Der Probelauf ist da."), LIST)
    if run.proposed_at is None:
        return done(t("Ein neuerer Probelauf hat diesen ersetzt."), LIST)
    if run.drafts.exists():
        return redirect(f"{LIST}/laeufe/{run.id}", 303)
    return done(t("Bis zu diesem Tag ist nichts fällig."), LIST)


def show_open(which, listed):
    """The open run with some of its drafts; on to how far it is while they are worked out."""
    run = BillingRun.open()
    if run and not run.proposed_at:
        return redirect(f"{LIST}/vorschlag/{run.id}", 303)
    summary = billing_runs.summary(run) if run else None
    return page(
        "staff/billing_open.html", run=run, under_way=BillingRun.under_way(), listing=listed(run) if run else None,
        summary=summary, tabs=tabs_of(summary) if run else [], here=f"{LIST}/{which}".rstrip("/"),
        question=question_of(summary) if run else "", newest=RUNS.page(LIST, {}).rows[:NEWEST], **drawn(),
    )  # fmt: skip


def tabs_of(summary):
    """What the drafts can be narrowed down to, with how many there are."""
    kept = summary.held.count + summary.blocked.count
    return [
        (t("Alle ({n})", n=summary.all.count), LIST),
        (t("Auffällig ({n})", n=summary.remarkable.count), f"{LIST}/auffaellig"),
        (t("Gehen nicht hinaus ({n})", n=kept), f"{LIST}/zurueckgehalten"),
        *(
            (f"{word} ({summary.remarks[code]})", f"{LIST}/merkmal/{code}")
            for code, word in runs.REMARKS.items()
            if summary.remarks[code]
        ),
    ]


def question_of(summary):
    """What is asked before a release: how many, and how much."""
    return tn(
        "{n} Rechnung über {sum} ausstellen?", "{n} Rechnungen über zusammen {sum} ausstellen?",
        summary.ready.count, sum=money(summary.ready.gross_cents),
    )  # fmt: skip


def standing(run):
    summary = billing_runs.summary(run)
    return {
        "run": run, "summary": summary, "progress": billing_runs.progress(run, summary),
        "failed": billing_runs.failed_documents(run), "most_unissued": MOST_UNISSUED,
        "listing": DRAFTS.page(f"{LIST}/laeufe/{run.id}", request.args, run=run.id),
        "unissued": UNISSUED_DRAFTS.page(LIST, {"size": str(MOST_UNISSUED)}, run=run.id).rows,
    }  # fmt: skip


def drawn():
    """What drafts are drawn with."""
    return {"lines_of": billing_runs.lines_of, "remarks": runs.REMARKS, "percent": percent}
