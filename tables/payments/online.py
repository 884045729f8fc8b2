"""Payments through a provider's page: checkouts, links to pay, what the provider told us and paid out."""

from peewee import JOIN, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField, fn

import clock
from database import Table
from tables.access import Account
from tables.accounting.ledger import Booking
from tables.listing import Listing
from tables.profile import Customer


class PayLink(Table):
    """A link with which anybody can pay for a customer until it expires; the table knows the token's hash only.

    Without `cents` it is for what is open of `invoices` (numbers, divided by blanks), without those too for all that is
    open. The portal's secret key and `seed` make the token, so that the address can be shown again.
    """

    customer = ForeignKeyField(Customer, backref="pay_links")
    seed = CharField(max_length=64)
    token_hash = CharField(max_length=64, unique=True)
    invoices = CharField(default="")
    cents = IntegerField(null=True)
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    expires_at = DateTimeField()
    revoked_at = DateTimeField(null=True)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    @classmethod
    def all_working(cls):
        return cls.select().where(cls.revoked_at.is_null(), cls.expires_at > clock.now())

    @classmethod
    def working(cls, customer):
        """The customer's that still work, newest first."""
        return list(cls.all_working().where(cls.customer == customer).order_by(cls.id.desc()))

    @property
    def works(self):
        return self.revoked_at is None and self.expires_at > clock.now()


class Checkout(Table):
    """A wish to pay so many cents through a provider by K (card) or S (instant); `key` makes a second click the same.

    `invoices` are the numbers that it is for, divided by blanks; it is paid when the provider says so, never by a page.
    """

    customer = ForeignKeyField(Customer, backref="checkouts")
    provider = CharField(max_length=10)
    method = CharField(max_length=1, default="K")
    key = CharField(max_length=64, unique=True)
    provider_id = CharField(max_length=80, null=True, unique=True)
    payment_id = CharField(max_length=80, default="", index=True)
    address = TextField(default="")
    cents = IntegerField()
    invoices = CharField(default="")
    link = ForeignKeyField(PayLink, null=True)
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    paid_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)


class ProviderEvent(Table):
    """Money of which a provider told us that it moved, once: `event_id` is the kind of movement and its id there.

    `kind` is what told it, `cents` positive what came to us; `payload` is JSON of the facts. What does not fit is
    `parked_for` a reason until staff settle it, with or without a booking.
    """

    REASONS = ("unknown", "currency", "amount", "customer", "unpaid", "twice", "locked")

    provider = CharField(max_length=10)
    event_id = CharField(max_length=120)
    kind = CharField(max_length=60)
    payment_id = CharField(max_length=80, default="", index=True)
    cents = IntegerField()
    payload = TextField(default="{}")
    checkout = ForeignKeyField(Checkout, null=True, backref="events")
    booking = ForeignKeyField(Booking, null=True)
    parked_for = CharField(max_length=12, default="", index=True)
    note = CharField(default="")
    received_at = DateTimeField(default=clock.now)
    settled_at = DateTimeField(null=True)
    settled_by = ForeignKeyField(Account, null=True)

    class Meta:
        indexes = ((("provider", "event_id"), True),)


class Payout(Table):
    """What a provider transferred to our bank account in one sum, cents after fees."""

    provider = CharField(max_length=10)
    provider_id = CharField(max_length=80, unique=True)
    cents = IntegerField()
    fee_cents = IntegerField()
    arrives_on = DateField(null=True)
    created_at = DateTimeField(default=clock.now)


class PayoutItem(Table):
    """One payment or refund in a payout, gross cents and the provider's fee; `checkout` is ours, None when unknown."""

    payout = ForeignKeyField(Payout, backref="items", on_delete="CASCADE")
    payment_id = CharField(max_length=80)
    kind = CharField(max_length=20)
    checkout = ForeignKeyField(Checkout, null=True)
    cents = IntegerField()
    fee_cents = IntegerField()

    @classmethod
    def with_customers(cls, payout):
        """The items of a payout, each with its checkout and customer where they are known."""
        query = cls.select(cls, Checkout, Customer).join(Checkout, JOIN.LEFT_OUTER).join(Customer, JOIN.LEFT_OUTER)
        return list(query.where(cls.payout == payout).order_by(cls.id))


def _checkouts():
    return Checkout.select(
        Checkout.created_at, Checkout.provider, Checkout.method, Checkout.provider_id, Checkout.cents,
        Checkout.invoices, Checkout.paid_at, Checkout.closed_at, Customer.number.alias("customer_number"),
        Customer.company, Customer.first_name, Customer.last_name,
    ).join(Customer)  # fmt: skip


CHECKOUTS = Listing(
    _checkouts,
    {"at": Checkout.id, "cents": Checkout.cents},
    Customer.search_text.concat(" ").concat(Checkout.invoices),
    Checkout.id,
    "-at",
)


def _events(is_settled):
    return (
        ProviderEvent.select(
            ProviderEvent.id, ProviderEvent.provider, ProviderEvent.event_id, ProviderEvent.cents,
            ProviderEvent.parked_for, ProviderEvent.received_at, ProviderEvent.settled_at, ProviderEvent.note,
            Customer.number.alias("customer_number"), Customer.company, Customer.first_name, Customer.last_name,
        )
        .join(Checkout, JOIN.LEFT_OUTER)
        .join(Customer, JOIN.LEFT_OUTER)
        .where(ProviderEvent.parked_for != "", ProviderEvent.settled_at.is_null(not is_settled))
    )  # fmt: skip


def _event_listing(is_settled, default):
    search = fn.COALESCE(Customer.search_text, "").concat(" ").concat(fn.LOWER(ProviderEvent.event_id))
    return Listing(lambda: _events(is_settled), {"at": ProviderEvent.id}, search, ProviderEvent.id, default)


PARKED = _event_listing(False, "at")
SETTLED = _event_listing(True, "-at")


def newest_payouts(count):
    """The payouts that arrive or arrived last."""
    return list(Payout.select().order_by(Payout.arrives_on.desc(), Payout.id.desc()).limit(count))
