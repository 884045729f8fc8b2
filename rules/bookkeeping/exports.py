"""Files to hand over: to the tax adviser (DATEV) and to the auditor (GoBD), made beside the portal's other work."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

import clock
import gateways
from database import write
from gateways import Rejected
from models import Account, Booking, Export, Invoice, MonthLock, Work
from rules import NotFound, Refused, audit, work
from rules.accounting import documents, ledger
from rules.bookkeeping import accounts, gobd, spans
from rules.bookkeeping.datev import bookings, columns, debtors
from rules.bookkeeping.datev import documents as images
from rules.bookkeeping.datev import format as datev
from rules.bookkeeping.spans import Span
from rules.files import opened
from texts import lazy, t

WORK = "export"
KINDS = {"datev": lazy("DATEV"), "gobd": lazy("GoBD (Betriebsprüfung)")}
MOST_MONTHS = 24
T = TypeVar("T")
STEP = 200  # rows after which the progress is written down


@dataclass(frozen=True)
class Progress:
    """How far an export is; `step` is "making", "stuck" or "done"."""

    step: str
    done: int
    count: int

    @property
    def is_over(self) -> bool:
        return self.step != "making"


def start(kind: str, first: date, last: date, by: Account | None) -> Export:
    """Put down an export of the months from one day's to another's. Raises Refused for a span that makes no sense."""
    span = Span(first.replace(day=1), spans.month(last).last)
    if span.last < span.first:
        raise Refused("Der letzte Monat liegt vor dem ersten.", "last")
    if span.first > clock.today():
        raise Refused("Dieser Monat hat noch nicht begonnen.", "first")
    if span.months > MOST_MONTHS:
        raise Refused("Mehr als {n} Monate auf einmal sind nicht möglich.", "last", n=MOST_MONTHS)
    with write():
        export = Export.create(kind=kind, period_from=span.first, period_to=span.last, created_by=by)
        audit.note("export begun", export, after={"kind": kind, "period_from": span.first, "period_to": span.last})
        work.later(WORK, export.id)
    return export


def progress(export: Export) -> Progress:
    """How far it is."""
    if export.done_at or export.error:
        return Progress("done" if export.done_at else "stuck", export.done, export.count)
    given_up = (Work.kind == WORK) & (Work.key == str(export.id)) & Work.failed_at.is_null(False)
    stuck = Work.select().where(given_up).exists()
    return Progress("stuck" if stuck else "making", export.done, export.count)


def make(key: str) -> None:
    """Make the export with this id; a repetition makes it anew. What refuses it stands on its page."""
    export = Export.get_by_id(int(key))
    if export.done_at or export.error:
        return
    span = Span(export.period_from, export.period_to)
    _wait_for_bookings(span)
    with TemporaryFile() as file:
        try:
            with ZipFile(file, "w", ZIP_DEFLATED) as package:
                missing = (_datev if export.kind == "datev" else _gobd)(export, span, package)
        except Refused as refusal:
            with write():
                audit.change("export refused", export, error=refusal.sentence[:2000])
            return
        file.seek(0)
        file_key = gateways.files.put(file)
    note = t("Ohne Belegbild: {numbers}", numbers=", ".join(map(str, missing))) if missing else ""
    with write():
        audit.change("export made", export, file_key=file_key, done_at=clock.now(), done=export.count, error=note)


def _wait_for_bookings(span: Span) -> None:
    """Until all that was begun in these months is in the database; what is booked from then on is younger than this."""
    with write():
        for month in spans.months(span.first, span.last):
            ledger.hold_month(month.first, alone=True)


def content(export: Export) -> BinaryIO:
    """The ZIP file, to be closed by the caller; it is noted who took it. Raises NotFound and Refused."""
    if not export.file_key:
        raise NotFound
    file = opened(export.file_key)
    with write():
        audit.note("export taken", export)
    return file


def file_name(export: Export) -> str:
    """What the file is called that somebody saves."""
    span = Span(export.period_from, export.period_to)
    return f"{'DATEV' if export.kind == 'datev' else 'GoBD'}_{span.name}.zip"


def _datev(export: Export, span: Span, package: ZipFile) -> list[int]:
    """A batch a month with its pictures, and the debtors; gives the numbers of invoices without a picture."""
    chart = accounts.Chart()
    within = Booking.booked_on.between(span.first, span.last)
    counted = _Counted(export, Booking.select().where(within).count() + _invoices(span).count())
    missing: list[int] = []
    locked = {lock.month for lock in MonthLock.select().where(MonthLock.month.between(span.first, span.last))}
    for month in spans.months(span.first, span.last):
        with_image = _images(month, package, counted, missing)
        batch = bookings.Batch(month, chart, with_image, month.first in locked)
        with package.open(f"EXTF_Buchungsstapel_{month.name}.csv", "w") as file:
            datev.write(
                columns.BOOKINGS, counted.each(batch.rows()), file, year_begins=_year_begins(month.first),
                title=f"Kundencenter {month.name}", first=month.first, last=month.last, is_final=batch.is_final,
            )  # fmt: skip
    with package.open("EXTF_Debitoren.csv", "w") as file:
        datev.write(columns.DEBTORS, debtors.rows(span), file, year_begins=_year_begins(span.last))
    return missing


def _images(month: Span, package: ZipFile, counted: "_Counted", missing: list[int]) -> set[int]:
    """Put the invoices of a month into packages; gives the ids of those that are in one."""
    found: set[int] = set()

    def pdfs(invoices: Iterable[Invoice]) -> Iterator[tuple[Invoice, IO[bytes]]]:
        for invoice in counted.each(invoices):
            try:
                pdf = documents.opened(invoice, "pdf")
            except (Refused, NotFound, Rejected):
                missing.append(invoice.number)
                continue
            found.add(invoice.id)
            yield invoice, pdf

    invoices = list(_invoices(month))
    for place, start in enumerate(range(0, len(invoices), images.MOST), 1):
        with TemporaryFile() as file:
            images.write(month, pdfs(invoices[start : start + images.MOST]), file)
            file.seek(0)
            name = f"Belege_{month.name}{f'_{place}' if len(invoices) > images.MOST else ''}.zip"
            with package.open(name, "w") as target:
                while chunk := file.read(1 << 16):
                    target.write(chunk)
    return found


def _invoices(span: Span) -> Any:
    return Invoice.select().where(Invoice.issued_on.between(span.first, span.last)).order_by(Invoice.number)


def _gobd(export: Export, span: Span, package: ZipFile) -> list[int]:
    """Every file of the description, and the index."""
    counted = _Counted(export, sum(each.rows(span).count() for each in gobd.FILES))
    for described in gobd.FILES:
        with package.open(described.url, "w") as file:
            for _ in counted.each(gobd.write(described, span, file)):
                pass
    package.writestr("index.xml", gobd.index(span))
    return []


def _year_begins(day: date) -> date:
    """The first day of the financial year that a day lies in."""
    month = int(gateways.settings.datev.year_begins[:2])
    return date(day.year if day.month >= month else day.year - 1, month, 1)


class _Counted:
    """Counts what goes by and writes it down for those who watch."""

    def __init__(self, export: Export, count: int) -> None:
        self.export, self.done = export, 0
        with write():
            Export.update(count=count, done=0).where(Export.id == export).execute()
        export.count = count

    def each(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            yield row
            self.done += 1
            if self.done % STEP == 0:
                with write():
                    Export.update(done=min(self.done, self.export.count)).where(Export.id == self.export).execute()
