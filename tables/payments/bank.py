"""Bank statements: what came in and went out, and what staff decided about each entry."""

from peewee import JOIN, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table, parameter
from tables.access import Account
from tables.accounting.ledger import Booking
from tables.listing import Listing
from tables.profile import Customer


class Statement(Table):
    """A statement of one account as it was uploaded; `format` is "camt.053" or "mt940".

    The `digest` knows the same file again; `entry_count` are all entries in it, also those known from another file.
    """

    digest = CharField(max_length=64, unique=True)
    format = CharField(max_length=10)
    name = CharField()
    iban = CharField(max_length=34, default="")
    begins_on = DateField()
    ends_on = DateField(index=True)
    closing_cents = IntegerField(null=True)
    entry_count = IntegerField(default=0)
    uploaded_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def newest(cls, most):
        return cls.select().order_by(cls.id.desc()).limit(most)

    @classmethod
    def latest(cls):
        """The one that reaches farthest, or None."""
        return cls.select().order_by(cls.ends_on.desc(), cls.id.desc()).first()


class StatementEntry(Table):
    """A movement on the account, cents, positive is money for us; `key` recognises it in another file.

    `decision` is "" while nobody decided, else "booked", "collected", "returned", "payout" or "ignored"; `customer` is
    whose it is, `booking` the last one made for it. `examined_at` says that it was tried to be matched by itself.
    """

    DECISIONS = ("booked", "collected", "returned", "payout", "ignored")

    statement = ForeignKeyField(Statement, backref="entries")
    key = CharField(max_length=64, unique=True)
    booked_on = DateField()
    cents = IntegerField()
    name = CharField(default="")
    iban = CharField(max_length=34, default="")
    text = TextField(default="")
    reference = CharField(default="")
    mandate_reference = CharField(max_length=35, default="")
    return_reason = CharField(max_length=10, default="")
    customer = ForeignKeyField(Customer, null=True)
    booking = ForeignKeyField(Booking, null=True)
    decision = CharField(max_length=10, default="", index=True)
    decided_at = DateTimeField(null=True)
    decided_by = CharField(default="")
    note = CharField(default="")
    examined_at = DateTimeField(null=True)
    search_text = TextField(default="")

    class Meta:
        indexes = ((("customer", "iban"), False),)

    @classmethod
    def open(cls):
        """What nobody has decided about, the oldest first."""
        return cls.select().where(cls.decision == "").order_by(cls.booked_on, cls.id)


def _entries():
    return StatementEntry.select(
        StatementEntry.id, StatementEntry.booked_on, StatementEntry.cents, StatementEntry.name, StatementEntry.iban,
        StatementEntry.text, StatementEntry.decision, StatementEntry.decided_by, StatementEntry.note,
        Customer.number.alias("customer_number"),
    ).join(Customer, JOIN.LEFT_OUTER)  # fmt: skip


ENTRY_COLUMNS = {"booked_on": StatementEntry.booked_on, "name": StatementEntry.name, "cents": StatementEntry.cents}
ENTRIES = Listing(_entries, ENTRY_COLUMNS, StatementEntry.search_text, StatementEntry.id, "-booked_on")
DECIDED_ENTRIES = Listing(
    lambda: _entries().where(StatementEntry.decision == parameter("decision")),
    ENTRY_COLUMNS, StatementEntry.search_text, StatementEntry.id, "-booked_on",
)  # fmt: skip
OPEN_ENTRIES = Listing(
    lambda: _entries().where(StatementEntry.decision == ""),
    ENTRY_COLUMNS, StatementEntry.search_text, StatementEntry.id, "booked_on",
)  # fmt: skip
