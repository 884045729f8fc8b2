"""A customer's desk → Verträge → Tarifwechsel: the form, what it comes to, and the change."""

import clock
from forms.staff import euros
from forms.staff.billing import PlanChangeForm
from models import Contract, Plan
from rules import Refused
from rules.staff import plan_changes
from texts import t
from views import found, staff
from views.pages import done
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/vertraege/<int:id>/tarifwechsel"


@bp.get(PATH)
@bp.get(f"{PATH}/vorschau")  # where somebody stands who loads the preview anew
@staff("billing")
def ask_plan_change(number, id):
    contract = found(Contract, Contract.of(customer_of(number)), id=id)
    return show(contract, form_of(contract, data={"day": clock.today()}))


@bp.post(f"{PATH}/vorschau")
@staff("billing")
def preview_plan_change(number, id):
    contract = found(Contract, Contract.of(customer_of(number)), id=id)
    form = form_of(contract)
    if not form.validate():
        return show(contract, form, 422)
    try:
        preview = plan_changes.preview(contract, **form.details())
    except Refused as refusal:
        return show(contract, form.refuse(refusal), 422)
    return show(contract, form, preview=preview)


@bp.post(PATH)
@staff("billing")
def change_plan_of_contract(number, id):
    contract = found(Contract, Contract.of(customer_of(number)), id=id)
    form = form_of(contract)
    if not form.validate():
        return show(contract, form, 422)
    try:
        plan_changes.change(contract, **form.details())
    except Refused as refusal:
        return show(contract, form.refuse(refusal), 422)
    return done(t("Tarif gewechselt."), address(contract, "/preise"))


def form_of(contract, **given):
    plans = Plan.select(Plan.id, Plan.name).where(Plan.kind == contract.kind, Plan.id != contract.plan_id)
    return PlanChangeForm(plans.order_by(Plan.position, Plan.name).tuples(), **given)


def address(contract, path=""):
    return address_of(contract.customer, f"/vertraege/{contract.id}{path}")


def show(contract, form, status=200, preview=None):
    return desk(
        contract.customer, "staff/plan_change.html", status, contract=contract, form=form, preview=preview,
        euros=euros, back=address(contract, "/preise"), action=address(contract, "/tarifwechsel"),
    )  # fmt: skip
