"""Verwaltung → Tarife, with their prices from a day on."""

import clock
from forms.staff.plans import CATEGORIES, KINDS, PlanForm, PriceForm
from models import Plan, PlanPrice
from models import plans as all_plans
from rules import Refused
from rules.staff import plans
from texts import t
from views import found, staff
from views.pages import attempt, done, page, unconfirmed
from views.staff import bp


@bp.get("/tarife")
@staff("billing")
def list_plans():
    return page("staff/plans.html", plans=list(all_plans()), kinds=dict(KINDS), categories=dict(CATEGORIES))


@bp.get("/tarife/neu")
@staff("billing")
def new_plan():
    return page("staff/plan_new.html", form=PlanForm())


@bp.post("/tarife/neu")
@staff("billing")
def create_plan():
    form = PlanForm()
    if not form.validate():
        return page("staff/plan_new.html", 422, form=form)
    try:
        plan = plans.create(**form.details())
    except Refused as refusal:
        return page("staff/plan_new.html", 422, form=form.refuse(refusal))
    return done(t("Tarif angelegt. Jetzt fehlt noch sein Preis."), address(plan))


@bp.get("/tarife/<int:id>")
@staff("billing")
def edit_plan(id):
    plan = found(Plan, id=id)
    return show(plan, PlanForm(obj=plan))


@bp.post("/tarife/<int:id>")
@staff("billing")
def change_plan(id):
    plan = found(Plan, id=id)
    form = PlanForm(obj=plan)
    if not form.validate():
        return show(plan, form, 422)
    try:
        plans.change(plan, **form.details())
    except Refused as refusal:
        return show(plan, form.refuse(refusal), 422)
    return done(t("Tarif gespeichert."), address(plan))


@bp.get("/tarife/<int:id>/preise")
@staff("billing")
def new_price(id):
    return page("staff/price.html", form=PriceForm(data={"valid_from": clock.today()}), plan=found(Plan, id=id))


@bp.post("/tarife/<int:id>/preise")
@staff("billing")
def add_price(id):
    plan, form = found(Plan, id=id), PriceForm()
    if not form.validate():
        return page("staff/price.html", 422, form=form, plan=plan)
    try:
        plans.add_price(plan, **form.details())
    except Refused as refusal:
        return page("staff/price.html", 422, form=form.refuse(refusal), plan=plan)
    return done(t("Preis eingetragen."), address(plan))


@bp.post("/tarife/<int:id>/preise/<int:price>/loeschung")
@staff("billing")
def remove_price(id, price):
    plan = found(Plan, id=id)
    row = found(PlanPrice, plan.prices, id=price)
    if question := unconfirmed(t("Diesen Preis wirklich löschen?"), address(plan)):
        return question
    return attempt(t("Preis gelöscht."), address(plan), plans.remove_price, row)


def address(plan):
    return f"/verwaltung/tarife/{plan.id}"


def show(plan, form, status=200):
    prices = list(plan.prices.order_by(PlanPrice.valid_from.desc()))
    return page("staff/plan.html", status, plan=plan, form=form, prices=prices, today=clock.today())
