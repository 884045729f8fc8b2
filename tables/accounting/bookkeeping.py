"""For the tax adviser and the auditor: locked months, accounts of the chart, what was handed over."""

from peewee import JOIN, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.legal import Dated


class MonthLock(Table):
    """A month (its first day) that was handed over: nothing is booked in it any more."""

    month = DateField(unique=True)
    locked_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)


class ChartAccount(Dated):
    """The account of a chart that a use has from a day on.

    `use` is what a tax case earns ("domestic", of a `product` or of "", every other) or what else is booked ("bank",
    "clearing", "fees", …; rules.bookkeeping.accounts.USES).
    """

    chart = CharField(max_length=5)
    product = CharField(max_length=20, default="")
    use = CharField(max_length=20)
    valid_from = DateField()
    account = IntegerField()

    class Meta:
        indexes = ((("chart", "product", "use", "valid_from"), True),)


class Export(Table):
    """A file to hand over: `kind` is "datev" or "gobd", the span is of days, both within it.

    While it is made, `done` of `count` rows are in it; `file_key` is there once `done_at` is, or `error` says why not.
    """

    KINDS = ("datev", "gobd")

    kind = CharField(max_length=10)
    period_from = DateField()
    period_to = DateField()
    file_key = CharField(max_length=64, default="")
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    count = IntegerField(default=0)
    done = IntegerField(default=0)
    done_at = DateTimeField(null=True)
    error = TextField(default="")

    @classmethod
    def newest(cls, most):
        """The latest, each with who asked for it."""
        return cls.select(cls, Account).join(Account, JOIN.LEFT_OUTER).order_by(cls.id.desc()).limit(most)
