"""A customer's desk → Verträge → Preise und Rabatte of one contract."""

import clock
from forms.staff.billing import ContractPriceForm, DiscountForm
from models import Contract, ContractPrice, Discount
from rules import Refused
from rules.accounting.invoices import percent
from rules.staff import contract_prices
from texts import t
from views import found, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/vertraege/<int:id>/preise"


@bp.get(PATH)
@staff("billing")
def show_contract_prices(number, id):
    contract = contract_of(number, id)
    return desk(
        contract.customer, "staff/contract_prices.html", contract=contract, today=clock.today(), percent=percent,
        prices=list(contract.prices.order_by(ContractPrice.valid_from.desc())),
        discounts=list(contract.discounts.order_by(Discount.valid_from.desc(), Discount.id)),
    )  # fmt: skip


@bp.get(f"{PATH}/neu")
@staff("billing")
def new_contract_price(number, id):
    return ask(contract_of(number, id), "staff/contract_price_new.html", ContractPriceForm())


@bp.post(f"{PATH}/neu")
@staff("billing")
def add_contract_price(number, id):
    contract, form = contract_of(number, id), ContractPriceForm()
    if not form.validate():
        return ask(contract, "staff/contract_price_new.html", form, 422)
    try:
        contract_prices.add_price(contract, **form.details())
    except Refused as refusal:
        return ask(contract, "staff/contract_price_new.html", form.refuse(refusal), 422)
    return done(t("Preis eingetragen."), address(contract))


@bp.post(f"{PATH}/<int:price>/loeschung")
@staff("billing")
def remove_contract_price(number, id, price):
    contract = contract_of(number, id)
    row = found(ContractPrice, contract.prices, id=price)
    if question := unconfirmed(t("Diesen Preis wirklich löschen?"), address(contract)):
        return question
    return attempt(t("Preis gelöscht."), address(contract), contract_prices.remove_price, row)


@bp.get(f"{PATH}/rabatt")
@staff("billing")
def new_discount(number, id):
    return ask(contract_of(number, id), "staff/discount_new.html", DiscountForm(data={"valid_from": clock.today()}))


@bp.post(f"{PATH}/rabatt")
@staff("billing")
def add_discount(number, id):
    contract, form = contract_of(number, id), DiscountForm()
    if not form.validate():
        return ask(contract, "staff/discount_new.html", form, 422)
    try:
        contract_prices.add_discount(contract, **form.details())
    except Refused as refusal:
        return ask(contract, "staff/discount_new.html", form.refuse(refusal), 422)
    return done(t("Rabatt eingetragen."), address(contract))


@bp.post(f"{PATH}/rabatt/<int:discount>/ende")
@staff("billing")
def end_discount(number, id, discount):
    contract = contract_of(number, id)
    row = found(Discount, contract.discounts, id=discount)
    if question := unconfirmed(t("Den Rabatt „{text}“ wirklich beenden?", text=row.text), address(contract)):
        return question
    return attempt(t("Rabatt beendet."), address(contract), contract_prices.end_discount, row)


def contract_of(number, id):
    return found(Contract, Contract.of(customer_of(number)), id=id)


def address(contract):
    return address_of(contract.customer, f"/vertraege/{contract.id}/preise")


def ask(contract, template, form, status=200):
    return desk(contract.customer, template, status, contract=contract, form=form, back=address(contract))
