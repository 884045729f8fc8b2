"""Verwaltung → Hinweise: what stands on the customers' start page."""

import clock
from forms.staff.notices import NoticeForm
from models import Notice
from models import notices as all_notices
from rules import Refused
from rules.staff import notices
from texts import t
from views import found, staff
from views.pages import attempt, done, page, unconfirmed
from views.staff import bp

LIST = "/verwaltung/hinweise"


@bp.get("/hinweise")
@staff("support")
def list_notices():
    return page("staff/notices.html", notices=list(all_notices()), today=clock.today())


@bp.get("/hinweise/neu")
@staff("support")
def new_notice():
    return page("staff/notice.html", form=NoticeForm(data={"shown_from": clock.today()}), notice=None)


@bp.post("/hinweise/neu")
@staff("support")
def create_notice():
    form = NoticeForm()
    if not form.validate():
        return page("staff/notice.html", 422, form=form, notice=None)
    try:
        notices.create(**form.details())
    except Refused as refusal:
        return page("staff/notice.html", 422, form=form.refuse(refusal), notice=None)
    return done(t("Hinweis gespeichert."), LIST)


@bp.get("/hinweise/<int:id>")
@staff("support")
def edit_notice(id):
    notice = found(Notice, id=id)
    number = notice.customer and notice.customer.number
    return page("staff/notice.html", form=NoticeForm(obj=notice, data={"number": number}), notice=notice)


@bp.post("/hinweise/<int:id>")
@staff("support")
def change_notice(id):
    notice, form = found(Notice, id=id), NoticeForm()
    if not form.validate():
        return page("staff/notice.html", 422, form=form, notice=notice)
    try:
        notices.change(notice, **form.details())
    except Refused as refusal:
        return page("staff/notice.html", 422, form=form.refuse(refusal), notice=notice)
    return done(t("Hinweis gespeichert."), LIST)


@bp.post("/hinweise/<int:id>/loeschung")
@staff("support")
def remove_notice(id):
    notice = found(Notice, id=id)
    if question := unconfirmed(t("Den Hinweis „{title}“ wirklich löschen?", title=notice.title), LIST):
        return question
    return attempt(t("Hinweis gelöscht."), LIST, notices.remove, notice)
