"""What keeps the portal going: work to do, mails to send, the audit log, ranges of numbers."""

from peewee import JOIN, BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.profile import Customer


class Work(Table):
    """Something to do outside a request; `key` is unique a kind, so that nothing is put down twice."""

    kind = CharField(max_length=30)
    key = CharField()
    due = DateTimeField(default=clock.now)
    leased_until = DateTimeField(null=True)
    tries = IntegerField(default=0)
    error = TextField(default="")
    done_at = DateTimeField(null=True)
    failed_at = DateTimeField(null=True)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("kind", "key"), True), (("done_at", "failed_at", "due"), False))

    @classmethod
    def is_open(cls, kind):
        """Whether something of a kind waits or is being done."""
        return cls.select().where(cls.kind == kind, cls.done_at.is_null(), cls.failed_at.is_null()).exists()

    @classmethod
    def due_now(cls):
        """What nobody has done, given up or is doing."""
        now = clock.now()
        return cls.select().where(
            cls.done_at.is_null(),
            cls.failed_at.is_null(),
            cls.due <= now,
            cls.leased_until.is_null() | (cls.leased_until < now),
        )


class Outbox(Table):
    """A mail that leaves, or has left, us; of a secret one the text is gone once it was sent."""

    recipient = CharField()
    subject = CharField()
    text = TextField()
    message_id = CharField(unique=True)
    customer = ForeignKeyField(Customer, null=True, backref="mails")
    is_secret = BooleanField(default=False)
    created_at = DateTimeField(default=clock.now)
    sent_at = DateTimeField(null=True)


class OutboxFile(Table):
    """A file that goes with a mail; kept under `file_key`, `kind` is its media type."""

    outbox = ForeignKeyField(Outbox, backref="files", on_delete="CASCADE")
    name = CharField()
    kind = CharField(max_length=60)
    file_key = CharField(max_length=64)


class AuditEntry(Table):
    """Who did what, when, from where, and what it was before and after (JSON, without secrets)."""

    at = DateTimeField(default=clock.now, index=True)
    account = ForeignKeyField(Account, null=True)
    who = CharField()
    address = CharField(max_length=45, default="")
    request = CharField(max_length=40, default="")
    customer = ForeignKeyField(Customer, null=True, backref="audit")
    what = CharField()
    table = CharField(max_length=40)
    row = IntegerField(null=True)
    before = TextField(default="{}")
    after = TextField(default="{}")


class UnsentEntry(Table):
    """An entry that the log server does not have yet; written with it, where there is such a server."""

    entry = ForeignKeyField(AuditEntry, unique=True)

    @classmethod
    def oldest(cls, most):
        """The first of them, as dictionaries: what the log server is told, without what was before and after."""
        told = (
            AuditEntry.id.alias("number"), AuditEntry.at, AuditEntry.what, AuditEntry.who, AuditEntry.account,
            Customer.number.alias("customer"), AuditEntry.address, AuditEntry.request, AuditEntry.table, AuditEntry.row,
        )  # fmt: skip
        entries = cls.select(*told).join(AuditEntry).join(Customer, JOIN.LEFT_OUTER, on=AuditEntry.customer)
        return list(entries.order_by(AuditEntry.id).limit(most).dicts())


class NumberRange(Table):
    """The next number of a kind; taken inside the transaction that uses it, so no hole is left."""

    name = CharField(unique=True, max_length=30)
    next_number = IntegerField()
