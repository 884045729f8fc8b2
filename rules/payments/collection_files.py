"""The pain.008 files with direct debits: made for a day, handed in at the bank by staff, or discarded."""

from datetime import date
from typing import BinaryIO

import clock
import gateways
from database import is_sqlite, write
from gateways import Rejected
from gateways.bank import sepa
from models import Account, Collection, CollectionFile
from rules import Refused, audit, files
from rules.accounting import ledger
from rules.payments import collections, mandates
from texts import t

MOST = 2000  # debits of one file


def make(day: date, by: Account) -> CollectionFile:
    """Put what is collected on a day into a file for the bank. Raises Refused, also when it changed meanwhile."""
    if not mandates.is_offered():
        raise Refused("Für Lastschriften fehlt die Gläubiger-ID in den Einstellungen (creditor_id).")
    collections.follow()
    chosen = collections.due_on(day)[:MOST]
    if not chosen:
        raise Refused("An diesem Tag ist nichts einzuziehen.")
    try:
        message_id, content = sepa.write(_creditor(), [_debit(each, day) for each in chosen])
    except Rejected as error:
        raise Refused(str(error)) from error
    key = gateways.files.put(content)
    with write():
        _check_unchanged(chosen)
        cents = sum(each.cents for each in chosen)
        file = CollectionFile.create(message_id=message_id, file_key=key, collect_on=day, cents=cents, created_by=by)
        ids = [each.id for each in chosen]
        Collection.update(file=file, collect_on=day).where(Collection.id.in_(ids)).execute()
        audit.note("collection file made", file, after={"cents": cents, "count": len(chosen), "collect_on": day})
    return file


def opened(file: CollectionFile) -> BinaryIO:
    """The file's content. Raises Refused while it cannot be read, and for one that was discarded."""
    if file.discarded_at:
        raise Refused("Diese Datei ist verworfen. Bitte reichen Sie sie nicht ein.")
    return files.opened(file.file_key)


def submit(file: CollectionFile) -> None:
    """It was handed in at the bank. Raises Refused when that was said before or it was discarded."""
    _close(file, "collection file submitted", submitted_at=clock.now())


def discard(file: CollectionFile) -> None:
    """It will never be handed in: what was in it can go into another. Raises Refused for one that was handed in."""
    with write():
        _close(file, "collection file discarded", discarded_at=clock.now())
        Collection.update(file=None).where(Collection.file == file, Collection.booking.is_null()).execute()


def changed_since(file: CollectionFile) -> list[Collection]:
    """What changed in a file that nobody has handed in: withdrawn mandates, amounts that are open no more."""
    if file.submitted_at or file.discarded_at:
        return []
    return [
        each
        for each in Collection.select().where(Collection.file == file, Collection.booking.is_null())
        if each.mandate.revoked_at or -ledger.open_cents(each.debit) != each.cents
    ]


def _close(file: CollectionFile, what: str, **values: object) -> None:
    is_open = CollectionFile.submitted_at.is_null() & CollectionFile.discarded_at.is_null()
    with write():
        if not CollectionFile.update(**values).where(CollectionFile.id == file, is_open).execute():
            raise Refused("Diese Datei ist schon eingereicht oder verworfen.")
        audit.note(what, file, after=values)


def _check_unchanged(chosen: list[Collection]) -> None:
    """Raises Refused when another file, a withdrawal or a payment was quicker."""
    query = Collection.due().where(Collection.id.in_([each.id for each in chosen]))
    if not is_sqlite():
        query = query.for_update()
    now = {each.id: each.cents for each in query}
    if now != {each.id: each.cents for each in chosen}:
        raise Refused("Inzwischen hat sich etwas geändert. Bitte sehen Sie die Liste noch einmal an.")


def _creditor() -> sepa.Creditor:
    hoster = gateways.settings.hoster
    return sepa.Creditor(
        name=hoster.account_holder or hoster.name,
        iban=hoster.iban.replace(" ", "").upper(),
        bic=hoster.bic.replace(" ", "").upper(),
        creditor_id=hoster.creditor_id.replace(" ", "").upper(),
    )


def _debit(collection: Collection, day: date) -> sepa.Debit:
    mandate = collection.mandate
    return sepa.Debit(
        key=collection.key, cents=collection.cents, collect_on=day, name=mandate.account_holder, iban=mandate.iban,
        bic=mandate.bic, mandate_reference=mandate.reference, mandate_day=mandate.given_on,
        text=t("Rechnung {number} Kundennummer {customer}",
               number=collection.debit.number, customer=collection.customer.number),
    )  # fmt: skip
