"""Payments through a provider's page: checkouts, links to pay, what the provider told us and paid out."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.accounting.ledger import Booking
from tables.profile import Customer


class PayLink(Table):
    """A link with which anybody can pay for a customer until it expires; the table knows the token's hash only."""

    customer = ForeignKeyField(Customer, backref="pay_links")
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

    @property
    def works(self):
        return self.revoked_at is None and self.expires_at > clock.now()


class Checkout(Table):
    """A wish to pay so many cents through a provider; `key` makes a second click the same wish.

    `invoices` are the numbers that it is for, divided by blanks; it is paid when the provider says so, never by a page.
    """

    customer = ForeignKeyField(Customer, backref="checkouts")
    provider = CharField(max_length=10)
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
    """Something a provider told us, once; what fits nothing is parked with a reason until staff settle it."""

    provider = CharField(max_length=10)
    event_id = CharField(max_length=120)
    kind = CharField(max_length=60)
    payload = TextField(default="{}")
    checkout = ForeignKeyField(Checkout, null=True, backref="events")
    booking = ForeignKeyField(Booking, null=True)
    parked_for = CharField(default="")
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
