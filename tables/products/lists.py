"""The lists of products: each is one question a page."""

from datetime import date

from peewee import JOIN, fn

from database import Compiled, parameter
from tables.listing import Listing
from tables.products import Cancellation, Contract, Domain, Plan, Server, Suspension
from tables.products.panels import PanelAccess

NEVER = date(9999, 12, 31)  # where a list is sorted by a day that some rows do not have


def _contracts(*columns):
    """The customer's contracts as all lists show them, with `columns` of their own."""
    return (
        Contract.select(
            Contract.id, Plan.name.alias("plan"), Contract.period_months, Contract.price_cents,
            Contract.next_invoice_on, Cancellation.effective_on.alias("cancelled_on"),
            Suspension.created_at.alias("suspended_at"), *columns,
        )
        .join(Plan)
        .join_from(Contract, Cancellation, JOIN.LEFT_OUTER)
        .join_from(Contract, Suspension, JOIN.LEFT_OUTER)
        .where(Contract.customer == parameter("customer"))
    )  # fmt: skip


SORTED_BY = {
    "plan": Plan.name,
    "period": fn.COALESCE(Contract.period_months, 0),
    "price": Contract.price_cents,
    "next": fn.COALESCE(Contract.next_invoice_on, NEVER),
}

WEBHOSTING = Listing(
    build=lambda: (
        _contracts(Domain.name.alias("domain"), PanelAccess.kind.alias("access"))
        .join_from(Contract, Domain, JOIN.LEFT_OUTER)
        .join_from(
            Contract,
            PanelAccess,
            JOIN.LEFT_OUTER,
            on=(PanelAccess.contract == Contract.id) & (PanelAccess.kind == "login"),
        )
        .where(Contract.kind.in_(("webhosting", "domain")))
    ),
    columns=SORTED_BY | {"domain": fn.COALESCE(Domain.name, "")},
    search=Contract.search_text,
    key=Contract.id,
    default="domain",
)

SERVERS = Listing(
    build=lambda: (
        _contracts(
            Contract.description,
            Server.id.alias("server"),
            Server.name,
            Server.service_level,
            Server.included_traffic_gb,
        )
        .join_from(Contract, Server, JOIN.LEFT_OUTER)
        .where(Contract.kind == "server")
    ),
    columns=SORTED_BY
    | {
        "name": fn.COALESCE(Server.name, ""),
        "level": fn.COALESCE(Server.service_level, ""),
        "traffic": fn.COALESCE(Server.included_traffic_gb, 0),
    },
    search=Contract.search_text,
    key=Contract.id,
    default="name",
)

OTHERS = Listing(
    build=lambda: _contracts(Contract.description, Plan.category).where(Contract.kind == "other"),
    columns=SORTED_BY | {"category": Plan.category},
    search=Contract.search_text,
    key=Contract.id,
    default="category",
)

DOMAINS_ALONE = Compiled(
    lambda: (
        Domain.select(Domain.name)
        .join(Contract, JOIN.LEFT_OUTER, on=(Contract.domain == Domain.id) & (Contract.customer == Domain.customer))
        .where(Domain.customer == parameter("customer"), Contract.id.is_null())
        .order_by(Domain.name)
        .limit(100)
    )
)
DOMAIN_CONTRACTS = Compiled(
    lambda: (
        _contracts(Contract.kind, Contract.started_on)
        .where(Contract.domain == parameter("domain"))
        .order_by(Contract.started_on, Contract.id)
    )
)
