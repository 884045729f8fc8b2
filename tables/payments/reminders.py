"""Reminders: their levels, which were sent, who gets none, and what becomes of what nobody pays."""

import json

from peewee import JOIN, BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField, fn

import clock
from database import Compiled, Table, parameter
from tables.access import Account
from tables.accounting.ledger import Booking, OpenItem
from tables.legal import Dated
from tables.listing import Listing
from tables.products import Contract
from tables.profile import Customer


class ReminderLevel(Dated):
    """A level of reminders from a day on: so many days after the due day or the level before, with a fee (cents).

    One that is not `is_used` leaves the level out from that day on. Without `english_text` people who speak English
    get a general one.
    """

    level = IntegerField()
    valid_from = DateField()
    days = IntegerField()
    fee_cents = IntegerField(default=0)
    title = CharField()
    text = TextField()
    is_used = BooleanField(default=True)
    english_title = CharField(default="")
    english_text = TextField(default="")

    class Meta:
        indexes = ((("level", "valid_from"), True),)

    @classmethod
    def in_use(cls):
        """The levels of today, the first one first."""
        newest = {}
        for row in cls.select().where(cls.valid_from <= clock.today()).order_by(cls.valid_from):
            newest[row.level] = row
        return [newest[level] for level in sorted(newest) if newest[level].is_used]

    @classmethod
    def versions(cls):
        """All of them, by level, the newest first."""
        return cls.select().order_by(cls.level, cls.valid_from.desc())


class ReminderLetter(Table):
    """A reminder as it went to a customer, with all that was overdue (`open_cents` with the fee, owed is positive).

    `content` is JSON of what its PDF says, `file_key` where that is kept once it was made.
    """

    customer = ForeignKeyField(Customer, backref="reminder_letters")
    level = IntegerField()
    title = CharField()
    reminded_on = DateField(index=True)
    pay_until = DateField()
    open_cents = IntegerField()
    fee = ForeignKeyField(Booking, null=True)
    content = TextField(default="{}")
    file_key = CharField(max_length=64, default="")
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    def title_in(self, language):
        """Its title in a language: "" where it has none, as a German letter has none in English."""
        content = json.loads(self.content)
        if content.get("language", "de") == language:
            return content.get("title", self.title)
        return self.title if language == "de" else ""


class Reminder(Table):
    """A customer was reminded of the open `debit` at a level, which happens once."""

    customer = ForeignKeyField(Customer, backref="reminders")
    debit = ForeignKeyField(Booking, backref="reminders")
    level = IntegerField()
    letter = ForeignKeyField(ReminderLetter, backref="reminders")
    reminded_on = DateField()
    open_cents = IntegerField()
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("debit", "level"), True),)


class ReminderRun(Table):
    """A look at all that is overdue: proposed, then released by somebody or by itself, or replaced by a newer one.

    `obstacle` is why nobody could be reminded on that day, `statement_on` up to when the bank statements went.
    """

    begun_by = CharField()
    obstacle = CharField(max_length=20, default="")
    statement_on = DateField(null=True)
    created_at = DateTimeField(default=clock.now)
    released_at = DateTimeField(null=True)
    released_by = CharField(default="")
    replaced_at = DateTimeField(null=True)

    @classmethod
    def proposal(cls):
        """The run that waits for its release, or None."""
        waiting = cls.released_at.is_null() & cls.replaced_at.is_null()
        return cls.select().where(waiting).order_by(cls.id.desc()).first()

    @classmethod
    def released(cls, most):
        """The last ones that were released, each with how many letters it made."""
        letters = ReminderDraft.select(fn.COUNT(ReminderDraft.letter)).where(ReminderDraft.run == cls.id)
        return (
            cls.select(cls, letters.alias("letters"))
            .where(cls.released_at.is_null(False))
            .order_by(cls.id.desc())
            .limit(most)
        )


class ReminderDraft(Table):
    """What a run would write to a customer (cents, owed is positive), or the `obstacle` for which it does not.

    `items` is JSON for the eye and says of which debits the customer may be reminded at which level; `until` is the
    day until which the obstacle stands. `skipped_at`: somebody left the customer out of this run.
    """

    run = ForeignKeyField(ReminderRun, backref="drafts", on_delete="CASCADE")
    customer = ForeignKeyField(Customer)
    level = IntegerField(default=0)
    open_cents = IntegerField()
    fee_cents = IntegerField(default=0)
    items = TextField(default="[]")
    obstacle = CharField(max_length=20, default="")
    until = DateField(null=True)
    skipped_at = DateTimeField(null=True)
    skipped_by = CharField(default="")
    done_at = DateTimeField(null=True)
    letter = ForeignKeyField(ReminderLetter, null=True)

    class Meta:
        indexes = ((("run", "customer"), True),)

    @classmethod
    def to_write(cls, run):
        """Who gets a letter by this run."""
        return cls.select().where(cls.run == run, cls.obstacle == "", cls.skipped_at.is_null())


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

    @classmethod
    def of(cls, customer):
        """The customer's, the newest first."""
        return cls.select().where(cls.customer == customer).order_by(cls.id.desc())

    @property
    def holds(self):
        return self.ended_at is None and (self.until is None or self.until >= clock.today())


class SuspensionProposal(Table):
    """Staff are asked whether a contract is to be blocked because of what is open."""

    contract = ForeignKeyField(Contract, backref="suspension_proposals")
    reminder = ForeignKeyField(Reminder)
    created_at = DateTimeField(default=clock.now)
    decided_at = DateTimeField(null=True)
    decided_by = ForeignKeyField(Account, null=True)
    is_accepted = BooleanField(null=True)
    note = CharField(default="")

    class Meta:
        indexes = ((("contract", "reminder"), True),)

    @classmethod
    def open(cls):
        """What nobody has decided about while the debt is open, the oldest first."""
        owed = OpenItem.select(OpenItem.booking).where(OpenItem.cents < 0)
        return (
            cls.select(cls, Reminder, ReminderLetter, Contract)
            .join(Contract)
            .switch(cls)
            .join(Reminder)
            .join(ReminderLetter)
            .where(cls.decided_at.is_null(), Reminder.debit.in_(owed))
            .order_by(cls.id)
        )


def _drafts():
    return ReminderDraft.select(
        ReminderDraft.id, ReminderDraft.level, ReminderDraft.open_cents, ReminderDraft.fee_cents, ReminderDraft.items,
        ReminderDraft.obstacle, ReminderDraft.until, ReminderDraft.skipped_at, ReminderDraft.skipped_by,
        ReminderDraft.done_at, ReminderDraft.letter.alias("letter_id"), Customer.number.alias("customer_number"),
        Customer.company, Customer.first_name, Customer.last_name,
    ).join(Customer)  # fmt: skip


DRAFT_COLUMNS = {"number": Customer.number, "level": ReminderDraft.level, "cents": ReminderDraft.open_cents}
REMINDER_DRAFTS = Listing(
    lambda: _drafts().where(ReminderDraft.run == parameter("run"), ReminderDraft.obstacle == ""),
    DRAFT_COLUMNS, Customer.search_text, ReminderDraft.id, "-level",
)  # fmt: skip
LEFT_OUT_OF_REMINDERS = Listing(
    lambda: _drafts().where(ReminderDraft.run == parameter("run"), ReminderDraft.obstacle != ""),
    DRAFT_COLUMNS, Customer.search_text, ReminderDraft.id, "number",
)  # fmt: skip
REMINDER_LETTERS = Listing(
    lambda: ReminderLetter.select(
        ReminderLetter.id, ReminderLetter.reminded_on, ReminderLetter.level, ReminderLetter.title,
        ReminderLetter.open_cents, Booking.amount_cents.alias("fee_cents"), Customer.number.alias("customer_number"),
        Customer.company, Customer.first_name, Customer.last_name,
    ).join(Customer).join_from(ReminderLetter, Booking, JOIN.LEFT_OUTER, on=ReminderLetter.fee == Booking.id),
    {"day": ReminderLetter.reminded_on, "number": Customer.number, "level": ReminderLetter.level},
    Customer.search_text, ReminderLetter.id, "-day",
)  # fmt: skip
REMINDER_STOPS = Listing(
    lambda: ReminderStop.select(
        ReminderStop.id, ReminderStop.reason, ReminderStop.note, ReminderStop.until, ReminderStop.created_at,
        Booking.number.alias("invoice_number"), ReminderStop.debit.alias("debit_id"),
        Customer.number.alias("customer_number"), Customer.company, Customer.first_name, Customer.last_name,
    ).join(Customer).join_from(ReminderStop, Booking, JOIN.LEFT_OUTER).where(
        ReminderStop.ended_at.is_null(),
        ReminderStop.until.is_null() | (ReminderStop.until >= parameter("today")),
    ),
    {"number": Customer.number, "since": ReminderStop.created_at},
    Customer.search_text, ReminderStop.id, "-since",
)  # fmt: skip

# What is overdue at a customer (owed is negative), since when, and the last letter about it.
OVERDUE = Compiled(
    lambda: OpenItem.select(
        fn.COALESCE(fn.SUM(OpenItem.cents), 0).alias("cents"),
        fn.MIN(OpenItem.due_on).alias("since"),
        ReminderLetter.select(fn.MAX(ReminderLetter.id))
        .where(ReminderLetter.customer == parameter("customer"))
        .alias("letter"),
    ).where(OpenItem.customer == parameter("customer"), OpenItem.cents < 0, OpenItem.due_on < parameter("today"))
)
