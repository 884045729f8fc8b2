"""Supportanfrage: requests, their messages and what is attached."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField, prefetch

import clock
from database import Table, parameter
from tables.access import Account
from tables.listing import Listing
from tables.profile import Customer


class Ticket(Table):
    """A request of a customer, known to both sides by its number."""

    number = IntegerField(unique=True)
    customer = ForeignKeyField(Customer, backref="tickets")
    subject = CharField()
    created_at = DateTimeField(default=clock.now)
    changed_at = DateTimeField(default=clock.now)
    closed_at = DateTimeField(null=True)
    closed_by = ForeignKeyField(Account, null=True)

    class Meta:
        indexes = ((("customer", "changed_at"), False), (("closed_at", "changed_at"), False))

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer).order_by(cls.changed_at.desc(), cls.id.desc())

    @property
    def is_open(self):
        return self.closed_at is None

    def conversation(self):
        """Its messages, oldest first, with their attachments, in two questions."""
        messages = Message.select().where(Message.ticket == self).order_by(Message.id)
        return prefetch(messages, Attachment.select().order_by(Attachment.id))


class Message(Table):
    """What one side wrote in a request."""

    ticket = ForeignKeyField(Ticket, backref="messages")
    account = ForeignKeyField(Account, null=True)
    author = CharField()
    from_staff = BooleanField(default=False)
    text = TextField()
    created_at = DateTimeField(default=clock.now)


class Attachment(Table):
    """A file that came with a message; size in bytes."""

    message = ForeignKeyField(Message, backref="attachments")
    name = CharField()
    size = IntegerField()
    file_key = CharField(max_length=64)

    @classmethod
    def of(cls, customer):
        return cls.select(cls, Message, Ticket).join(Message).join(Ticket).where(Ticket.customer == customer)


def answered():
    """Whether the hoster wrote the last message of a request."""
    return Message.select(Message.from_staff).where(Message.ticket == Ticket.id).order_by(Message.id.desc()).limit(1)


TICKETS = Listing(
    build=lambda: Ticket.select(
        Ticket.number, Ticket.subject, Ticket.changed_at, Ticket.closed_at, answered().alias("is_answered")
    ).where(Ticket.customer == parameter("customer")),
    # As text, which is what stands in the address of the next page.
    columns={"number": Ticket.number, "subject": Ticket.subject, "changed": Ticket.changed_at},
    search=Ticket.subject,
    key=Ticket.id,
    default="-changed",
)
