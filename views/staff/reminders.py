"""Verwaltung → Mahnungen: what is proposed, left out, released; how far it is, and what went out."""

from flask import redirect

import clock
from models import (
    LEFT_OUT_OF_REMINDERS,
    REMINDER_DRAFTS,
    REMINDER_LETTERS,
    REMINDER_STOPS,
    ReminderDraft,
    ReminderLetter,
    ReminderRun,
    ReminderStop,
)
from rules.payments.reminders import HOLDS, OBSTACLES, STOPS, letters, runs, stops, suspensions
from texts import money, t
from views import found, staff
from views.downloads import download
from views.pages import attempt, done, listing, page, part, unconfirmed
from views.staff import bp

HOME = "/verwaltung/mahnungen"
NEWEST = 5


@bp.get("/mahnungen")
@staff("billing")
def show_reminders():
    return show_proposal("staff/reminders.html", REMINDER_DRAFTS)


@bp.get("/mahnungen/ausgelassen")
@staff("billing")
def show_left_out():
    return show_proposal("staff/reminders_left_out.html", LEFT_OUT_OF_REMINDERS)


@bp.post("/mahnungen/vorschlag")
@staff("billing")
def propose_reminders():
    runs.propose()
    return done(t("Der Vorschlag ist auf dem Stand von jetzt."), HOME)


@bp.post("/mahnungen/laeufe/<int:id>/freigabe")
@staff("billing")
def release_reminders(id):
    run = found(ReminderRun, id=id)
    if question := unconfirmed(question_of(run), HOME):
        return question
    return attempt(t("Freigegeben. Die Mahnungen werden geschrieben."), f"{HOME}/laeufe/{id}", runs.release, run)


@bp.get("/mahnungen/laeufe/<int:id>")
@staff("billing")
def show_reminder_run(id):
    run = found(ReminderRun, id=id)
    if run.released_at is None:
        return redirect(HOME, 303)
    return page(
        "staff/reminder_run.html", run=run, progress=runs.progress(run), obstacles=OBSTACLES, items_of=runs.items_of,
        listing=listing(LEFT_OUT_OF_REMINDERS, run=run.id),
    )  # fmt: skip


@bp.get("/mahnungen/laeufe/<int:id>/stand")
@staff("billing")
def show_reminder_progress(id):
    run = found(ReminderRun, id=id)
    return part("staff/reminder_progress.html", run=run, progress=runs.progress(run))


@bp.post("/mahnungen/entwuerfe/<int:id>/auslassung")
@staff("billing")
def skip_reminder(id):
    return attempt(t("Bekommt diesmal keine Mahnung."), HOME, runs.skip, found(ReminderDraft, id=id))


@bp.post("/mahnungen/entwuerfe/<int:id>/auslassung/ende")
@staff("billing")
def take_reminder_back(id):
    return attempt(t("Bekommt wieder eine Mahnung."), HOME, runs.take_back, found(ReminderDraft, id=id))


@bp.get("/mahnungen/verlauf")
@staff("billing")
def list_reminder_letters():
    return page(
        "staff/reminder_letters.html", listing=listing(REMINDER_LETTERS), newest=list(ReminderRun.released(NEWEST)),
        tabs=tabs_of(),
    )  # fmt: skip


@bp.get("/mahnungen/briefe/<int:id>.pdf")
@staff("any")
def reminder_pdf(id):
    letter = found(ReminderLetter, id=id)
    return download(letters.opened(letter), letters.file_name(letter))


@bp.get("/mahnungen/stopps")
@staff("billing")
def list_reminder_stops():
    return page(
        "staff/reminder_stops.html",
        listing=listing(REMINDER_STOPS, today=clock.today().isoformat()),
        stops=STOPS,
        tabs=tabs_of(),
    )


@bp.post("/mahnungen/stopps/<int:id>/ende")
@staff("billing")
def end_reminder_stop(id):
    address = f"{HOME}/stopps"
    if question := unconfirmed(t("Diesen Mahnstopp wirklich beenden?"), address):
        return question
    return attempt(t("Mahnstopp beendet."), address, stops.end, found(ReminderStop, id=id))


def show_proposal(template, table):
    run = ReminderRun.proposal()
    return page(
        template, run=run, listing=listing(table, run=run.id) if run else None, tabs=tabs_of(run),
        totals=runs.totals(run) if run else None, question=question_of(run) if run else "", holds=HOLDS,
        obstacles=OBSTACLES, items_of=runs.items_of, under_way=runs.under_way(),
    )  # fmt: skip


def question_of(run):
    """What is asked before a release: how many, and how much."""
    totals = runs.totals(run)
    return t("{n} Mahnungen über zusammen {sum} verschicken?", n=totals.letters, sum=money(totals.cents))


def tabs_of(run=None):
    """The pages about reminders, with how many wait there."""
    run = run or ReminderRun.proposal()
    left_out = run.drafts.where(ReminderDraft.obstacle != "").count() if run else 0
    waiting = suspensions.count()
    return [
        (t("Vorschlag"), HOME),
        (t("Ohne Mahnung ({n})", n=left_out), f"{HOME}/ausgelassen"),
        (t("Sperren ({n})", n=waiting), f"{HOME}/sperren"),
        (t("Stopps"), f"{HOME}/stopps"),
        (t("Verlauf"), f"{HOME}/verlauf"),
        (t("Stufen"), f"{HOME}/stufen"),
    ]
