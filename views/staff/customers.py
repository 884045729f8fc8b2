"""Verwaltung → Kunden: find one, create one."""

from flask import request

import values
from forms.staff.customers import NewCustomerForm
from models import CUSTOMER_OF_NUMBER, CUSTOMERS, Customer
from rules import Refused
from rules.staff import customers
from texts import t
from views import current, staff
from views.pages import done, listing, page
from views.staff import bp
from views.staff.desk import address_of


@bp.get("/kunden")
@staff("any")
def find_customers():
    number = known_number(request.args.get("q", ""))
    rows = listing(CUSTOMERS) if number is None else listing(CUSTOMER_OF_NUMBER, number=number)
    return page("staff/customers.html", listing=rows, may_edit=current.staff.may("support"))


@bp.get("/kunden/neu")
@staff("support")
def new_customer():
    return page("staff/customer_new.html", form=NewCustomerForm())


@bp.post("/kunden/neu")
@staff("support")
def create_customer():
    form = NewCustomerForm()
    if not form.validate():
        return page("staff/customer_new.html", 422, form=form)
    try:
        customer = customers.create(**form.details())
    except Refused as refusal:
        return page("staff/customer_new.html", 422, form=form.refuse(refusal))
    return done(t("Kunde {number} angelegt.", number=customer.number), address_of(customer))


def known_number(text):
    """The number of a customer that somebody typed, or None."""
    try:
        number = values.customer_number(text)
    except ValueError:
        return None
    return number if Customer.select().where(Customer.number == number).exists() else None
