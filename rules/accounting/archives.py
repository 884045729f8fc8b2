"""A year's invoices in one ZIP: made at once, or, where many have no PDF yet, after the work has made those."""

import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import BinaryIO

import clock
from database import write
from models import Customer, Invoice, Work, papers_by_year, papers_of_year, work_on
from rules import NotFound, Refused, work
from rules.accounting import documents
from texts import t
from values import FIRST_DAY, LAST_DAY

WORK = "invoice files"
FEW = 10  # PDFs that are made while somebody waits


@dataclass(frozen=True)
class Year:
    """The invoices and corrections of a year, how many have their PDF, are being made or could not be made."""

    year: int
    papers: int
    made: int
    waiting: int = 0
    failed: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether the file can be made at once: only few are missing, or nobody can make the others."""
        missing = self.papers - self.made
        return not self.waiting and (missing - self.failed <= FEW or missing <= FEW)


def years(customer: Customer) -> list[Year]:
    """The years in which the customer got invoices, the newest first."""
    return [_year(customer, int(row.year), row.papers, row.made) for row in papers_by_year(customer)]


def _year(customer: Customer, year: int, papers: int, made: int) -> Year:
    if papers - made <= FEW:
        return Year(year, papers, made)
    waiting, failed = work_on(WORK, [str(each.id) for each in _papers(customer, year) if not each.pdf_key])
    return Year(year, papers, made, waiting, failed)


def prepare(customer: Customer, year: int) -> None:
    """Have the missing PDFs of a year made, those too that failed before. Raises NotFound for one without invoices."""
    keys = [str(each.id) for each in _papers(customer, year) if not each.pdf_key]
    with write():
        again = (Work.kind == WORK) & Work.key.in_(keys) & Work.failed_at.is_null(False)
        Work.update(failed_at=None, tries=0, error="", due=clock.now()).where(again).execute()
        for key in keys:
            work.later(WORK, key)


def make(key: str) -> None:
    """Make the files of the invoice with this id; they are sent to nobody."""
    documents.make(Invoice.get_by_id(int(key)))


def zipped(customer: Customer, year: int) -> BinaryIO:
    """The PDFs of a year, to be closed by the caller; a text in it names those that are missing.

    Raises NotFound when there are none, and Refused while it has still to be prepared.
    """
    papers = _papers(customer, year)
    made = sum(1 for each in papers if each.pdf_key)
    if not _year(customer, year, len(papers), made).is_ready:
        raise Refused("Diese Datei wird noch vorbereitet. Bitte versuchen Sie es in ein paar Minuten noch einmal.")
    makes_missing = len(papers) - made <= FEW
    file = TemporaryFile()  # noqa: SIM115  the caller closes it
    missing = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for invoice in papers:
            if not (invoice.pdf_key or makes_missing) or not _put(archive, invoice):
                missing.append(str(invoice.number))
        if missing:
            archive.writestr(t("Nicht enthalten") + ".txt", _note(missing))
    file.seek(0)
    return file


def _put(archive: zipfile.ZipFile, invoice: Invoice) -> bool:
    """Add an invoice's PDF; False when it cannot be made or read."""
    with suppress(Refused, NotFound), documents.opened(invoice, "pdf") as pdf:
        day = max(invoice.issued_on.timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # ZIP knows no earlier one
        entry = zipfile.ZipInfo(documents.file_name(invoice, "pdf"), day)
        archive.writestr(entry, pdf.read())
        return True
    return False


def _note(numbers: Sequence[str]) -> str:
    return t(
        "Diese Rechnungen lassen sich gerade nicht als PDF ausgeben, bitte rufen Sie uns an: {numbers}",
        numbers=", ".join(numbers),
    )


def _papers(customer: Customer, year: int) -> list[Invoice]:
    """The invoices of a year. Raises NotFound when there are none."""
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise NotFound
    papers = list(papers_of_year(customer, date(year, 1, 1), date(year, 12, 31)))
    if not papers:
        raise NotFound
    return papers
