"""Verwaltung → Aufgaben: what panels have to follow and the portal asks about, could not do or cannot do."""

from flask import request

from models import PanelTask
from rules.products import panel_tasks
from texts import t
from views import found, staff
from views.pages import attempt, page, unconfirmed
from views.staff import bp
from views.staff.desk import address_of

HOME = "/verwaltung/aufgaben"
MOST = 200


@bp.get("/aufgaben")
@staff("support")
def list_panel_tasks():
    tasks = list(PanelTask.for_staff().limit(MOST))
    return page(
        "staff/panel_tasks.html", tasks=tasks, count=panel_tasks.count(), sentence_of=panel_tasks.sentence
    )  # fmt: skip


@bp.post("/aufgaben/<int:id>/wiederholung")
@staff("support")
def try_panel_task_again(id):
    task = found(PanelTask, id=id)
    return attempt(t("Das Kundencenter versucht es noch einmal."), back(task), panel_tasks.try_again, task)


@bp.post("/aufgaben/<int:id>/erledigung")
@staff("support")
def finish_panel_task(id):
    task = found(PanelTask, id=id)
    return attempt(t("Aufgabe erledigt."), back(task), panel_tasks.finish, task)


@bp.post("/aufgaben/<int:id>/bestaetigung")
@staff("support")
def confirm_panel_deletion(id):
    task = found(PanelTask, id=id)
    question = t("Wirklich alles löschen, was „{user}“ im Panel hat?", user=task.user_name or task.contract.plan.name)
    if asked := unconfirmed(question, back(task)):
        return asked
    return attempt(t("Löschen bestätigt."), back(task), panel_tasks.confirm, task)


@bp.post("/aufgaben/<int:id>/ablehnung")
@staff("support")
def decline_panel_deletion(id):
    task = found(PanelTask, id=id)
    return attempt(t("Es wird nichts gelöscht."), back(task), panel_tasks.decline, task)


def back(task):
    """The page that the button stood on: the contract's, or the list of all."""
    if "vertrag" in request.args:
        return address_of(task.contract.customer, f"/vertraege/{task.contract_id}")
    return HOME
