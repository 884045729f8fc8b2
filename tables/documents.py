"""Meine Dokumente."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField

import clock
from database import Table
from tables.profile import Customer


class Document(Table):
    """A file or a link; without a customer it is for all of them."""

    customer = ForeignKeyField(Customer, null=True, backref="documents")
    name = CharField()
    description = CharField(default="")
    action = CharField(default="Download")
    url = CharField(max_length=500, default="")
    file_key = CharField(max_length=64, default="")
    file_name = CharField(default="")
    position = IntegerField(default=0)
    withdrawn_at = DateTimeField(null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, customer):
        """The customer's own and the general ones."""
        return (
            cls.select()
            .where((cls.customer == customer) | cls.customer.is_null(), cls.withdrawn_at.is_null())
            .order_by(cls.position, cls.id)
        )

    @classmethod
    def general(cls):
        """Those that are for all customers."""
        return cls.of(None)
