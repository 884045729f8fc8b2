"""For the tax adviser and the auditor: locked months, accounts of the chart, what was handed over."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField

import clock
from database import Table
from tables.access import Account
from tables.legal import Dated


class MonthLock(Table):
    """A month (its first day) that was handed over: nothing is booked in it any more."""

    month = DateField(unique=True)
    locked_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)


class RevenueAccount(Dated):
    """The account of a chart for a product ("" is every other) and a tax case from a day on."""

    chart = CharField(max_length=5)
    product = CharField(max_length=20, default="")
    tax_case = CharField(max_length=20)
    valid_from = DateField()
    account = IntegerField()

    class Meta:
        indexes = ((("chart", "product", "tax_case", "valid_from"), True),)


class Export(Table):
    """A file that was handed over: `kind` is "datev" or "gobd", the span is of days, both within it."""

    kind = CharField(max_length=10)
    period_from = DateField()
    period_to = DateField()
    file_key = CharField(max_length=64, default="")
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
