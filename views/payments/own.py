"""Meine Buchhaltung → Zahlung vornehmen."""

import secrets
from urllib.parse import urlencode

from flask import Blueprint, request

import clock
from forms.payments import ChoiceForm, PayForm, written
from models import Checkout, PayLink
from rules import Refused
from rules.accounting import ledger
from rules.payments import checkouts, pay_links, transfers, wishes
from texts import date, money, t
from views import current, mine, needs
from views.pages import done, page, unconfirmed
from views.payments import begun

bp = Blueprint("payments", __name__, url_prefix="/buchhaltung/zahlung")
HOME = "/buchhaltung/zahlung"
LINKS = f"{HOME}/links"


@bp.get("")
@bp.get("/vorgang")  # where somebody without JavaScript stands after an error
@needs("billing")
def index():
    form = asked()
    return show(form, 422 if form.amount.errors else 200)


@bp.get("/qr.svg")
@needs("billing")
def qr_code():
    return begun.picture(transfers.transfer(current.customer, wish_of(asked())))


@bp.post("/vorgang")
@needs("billing")
def begin():
    form = choice(PayForm)
    if not form.validate():
        return show(form, 422)
    try:
        checkout = checkouts.begin(
            current.customer, wish_of(form), form.method.data, form.key.data, form.cents.data, HOME, current.account,
            provider=form.provider.data or "",
        )  # fmt: skip
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return begun.go_on(checkout, HOME)


@bp.get("/vorgang/<int:id>")
@needs("billing")
def checkout(id):
    return begun.show(mine(Checkout, id=id), HOME, "page")


@bp.get("/links")
@needs("billing")
def list_links():
    return page("payments/links.html", links=pay_links.shown(current.customer))


@bp.post("/links")
@needs("billing")
def make_link():
    form = choice(ChoiceForm)
    if not form.validate():
        return show(form, 422)
    try:
        pay_links.create(current.customer, wish_of(form), current.account)
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return done(t("Der Link zum Bezahlen ist fertig."), LINKS)


@bp.post("/links/<int:id>/ende")
@needs("billing")
def end_link(id):
    link = mine(PayLink, id=id)
    if question := unconfirmed(t("Diesen Link wirklich beenden?"), LINKS):
        return question
    pay_links.revoke(link)
    return done(t("Der Link gilt nicht mehr."), LINKS)


def asked():
    """The choice that the address makes; without one all that is open is chosen."""
    form = choice(ChoiceForm, **({"formdata": request.args} if request.args else {}))
    if request.args:
        form.validate()
    return form


def choice(kind, **given):
    """A form with the customer's open items to choose from."""
    open_items = wishes.items(current.customer)
    form = kind([(each.id, named(each), {"hint": hint(each)}) for each in open_items], **given)
    if not form.is_submitted() and not given:
        form.items.data = [each.id for each in open_items if each.debit_on is None]
    return form


def named(item):
    """An open item as a choice."""
    what = t("Rechnung {number}", number=item.number) if item.number else item.text
    return f"{what}: {money(item.cents)}"


def hint(item):
    """When it is due, or collected by itself."""
    if item.debit_on:
        return t("Wird am {day} von Ihrem Konto abgebucht. Bitte nicht überweisen.", day=date(item.debit_on))
    late = item.due_on < clock.today()
    return t("War fällig am {day}.", day=date(item.due_on)) if late else t("Fällig am {day}.", day=date(item.due_on))


def wish_of(form):
    """What the form asks for: an amount of its own, or the items that it chooses."""
    if form.amount.data:
        return wishes.Wish(form.amount.data)
    return wishes.chosen(current.customer, form.items.data or ())


def show(form, status=200):
    """The page, for what the form asks for as far as it makes sense."""
    wish, is_asked = wish_of(form), bool(request.args) or form.is_submitted()
    fields = [("amount", written(form.amount.data))] if form.amount.data else []
    fields += [("items", id) for id in form.items.data or () if not fields]
    return page(
        "payments/index.html", status, form=form, wish=wish, fields=fields,
        query=urlencode(fields) if is_asked else "", is_asked=is_asked,
        balance_cents=ledger.balance(current.customer), transfer=transfers.transfer(current.customer, wish),
        providers=checkouts.offered(), seen=written(wish.cents), key=secrets.token_urlsafe(16),
    )  # fmt: skip
