"""Verwaltung → Auswertungen → Konten: which account of the chart revenue, payments and losses have."""

import clock
from forms.staff.bookkeeping import ChartAccountForm
from forms.staff.plans import KINDS
from models import ChartAccount
from rules import Refused
from rules.bookkeeping import accounts
from texts import t
from views import found, staff
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.bookkeeping import HOME, report

LIST = f"{HOME}/konten"


@bp.get("/auswertungen/konten")
@staff("billing")
def list_accounts():
    return report(
        "accounts", "/konten", rows=accounts.listed(), uses=accounts.USES, products=dict(KINDS), today=clock.today(),
        chart=accounts.Chart(), bank=accounts.bank_of_settings(),
    )  # fmt: skip


@bp.get("/auswertungen/konten/neu")
@staff("billing")
def new_account():
    return report("account_new", "/konten", form=ChartAccountForm(accounts.USES, data={"valid_from": clock.today()}))


@bp.post("/auswertungen/konten/neu")
@staff("billing")
def add_account():
    form = ChartAccountForm(accounts.USES)
    if not form.validate():
        return report("account_new", "/konten", 422, form=form)
    try:
        accounts.add(**form.details())
    except Refused as refusal:
        return report("account_new", "/konten", 422, form=form.refuse(refusal))
    return done(t("Konto eingetragen."), LIST)


@bp.post("/auswertungen/konten/<int:id>/loeschung")
@staff("billing")
def remove_account(id):
    row = found(ChartAccount, id=id)
    if question := unconfirmed(t("Dieses Konto wirklich löschen?"), LIST):
        return question
    return attempt(t("Konto gelöscht."), LIST, accounts.remove, row)
