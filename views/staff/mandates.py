"""A customer's desk → Lastschrift: the mandate in force, those before, and what was collected."""

from forms.staff.mandate import PaperMandateForm
from models import Collection, Mandate
from rules import Refused
from rules.payments import collections, mandates
from texts import t
from views import current, found, sensitive, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/lastschrift"
NEWEST = 25


@bp.get(PATH)
@bp.get(f"{PATH}/mandat")  # where somebody without JavaScript stands after an error
@staff("any")
def show_mandate(number):
    customer = customer_of(number)
    return show(customer, PaperMandateForm(account_holder=customer.name))


@bp.post(f"{PATH}/mandat")
@staff("billing")
@sensitive
def enter_mandate(number):
    customer, form = customer_of(number), PaperMandateForm()
    if not form.validate():
        return show(customer, form, 422)
    try:
        mandates.give(customer, **form.details(), by=current.account)
    except Refused as refusal:
        return show(customer, form.refuse(refusal), 422)
    return done(t("SEPA-Mandat eingetragen."), address_of(customer, "/lastschrift"))


@bp.post(f"{PATH}/<int:id>/widerruf")
@staff("billing")
@sensitive
def revoke_mandate(number, id):
    customer = customer_of(number)
    mandate, back = found(Mandate, Mandate.of(customer), id=id), address_of(customer, "/lastschrift")
    if question := unconfirmed(t("Das SEPA-Mandat {reference} wirklich beenden?", reference=mandate.reference), back):
        return question
    return attempt(t("SEPA-Mandat beendet."), back, mandates.revoke, mandate)


def show(customer, form, status=200):
    return desk(
        customer, "staff/mandate.html", status, form=form, mandate=Mandate.in_force(customer),
        former=list(Mandate.of(customer).where(Mandate.revoked_at.is_null(False)).order_by(Mandate.id.desc())),
        collections=list(Collection.of(customer).limit(NEWEST)), offers_debit=mandates.is_offered(),
        reasons=collections.REASONS,
    )  # fmt: skip
