"""A customer's desk → Abrechnung: what the bookkeeping knows, and what waits for the next invoice."""

import clock
from forms.staff.billing import BillingDetailsForm, ChargeForm, NowForm
from models import Charge, VatCheck
from rules import Refused
from rules.accounting import vat_checks
from rules.accounting.invoices import percent
from rules.staff import billing
from texts import lazy, t
from views import found, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/abrechnung"
ANSWERS = {
    "valid": lazy("VIES sagt: Die Umsatzsteuer-ID ist gültig."),
    "invalid": lazy("VIES sagt: Die Umsatzsteuer-ID ist ungültig. Bitte fragen Sie den Kunden."),
    "unreachable": lazy("VIES antwortet gerade nicht. Bitte versuchen Sie es später noch einmal."),
}


@bp.get(PATH)
@staff("any")
def show_billing(number):
    customer = customer_of(number)
    details = billing.details_of(customer)
    return desk(
        customer, "staff/billing.html", details=details, check=VatCheck.newest_of(customer, details.vat_id),
        charges=list(Charge.of(customer)),
    )  # fmt: skip


@bp.get(f"{PATH}/angaben")
@staff("billing")
def edit_billing_details(number):
    customer = customer_of(number)
    return desk(customer, "staff/billing_details.html", form=BillingDetailsForm(obj=billing.details_of(customer)))


@bp.post(f"{PATH}/angaben")
@staff("billing")
def change_billing_details(number):
    customer, form = customer_of(number), BillingDetailsForm()
    if not form.validate():
        return desk(customer, "staff/billing_details.html", 422, form=form)
    try:
        billing.change_details(customer, **form.details())
    except Refused as refusal:
        return desk(customer, "staff/billing_details.html", 422, form=form.refuse(refusal))
    return done(t("Rechnungsangaben gespeichert."), address(customer))


@bp.post(f"{PATH}/pruefung")
@staff("billing")
def check_vat_id(number):
    customer = customer_of(number)
    return attempt(lambda check: str(ANSWERS[check.answer]), address(customer), vat_checks.check, customer)


@bp.get(f"{PATH}/rechnung")
@staff("billing")
def preview_invoice(number):
    return show_due(customer_of(number), NowForm())


@bp.post(f"{PATH}/rechnung")
@staff("billing")
def issue_invoice(number):
    customer, form = customer_of(number), NowForm()
    if not form.validate():
        return show_due(customer, form, 422)
    try:
        invoice = billing.issue_now(customer, form.gross_cents.data)
    except Refused as refusal:
        return show_due(customer, form.refuse(refusal), 422)
    return done(t("Rechnung {number} ist ausgestellt.", number=invoice.number), address(customer))


@bp.get(f"{PATH}/positionen/neu")
@staff("billing")
def new_charge(number):
    form = ChargeForm(data={"due_on": clock.today(), "quantity": 1})
    return desk(customer_of(number), "staff/charge_new.html", form=form)


@bp.post(f"{PATH}/positionen/neu")
@staff("billing")
def add_charge(number):
    customer, form = customer_of(number), ChargeForm()
    if not form.validate():
        return desk(customer, "staff/charge_new.html", 422, form=form)
    try:
        billing.add_charge(customer, **form.details())
    except Refused as refusal:
        return desk(customer, "staff/charge_new.html", 422, form=form.refuse(refusal))
    return done(t("Position eingetragen."), address(customer))


@bp.post(f"{PATH}/positionen/<int:id>/loeschung")
@staff("billing")
def remove_charge(number, id):
    customer = customer_of(number)
    charge = found(Charge, Charge.of(customer), id=id)
    if question := unconfirmed(t("Die Position „{text}“ wirklich löschen?", text=charge.text), address(customer)):
        return question
    return attempt(t("Position gelöscht."), address(customer), billing.remove_charge, charge)


def show_due(customer, form, status=200):
    bill = billing.due_now(customer)
    return desk(customer, "staff/billing_now.html", status, form=form, bill=bill, percent=percent)


def address(customer):
    return address_of(customer, "/abrechnung")
