"""The questions of the start page, each asked once a visit."""

from peewee import JOIN, fn

from database import Compiled, parameter
from tables.accounting.invoices import Invoice
from tables.products import Cancellation, Contract, Domain, Plan
from tables.support import Ticket

NEWEST_INVOICE = Compiled(
    lambda: (
        Invoice.select(Invoice.number, Invoice.issued_on, Invoice.gross_cents)
        .where(Invoice.customer == parameter("customer"))
        .order_by(Invoice.issued_on.desc(), Invoice.number.desc())
        .limit(1)
    )
)

# The newest open request, and how many there are.
OPEN_REQUESTS = Compiled(
    lambda: (
        Ticket.select(Ticket.number, Ticket.subject, fn.COUNT(Ticket.id).over().alias("count"))
        .where(Ticket.customer == parameter("customer"), Ticket.closed_at.is_null())
        .order_by(Ticket.changed_at.desc(), Ticket.id.desc())
        .limit(1)
    )
)

# What goes on into a next period from today on, soonest first: no contract that has ended by then.
NEXT_RENEWALS = Compiled(
    lambda: (
        Contract.select(
            Contract.id,
            Contract.next_invoice_on.alias("day"),
            Plan.name.alias("plan"),
            Domain.name.alias("domain"),
        )
        .join(Plan)
        .switch(Contract)
        .join(Domain, JOIN.LEFT_OUTER)
        .switch(Contract)
        .join(Cancellation, JOIN.LEFT_OUTER, on=Cancellation.contract == Contract.id)
        .where(
            Contract.customer == parameter("customer"),
            Contract.next_invoice_on >= parameter("today"),
            Cancellation.id.is_null() | (Cancellation.effective_on > Contract.next_invoice_on),
        )
        .order_by(Contract.next_invoice_on, Contract.id)
        .limit(3)
    )
)
