"""SEPA direct debits: mandates, what is to be collected, and the files for the bank."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.accounting.ledger import Booking
from tables.payments.bank import StatementEntry
from tables.profile import Customer


class Mandate(Table):
    """The customer's permission to collect from an account; one at a time, never passed on to a new holder.

    `text` is what was agreed to, word for word; `given_by` who was logged in at `address`, or who of the staff typed
    one given `on_paper`.
    """

    customer = ForeignKeyField(Customer, backref="mandates")
    reference = CharField(max_length=35, unique=True)
    account_holder = CharField(max_length=70)
    iban = CharField(max_length=34)
    bic = CharField(max_length=11, default="")
    bank = CharField(default="")
    given_by = ForeignKeyField(Account, null=True)
    address = CharField(max_length=45, default="")
    given_on = DateField()
    on_paper = BooleanField(default=False)
    text = TextField(default="")
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
    """A pain.008 file for the bank; `message_id` is its MsgId, `submitted_at` when staff handed it in.

    One that was discarded instead holds nothing any more.
    """

    message_id = CharField(max_length=35, unique=True)
    file_key = CharField(max_length=64)
    collect_on = DateField()
    cents = IntegerField()
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    submitted_at = DateTimeField(null=True)
    discarded_at = DateTimeField(null=True)

    @classmethod
    def newest(cls, most):
        return cls.select().order_by(cls.id.desc()).limit(most)


class Collection(Table):
    """A direct debit of what an invoice leaves open: announced, put into a file, paid (`booking`) or returned.

    `key` is the EndToEndId. `withdrawn_at` is set when it is not to be collected after all. `booking` is the credit
    that stands for it at the moment; `paid_by` and `returned_by` are the entries of bank statements that told so.
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
    paid_by = ForeignKeyField(StatementEntry, null=True, backref="paid_collections")
    returned_by = ForeignKeyField(StatementEntry, null=True, backref="returned_collections")

    @classmethod
    def pending(cls):
        """What the bank has not answered yet."""
        return cls.select().where(cls.booking.is_null(), cls.returned_at.is_null(), cls.withdrawn_at.is_null())

    @classmethod
    def due(cls):
        """What lies in no file yet, the earliest first."""
        return cls.pending().where(cls.file.is_null()).order_by(cls.collect_on, cls.id)

    @classmethod
    def of(cls, customer):
        """The customer's, the newest first."""
        return cls.select().where(cls.customer == customer).order_by(cls.id.desc())

    @property
    def state(self):
        """Where it stands: withdrawn, returned, paid, submitted, in_file or due."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.returned_at:
            return "returned"
        if self.booking_id:
            return "paid"
        if self.file_id:
            return "submitted" if self.file.submitted_at else "in_file"
        return "due"
