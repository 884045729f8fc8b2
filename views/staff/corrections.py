"""A customer's desk → Konto → an invoice: what became of it, and its corrections."""

from dataclasses import replace

from flask import request

from forms.staff.bookings import CancellationForm, correction_form
from models import Invoice
from rules import Refused
from rules.accounting import corrections, history, invoices, ledger, losses
from rules.accounting.standing import word_of
from texts import t
from views import found, staff
from views.pages import done
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/buchungen/rechnungen/<int:invoice>"


@bp.get(PATH)
@staff("any")
def show_invoice(number, invoice):
    row = invoice_of(number, invoice)
    return page_of(  # net amounts, consumers' too: those are what a correction asks for
        row, "staff/invoice.html", sheet=replace(invoices.sheet(row), grosses=[]), history=history.of(row),
        words=ledger.WORDS, word_of=word_of, percent=invoices.percent, period=invoices.period,
        is_correctable=not row.is_correction and not corrections.left_of(row).is_nothing,
    )  # fmt: skip


@bp.get(f"{PATH}/storno")
@staff("billing")
def ask_to_cancel(number, invoice):
    row = invoice_of(number, invoice)
    return show_cancellation(row, CancellationForm()) if is_open(row) else nothing_left(row)


@bp.post(f"{PATH}/storno")
@staff("billing")
def cancel_invoice(number, invoice):
    row, form = invoice_of(number, invoice), CancellationForm()
    if not is_open(row):
        return nothing_left(row)
    if not form.validate():
        return show_cancellation(row, form, 422)
    try:
        made = corrections.cancel(row, **form.details())
    except Refused as refusal:
        return show_cancellation(row, form.refuse(refusal), 422)
    return done(t("Rechnungskorrektur {number} erstellt.", number=made.number), address(made))


@bp.get(f"{PATH}/korrektur")
@staff("billing")
def ask_what_to_correct(number, invoice):
    row = invoice_of(number, invoice)
    left = corrections.left_of(row)
    return show_correction(row, form_of(left, data={"seen": left.corrections})) if is_open(row) else nothing_left(row)


@bp.post(f"{PATH}/korrektur")
@staff("billing")
def correct_invoice(number, invoice):
    row = invoice_of(number, invoice)
    left = corrections.left_of(row)
    form = form_of(left)
    if not is_open(row):
        return nothing_left(row)
    if not form.validate() or request.form.get("edit"):
        return show_correction(row, form, 422 if form.errors else 200)
    try:
        return _correct_or_ask(row, left, form)
    except Refused as refusal:
        return show_correction(row, form.refuse(refusal), 422)


def _correct_or_ask(row, left, form):
    """Make the correction when somebody has seen what it comes to; show that when not."""
    details = form.details()
    if request.form.get("confirmed"):
        made = corrections.correct(row, **details)
        return done(t("Rechnungskorrektur {number} erstellt.", number=made.number), address(made))
    amounts = {position: cents for position, cents in details["lines"].items() if cents}
    corrections.check(left, amounts)
    return page_of(
        row, "staff/correction_confirm.html", form=form, amounts=amounts, lines=left.lines,
        sums=corrections.sums(left, amounts),
    )  # fmt: skip


def invoice_of(number, invoice):
    """The invoice of the customer with these numbers, or 404."""
    return found(Invoice, Invoice.of(customer_of(number)), number=invoice)


def is_open(row):
    return not row.is_correction and not corrections.left_of(row).is_nothing


def nothing_left(row):
    return done(t("Von dieser Rechnung ist nichts mehr übrig, das sich korrigieren lässt."), address(row))


def form_of(left, **given):
    lines = [(line.position, line.text, left.net_cents[line.position]) for line in left.lines]
    return correction_form([line for line in lines if line[2] > 0], **given)


def show_correction(row, form, status=200):
    return page_of(row, "staff/correction_new.html", status, form=form)


def show_cancellation(row, form, status=200):
    if not corrections.can_be_billed_again(row):
        del form.bill_again
    lost_cents = sum(loss.cents for loss in losses.of(row))
    return page_of(
        row, "staff/invoice_cancel.html", status, form=form, sums=corrections.preview(row), lost_cents=lost_cents
    )


def page_of(row, template, status=200, **values):
    return desk(row.customer, template, status, invoice=row, title=invoices.title(row), address=address(row), **values)


def address(row):
    return address_of(row.customer, f"/buchungen/rechnungen/{row.number}")
