"""Logins that last, and what somebody had typed when one ended."""

from peewee import JOIN, CharField, DateTimeField, ForeignKeyField, TextField, fn

import clock
from database import Compiled, Table, parameter
from tables.access import Account, Staff
from tables.profile import AllowedNetwork, Contact, Customer


class Session(Table):
    """A login until logging out: a random token in the cookie, its hash here."""

    IDLE_HOURS = 2
    LONGEST_DAYS = 14
    NOTED_EVERY_MINUTES = 5

    token_hash = CharField(max_length=64, unique=True)
    account = ForeignKeyField(Account, backref="sessions", on_delete="CASCADE")
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
    address = CharField(max_length=45, default="")
    device = CharField(default="")
    created_at = DateTimeField(default=clock.now)
    last_used_at = DateTimeField(default=clock.now, index=True)

    @property
    def is_over(self):
        return self.last_used_at < clock.ago(hours=self.IDLE_HOURS) or self.created_at < clock.ago(
            days=self.LONGEST_DAYS
        )

    @classmethod
    def end_old(cls):
        """Delete those that are over, and with them the drafts nobody came back for."""
        idle, oldest = clock.ago(hours=cls.IDLE_HOURS), clock.ago(days=cls.LONGEST_DAYS)
        cls.delete().where((cls.last_used_at < idle) | (cls.created_at < oldest)).execute()

    @property
    def use_is_old(self):
        """Whether the last use is long enough ago to be written down again."""
        return self.last_used_at < clock.ago(minutes=self.NOTED_EVERY_MINUTES)


class Draft(Table):
    """Fields (JSON, nothing secret) of a form that waits at `path` for the person who typed them."""

    session = ForeignKeyField(Session, backref="drafts", on_delete="CASCADE")
    path = CharField()
    fields = TextField()
    created_at = DateTimeField(default=clock.now)


def _who():
    other = Contact.alias()
    places = other.select(fn.COUNT(other.id)).where(other.account == Session.account, other.withdrawn_at.is_null())
    listed = AllowedNetwork.select(fn.COUNT(AllowedNetwork.id)).where(AllowedNetwork.customer == Customer.id)
    columns = [
        field.alias(f"{model.__name__.lower()}__{field.name}")
        for model in (Session, Account, Contact, Customer, Staff)
        for field in model._meta.sorted_fields
    ]
    return (
        Session.select(*columns, places.alias("places"), listed.alias("networks"))
        .join(Account)
        .join(Staff, JOIN.LEFT_OUTER, on=Staff.account == Account.id)
        .join(Contact, JOIN.LEFT_OUTER, on=Session.contact == Contact.id)
        .join(Customer, JOIN.LEFT_OUTER, on=Contact.customer == Customer.id)
        .where(Session.token_hash == parameter("token_hash"))
    )


WHO = Compiled(_who)
