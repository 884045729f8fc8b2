"""Texts and fees that hold from a day on."""

from peewee import CharField, DateField, IntegerField, TextField

import clock
from database import Table


class Dated(Table):
    """A row that holds from a day on until the next of its kind."""

    @classmethod
    def current(cls, *same):
        """The row that holds today among those that fulfil `same`, or None."""
        return cls.select().where(cls.valid_from <= clock.today(), *same).order_by(cls.valid_from.desc()).first()


class LegalText(Dated):
    """The wording of an agreement."""

    kind = CharField(max_length=30)
    valid_from = DateField()
    title = CharField()
    text = TextField()

    class Meta:
        indexes = ((("kind", "valid_from"), True),)


class Fee(Dated):
    """What a service costs a kind of customer, in cents without VAT."""

    kind = CharField(max_length=30)
    customer_kind = CharField(max_length=10)
    valid_from = DateField()
    cents = IntegerField()

    class Meta:
        indexes = ((("kind", "customer_kind", "valid_from"), True),)
