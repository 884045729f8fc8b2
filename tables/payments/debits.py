"""SEPA direct debits: mandates, what is to be collected, and the files for the bank."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField

import clock
from database import Table
from tables.access import Account
from tables.accounting.ledger import Booking
from tables.profile import Customer


class Mandate(Table):
    """The customer's permission to collect from an account; one at a time, never passed on to a new holder."""

    customer = ForeignKeyField(Customer, backref="mandates")
    reference = CharField(max_length=35, unique=True)
    account_holder = CharField(max_length=70)
    iban = CharField(max_length=34)
    bic = CharField(max_length=11, default="")
    bank = CharField(default="")
    given_by = ForeignKeyField(Account, null=True)
    address = CharField(max_length=45, default="")
    given_on = DateField()
    created_at = DateTimeField(default=clock.now)
    revoked_at = DateTimeField(null=True)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    @classmethod
    def in_force(cls, customer):
        """The one that holds now, or None."""
        return cls.of(customer).where(cls.revoked_at.is_null()).order_by(cls.id.desc()).first()


class CollectionFile(Table):
    """A pain.008 file for the bank; `message_id` is its MsgId, `submitted_at` when staff handed it in."""

    message_id = CharField(max_length=35, unique=True)
    file_key = CharField(max_length=64)
    collect_on = DateField()
    cents = IntegerField()
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    submitted_at = DateTimeField(null=True)


class Collection(Table):
    """A direct debit of what an invoice leaves open: announced, put into a file, paid (`booking`) or returned.

    `key` is the EndToEndId. `withdrawn_at` is set when it is not to be collected after all.
    """

    mandate = ForeignKeyField(Mandate, backref="collections")
    customer = ForeignKeyField(Customer, backref="collections")
    debit = ForeignKeyField(Booking, backref="collections")
    key = CharField(max_length=35, unique=True)
    cents = IntegerField()
    collect_on = DateField()
    announced_at = DateTimeField(null=True)
    file = ForeignKeyField(CollectionFile, null=True, backref="collections")
    booking = ForeignKeyField(Booking, null=True)
    returned_at = DateTimeField(null=True)
    return_reason = CharField(default="")
    withdrawn_at = DateTimeField(null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def pending(cls):
        """What the bank has not answered yet."""
        return cls.select().where(cls.booking.is_null(), cls.returned_at.is_null(), cls.withdrawn_at.is_null())
