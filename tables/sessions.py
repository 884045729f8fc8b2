"""Logins that last, and what somebody had typed when one ended."""

from datetime import timedelta

from peewee import JOIN, CharField, DateTimeField, ForeignKeyField, TextField, fn

import clock
from database import Compiled, Table, parameter
from tables.access import Account, Staff
from tables.factors import Authenticator, Passkey
from tables.profile import AllowedNetwork, Contact, Customer, WhitelistSuspension


class Session(Table):
    """A login until logging out: a random token in the cookie, its hash here."""

    IDLE = timedelta(hours=2)
    LONGEST = timedelta(days=14)
    NOTED_EVERY = timedelta(minutes=5)
    PROVED_FOR = timedelta(minutes=10)

    token_hash = CharField(max_length=64, unique=True)
    account = ForeignKeyField(Account, backref="sessions", on_delete="CASCADE")
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
    address = CharField(max_length=45, default="")
    device = CharField(default="")
    method = CharField(max_length=20, default="password")
    proved_at = DateTimeField(null=True, default=clock.now)
    created_at = DateTimeField(default=clock.now)
    last_used_at = DateTimeField(default=clock.now, index=True)

    @property
    def is_over(self):
        now = clock.now()
        return now - self.last_used_at > self.IDLE or now - self.created_at > self.LONGEST

    @property
    def is_proved(self):
        """Whether somebody showed a short while ago that they know the password."""
        return self.proved_at is not None and clock.now() - self.proved_at <= self.PROVED_FOR

    @classmethod
    def end_old(cls):
        """Delete those that are over, and with them the drafts nobody came back for."""
        now = clock.now()
        cls.delete().where((cls.last_used_at < now - cls.IDLE) | (cls.created_at < now - cls.LONGEST)).execute()

    @property
    def use_is_old(self):
        """Whether the last use is long enough ago to be written down again."""
        return clock.now() - self.last_used_at > self.NOTED_EVERY


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
    suspended = WhitelistSuspension.select(fn.COUNT(WhitelistSuspension.id)).where(
        WhitelistSuspension.customer == Customer.id,
        WhitelistSuspension.ended_at.is_null(),
        WhitelistSuspension.until > parameter("now"),
    )
    apps = Authenticator.select(fn.COUNT(Authenticator.id)).where(Authenticator.account == Session.account)
    passkeys = Passkey.select(fn.COUNT(Passkey.id)).where(Passkey.account == Session.account)
    columns = [
        field.alias(f"{model.__name__.lower()}__{field.name}")
        for model in (Session, Account, Contact, Customer, Staff)
        for field in model._meta.sorted_fields
    ]
    return (
        Session.select(
            *columns,
            places.alias("places"),
            listed.alias("networks"),
            suspended.alias("suspended"),
            (fn.COALESCE(apps, 0) + fn.COALESCE(passkeys, 0)).alias("factors"),
        )
        .join(Account)
        .join(Staff, JOIN.LEFT_OUTER, on=Staff.account == Account.id)
        .join(Contact, JOIN.LEFT_OUTER, on=Session.contact == Contact.id)
        .join(Customer, JOIN.LEFT_OUTER, on=Contact.customer == Customer.id)
        .where(Session.token_hash == parameter("token_hash"))
    )


WHO = Compiled(_who)
