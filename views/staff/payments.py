"""Verwaltung → Zahlungen: what providers told that did not fit, checkouts and payouts; links on a customer's desk."""

from forms.payments import ChoiceForm
from forms.staff.payments import BookForm, IgnoreForm
from models import CHECKOUTS, PARKED, SETTLED, PayLink, Payout, PayoutItem, ProviderEvent, newest_payouts
from rules import Refused
from rules.payments import events, parked, pay_links, wishes
from texts import lazy, t
from views import current, found, staff
from views.pages import attempt, done, listing, page, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

LIST = "/verwaltung/zahlungen"
PAGES = (
    (lazy("Zu klären"), LIST),
    (lazy("Geklärt"), f"{LIST}/geklaert"),
    (lazy("Zahlungsvorgänge"), f"{LIST}/vorgaenge"),
    (lazy("Auszahlungen"), f"{LIST}/auszahlungen"),
)
LINKS = "/kunden/<int:number>/bezahllinks"
PAYOUTS = 50


@bp.get("/zahlungen")
@staff("billing")
def parked_payments():
    return page("staff/payments.html", listing=listing(PARKED), pages=PAGES, **words())


@bp.get("/zahlungen/geklaert")
@staff("billing")
def settled_payments():
    return page("staff/payments.html", listing=listing(SETTLED), pages=PAGES, **words())


@bp.get("/zahlungen/vorgaenge")
@staff("billing")
def payment_checkouts():
    return page("staff/checkouts.html", listing=listing(CHECKOUTS), pages=PAGES)


@bp.get("/zahlungen/auszahlungen")
@staff("billing")
def payment_payouts():
    return page("staff/payouts.html", payouts=newest_payouts(PAYOUTS), pages=PAGES, here=f"{LIST}/auszahlungen")


@bp.get("/zahlungen/auszahlungen/<int:id>")
@staff("billing")
def payment_payout(id):
    payout = found(Payout, id=id)
    return page("staff/payout.html", payout=payout, items=PayoutItem.with_customers(payout), kinds=KINDS)


@bp.get("/zahlungen/<int:id>")
@bp.get("/zahlungen/<int:id>/buchung")  # where somebody without JavaScript stands after an error
@bp.get("/zahlungen/<int:id>/ablage")
@staff("billing")
def parked_payment(id):
    return show(found(ProviderEvent, id=id))


@bp.post("/zahlungen/<int:id>/buchung")
@staff("billing")
def book_payment(id):
    row, form = found(ProviderEvent, id=id), BookForm()
    if not form.validate():
        return show(row, 422, book=form)
    try:
        parked.book(row, current.account, **form.details())
    except Refused as refusal:
        return show(row, 422, book=form.refuse(refusal))
    return done(t("Gebucht."), LIST)


@bp.post("/zahlungen/<int:id>/ablage")
@staff("billing")
def ignore_payment(id):
    row, form = found(ProviderEvent, id=id), IgnoreForm()
    if not form.validate():
        return show(row, 422, ignore=form)
    try:
        parked.ignore(row, current.account, **form.details())
    except Refused as refusal:
        return show(row, 422, ignore=form.refuse(refusal))
    return done(t("Abgelegt, ohne etwas zu buchen."), LIST)


@bp.get(LINKS)
@staff("any")
def list_pay_links(number):
    return show_links(customer_of(number), ChoiceForm(formdata=None))


@bp.post(LINKS)
@staff("billing")
def make_pay_link(number):
    customer, form = customer_of(number), ChoiceForm()
    if not form.validate():
        return show_links(customer, form, 422)
    wish = wishes.Wish(form.amount.data) if form.amount.data else wishes.to_pay(customer)
    try:
        pay_links.create(customer, wish, current.account)
    except Refused as refusal:
        return show_links(customer, form.refuse(refusal), 422)
    return done(t("Der Link zum Bezahlen ist fertig."), address_of(customer, "/bezahllinks"))


@bp.post(f"{LINKS}/<int:id>/ende")
@staff("billing")
def end_pay_link(number, id):
    customer = customer_of(number)
    link, back = found(PayLink, PayLink.of(customer), id=id), address_of(customer, "/bezahllinks")
    if question := unconfirmed(t("Diesen Link wirklich beenden?"), back):
        return question
    return attempt(t("Der Link gilt nicht mehr."), back, pay_links.revoke, link)


KINDS = {
    "payment": lazy("Zahlung"), "refund": lazy("Rückzahlung"), "chargeback": lazy("Zurückgeholt"),
    "fee": lazy("Gebühr"), "other": lazy("Sonstiges"),
}  # fmt: skip


def words():
    """What the codes of an event say."""
    return {"reasons": events.REASONS, "kinds": events.WORDS, "kind_of": lambda row: row.event_id.rpartition(" ")[0]}


def show(row, status=200, book=None, ignore=None):
    movement = events.movement_of(row)
    customer = row.checkout.customer if row.checkout else None
    cents = movement.cents if movement.currency == "EUR" else None
    book = book or BookForm(formdata=None, data={"number": customer and customer.number, "cents": cents})
    return page(
        "staff/payment.html", status, row=row, movement=movement, customer=customer, book=book,
        ignore=ignore or IgnoreForm(formdata=None), **words(),
    )  # fmt: skip


def show_links(customer, form, status=200):
    return desk(
        customer, "staff/pay_links.html", status, form=form, links=pay_links.shown(customer),
        owed=wishes.to_pay(customer).cents,
    )  # fmt: skip
