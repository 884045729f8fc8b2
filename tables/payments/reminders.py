"""Reminders: their levels, which were sent, who gets none, and what becomes of what nobody pays."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.accounting.ledger import Booking
from tables.legal import Dated
from tables.products import Contract
from tables.profile import Customer


class ReminderLevel(Dated):
    """A level of reminders from a day on: so many days after the due day or the level before, with a fee (cents)."""

    level = IntegerField()
    valid_from = DateField()
    days = IntegerField()
    fee_cents = IntegerField(default=0)
    title = CharField()
    text = TextField()

    class Meta:
        indexes = ((("level", "valid_from"), True),)


class Reminder(Table):
    """A customer was reminded of the open `debit` at a level, which happens once."""

    customer = ForeignKeyField(Customer, backref="reminders")
    debit = ForeignKeyField(Booking, backref="reminders")
    level = IntegerField()
    reminded_on = DateField()
    open_cents = IntegerField()
    fee = ForeignKeyField(Booking, null=True)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("debit", "level"), True),)


class ReminderStop(Table):
    """No reminders to a customer, or about one booking, until a day (None: until it is ended), and why."""

    REASONS = ("disputed", "insolvency", "death", "plan", "other")

    customer = ForeignKeyField(Customer, backref="reminder_stops")
    debit = ForeignKeyField(Booking, null=True)
    reason = CharField(max_length=12)
    note = TextField(default="")
    until = DateField(null=True)
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    ended_at = DateTimeField(null=True)

    @classmethod
    def in_force(cls):
        """Those that hold today."""
        return cls.select().where(cls.ended_at.is_null(), cls.until.is_null() | (cls.until >= clock.today()))


class SuspensionProposal(Table):
    """Staff are asked whether a contract is to be blocked because of what is open."""

    contract = ForeignKeyField(Contract, backref="suspension_proposals")
    reminder = ForeignKeyField(Reminder)
    created_at = DateTimeField(default=clock.now)
    decided_at = DateTimeField(null=True)
    decided_by = ForeignKeyField(Account, null=True)
    is_accepted = BooleanField(null=True)

    class Meta:
        indexes = ((("contract", "reminder"), True),)
