"""Verwaltung → Lastschriften: what is due, the files for the bank, and what became of each."""

from flask import abort, redirect

import values
from models import Collection, CollectionFile
from rules import Refused
from rules.payments import collection_files, collections, mandates
from texts import t
from views import current, found, sensitive, staff
from views.downloads import download
from views.pages import page, refused, unconfirmed
from views.staff import bp
from views.staff.desk import attempt

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
    return attempt(collections.withdraw, collection, t("Wird nicht abgebucht. Der Kunde weiß Bescheid."), LIST)


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
    return attempt(collection_files.submit, file, t("Als eingereicht vermerkt."), f"{LIST}/dateien/{file.id}")


@bp.post("/lastschriften/dateien/<int:id>/verwerfung")
@staff("billing")
def discard_collection_file(id):
    file = found(CollectionFile, id=id)
    here = f"{LIST}/dateien/{file.id}"
    question = t("Diese Datei verwerfen? Nur, wenn sie nicht bei der Bank ist: Sonst würde doppelt abgebucht.")
    if answer := unconfirmed(question, here):
        return answer
    return attempt(collection_files.discard, file, t("Die Datei ist verworfen."), LIST)


def day_of(text):
    """The day in an address, or 404."""
    try:
        return values.day(text)
    except ValueError:
        abort(404)
