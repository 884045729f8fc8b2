"""Meine Daten → Zahlungsdetails → SEPA-Mandat."""

from flask import Blueprint

from forms.profile.mandate import MandateForm, grouped
from models import Mandate
from rules import Refused
from rules.payments import mandates
from texts import t
from views import client_address, current, found, needs, sensitive
from views.pages import attempt, done, page, unconfirmed

bp = Blueprint("mandate", __name__, url_prefix="/daten/zahlungsdetails/mandat")
BACK = "/daten/zahlungsdetails"


@bp.get("")
@needs("billing")
def ask():
    return show(MandateForm(account_holder=current.customer.name))


@bp.post("")
@needs("billing")
def check():
    """Name the bank and show what is agreed to, before anything is."""
    form = MandateForm()
    if not form.validate():
        return show(form, 422)
    try:
        bank = mandates.bank_of(form.iban.data)
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return page(
        "profile/mandate_confirm.html", form=form, bank=bank, iban=grouped(form.iban.data), text=mandates.text(),
        reference=mandates.next_reference(current.customer),
    )  # fmt: skip


@bp.get("/erteilung")
@needs("billing")
def back():
    """Where somebody stands after an error without JavaScript, or a login."""
    return show(MandateForm())


@bp.post("/erteilung")
@needs("billing")
@sensitive
def give():
    form = MandateForm()
    if not form.validate():
        return show(form, 422)
    try:
        mandates.give(current.customer, **form.details(), by=current.account, address=client_address())
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return done(t("Vielen Dank, das SEPA-Mandat ist erteilt."), BACK, t("Wir haben es Ihnen auch gemailt."))


@bp.post("/widerruf")
@needs("billing")
@sensitive
def revoke():
    mandate = found(Mandate, Mandate.of(current.customer).where(Mandate.revoked_at.is_null()))
    question = t("Das SEPA-Mandat {reference} wirklich widerrufen?", reference=mandate.reference)
    if answer := unconfirmed(question, BACK):
        return answer
    sentence = t("Das SEPA-Mandat ist widerrufen. Bitte überweisen Sie Ihre Rechnungen ab jetzt.")
    return attempt(sentence, BACK, mandates.revoke, mandate)


def show(form, status=200):
    return page("profile/mandate.html", status, form=form, offers_debit=mandates.is_offered())
