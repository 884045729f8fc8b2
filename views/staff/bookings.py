"""A customer's desk → Konto: the bookings, and those that staff make by hand."""

import secrets
from functools import partial

from flask import request

import clock
from forms.staff.bookings import BookingForm
from models import LEDGER
from rules import Refused
from rules.accounting import by_hand, ledger
from rules.accounting.standing import standing
from texts import t
from views import staff
from views.pages import done, listing
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/buchungen"


@bp.get(PATH)
@staff("any")
def list_bookings(number):
    customer = customer_of(number)
    return desk(
        customer, "staff/bookings.html", listing=listing(LEDGER, customer=customer.id),
        balance=ledger.balance(customer), words=ledger.WORDS, codes=ledger.codes,
        standing=partial(standing, today=clock.today()),
    )  # fmt: skip


@bp.get(f"{PATH}/neu")
@staff("billing")
def new_booking(number):
    customer = customer_of(number)
    return show(customer, form_of(customer, data={"booked_on": clock.today(), "key": secrets.token_hex(16)}))


@bp.post(f"{PATH}/neu")
@staff("billing")
def make_booking(number):
    customer = customer_of(number)
    form = form_of(customer)
    if not form.validate() or request.form.get("edit"):
        return show(customer, form, 422 if form.errors else 200)
    try:
        return _make_or_ask(customer, form, by_hand.Wish(**form.details()))
    except Refused as refusal:
        return show(customer, form.refuse(refusal), 422)


def _make_or_ask(customer, form, wish):
    """Book it when somebody has said yes to what it does; ask when not."""
    if request.form.get("confirmed"):
        by_hand.book(customer, wish)
        return done(t("Buchung eingetragen."), address_of(customer, "/buchungen"))
    by_hand.check(customer, wish)
    return desk(
        customer, "staff/booking_confirm.html", form=form, wish=wish, word=ledger.WORDS[wish.kind],
        balance=ledger.balance(customer),
    )  # fmt: skip


def form_of(customer, **given):
    return BookingForm(ledger.unpaid(customer), **given)


def show(customer, form, status=200):
    return desk(customer, "staff/booking_new.html", status, form=form)
