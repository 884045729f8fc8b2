"""Postversand: what waits for the printer, and the bundles so far."""

from tables.accounting.invoices import Delivery, PrintBundle
from tables.listing import Listing
from tables.operation import Work
from tables.profile import Customer

TO_PRINT = Listing(
    lambda: (
        Delivery.select(
            Delivery.paper, Delivery.created_at, Customer.number.alias("customer_number"), Customer.company,
            Customer.first_name, Customer.last_name, Customer.zip, Customer.city,
        )
        .join(Customer)
        .where(Delivery.outbox.is_null(), Delivery.bundle.is_null())
    ),
    {"since": Delivery.id}, Customer.search_text.concat(" ").concat(Delivery.paper), Delivery.id, "since",
)  # fmt: skip


def newest_bundles(count):
    """The print bundles that hold something, newest first."""
    return PrintBundle.select().where(PrintBundle.papers > 0).order_by(PrintBundle.id.desc()).limit(count)


def failed_bundles(bundles):
    """The ids of those whose PDF could not be made."""
    keys = [str(bundle.id) for bundle in bundles if not bundle.file_key]
    failed = Work.select(Work.key).where(Work.kind == "print bundle", Work.key.in_(keys), Work.failed_at.is_null(False))
    return {int(work.key) for work in failed}
