"""Meine Daten → Zahlungsdetails."""

from flask import Blueprint

from forms.profile.payment_details import PaymentDetailsForm
from models import Fee, Mandate
from rules import Refused
from rules.payments import mandates
from rules.profile import customers
from texts import t
from views import current, needs, sensitive
from views.pages import done, page

bp = Blueprint("payment_details", __name__, url_prefix="/daten/zahlungsdetails")


@bp.get("")
@needs("billing")
def edit():
    return show(form())


@bp.post("")
@needs("billing")
@sensitive
def save():
    filled = form()
    if not filled.validate():
        return show(filled, 422)
    try:
        customers.change_payment_details(current.customer, filled.details())
    except Refused as refusal:
        return show(filled.refuse(refusal), 422)
    return done(t("Zahlungsdetails gespeichert."), "/daten/zahlungsdetails")


def form():
    fee = Fee.current(Fee.kind == "post_invoice", Fee.customer_kind == current.customer.kind)
    return PaymentDetailsForm(fee.cents if fee else 0, mandates.is_offered(), obj=current.customer)


def show(form, status=200):
    return page(
        "profile/payment_details.html", status, form=form, mandate=Mandate.in_force(current.customer),
        offers_debit=mandates.is_offered(),
    )  # fmt: skip
