"""Meine Produkte: plans with their prices, contracts, domains and servers."""

from peewee import (
    JOIN,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    TextField,
    fn,
)

import clock
from database import Table
from tables.access import Account
from tables.profile import Customer


class Plan(Table):
    """Something the hoster sells: a webhosting plan, a kind of domain, a server or another product.

    `panel_package` is what panels call it.
    """

    KINDS = ("webhosting", "domain", "server", "other")
    CATEGORIES = ("backup", "ssl", "vpn", "cdn", "ip", "licence")

    kind = CharField(max_length=20)
    category = CharField(max_length=20, default="")
    name = CharField(unique=True)
    description = TextField(default="")
    period_months = IntegerField(default=12)
    is_offered = BooleanField(default=True)
    position = IntegerField(default=0)
    panel_package = CharField(max_length=100, default="")

    @classmethod
    def offered(cls):
        """The catalogue: plans with the prices of today, None where there are none yet."""
        latest = PlanPrice.alias()
        price_of_today = latest.select(fn.MAX(latest.valid_from)).where(
            latest.plan == cls.id, latest.valid_from <= clock.today()
        )
        return (
            cls.select(cls, PlanPrice.price_cents, PlanPrice.setup_cents)
            .join(PlanPrice, JOIN.LEFT_OUTER, on=(PlanPrice.plan == cls.id) & (PlanPrice.valid_from == price_of_today))
            .where(cls.is_offered)
            .order_by(cls.kind, cls.position, cls.name)
            .namedtuples()
        )


class PlanPrice(Table):
    """What a plan costs a period, and once when it is set up, from a day on, in cents without VAT."""

    plan = ForeignKeyField(Plan, backref="prices", on_delete="CASCADE")
    valid_from = DateField()
    price_cents = IntegerField()
    setup_cents = IntegerField(default=0)

    class Meta:
        indexes = ((("plan", "valid_from"), True),)


class Domain(Table):
    """A domain name; ASCII (IDNA), lower case, without a closing dot."""

    customer = ForeignKeyField(Customer, backref="domains")
    name = CharField(max_length=253, unique=True)
    name_server = CharField(default="")
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    @classmethod
    def by_name_server(cls):
        """How many domains (`count`) there are for each name server that is named."""
        return (
            cls.select(cls.name_server, fn.COUNT(cls.id).alias("count"))
            .group_by(cls.name_server)
            .order_by(cls.name_server)
        )


class Contract(Table):
    """One thing a customer has ordered and pays for; the price is in cents without VAT a period.

    `next_invoice_on` is the first day that no invoice covers; periods begin on `billing_day`, in short months on the
    last day.
    """

    customer = ForeignKeyField(Customer, backref="contracts")
    plan = ForeignKeyField(Plan, backref="contracts")
    domain = ForeignKeyField(Domain, null=True, backref="contracts")
    kind = CharField(max_length=20)
    description = TextField(default="")
    price_cents = IntegerField(default=0)
    period_months = IntegerField(null=True)
    started_on = DateField()
    next_invoice_on = DateField(null=True)
    billing_day = IntegerField(null=True)
    billing_held_at = DateTimeField(null=True)
    search_text = TextField(default="")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "kind"), False), (("next_invoice_on",), False))

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    @property
    def cancelled_on(self):
        """The day with which it ends, None when nobody cancelled it."""
        cancellation = self.cancellations.first()
        return cancellation and cancellation.effective_on

    @property
    def suspended_at(self):
        suspension = self.suspensions.first()
        return suspension and suspension.created_at


class Cancellation(Table):
    """The end of a contract: who said so, when, and for which day."""

    contract = ForeignKeyField(Contract, unique=True, backref="cancellations")
    effective_on = DateField()
    reason = CharField(default="")
    cancelled_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)


class Suspension(Table):
    """A contract is blocked until somebody lifts it: one open row at a time."""

    contract = ForeignKeyField(Contract, unique=True, backref="suspensions")
    reason = CharField(default="")
    suspended_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)


class Server(Table):
    """What is special about a contract of kind server; traffic in GB a month."""

    LEVELS = ("managed", "root")

    contract = ForeignKeyField(Contract, unique=True, backref="servers", on_delete="CASCADE")
    name = CharField()
    service_level = CharField(max_length=10)
    included_traffic_gb = IntegerField(default=0)

    @classmethod
    def of(cls, customer):
        return cls.select(cls, Contract).join(Contract).where(Contract.customer == customer)


class ServerAddress(Table):
    """An IP address of a server, in canonical notation."""

    server = ForeignKeyField(Server, backref="addresses", on_delete="CASCADE")
    address = CharField(max_length=45, unique=True)

    @classmethod
    def by_server(cls, ids):
        """The addresses of some servers, as lists by the server's id."""
        return grouped(cls.select().where(cls.server.in_(ids)).order_by(cls.id), "server_id")


class Specification(Table):
    """One fact about a server ("Arbeitsspeicher": "2 GB")."""

    server = ForeignKeyField(Server, backref="specifications", on_delete="CASCADE")
    label = CharField()
    value = CharField()
    position = IntegerField(default=0)

    @classmethod
    def by_server(cls, ids):
        """The facts about some servers, as lists by the server's id."""
        return grouped(cls.select().where(cls.server.in_(ids)).order_by(cls.position, cls.id), "server_id")


def state_of(contract):
    """How a contract stands today: "ended", "suspended", "cancelled" or "active".

    Takes a Contract or a row of a list; it has `cancelled_on` and `suspended_at`.
    """
    if contract.cancelled_on and contract.cancelled_on < clock.today():
        return "ended"
    if contract.suspended_at:
        return "suspended"
    return "cancelled" if contract.cancelled_on else "active"


def grouped(rows, key):
    """Rows as lists by one of their values."""
    groups = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return groups
