"""Bank statements: what came in and went out, and what staff decided about each entry."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.profile import Customer


class Statement(Table):
    """A statement file as it was uploaded; `digest` is the SHA-256 of its bytes, `format` "camt.053" or "mt940"."""

    digest = CharField(max_length=64, unique=True)
    format = CharField(max_length=10)
    name = CharField()
    iban = CharField(max_length=34, default="")
    begins_on = DateField()
    ends_on = DateField(index=True)
    closing_cents = IntegerField(null=True)
    uploaded_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)


class StatementEntry(Table):
    """A movement on the account, cents, positive is money for us; `key` recognises it in another file.

    `decision` is "" while nobody decided, else "booked", "collected", "returned", "payout" or "ignored"; `customer` is
    whose it seems to be, or is.
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
    decision = CharField(max_length=10, default="", index=True)
    decided_at = DateTimeField(null=True)
    decided_by = CharField(default="")
    note = CharField(default="")
