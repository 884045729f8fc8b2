"""Meine Daten → Ansprechpartner → Protokoll: what each of them did, and what was done for the customer at all."""

from flask import Blueprint

from models import Contact
from rules.audit_words import said
from rules.profile import history
from views import current, mine, needs
from views.pages import listing, page

bp = Blueprint("history", __name__, url_prefix="/daten")


@bp.get("/protokoll")
@needs("data")
def of_customer():
    return show(listing(history.OF_CUSTOMER, customer=current.customer.id))


@bp.get("/ansprechpartner/<int:id>/protokoll")
@needs("data")
def of_contact(id):
    contact = mine(Contact, id=id)
    # somebody without a login has done nothing
    rows = listing(history.OF_CONTACT, customer=current.customer.id, account=contact.account_id or 0)
    return show(rows, contact)


def show(rows, contact=None):
    return page(
        "profile/history.html", listing=rows, contact=contact, said=said, who=history.who, address=history.address,
        changes=history.changes,
    )  # fmt: skip
