"""A customer's desk → Mahnungen: what is overdue, stops, letters, and what is written off or handed over."""

from flask import request

from forms.staff.reminders import LossForm, StopForm
from models import Booking, ReminderLetter, ReminderStop
from rules import Refused
from rules.accounting import ledger
from rules.payments.reminders import OBSTACLES, STOPS, dossier, letters, losses, stops
from rules.payments.reminders.cases import case_of
from texts import date, money, t
from views import found, staff
from views.downloads import download
from views.pages import attempt, done, unconfirmed
from views.staff import bp
from views.staff.desk import address_of, customer_of, desk

PATH = "/kunden/<int:number>/mahnungen"


@bp.get(PATH)
@staff("any")
def show_customer_reminders(number):
    customer = customer_of(number)
    return desk(
        customer, "staff/customer_reminders.html", case=case_of(customer), obstacles=OBSTACLES, reasons=STOPS,
        letters=list(ReminderLetter.of(customer).order_by(ReminderLetter.id.desc())),
        stops=list(ReminderStop.of(customer)), losses=losses.given_up(customer), said=letters.said,
    )  # fmt: skip


@bp.get(f"{PATH}/stopp")
@staff("billing")
def ask_stop(number):
    customer = customer_of(number)
    return desk(customer, "staff/customer_reminder_stop.html", form=stop_form(customer))


@bp.post(f"{PATH}/stopp")
@staff("billing")
def make_stop(number):
    customer = customer_of(number)
    form = stop_form(customer)
    if not form.validate():
        return desk(customer, "staff/customer_reminder_stop.html", 422, form=form)
    try:
        stops.make(customer, **form.details())
    except Refused as refusal:
        return desk(customer, "staff/customer_reminder_stop.html", 422, form=form.refuse(refusal))
    return done(t("Mahnstopp eingetragen."), home(customer))


@bp.post(f"{PATH}/stopps/<int:id>/ende")
@staff("billing")
def end_stop_of_customer(number, id):
    customer = customer_of(number)
    stop = found(ReminderStop, ReminderStop.of(customer), id=id)
    if question := unconfirmed(t("Diesen Mahnstopp wirklich beenden?"), home(customer)):
        return question
    return attempt(t("Mahnstopp beendet."), home(customer), stops.end, stop)


@bp.get(f"{PATH}/ausbuchung")
@staff("billing")
def ask_write_off(number):
    return show_loss(customer_of(number), "write-off")


@bp.post(f"{PATH}/ausbuchung")
@staff("billing")
def write_debts_off(number):
    return settle(customer_of(number), "write-off", losses.write_off, t("Ausgebucht."))


@bp.get(f"{PATH}/inkasso")
@staff("billing")
def ask_hand_over(number):
    return show_loss(customer_of(number), "collection")


@bp.post(f"{PATH}/inkasso")
@staff("billing")
def hand_debts_over(number):
    sentence = t("An Inkasso abgegeben. Die Datei für das Inkassounternehmen steht unten.")
    return settle(customer_of(number), "collection", losses.hand_over, sentence)


@bp.get(f"{PATH}/inkasso/<int:id>.csv")
@staff("billing")
def collection_file(number, id):
    handed_over = Booking.of(customer_of(number)).where(Booking.kind == "IN")
    booking = found(Booking, handed_over, id=id)
    return download(dossier.csv_of(booking), dossier.file_name(booking))


def settle(customer, what, rule, sentence):
    """Give up the chosen debts, or say why not."""
    form = loss_form(customer)
    if not form.validate():
        return show_loss(customer, what, form, 422)
    try:
        rule(customer, **form.details())
    except Refused as refusal:
        return show_loss(customer, what, form.refuse(refusal), 422)
    return done(sentence, home(customer))


def show_loss(customer, what, form=None, status=200):
    return desk(customer, "staff/customer_loss.html", status, what=what, form=form or loss_form(customer))


def loss_form(customer):
    """The open debts to choose from; the one that the address names, else all of them are chosen."""
    items = ledger.open_debits(customer)
    wanted = request.args.get("posten", "")
    chosen = [item.booking_id for item in items if wanted in ("", str(item.booking_id))]
    labels = [(item.booking_id, named(item)) for item in items]
    return LossForm(labels, data={"debits": chosen})


def stop_form(customer):
    debits = [(item.booking_id, named(item)) for item in ledger.open_debits(customer)]
    chosen = request.args.get("posten", "")
    return StopForm(STOPS.items(), debits, data={"debit": int(chosen) if chosen.isdecimal() else None})


def named(item):
    """An open item in one line."""
    return t(
        "{what}, fällig am {day}: {amount}",
        what=letters.said(item.booking), day=date(item.due_on), amount=money(-item.cents),
    )  # fmt: skip


def home(customer):
    return address_of(customer, "/mahnungen")
