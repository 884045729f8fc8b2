"""Meine Daten → Mitteilungen."""

from flask import Blueprint

from forms.notices import NoticesForm
from models import Server
from rules import notices
from texts import t
from views import current, needs
from views.pages import done, page

bp = Blueprint("notices", __name__, url_prefix="/daten/mitteilungen")


@bp.get("")
@needs()
def edit():
    return show(form_of(data={"topics": [each.topic for each in current.contact.subscriptions]}))


@bp.post("")
@needs()
def save():
    form = form_of()
    if not form.validate():
        return show(form, 422)
    notices.subscribe(current.contact, form.topics.data)
    return done(t("Mitteilungen gespeichert."), "/daten/mitteilungen")


def form_of(**given):
    return NoticesForm(Server.of(current.customer).exists(), **given)


def show(form, status=200):
    return page("notices/index.html", status, form=form)
