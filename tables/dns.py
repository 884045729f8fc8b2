"""DNS: what somebody is changing in a domain's zone, and what was saved."""

from peewee import CharField, DateTimeField, ForeignKeyField, TextField

import clock
from database import Table
from tables.access import Account
from tables.products import Domain
from tables.profile import Customer


class ZoneSave(Table):
    """One save of a zone: who, when, and the sets that it changed, before and after, as JSON.

    The row stands before the name server is told. `state` is checking as long as nobody knows whether the server has
    it, then done or failed; `reason` says why it failed.
    """

    STATES = ("checking", "done", "failed")

    customer = ForeignKeyField(Customer, backref="zone_saves")
    domain = ForeignKeyField(Domain, backref="zone_saves", on_delete="CASCADE")
    account = ForeignKeyField(Account, null=True)
    who = CharField(default="")
    before = TextField()
    after = TextField()
    state = CharField(max_length=10, default="checking")
    reason = CharField(default="", max_length=500)
    undo_of = ForeignKeyField("self", null=True, backref="undoings", on_delete="SET NULL")
    created_at = DateTimeField(default=clock.now)
    settled_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("domain", "state"), False),)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    @classmethod
    def newest(cls, customer, domain):
        """The customer's saves of a domain, the newest first."""
        return cls.of(customer).where(cls.domain == domain).order_by(cls.id.desc())

    @classmethod
    def open_of(cls, domain):
        """The save of which nobody knows yet whether the server has it, or None."""
        return cls.select().where(cls.domain == domain, cls.state == "checking").first()


class ZoneDraft(Table):
    """What somebody has changed in a zone and not saved: `seen` is the zone as they saw it, with its `version`.

    `seen` and `edits` are JSON: records, and pairs of records before and after. `skipped` are the lines of a file that
    were not taken, with their numbers and reasons.
    """

    domain = ForeignKeyField(Domain, backref="zone_drafts", on_delete="CASCADE")
    account = ForeignKeyField(Account, backref="zone_drafts", on_delete="CASCADE")
    version = CharField(max_length=64)
    seen = TextField()
    edits = TextField(default="[]")
    skipped = TextField(default="[]")
    undo_of = ForeignKeyField(ZoneSave, null=True, on_delete="SET NULL")
    changed_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("domain", "account"), True),)

    @classmethod
    def by(cls, domain, account):
        """The draft that an account has of a domain."""
        return cls.select().where(cls.domain == domain, cls.account == account)
