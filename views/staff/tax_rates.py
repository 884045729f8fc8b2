"""Verwaltung → Steuersätze: the VAT of each country from a day on."""

import clock
from forms.profile.address import countries
from forms.staff.billing import TaxRateForm
from models import TaxRate
from rules import Refused
from rules.accounting.invoices import percent
from rules.accounting.taxes import EU
from rules.staff import tax_rates
from texts import language, t
from views import found, staff
from views.pages import attempt, done, page, unconfirmed
from views.staff import bp

LIST = "/verwaltung/steuersaetze"


@bp.get("/steuersaetze")
@staff("billing")
def list_tax_rates():
    places = {each.value: (place, each.label) for place, each in enumerate(countries(language()))}
    rates = sorted(TaxRate.by_country(), key=lambda each: places[each.country])
    return page("staff/tax_rates.html", rates=rates, places=places, percent=percent, today=clock.today())


@bp.get("/steuersaetze/neu")
@staff("billing")
def new_tax_rate():
    return page("staff/tax_rate_new.html", form=TaxRateForm(EU))


@bp.post("/steuersaetze/neu")
@staff("billing")
def add_tax_rate():
    form = TaxRateForm(EU)
    if not form.validate():
        return page("staff/tax_rate_new.html", 422, form=form)
    try:
        tax_rates.add(**form.details())
    except Refused as refusal:
        return page("staff/tax_rate_new.html", 422, form=form.refuse(refusal))
    return done(t("Steuersatz eingetragen."), LIST)


@bp.post("/steuersaetze/<int:id>/loeschung")
@staff("billing")
def remove_tax_rate(id):
    rate = found(TaxRate, id=id)
    if question := unconfirmed(t("Diesen Steuersatz wirklich löschen?"), LIST):
        return question
    return attempt(t("Steuersatz gelöscht."), LIST, tax_rates.remove, rate)
