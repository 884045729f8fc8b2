"""Meine Daten → Mitteilungen."""

from flask import Blueprint

from forms.notices import NoticesForm
from rules import notices
from texts import t
from views import current, needs
from views.pages import done, page

bp = Blueprint("notices", __name__, url_prefix="/daten/mitteilungen")


@bp.get("")
@needs()
def edit():
    return show(NoticesForm(data={"topics": [each.topic for each in current.contact.subscriptions]}))


@bp.post("")
@needs()
def save():
    form = NoticesForm()
    if not form.validate():
        return show(form, 422)
    notices.subscribe(current.contact, form.topics.data)
    return done(t("Mitteilungen gespeichert."), "/daten/mitteilungen")


def show(form, status=200):
    return page("notices/index.html", status, form=form)
