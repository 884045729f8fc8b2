"""What the bookkeeping asks of invoices, bookings and settlements; each question is one query, compiled once."""

from peewee import JOIN, Case, fn

from database import Compiled, parameter
from tables.accounting.invoices import Invoice, InvoiceLine
from tables.accounting.ledger import Booking, OpenItem, Settlement
from tables.listing import Listing
from tables.profile import Customer


def _journal():
    """Invoices and corrections of a span of days, of one tax case or ("") of all."""
    return (
        Invoice.select(
            Invoice.number, Invoice.kind, Invoice.issued_on, Invoice.tax_case, Invoice.net_cents, Invoice.tax_cents,
            Invoice.gross_cents, Customer.number.alias("customer_number"), Customer.company, Customer.first_name,
            Customer.last_name,
        )
        .join(Customer)
        .where(
            Invoice.issued_on >= parameter("first"),
            Invoice.issued_on <= parameter("last"),
            (parameter("tax_case") == "") | (Invoice.tax_case == parameter("tax_case")),
        )
    )  # fmt: skip


JOURNAL = Listing(
    build=_journal,
    columns={
        "number": Invoice.number,
        "day": Invoice.issued_on,
        "net": Invoice.net_cents,
        "tax": Invoice.tax_cents,
        "gross": Invoice.gross_cents,
    },
    search=Customer.search_text.concat(" ").concat(Invoice.number.cast("TEXT")),
    key=Invoice.id,
    default="-day",
)
WHOLE_JOURNAL = Compiled(lambda: _journal().order_by(Invoice.issued_on, Invoice.number))


def _sums():
    """Net and tax by month, tax case and rate; the tax is rounded half up per invoice and rate, as on the invoice."""
    nets = (
        InvoiceLine.select(
            Invoice.id, Invoice.issued_on.year.alias("year"), Invoice.issued_on.month.alias("month"), Invoice.tax_case,
            InvoiceLine.tax_rate, fn.SUM(InvoiceLine.net_cents).alias("net"),
        )
        .join(Invoice)
        .where(Invoice.issued_on >= parameter("first"), Invoice.issued_on <= parameter("last"))
        .group_by(Invoice.id, Invoice.issued_on, Invoice.tax_case, InvoiceLine.tax_rate)
        .alias("nets")
    )  # fmt: skip
    net, rate = nets.c.net, nets.c.tax_rate
    tax = Case(None, ((net < 0, 0 - (5000 - net * rate) / 10_000),), (net * rate + 5000) / 10_000)
    keys = (nets.c.year, nets.c.month, nets.c.tax_case, nets.c.tax_rate)
    return (
        Invoice.select(
            *keys, fn.COUNT(nets.c.id).alias("invoices"), fn.SUM(net).alias("net_cents"), fn.SUM(tax).alias("tax_cents")
        )
        .from_(nets)
        .group_by(*keys)
        .order_by(*keys)
    )


SUMS = Compiled(_sums)


def _changes():
    """How the balance of all accounts changed in each month; what is owed is negative."""
    year, month = Booking.booked_on.year.cast("INTEGER"), Booking.booked_on.month.cast("INTEGER")
    return (
        Booking.select(year.alias("year"), month.alias("month"), fn.SUM(Booking.amount_cents).alias("cents"))
        .where(Booking.booked_on >= parameter("first"), Booking.booked_on <= parameter("last"))
        .group_by(year, month)
    )


CHANGES = Compiled(_changes)
SUM_BEFORE = Compiled(
    lambda: Booking.select(fn.COALESCE(fn.SUM(Booking.amount_cents), 0).alias("cents")).where(
        Booking.booked_on < parameter("first")
    )
)


def _settled(side):
    """What was settled of the bookings on a `side` up to a day; what was taken back counts from its reversal on.

    A loss may come back in several parts, each by a reversal of just that much, which names the invoice.
    """
    debit, credit, reversal = Booking.alias(), Booking.alias(), Booking.alias()
    taken_back = reversal.select(reversal.id).where(
        reversal.reverses == Settlement.credit,
        reversal.booked_on <= parameter("day"),
        reversal.invoice.is_null()
        | reversal.kind.not_in(("AB", "IN", "DI"))
        | (reversal.amount_cents == Settlement.cents),
    )
    return (
        Settlement.select(side.alias("booking"), fn.SUM(Settlement.cents).alias("cents"))
        .join(debit, on=Settlement.debit == debit.id)
        .switch(Settlement)
        .join(credit, on=Settlement.credit == credit.id)
        .where(
            debit.booked_on <= parameter("day"),
            credit.booked_on <= parameter("day"),
            (Settlement.cents > 0) | fn.EXISTS(taken_back),
        )
        .group_by(side)
    )


def _open_items():
    debits, credits = _settled(Settlement.debit).alias("debits"), _settled(Settlement.credit).alias("credits")
    left = Booking.amount_cents + fn.COALESCE(debits.c.cents, 0) - fn.COALESCE(credits.c.cents, 0)
    return (
        Booking.select(
            Booking.id, Booking.number, Booking.kind, Booking.text, Booking.booked_on,
            fn.COALESCE(OpenItem.due_on, Invoice.due_on, Booking.booked_on).alias("due_on"), left.alias("cents"),
            Customer.number.alias("customer_number"), Customer.company, Customer.first_name, Customer.last_name,
        )
        .join(Customer)
        .switch(Booking)
        .join(Invoice, JOIN.LEFT_OUTER, on=Booking.invoice == Invoice.id)
        .switch(Booking)
        .join(OpenItem, JOIN.LEFT_OUTER, on=OpenItem.booking == Booking.id)
        .switch(Booking)
        .join(debits, JOIN.LEFT_OUTER, on=debits.c.booking == Booking.id)
        .switch(Booking)
        .join(credits, JOIN.LEFT_OUTER, on=credits.c.booking == Booking.id)
        .where(Booking.booked_on <= parameter("day"), left != 0)
        .order_by(Customer.number, Booking.booked_on, Booking.id)
    )  # fmt: skip


OPEN_ITEMS = Compiled(_open_items)

# Positions billed up to a day whose period goes on after it.
GOING_ON = Compiled(
    lambda: (
        InvoiceLine.select(
            Invoice.number, Invoice.issued_on, Invoice.tax_case, Customer.number.alias("customer_number"),
            InvoiceLine.product, InvoiceLine.text, InvoiceLine.net_cents, InvoiceLine.period_from,
            InvoiceLine.period_to,
        )
        .join(Invoice)
        .join(Customer)
        .where(Invoice.issued_on <= parameter("day"), InvoiceLine.period_to > parameter("day"))
        .order_by(Invoice.number, InvoiceLine.position)
    )
)  # fmt: skip
