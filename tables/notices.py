"""What the hoster tells its customers, and who wants to hear about what."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, TextField

import clock
from database import Table
from tables.profile import Contact, Customer


class Notice(Table):
    """A sentence or two on the start page, for one customer or all, from a day until another."""

    customer = ForeignKeyField(Customer, null=True, backref="notices")
    title = CharField()
    text = TextField(default="")
    shown_from = DateField(default=clock.today)
    shown_until = DateField(null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, customer):
        """Those that this customer sees today, newest first."""
        today = clock.today()
        return (
            cls.select()
            .where(
                (cls.customer == customer) | cls.customer.is_null(),
                cls.shown_from <= today,
                cls.shown_until.is_null() | (cls.shown_until >= today),
            )
            .order_by(cls.shown_from.desc(), cls.id.desc())
        )


class Subscription(Table):
    """A topic on which a contact wants mail."""

    TOPICS = ("maintenance", "security", "products", "offers", "traffic")

    contact = ForeignKeyField(Contact, backref="subscriptions", on_delete="CASCADE")
    topic = CharField(max_length=20)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("contact", "topic"), True),)
