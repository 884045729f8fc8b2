"""Verwaltung → Kontoauszüge: upload them, and decide about what nobody recognised."""

from flask import abort, redirect

from forms.staff.statements import BookingForm, ChosenForm, NoteForm, StatementForm
from models import (
    CUSTOMERS,
    DECIDED_ENTRIES,
    ENTRIES,
    OPEN_ENTRIES,
    Collection,
    CollectionFile,
    Customer,
    Statement,
    StatementEntry,
)
from rules import Refused
from rules.payments import collections, decisions, matching, statements, undoing
from texts import date, lazy, money, t
from views import current, found, staff
from views.pages import attempt, done, listing, page, part, refused, unconfirmed
from views.staff import bp

LIST = "/verwaltung/kontoauszuege"
ENTRY = "/kontoauszuege/umsaetze/<int:id>"
TABS = (("", lazy("Offen")), ("/umsaetze", lazy("Alle Umsätze")), ("/dateien", lazy("Eingelesen")))
FILTERS = {
    "gebucht": ("booked", lazy("Gebucht")),
    "lastschriften": ("collected", lazy("Lastschriften")),
    "ruecklastschriften": ("returned", lazy("Rücklastschriften")),
    "auszahlungen": ("payout", lazy("Auszahlungen")),
    "abgelegt": ("ignored", lazy("Abgelegt")),
}
NEWEST = 50


@bp.get("/kontoauszuege")
@staff("billing")
def list_open_entries():
    return show(StatementForm(formdata=None))


@bp.post("/kontoauszuege")
@staff("billing")
def upload_statement():
    form = StatementForm()
    if not form.validate():
        return show(form, 422)
    try:
        made = statements.upload(form.file.data.stream, form.file.data.filename or "", current.account)
    except Refused as refusal:
        return show(form.refuse(refusal), 422)
    return redirect(f"{LIST}/dateien/{made[0].id}" if len(made) == 1 else f"{LIST}/dateien", 303)


@bp.get("/kontoauszuege/umsaetze")
@bp.get("/kontoauszuege/umsaetze/<chosen>")
@staff("billing")
def list_entries(chosen=""):
    if chosen and chosen not in FILTERS:
        abort(404)
    rows = listing(DECIDED_ENTRIES, decision=FILTERS[chosen][0]) if chosen else listing(ENTRIES)
    filters = [
        (t("Alle"), f"{LIST}/umsaetze"),
        *((label, f"{LIST}/umsaetze/{key}") for key, (_, label) in FILTERS.items()),
    ]
    return page("staff/statement_entries.html", listing=rows, filters=filters, **frame("/umsaetze"))


@bp.get("/kontoauszuege/dateien")
@staff("billing")
def list_statements():
    newest = [(each, statements.progress(each)) for each in Statement.newest(NEWEST)]
    return page("staff/statements.html", statements=newest, **frame("/dateien"))


@bp.get("/kontoauszuege/dateien/<int:id>")
@staff("billing")
def show_statement(id):
    statement = found(Statement, id=id)
    return page("staff/statement.html", statement=statement, progress=statements.progress(statement))


@bp.get("/kontoauszuege/dateien/<int:id>/stand")
@staff("billing")
def show_matching(id):
    statement = found(Statement, id=id)
    return part("staff/statement_progress.html", statement=statement, progress=statements.progress(statement))


@bp.get(ENTRY)
@bp.get(f"{ENTRY}/buchung")  # where somebody without JavaScript stands after an error
@bp.get(f"{ENTRY}/ablage")
@staff("billing")
def show_entry(id):
    return show_one(found(StatementEntry, id=id))


@bp.post(f"{ENTRY}/buchung")
@staff("billing")
def book_entry(id):
    entry, form = found(StatementEntry, id=id), BookingForm()
    if not form.validate():
        return show_one(entry, 422, booking=form)
    customer = Customer.get_or_none(Customer.number == form.customer.data)
    try:
        if customer is None:
            raise Refused("Diese Kundennummer gibt es nicht.", "customer")
        decisions.book(entry, customer, form.invoices.data)
    except Refused as refusal:
        if refusal.field is None:
            return refused(refusal, f"{LIST}/umsaetze/{id}")
        return show_one(entry, 422, booking=form.refuse(refusal))
    return done(t("Gebucht bei Kunde {number}.", number=customer.number), LIST)


@bp.post(f"{ENTRY}/lastschriften")
@staff("billing")
def collect_entry(id):
    return choose(
        id, CollectionFile, decisions.collect_file, t("Die Lastschriften der Datei sind als bezahlt gebucht.")
    )


@bp.post(f"{ENTRY}/ruecklastschrift")
@staff("billing")
def return_entry(id):
    return choose(id, Collection, decisions.give_back, t("Rücklastschrift gebucht. Der Kunde weiß Bescheid."))


@bp.post(f"{ENTRY}/auszahlung")
@staff("billing")
def pay_entry_out(id):
    entry = found(StatementEntry, id=id)
    note = t("Auszahlung eines Zahlungsdienstes")
    return attempt(t("Als Auszahlung abgelegt."), LIST, decisions.pay_out, entry, note)


@bp.post(f"{ENTRY}/ablage")
@staff("billing")
def ignore_entry(id):
    entry, form = found(StatementEntry, id=id), NoteForm()
    if not form.validate():
        return show_one(entry, 422, ignoring=form)
    return attempt(t("Abgelegt, ohne Buchung."), LIST, decisions.ignore, entry, form.note.data)


@bp.post(f"{ENTRY}/storno")
@staff("billing")
def undo_entry(id):
    entry, here = found(StatementEntry, id=id), f"{LIST}/umsaetze/{id}"
    if question := unconfirmed(question_of(entry), here):
        return question
    return attempt(t("Zurückgenommen. Der Umsatz ist wieder offen."), here, undoing.undo, entry)


def choose(id, model, rule, sentence):
    """Decide about an entry by the one row that a proposal names."""
    entry, form = found(StatementEntry, id=id), ChosenForm()
    if not form.validate():
        return refused(Refused("Bitte wählen Sie einen Vorschlag aus."), f"{LIST}/umsaetze/{id}")
    chosen = found(model, id=form.id.data)
    return attempt(sentence, LIST, rule, entry, chosen)


def question_of(entry):
    """What is asked before a decision is taken back, naming it."""
    told = {
        "booked": t("Die Buchung bei {name} wird gegengebucht.", name=entry.customer.name if entry.customer else ""),
        "collected": t("Die Lastschriften, die damit bezahlt waren, werden gegengebucht; ihre Rechnungen sind offen."),
        "returned": t(
            "Die Rücklastschrift von {name} wird mit ihrer Gebühr gegengebucht. Ein Mandat, das deswegen endete, "
            "bleibt beendet.", name=entry.customer.name if entry.customer else "",
        ),
    }  # fmt: skip
    cents, day = money(entry.cents), date(entry.booked_on)
    asked = t("Die Zuordnung des Umsatzes {cents} vom {day} zurücknehmen?", cents=cents, day=day)
    return f"{asked} {told.get(entry.decision, '')}".strip()


def frame(path):
    return {"tabs": [(label, LIST + each) for each, label in TABS], "here": LIST + path}


def show(form, status=200):
    rows = listing(OPEN_ENTRIES)
    shown = StatementEntry.select().where(StatementEntry.id.in_([row.id for row in rows.rows]))
    return page(
        "staff/statement_queue.html", status, form=form, listing=rows, last=Statement.latest(),
        proposals={each.id: matching.proposals(each) for each in shown}, **frame(""),
    )  # fmt: skip


def show_one(entry, status=200, booking=None, ignoring=None):
    return page(
        "staff/statement_entry.html", status, entry=entry, customers=listing(CUSTOMERS),
        proposals=[] if entry.decision else matching.proposals(entry), question=question_of(entry),
        booking=booking or BookingForm(formdata=None), ignoring=ignoring or NoteForm(formdata=None),
        reasons=collections.REASONS,
    )  # fmt: skip
