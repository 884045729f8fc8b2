"""Meine Daten → Ansprechpartner."""

from flask import Blueprint

from forms.profile.contacts import KINDS, RIGHTS, ContactForm
from models import Contact
from rules import Refused
from rules.profile import contacts
from texts import t
from views import current, mine, needs, sensitive
from views.pages import attempt, done, page, refused, unconfirmed

bp = Blueprint("contacts", __name__, url_prefix="/daten/ansprechpartner")

ADDRESS = "/daten/ansprechpartner"


@bp.get("")
@needs("data")
def index():
    listed = list(Contact.listed(current.customer))
    return page(
        "profile/contacts.html", contacts=listed, kinds=KINDS, rights=RIGHTS, accesses=contacts.accesses(listed)
    )


@bp.get("/neu")
@needs("data")
def new():
    return show(form())


@bp.post("/neu")
@needs("data")
@sensitive
def create():
    filled = form()
    if not filled.validate():
        return show(filled, status=422)
    try:
        contacts.add(current.customer, filled.details(), current.contact)
    except Refused as refusal:
        return show(filled.refuse(refusal), status=422)
    return done(t("Ansprechpartner gespeichert."), ADDRESS)


@bp.get("/<int:id>")
@needs("data")
def edit(id):
    contact = mine(Contact, id=id)
    try:
        contacts.check_changeable(contact, current.contact)
    except Refused as refusal:
        return refused(refusal, ADDRESS)
    return show(form(obj=contact), contact)


@bp.post("/<int:id>")
@needs("data")
@sensitive
def save(id):
    contact = mine(Contact, id=id)
    filled = form(obj=contact)
    if not filled.validate():
        return show(filled, contact, 422)
    try:
        contacts.change(contact, filled.details(), current.contact)
    except Refused as refusal:
        return show(filled.refuse(refusal), contact, 422)
    return done(t("Ansprechpartner gespeichert."), ADDRESS)


@bp.post("/<int:id>/loeschung")
@needs("data")
@sensitive
def delete(id):
    contact = mine(Contact, id=id)
    if question := unconfirmed(t("Möchten Sie {name} wirklich entfernen?", name=contact.name), ADDRESS):
        return question
    sentence = t("{name} ist nicht mehr Ansprechpartner.", name=contact.name)
    return attempt(sentence, ADDRESS, contacts.remove, contact, current.contact)


@bp.post("/<int:id>/einladung")
@needs("data")
@sensitive
def invite(id):
    contact = mine(Contact, id=id)
    sentence = t("Die Einladung an {name} ist unterwegs.", name=contact.name)
    return attempt(sentence, ADDRESS, contacts.invite, contact, current.contact)


def form(**given):
    may_give = RIGHTS if current.contact.is_holder else current.contact.rights
    return ContactForm(may_give, **given)


def show(form, contact=None, status=200):
    return page("profile/contact.html", status, form=form, contact=contact)
