"""Callers: what they said on the telephone and whether it was right."""

from datetime import timedelta

from peewee import JOIN, BooleanField, CharField, DateTimeField, ForeignKeyField, fn

import clock
from database import Table
from tables.access import Account
from tables.profile import Contact, Customer


class PhoneCheck(Table):
    """One check of a caller; `method` is "password" or "pin", `contact` who it was or, when it was wrong, who they were
    said to be, if anybody.
    """

    MOST_FAILURES = 5
    LOCK = timedelta(minutes=15)
    LASTS = timedelta(minutes=15)

    customer = ForeignKeyField(Customer, backref="phone_checks")
    contact = ForeignKeyField(Contact, null=True)
    staff_account = ForeignKeyField(Account)
    method = CharField(max_length=10)
    is_right = BooleanField()
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "created_at"), False),)

    @classmethod
    def of(cls, customer):
        """The checks of this customer's callers, newest first, with who it was."""
        return (
            cls.select(cls, Contact)
            .join(Contact, JOIN.LEFT_OUTER)
            .where(cls.customer == customer)
            .order_by(cls.created_at.desc(), cls.id.desc())
        )

    @classmethod
    def in_force(cls, customer):
        """The passed checks by which somebody may still be told things."""
        return cls.of(customer).where(cls.is_right, cls.created_at > clock.now() - cls.LASTS)

    @classmethod
    def failures(cls, customer):
        """What went wrong lately, newest first; whoever was right afterwards is forgiven their own failures only, or
        one contact could guess another's password without end.
        """
        other = cls.alias()
        last_right = other.select(fn.COALESCE(fn.MAX(other.id), 0)).where(
            other.customer == customer, other.is_right, other.contact == cls.contact
        )
        return (
            cls.select()
            .where(
                cls.customer == customer,
                ~cls.is_right,
                cls.created_at > clock.now() - cls.LOCK,
                cls.id > last_right,
            )
            .order_by(cls.created_at.desc(), cls.id.desc())
        )

    @property
    def minutes_left(self):
        """For how many minutes more somebody may be told things by this check, the last one begun included."""
        return -(-int((self.created_at + self.LASTS - clock.now()).total_seconds()) // 60)


class PhonePin(Table):
    """Six digits for one call; the table knows their hash only. `staff_account` sent them by mail, if somebody did."""

    MINUTES = 10

    contact = ForeignKeyField(Contact, backref="pins", on_delete="CASCADE")
    pin_hash = CharField()
    staff_account = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)

    @classmethod
    def is_open(cls):
        """Whether a PIN still works, as a condition."""
        return cls.used_at.is_null() & (cls.expires_at > clock.now())

    @classmethod
    def open_of(cls, contacts):
        """Those of some contacts that still work."""
        return cls.select().where(cls.contact.in_(contacts), cls.is_open())
