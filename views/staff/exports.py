"""Verwaltung → Auswertungen → Export and Monatsabschluss: what is handed over, and what is closed then."""

from flask import abort, redirect

import clock
from forms.staff.bookkeeping import ExportForm, OpeningForm
from models import Export
from rules import NotFound, Refused
from rules.bookkeeping import exports, months, spans
from texts import t
from views import current, found, sensitive, staff
from views.downloads import download
from views.pages import attempt, done, part, refused, unconfirmed
from views.staff import bp
from views.staff.bookkeeping import HOME, named, recent_months, report

LIST, CLOSING = f"{HOME}/export", f"{HOME}/monate"
NEWEST = 50


@bp.get("/auswertungen/export")
@staff("billing")
def list_exports():
    last = spans.before(clock.today(), 1).isoformat()
    return show(form(data={"kind": "datev", "first": last, "last": last}))


@bp.post("/auswertungen/export")
@staff("billing")
@sensitive
def start_export():
    asked = form()
    if not asked.validate():
        return show(asked, 422)
    try:
        export = exports.start(**asked.details(), by=current.account)
    except Refused as refusal:
        return show(asked.refuse(refusal), 422)
    return redirect(f"{LIST}/{export.id}", 303)


@bp.get("/auswertungen/export/<int:id>")
@staff("billing")
def show_export(id):
    return report("export", "/export", **standing(found(Export, id=id)))


@bp.get("/auswertungen/export/<int:id>/stand")
@staff("billing")
def show_export_progress(id):
    return part("staff/bookkeeping/export_progress.html", **standing(found(Export, id=id)))


@bp.get("/auswertungen/export/<int:id>/datei")
@staff("billing")
def export_file(id):
    export = found(Export, id=id)
    try:
        return download(exports.content(export), exports.file_name(export))
    except NotFound:
        abort(404)
    except Refused as refusal:
        return refused(refusal, f"{LIST}/{export.id}")


@bp.get("/auswertungen/monate")
@staff("billing")
def list_months():
    return report("months", "/monate", months=months.newest(), may_open=current.staff.may("admin"))


@bp.post("/auswertungen/monate/<month>/abschluss")
@staff("billing")
@sensitive
def lock_month(month):
    span = named(month)
    question = t("{month} abschließen? Danach wird darin nichts mehr gebucht.", month=span.label)
    if asked := unconfirmed(question, CLOSING):
        return asked
    return attempt(t("{month} ist abgeschlossen.", month=span.label), CLOSING, months.lock, span.first, current.account)


@bp.get("/auswertungen/monate/<month>/oeffnung")
@staff("admin")
def ask_to_unlock_month(month):
    return report("month_opening", "/monate", span=named(month), form=OpeningForm())


@bp.post("/auswertungen/monate/<month>/oeffnung")
@staff("admin")
@sensitive
def unlock_month(month):
    span, asked = named(month), OpeningForm()
    if not asked.validate():
        return report("month_opening", "/monate", 422, span=span, form=asked)
    try:
        months.unlock(span.first, asked.reason.data)
    except NotFound:
        abort(404)
    return done(t("{month} ist wieder offen.", month=span.label), CLOSING)


def form(**given):
    return ExportForm(exports.KINDS, [span.first for span in recent_months()], **given)


def show(asked, status=200):
    return report("exports", "/export", status, form=asked, exports=list(Export.newest(NEWEST)), kinds=exports.KINDS,
                  progress=exports.progress, label=label)  # fmt: skip


def standing(export):
    return {"export": export, "progress": exports.progress(export), "kinds": exports.KINDS, "label": label(export)}


def label(export):
    return spans.Span(export.period_from, export.period_to).label
