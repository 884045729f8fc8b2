"""What a run would issue, as lists for the eye."""

from peewee import JOIN, SQL, Case, NodeList, Value, fn

from database import parameter
from tables.accounting.billing import BillingRun, InvoiceDraft
from tables.accounting.invoices import Invoice, InvoiceDocument
from tables.listing import Listing
from tables.operation import Work
from tables.profile import Customer


def _drafts(*which):
    return (
        InvoiceDraft.select(
            InvoiceDraft.id, InvoiceDraft.net_cents, InvoiceDraft.tax_cents, InvoiceDraft.gross_cents,
            InvoiceDraft.remarks, InvoiceDraft.lines, InvoiceDraft.is_blocked, InvoiceDraft.held_at,
            InvoiceDraft.held_by, InvoiceDraft.hold_reason, Invoice.number.alias("invoice"),
            Customer.number.alias("customer_number"), Customer.company, Customer.first_name, Customer.last_name,
        )
        .join(Customer)
        .join_from(InvoiceDraft, Invoice, JOIN.LEFT_OUTER)
        .where(InvoiceDraft.run == parameter("run"), *which)
    )  # fmt: skip


def _listing(build):
    columns = {
        "remarks": InvoiceDraft.remarks, "customer": Customer.number, "net": InvoiceDraft.net_cents,
        "gross": InvoiceDraft.gross_cents,
    }  # fmt: skip
    return Listing(build, columns, Customer.search_text, InvoiceDraft.id, "-remarks")


def _has_remark():
    padded = Value(" ").concat(InvoiceDraft.remarks).concat(" ")
    return NodeList((padded, SQL("LIKE"), parameter("remark")))


# What is remarkable stands above what is not: the codes are sorted downwards, and nothing is the smallest.
DRAFTS = _listing(_drafts)
REMARKABLE_DRAFTS = _listing(lambda: _drafts(InvoiceDraft.remarks != ""))
WAITING_DRAFTS = _listing(lambda: _drafts(InvoiceDraft.is_blocked | InvoiceDraft.held_at.is_null(False)))
DRAFTS_WITH_REMARK = _listing(lambda: _drafts(_has_remark()))
UNISSUED_DRAFTS = _listing(lambda: _drafts(InvoiceDraft.invoice.is_null()))

RUNS = Listing(
    lambda: (
        BillingRun.select(
            BillingRun.id, BillingRun.until, BillingRun.released_at, BillingRun.released_by, BillingRun.issued_at,
            fn.COUNT(InvoiceDraft.invoice).alias("count"),
            fn.COALESCE(fn.SUM(Case(None, [(InvoiceDraft.invoice.is_null(False), InvoiceDraft.gross_cents)], 0)), 0)
            .alias("gross_cents"),
        )
        .join(InvoiceDraft, JOIN.LEFT_OUTER)
        .where(BillingRun.released_at.is_null(False))
        .group_by(BillingRun.id)
    ),
    {"at": BillingRun.id}, BillingRun.released_by, BillingRun.id, "-at",
)  # fmt: skip


def drafts_by_standing(run):
    """How many drafts of a run have the same remarks and standing, with their sums."""
    is_held, is_issued = InvoiceDraft.held_at.is_null(False), InvoiceDraft.invoice.is_null(False)
    return (
        InvoiceDraft.select(
            InvoiceDraft.remarks, InvoiceDraft.is_blocked, is_held.alias("is_held"), is_issued.alias("is_issued"),
            fn.COUNT(InvoiceDraft.id).alias("count"), fn.SUM(InvoiceDraft.net_cents).alias("net_cents"),
            fn.SUM(InvoiceDraft.tax_cents).alias("tax_cents"), fn.SUM(InvoiceDraft.gross_cents).alias("gross_cents"),
        )
        .where(InvoiceDraft.run == run)
        .group_by(InvoiceDraft.remarks, InvoiceDraft.is_blocked, is_held, is_issued)
        .namedtuples()
    )  # fmt: skip


def documents_of_run(run):
    """The PDFs of a run's invoices."""
    return (
        InvoiceDocument.select()
        .join(InvoiceDraft, on=InvoiceDraft.invoice == InvoiceDocument.invoice)
        .where(InvoiceDraft.run == run, InvoiceDocument.format == "pdf")
    )


def work_of_documents(run):
    """The making of a run's documents that went wrong: the work with the numbers of its invoice and customer."""
    return (
        Work.select(Work, Invoice.number, Customer.number.alias("customer_number"))
        .join(InvoiceDraft, on=Work.key == InvoiceDraft.invoice.cast("TEXT"))
        .join(Invoice)
        .join(Customer)
        .where(Work.kind == "invoice documents", InvoiceDraft.run == run, Work.done_at.is_null(), Work.error != "")
        .order_by(Invoice.number)
        .objects()
    )
