"""Verwaltung → Lastschriften: what is due, the files for the bank, and what became of each."""

from flask import abort, redirect

import values
from models import Collection, CollectionFile
from rules import Refused
from rules.payments import collection_files, collections, mandates, undoing
from texts import money, t
from views import current, found, sensitive, staff
from views.downloads import download
from views.pages import attempt, page, refused, unconfirmed
from views.staff import bp

LIST = "/verwaltung/lastschriften"
NEWEST = 25


@bp.get("/lastschriften")
@staff("billing")
def list_collections():
    return page(
        "staff/collections.html", days=collections.due_by_day(), files=list(CollectionFile.newest(NEWEST)),
        offers_debit=mandates.is_offered(), most=collection_files.MOST,
    )  # fmt: skip


@bp.get("/lastschriften/<day>")
@staff("billing")
def list_due_collections(day):
    chosen = day_of(day)
    return page(
        "staff/collections_due.html", day=chosen, collections=collections.due_on(chosen), reasons=collections.REASONS
    )


@bp.post("/lastschriften/<day>/datei")
@staff("billing")
@sensitive
def make_collection_file(day):
    try:
        file = collection_files.make(day_of(day), current.account)
    except Refused as refusal:
        return refused(refusal, LIST)
    return redirect(f"{LIST}/dateien/{file.id}", 303)


@bp.post("/lastschriften/<int:id>/ruecknahme")
@staff("billing")
def withdraw_collection(id):
    collection = found(Collection, id=id)
    question = t("Die Rechnung {number} wirklich nicht abbuchen?", number=collection.debit.number)
    if answer := unconfirmed(question, LIST):
        return answer
    return attempt(t("Wird nicht abgebucht. Der Kunde weiß Bescheid."), LIST, collections.withdraw, collection)


@bp.post("/lastschriften/<int:id>/storno")
@staff("billing")
def book_collection_back(id):
    collection = found(Collection, id=id)
    here = address_of(collection)
    asked = t(
        "Die Lastschrift zu Rechnung {number} über {cents} ({name}) wurde nicht ausgeführt? Die Zahlung wird "
        "gegengebucht, die Rechnung ist wieder offen.", **named(collection),
    )  # fmt: skip
    if question := unconfirmed(asked, here):
        return question
    return attempt(t("Gegengebucht. Der Kunde weiß Bescheid."), here, undoing.not_executed, collection)


@bp.post("/lastschriften/<int:id>/rueckgabe/storno")
@staff("billing")
def book_return_back(id):
    collection = found(Collection, id=id)
    here = address_of(collection)
    asked = t(
        "Die Rückgabe der Lastschrift zu Rechnung {number} über {cents} ({name}) zurücknehmen? Sie wird mit ihrer "
        "Gebühr gegengebucht. Ein Mandat, das deswegen endete, bleibt beendet.", **named(collection),
    )  # fmt: skip
    if question := unconfirmed(asked, here):
        return question
    return attempt(t("Rückgabe gegengebucht. Der Kunde weiß Bescheid."), here, undoing.return_undone, collection)


@bp.get("/lastschriften/dateien/<int:id>")
@staff("billing")
def show_collection_file(id):
    file = found(CollectionFile, id=id)
    return page(
        "staff/collection_file.html", file=file, collections=list(file.collections.order_by(Collection.id)),
        changed=collection_files.changed_since(file), reasons=collections.REASONS,
    )  # fmt: skip


@bp.get("/lastschriften/dateien/<int:id>/pain.xml")
@staff("billing")
def download_collection_file(id):
    file = found(CollectionFile, id=id)
    try:
        return download(collection_files.opened(file), f"Lastschriften-{file.collect_on}-{file.id}.xml")
    except Refused as refusal:
        return refused(refusal, f"{LIST}/dateien/{file.id}")


@bp.post("/lastschriften/dateien/<int:id>/einreichung")
@staff("billing")
def submit_collection_file(id):
    file = found(CollectionFile, id=id)
    return attempt(t("Als eingereicht vermerkt."), f"{LIST}/dateien/{file.id}", collection_files.submit, file)


@bp.post("/lastschriften/dateien/<int:id>/verwerfung")
@staff("billing")
def discard_collection_file(id):
    file = found(CollectionFile, id=id)
    here = f"{LIST}/dateien/{file.id}"
    question = t("Diese Datei verwerfen? Nur, wenn sie nicht bei der Bank ist: Sonst würde doppelt abgebucht.")
    if answer := unconfirmed(question, here):
        return answer
    return attempt(t("Die Datei ist verworfen."), LIST, collection_files.discard, file)


def address_of(collection):
    """Where it stands: in its file, if it is in one."""
    return f"{LIST}/dateien/{collection.file_id}" if collection.file_id else LIST


def named(collection):
    """What a question calls it by."""
    return {
        "number": collection.debit.number, "cents": money(collection.cents), "name": collection.customer.name,
    }  # fmt: skip


def day_of(text):
    """The day in an address, or 404."""
    try:
        return values.day(text)
    except ValueError:
        abort(404)
