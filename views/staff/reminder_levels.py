"""Verwaltung → Mahnungen → Stufen: what each level says and costs from a day on."""

from flask import request

import clock
from forms.staff.reminders import LevelForm
from models import ReminderLevel
from rules import Refused
from rules.payments.reminders import levels
from texts import t
from views import found, staff
from views.pages import attempt, done, page, unconfirmed
from views.staff import bp
from views.staff.reminders import HOME, tabs_of

ADDRESS = f"{HOME}/stufen"


@bp.get("/mahnungen/stufen")
@staff("billing")
def list_reminder_levels():
    return page(
        "staff/reminder_levels.html", levels=ReminderLevel.in_use(), versions=list(ReminderLevel.versions()),
        today=clock.today(), tabs=tabs_of(),
    )  # fmt: skip


@bp.get("/mahnungen/stufen/neu")
@staff("billing")
def new_reminder_level():
    form = LevelForm(obj=levels.draft(request.args.get("stufe", "")))
    return page("staff/reminder_level_new.html", form=form)


@bp.post("/mahnungen/stufen/neu")
@staff("billing")
def add_reminder_level():
    form = LevelForm()
    if not form.validate():
        return page("staff/reminder_level_new.html", 422, form=form)
    try:
        levels.add(**form.details())
    except Refused as refusal:
        return page("staff/reminder_level_new.html", 422, form=form.refuse(refusal))
    return done(t("Mahnstufe eingetragen."), ADDRESS)


@bp.post("/mahnungen/stufen/<int:id>/loeschung")
@staff("billing")
def remove_reminder_level(id):
    row = found(ReminderLevel, id=id)
    if question := unconfirmed(t("Diese Fassung der Stufe wirklich löschen?"), ADDRESS):
        return question
    return attempt(t("Fassung gelöscht."), ADDRESS, levels.remove, row)
