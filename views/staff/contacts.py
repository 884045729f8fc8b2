"""A customer's desk → Ansprechpartner."""

from forms.profile.contacts import KINDS, RIGHTS, ContactForm
from models import Contact
from rules import Refused
from rules.access import devices
from rules.profile import contacts
from texts import t
from views import found, sensitive, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/ansprechpartner"


@bp.get(PATH)
@staff("any")
def list_contacts(number):
    customer = customer_of(number)
    listed = list(Contact.listed(customer))
    return desk(
        customer, "staff/contacts.html", contacts=listed, kinds=KINDS, rights=RIGHTS,
        accesses=contacts.accesses(listed),
    )  # fmt: skip


@bp.get(f"{PATH}/neu")
@staff("support")
def new_contact(number):
    return desk(customer_of(number), "staff/contact.html", form=ContactForm(Contact.RIGHTS), contact=None)


@bp.post(f"{PATH}/neu")
@staff("support")
@sensitive
def create_contact(number):
    customer, form = customer_of(number), ContactForm(Contact.RIGHTS)
    if not form.validate():
        return desk(customer, "staff/contact.html", 422, form=form, contact=None)
    try:
        contacts.add(customer, form.details())
    except Refused as refusal:
        return desk(customer, "staff/contact.html", 422, form=form.refuse(refusal), contact=None)
    return done(t("Ansprechpartner gespeichert."), address(customer))


@bp.get(f"{PATH}/<int:id>")
@staff("support")
def edit_contact(number, id):
    contact = contact_of(number, id)
    return desk(contact.customer, "staff/contact.html", form=ContactForm(Contact.RIGHTS, obj=contact), contact=contact)


@bp.post(f"{PATH}/<int:id>")
@staff("support")
@sensitive
def change_contact(number, id):
    contact, form = contact_of(number, id), ContactForm(Contact.RIGHTS)
    if not form.validate():
        return desk(contact.customer, "staff/contact.html", 422, form=form, contact=contact)
    try:
        contacts.change(contact, form.details())
    except Refused as refusal:
        return desk(contact.customer, "staff/contact.html", 422, form=form.refuse(refusal), contact=contact)
    return done(t("Ansprechpartner gespeichert."), address(contact.customer))


@bp.post(f"{PATH}/<int:id>/loeschung")
@staff("support")
@sensitive
def remove_contact(number, id):
    contact = contact_of(number, id)
    back = address(contact.customer)
    if question := unconfirmed(t("{name} wirklich als Ansprechpartner entfernen?", name=contact.name), back):
        return question
    return attempt(t("Ansprechpartner entfernt."), back, contacts.remove, contact)


@bp.post(f"{PATH}/<int:id>/einladung")
@staff("support")
@sensitive
def invite_contact(number, id):
    contact = contact_of(number, id)
    return attempt(t("Die Einladung ist unterwegs."), address(contact.customer), contacts.invite, contact)


@bp.post(f"{PATH}/<int:id>/abmeldung")
@staff("support")
def log_contact_out(number, id):
    customer = customer_of(number)
    contact = found(Contact, Contact.of(customer), id=id)
    if question := unconfirmed(t("{name} auf allen Geräten abmelden?", name=contact.name), address(customer)):
        return question
    sentence = t("{name} ist überall abgemeldet.", name=contact.name)
    return attempt(sentence, address(customer), devices.end_all, contact.account)


def contact_of(number, id):
    """A contact of the customer but its holder, whom the Stammdaten are about."""
    return found(Contact, Contact.of(customer_of(number)).where(Contact.kind != "holder"), id=id)


def address(customer):
    return address_of(customer, "/ansprechpartner")
