"""Zugang wiederherstellen: what was asked, cases, the staff's votes, and who looked at the document."""

from datetime import timedelta

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField, fn

import clock
from database import Table
from tables.access import Account
from tables.listing import Listing
from tables.profile import Customer


class RecoveryClaim(Table):
    """What somebody sent who asks for a new e-mail address, until the work has found out whose login it is about."""

    claimed = CharField()
    email = CharField()
    bill_on = DateField()
    file_key = CharField(max_length=64, unique=True)
    file_kind = CharField(max_length=10)
    address = CharField(max_length=45, default="")
    created_at = DateTimeField(default=clock.now)


class Recovery(Table):
    """A case: somebody asks for a new e-mail address for a customer's login.

    `outcome` is "granted", "declined" or "stopped" once the case has ended.
    """

    MOST_TRIES = 5
    SALT = 16  # bytes before the content of its file, which is stored apart from one of the same content elsewhere
    LETTER_DAYS = 30

    number = IntegerField(unique=True)
    customer = ForeignKeyField(Customer, backref="recoveries")
    email = CharField()
    bill_on = DateField()
    file_key = CharField(max_length=64, default="", index=True)
    file_kind = CharField(max_length=10, default="")
    address = CharField(max_length=45, default="")
    created_at = DateTimeField(default=clock.now)
    waits_until = DateTimeField()
    stop_hash = CharField(max_length=64, unique=True)
    ended_at = DateTimeField(null=True, index=True)
    outcome = CharField(max_length=10, default="")
    reason = TextField(default="")
    letter_code_hash = CharField(null=True)
    letter_printed_at = DateTimeField(null=True)
    letter_tries = IntegerField(default=0)
    document_deleted_at = DateTimeField(null=True)

    @classmethod
    def open(cls):
        """Cases that nobody has decided or stopped."""
        return cls.select().where(cls.ended_at.is_null())

    @property
    def is_open(self):
        return self.ended_at is None

    @property
    def is_ripe(self):
        """Whether the waiting time has passed and the case may be decided."""
        return self.is_open and self.waits_until <= clock.now()

    @property
    def letter_until(self):
        """Until when the code of the letter works; None without a letter."""
        return self.letter_printed_at and self.letter_printed_at + timedelta(days=self.LETTER_DAYS)

    @classmethod
    def count_try(cls, number):
        """Count one more code that is typed for this case; False when there is no letter whose code still works."""
        counted = cls.update(letter_tries=cls.letter_tries + 1).where(
            cls.number == number,
            cls.ended_at.is_null(),
            cls.letter_code_hash.is_null(False),
            cls.letter_printed_at > clock.ago(days=cls.LETTER_DAYS),
            cls.letter_tries < cls.MOST_TRIES,
        )
        return counted.execute() > 0


class RecoveryVote(Table):
    """What one of the staff decided about a case."""

    recovery = ForeignKeyField(Recovery, backref="votes", on_delete="CASCADE")
    staff_account = ForeignKeyField(Account)
    agrees = BooleanField()
    reason = TextField(default="")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("recovery", "staff_account"), True),)

    @classmethod
    def of(cls, recovery):
        """The votes of a case with their accounts, in their order."""
        return cls.select(cls, Account).join(Account).where(cls.recovery == recovery).order_by(cls.id)


class RecoveryView(Table):
    """Somebody of the staff looked at the document."""

    recovery = ForeignKeyField(Recovery, backref="views", on_delete="CASCADE")
    staff_account = ForeignKeyField(Account)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, recovery):
        """Who looked, with their accounts, in their order."""
        return cls.select(cls, Account).join(Account).where(cls.recovery == recovery).order_by(cls.id)


def stage_of(case, agreed):
    """Where a case stands after so many staff agreed: waiting, undecided, agreed, or its outcome."""
    if case.ended_at:
        return case.outcome
    if case.waits_until > clock.now():
        return "waiting"
    return "agreed" if agreed else "undecided"


def _cases():
    agreed = RecoveryVote.select(fn.COUNT(RecoveryVote.id)).where(
        RecoveryVote.recovery == Recovery.id, RecoveryVote.agrees
    )
    return Recovery.select(
        Recovery.number, Recovery.created_at, Recovery.waits_until, Recovery.ended_at, Recovery.outcome,
        agreed.alias("agreed"), Customer.number.alias("customer_number"), Customer.company, Customer.first_name,
        Customer.last_name,
    ).join(Customer)  # fmt: skip


def _listing(build, default):
    return Listing(build, {"number": Recovery.number}, Customer.search_text, Recovery.id, default)


OPEN_RECOVERIES = _listing(lambda: _cases().where(Recovery.ended_at.is_null()), "number")
ENDED_RECOVERIES = _listing(lambda: _cases().where(Recovery.ended_at.is_null(False)), "-number")
