"""The second phase of a billing run: the documents of what was issued; it can be broken off and resumed."""

import logging
from collections.abc import Callable
from typing import Any

from models import Invoice, InvoiceDocument, Work
from rules.accounting import documents, rows
from rules.accounting.issuing import Waiting
from rules.accounting.writing import DOCUMENTS
from texts import t

EACH = 100  # documents between two lines of progress
log = logging.getLogger("kundencenter.billing")


def make_missing(say: Callable[[str], Any]) -> list[Waiting]:
    """Make the documents of all invoices that wait for theirs; gives those that failed, by number. They go out later.

    `say` is told how far it is.
    """
    failed, ids = [], _missing()
    for place, id in enumerate(ids, start=1):
        invoice = Invoice.get_by_id(id)
        try:
            documents.make(invoice)
        except Exception as error:  # whatever is wrong with one of them, the others are made
            log.exception("documents of invoice %s failed", invoice.number)
            failed.append(Waiting(invoice.number, f"{type(error).__name__}: {error}"))
        if place % EACH == 0:
            say(t("{done} von {count} Dokumenten", done=place, count=len(ids)))
    return failed


def _missing() -> list[int]:
    """The ids of the invoices that `work` has not handed over and that have no PDF."""
    keys = Work.select(Work.key).where(Work.kind == DOCUMENTS, Work.done_at.is_null()).order_by(Work.id)
    waiting = [int(work.key) for work in keys]
    made = InvoiceDocument.select(InvoiceDocument.invoice).where(InvoiceDocument.format == "pdf")
    have = {id for (id,) in rows.fetch(made.where(InvoiceDocument.invoice >= min(waiting)))} if waiting else set()
    return [id for id in waiting if id not in have]
