"""Supportanfrage erstellen, and what became of the former ones."""

from flask import Blueprint, request

from forms.support import AnswerForm, RequestForm
from models import TICKETS, Attachment, Message, Ticket
from rules import Refused, scans, support
from texts import t
from views import current, found, mine, needs
from views.downloads import download
from views.pages import done, listing, page, refused

bp = Blueprint("support", __name__, url_prefix="/support")


@bp.get("")
@needs("support")
def index():
    asked = {"subject": request.args.get("betreff", ""), "text": request.args.get("text", "")}
    return show_all(RequestForm(data={"author": current.contact.name} | asked))


@bp.post("")
@needs("support")
def create():
    form = RequestForm()
    if not form.validate():
        return show_all(form, 422)
    try:
        ticket = support.create(current.customer, **form.details())
    except Refused as refusal:
        return show_all(form.refuse(refusal), 422)
    return done(t("Ihre Anfrage ist angekommen. Sie hat die Nummer {number}.", number=ticket.number), address(ticket))


@bp.get("/<int:number>")
@bp.get("/<int:number>/antwort")  # where somebody without JavaScript stands after an error
@needs("support")
def ticket(number):
    return show(mine(Ticket, number=number), AnswerForm())


@bp.post("/<int:number>/antwort")
@needs("support")
def answer(number):
    ticket, form = mine(Ticket, number=number), AnswerForm()
    if not form.validate():
        return show(ticket, form, 422)
    try:
        support.reply(ticket, current.contact.name, **form.details())
    except Refused as refusal:
        return show(ticket, form.refuse(refusal), 422)
    return done(t("Ihre Nachricht ist angekommen."), address(ticket))


@bp.post("/<int:number>/abschluss")
@needs("support")
def close(number):
    ticket = mine(Ticket, number=number)
    support.close(ticket)
    return done(t("Die Anfrage {number} ist geschlossen.", number=number), address(ticket))


@bp.get("/<int:number>/anhang/<int:id>")
@needs("support")
def attachment(number, id):
    ticket = mine(Ticket, number=number)
    row = found(Attachment, Attachment.of(current.customer).where(Message.ticket == ticket), id=id)
    try:
        return download(support.content(row), row.name)
    except Refused as refusal:
        return refused(refusal, address(ticket))


def show_all(form, status=200):
    return page("support/index.html", status, form=form, listing=listing(TICKETS, customer=current.customer.id))


def show(ticket, form, status=200):
    messages = ticket.conversation()
    withheld = scans.withheld(support.keys(messages))
    return page("support/ticket.html", status, form=form, ticket=ticket, messages=messages, withheld=withheld)


def address(ticket):
    return f"/support/{ticket.number}"
