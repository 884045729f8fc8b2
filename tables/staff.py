"""What the hoster's people look for: lists over all customers."""

from functools import reduce

from peewee import JOIN, Expression, Field, fn

import clock
from database import parameter
from tables.documents import Document
from tables.listing import Listing
from tables.notices import Notice
from tables.operation import AuditEntry, Outbox, Work
from tables.products import Cancellation, Contract, Domain, Plan, PlanPrice, Suspension
from tables.profile import Customer
from tables.support import Ticket, answered

UNFOLDED = {"Ä": "ae", "Ö": "oe", "Ü": "ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}


def folded(column: Field | Expression) -> Expression:
    """A column as `values.fold` writes German text, for columns that have no search text beside them."""
    return reduce(lambda text, pair: fn.REPLACE(text, *pair), UNFOLDED.items(), fn.LOWER(column))


def _customers():
    return Customer.select(
        Customer.number, Customer.company, Customer.first_name, Customer.last_name, Customer.zip, Customer.city,
        Customer.email,
    )  # fmt: skip


CUSTOMER_COLUMNS = {
    "number": Customer.number,
    "name": fn.COALESCE(fn.NULLIF(Customer.company, ""), Customer.last_name),
}
CUSTOMERS = Listing(_customers, CUSTOMER_COLUMNS, Customer.search_text, Customer.id, "number")
CUSTOMER_OF_NUMBER = Listing(
    lambda: _customers().where(Customer.number == parameter("number")),
    CUSTOMER_COLUMNS, Customer.search_text, Customer.id, "number",
)  # fmt: skip


def _tickets():
    return Ticket.select(
        Ticket.number, Ticket.subject, Ticket.created_at, Ticket.closed_at,
        answered().alias("is_answered"), Customer.number.alias("customer_number"), Customer.company,
        Customer.first_name, Customer.last_name,
    ).join(Customer)  # fmt: skip


def _ticket_listing(build, default):
    search = folded(Ticket.subject).concat(" ").concat(Customer.search_text)
    return Listing(build, {"number": Ticket.number}, search, Ticket.id, default)


OPEN_TICKETS = _ticket_listing(lambda: _tickets().where(Ticket.closed_at.is_null()), "number")
CLOSED_TICKETS = _ticket_listing(lambda: _tickets().where(Ticket.closed_at.is_null(False)), "-number")
ALL_TICKETS = _ticket_listing(_tickets, "-number")
TICKETS_OF_CUSTOMER = _ticket_listing(lambda: _tickets().where(Ticket.customer == parameter("customer")), "-number")


def _audit():
    return AuditEntry.select(
        AuditEntry.at, AuditEntry.who, AuditEntry.address, AuditEntry.what, AuditEntry.before, AuditEntry.after,
        Customer.number.alias("customer_number"), Customer.company, Customer.first_name, Customer.last_name,
    ).join(Customer, JOIN.LEFT_OUTER)  # fmt: skip


def _audit_listing(build):
    search = folded(AuditEntry.who).concat(" ").concat(fn.COALESCE(Customer.search_text, ""))
    return Listing(build, {"at": AuditEntry.id}, search, AuditEntry.id, "-at")


AUDIT = _audit_listing(_audit)
AUDIT_OF_CUSTOMER = _audit_listing(lambda: _audit().where(AuditEntry.customer == parameter("customer")))

CONTRACTS_OF_CUSTOMER = Listing(
    lambda: (
        Contract.select(
            Contract.id, Contract.kind, Contract.description, Contract.price_cents, Contract.period_months,
            Contract.next_invoice_on, Contract.billing_held_at, Plan.name.alias("plan"), Domain.name.alias("domain"),
            Cancellation.effective_on.alias("cancelled_on"),
            Suspension.created_at.alias("suspended_at"),
        )
        .join(Plan)
        .join_from(Contract, Domain, JOIN.LEFT_OUTER)
        .join_from(Contract, Cancellation, JOIN.LEFT_OUTER)
        .join_from(Contract, Suspension, JOIN.LEFT_OUTER)
        .where(Contract.customer == parameter("customer"))
    ),
    {"plan": Plan.name, "domain": fn.COALESCE(Domain.name, ""), "id": Contract.id},
    Contract.search_text, Contract.id, "id",
)  # fmt: skip

DOMAINS_OF_CUSTOMER = Listing(
    lambda: Domain.select(Domain.name, Domain.name_server, Domain.created_at).where(
        Domain.customer == parameter("customer")
    ),
    {"name": Domain.name}, Domain.name, Domain.id, "name",
)  # fmt: skip


def newest_customers(count):
    return Customer.select().order_by(Customer.id.desc()).limit(count)


def failed_work():
    """Work that was given up, newest first."""
    return Work.select().where(Work.failed_at.is_null(False)).order_by(Work.failed_at.desc())


def unsent_mails():
    """Mails that have not left yet, oldest first."""
    return Outbox.select().where(Outbox.sent_at.is_null()).order_by(Outbox.id)


def documents_of(customer):
    """The documents that are for this customer alone."""
    return Document.of(customer).where(Document.customer == customer)


def notices():
    """All notices with their customers, newest first."""
    return Notice.select(Notice, Customer).join(Customer, JOIN.LEFT_OUTER).order_by(Notice.shown_from.desc(), Notice.id)


def plans():
    """All plans; `price_cents` is what each costs today, None while it has no price."""
    price = (
        PlanPrice.select(PlanPrice.price_cents)
        .where(PlanPrice.plan == Plan.id, PlanPrice.valid_from <= clock.today())
        .order_by(PlanPrice.valid_from.desc())
        .limit(1)
    )
    return Plan.select(Plan, price.alias("price_cents")).order_by(Plan.kind, Plan.position, Plan.name)
