"""Verwaltung → Protokoll: who did what, as differences; and what happened with one customer."""

from models import AUDIT, AUDIT_OF_CUSTOMER
from rules.audit_words import differences, said
from views import staff
from views.pages import listing, page
from views.staff import bp
from views.staff.desk import customer_of, desk


@bp.get("/protokoll")
@staff("admin")
def list_audit():
    return page("staff/audit.html", listing=listing(AUDIT), differences=differences, said=said)


@bp.get("/kunden/<int:number>/protokoll")
@staff("any")
def list_audit_of_customer(number):
    customer = customer_of(number)
    rows = listing(AUDIT_OF_CUSTOMER, customer=customer.id)
    return desk(customer, "staff/customer_audit.html", listing=rows, differences=differences, said=said)
