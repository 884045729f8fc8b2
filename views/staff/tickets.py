"""Verwaltung → Supportanfragen: read, answered, closed; and those of one customer."""

from forms.staff.tickets import AnswerForm
from models import ALL_TICKETS, CLOSED_TICKETS, OPEN_TICKETS, TICKETS_OF_CUSTOMER, Attachment, Message, Ticket
from rules import Refused, scans, support
from texts import lazy, t
from views import current, found, staff
from views.downloads import download
from views.pages import attempt, done, listing, page, refused
from views.staff import bp
from views.staff.desk import customer_of, desk

LIST = "/verwaltung/anfragen"
FILTERS = (
    (lazy("offen"), LIST),
    (lazy("geschlossen"), f"{LIST}/geschlossen"),
    (lazy("alle"), f"{LIST}/alle"),
)


@bp.get("/anfragen")
@staff("any")
def open_tickets():
    return page("staff/tickets.html", listing=listing(OPEN_TICKETS), filters=FILTERS)


@bp.get("/anfragen/geschlossen")
@staff("any")
def closed_tickets():
    return page("staff/tickets.html", listing=listing(CLOSED_TICKETS), filters=FILTERS)


@bp.get("/anfragen/alle")
@staff("any")
def all_tickets():
    return page("staff/tickets.html", listing=listing(ALL_TICKETS), filters=FILTERS)


@bp.get("/kunden/<int:number>/anfragen")
@staff("any")
def tickets_of_customer(number):
    customer = customer_of(number)
    return desk(customer, "staff/customer_tickets.html", listing=listing(TICKETS_OF_CUSTOMER, customer=customer.id))


@bp.get("/anfragen/<int:number>")
@staff("any")
def read_ticket(number):
    return show(found(Ticket, number=number), AnswerForm())


@bp.post("/anfragen/<int:number>")
@staff("support")
def answer(number):
    ticket, form = found(Ticket, number=number), AnswerForm()
    if not form.validate():
        return show(ticket, form, 422)
    try:
        support.reply(ticket, current.account.name or t("Support"), **form.details(), from_staff=True)
    except Refused as refusal:
        return show(ticket, form.refuse(refusal), 422)
    return done(t("Antwort gesendet."), address(ticket))


@bp.post("/anfragen/<int:number>/schliessung")
@staff("support")
def close(number):
    ticket = found(Ticket, number=number)
    return attempt(t("Anfrage geschlossen."), address(ticket), support.close, ticket)


@bp.post("/anfragen/<int:number>/oeffnung")
@staff("support")
def reopen(number):
    ticket = found(Ticket, number=number)
    return attempt(t("Anfrage wieder geöffnet."), address(ticket), support.reopen, ticket)


@bp.get("/anfragen/<int:number>/anhang/<int:id>")
@staff("any")
def attachment(number, id):
    ticket = found(Ticket, number=number)
    row = found(Attachment, Attachment.of(ticket.customer).where(Message.ticket == ticket), id=id)
    try:
        return download(support.content(row, for_staff=True), row.name)
    except Refused as refusal:
        return refused(refusal, address(ticket))


def address(ticket):
    return f"{LIST}/{ticket.number}"


def show(ticket, form, status=200):
    messages = ticket.conversation()
    may_edit = current.staff.may("support")
    return page(
        "staff/ticket.html", status, ticket=ticket, messages=messages, form=form, may_edit=may_edit,
        withheld=scans.withheld(support.keys(messages)),
    )  # fmt: skip
