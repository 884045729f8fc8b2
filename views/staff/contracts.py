"""A customer's desk → Verträge: made, changed, cancelled, blocked."""

from forms.staff.contracts import CancellationForm, ContractForm, SuspensionForm
from models import CONTRACTS_OF_CUSTOMER, Contract, Domain, PanelTask, Plan
from rules import Refused
from rules.products import accesses, contracts, panel_tasks
from texts import t
from views import found, staff
from views.pages import attempt, done, listing, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/vertraege"
AS_IT_IS = ("description", "price_cents", "period_months", "started_on", "next_invoice_on")


@bp.get(PATH)
@staff("any")
def list_contracts(number):
    customer = customer_of(number)
    return desk(customer, "staff/contracts.html", listing=listing(CONTRACTS_OF_CUSTOMER, customer=customer.id))


@bp.get(f"{PATH}/neu")
@staff("support")
def new_contract(number):
    customer = customer_of(number)
    return desk(customer, "staff/contract_new.html", form=form_of(customer))


@bp.post(f"{PATH}/neu")
@staff("support")
def create_contract(number):
    customer = customer_of(number)
    form = form_of(customer)
    if not form.validate():
        return desk(customer, "staff/contract_new.html", 422, form=form)
    try:
        contract = contracts.create(customer, **form.details())
    except Refused as refusal:
        return desk(customer, "staff/contract_new.html", 422, form=form.refuse(refusal))
    return done(t("Vertrag angelegt."), address(contract))


@bp.get(f"{PATH}/<int:id>")
@staff("support")
def edit_contract(number, id):
    contract = contract_of(number, id)
    return show(contract, form_of(contract.customer, contract))


@bp.post(f"{PATH}/<int:id>")
@staff("support")
def change_contract(number, id):
    contract = contract_of(number, id)
    form = form_of(contract.customer, contract)
    if not form.validate():
        return show(contract, form, 422)
    try:
        contracts.change(contract, **form.details())
    except Refused as refusal:
        return show(contract, form.refuse(refusal), 422)
    return done(t("Vertrag gespeichert."), address(contract))


@bp.get(f"{PATH}/<int:id>/kuendigung")
@staff("support")
def ask_cancellation(number, id):
    contract = contract_of(number, id)
    return desk(contract.customer, "staff/contract_cancel.html", contract=contract, form=CancellationForm())


@bp.post(f"{PATH}/<int:id>/kuendigung")
@staff("support")
def cancel(number, id):
    contract, form = contract_of(number, id), CancellationForm()
    if not form.validate():
        return desk(contract.customer, "staff/contract_cancel.html", 422, contract=contract, form=form)
    try:
        contracts.cancel(contract, **form.details())
    except Refused as refusal:
        form.refuse(refusal)
        return desk(contract.customer, "staff/contract_cancel.html", 422, contract=contract, form=form)
    return done(t("Kündigung eingetragen."), address(contract))


@bp.post(f"{PATH}/<int:id>/kuendigung/ruecknahme")
@staff("support")
def take_back(number, id):
    contract = contract_of(number, id)
    if question := unconfirmed(t("Die Kündigung wirklich zurücknehmen?"), address(contract)):
        return question
    return attempt(t("Kündigung zurückgenommen."), address(contract), contracts.take_back, contract)


@bp.get(f"{PATH}/<int:id>/sperre")
@staff("support")
def ask_suspension(number, id):
    contract = contract_of(number, id)
    return desk(contract.customer, "staff/contract_suspend.html", contract=contract, form=SuspensionForm())


@bp.post(f"{PATH}/<int:id>/sperre")
@staff("support")
def suspend(number, id):
    contract, form = contract_of(number, id), SuspensionForm()
    if not form.validate():
        return desk(contract.customer, "staff/contract_suspend.html", 422, contract=contract, form=form)
    try:
        contracts.suspend(contract, **form.details())
    except Refused as refusal:
        form.refuse(refusal)
        return desk(contract.customer, "staff/contract_suspend.html", 422, contract=contract, form=form)
    return done(t("Vertrag gesperrt."), address(contract))


@bp.post(f"{PATH}/<int:id>/entsperrung")
@staff("support")
def resume(number, id):
    contract = contract_of(number, id)
    return attempt(t("Vertrag entsperrt."), address(contract), contracts.resume, contract)


def contract_of(number, id):
    return found(Contract, Contract.of(customer_of(number)), id=id)


def address(contract):
    return address_of(contract.customer, f"/vertraege/{contract.id}")


def show(contract, form, status=200):
    return desk(
        contract.customer, "staff/contract.html", status, contract=contract, form=form,
        cancellation=contract.cancellations.first(), suspension=contract.suspensions.first(),
        tasks=list(PanelTask.of_contract(contract)), sentence_of=panel_tasks.sentence,
    )  # fmt: skip


def form_of(customer, contract=None):
    """The form with the domains to choose from; the plan is chosen once, another one is a Tarifwechsel."""
    domains = Domain.of(customer).select(Domain.id, Domain.name).order_by(Domain.name).tuples()
    if contract is None:
        plans = Plan.select(Plan.id, Plan.name).order_by(Plan.kind, Plan.position, Plan.name)
        return ContractForm(plans.tuples(), domains, accesses.panels())
    given = {name: getattr(contract, name) for name in AS_IT_IS}
    given |= {"domain": contract.domain_id, "is_held": contract.billing_held_at is not None}
    for each in contract.accesses:
        given |= {each.kind: each.user_name or each.url, f"{each.kind}_panel": each.panel}
    return ContractForm(None, domains, accesses.panels(contract), data=given)
