"""What settled an invoice, what a correction settled, and which papers followed it."""

from peewee import JOIN, fn

from tables.accounting.invoices import Invoice, InvoiceDocument
from tables.accounting.ledger import Booking, Settlement
from tables.operation import Work

RE_AND_GS = ("RE", "GS")


def settled_by(invoice):
    """The bookings that settled an invoice, oldest first, with the `settled` cents of each."""
    return _partners(invoice, Settlement.debit, Settlement.credit)


def settles(invoice):
    """The bookings that a correction settled, oldest first, with the `settled` cents of each."""
    return _partners(invoice, Settlement.credit, Settlement.debit)


def _partners(invoice, side, other):
    own = Booking.select(Booking.id).where(Booking.invoice == invoice, Booking.kind.in_(RE_AND_GS))
    cents = fn.SUM(Settlement.cents)
    return (
        Booking.select(Booking, cents.alias("settled"))
        .join(Settlement, on=other == Booking.id)
        .where(side.in_(own))
        .group_by(Booking.id)
        .having(cents != 0)
        .order_by(Booking.booked_on, Booking.id)
    )


def corrections_of(invoice):
    """The corrections of an invoice, oldest first."""
    return Invoice.select().where(Invoice.corrects == invoice).order_by(Invoice.number)


def booking_of(invoice):
    """The row of the ledger with which an invoice or a correction was booked, or None."""
    return Booking.select().where(Booking.invoice == invoice, Booking.kind.in_(RE_AND_GS)).first()


def papers_by_year(customer):
    """How many invoices and PDFs of them there are for each year, the newest first: rows with year, papers, made."""
    year = Invoice.issued_on.year
    return list(
        Invoice.select(
            year.alias("year"), fn.COUNT(Invoice.id).alias("papers"), fn.COUNT(InvoiceDocument.id).alias("made")
        )
        .join(
            InvoiceDocument,
            JOIN.LEFT_OUTER,
            on=(InvoiceDocument.invoice == Invoice.id) & (InvoiceDocument.format == "pdf"),
        )
        .where(Invoice.customer == customer)
        .group_by(year)
        .order_by(year.desc())
        .namedtuples()
    )


def papers_of_year(customer, first, last):
    """The invoices of a span of days, oldest first, with `pdf_key`, the key of their PDF or None."""
    return (
        Invoice.select(Invoice, InvoiceDocument.file_key.alias("pdf_key"))
        .join(
            InvoiceDocument,
            JOIN.LEFT_OUTER,
            on=(InvoiceDocument.invoice == Invoice.id) & (InvoiceDocument.format == "pdf"),
        )
        .where(Invoice.customer == customer, Invoice.issued_on >= first, Invoice.issued_on <= last)
        .order_by(Invoice.number)
        .objects()
    )


def work_on(kind, keys):
    """How many pieces of work of a kind with these keys wait, and how many failed."""
    mine = Work.select().where(Work.kind == kind, Work.key.in_(keys))
    return (
        mine.where(Work.done_at.is_null(), Work.failed_at.is_null()).count(),
        mine.where(Work.failed_at.is_null(False)).count(),
    )
