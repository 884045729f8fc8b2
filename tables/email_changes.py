"""New e-mail addresses that wait for their confirmation or can still be stopped."""

from datetime import timedelta

from peewee import CharField, DateTimeField, ForeignKeyField

import clock
from database import Table
from tables.access import Account
from tables.profile import Customer
from values import email_shown


class EmailChange(Table):
    """A change of the address of a login (`account`), and of the customer's (`customer`) where it is the holder's.

    `former_login` is what the account had when it took effect. Links are known by their hashes: `confirm_hash` only as
    long as the new address may confirm, `stop_hash` from the first notice and `undo_hash` from the second one. A change
    that was replaced is over for good: neither confirmed nor stopped.
    """

    CONFIRM_HOURS = 24
    STOP_DAYS = 7

    account = ForeignKeyField(Account, null=True, backref="email_changes", on_delete="CASCADE")
    customer = ForeignKeyField(Customer, null=True, backref="email_changes", on_delete="CASCADE")
    former = CharField(default="")
    former_login = CharField(null=True)
    email = CharField(default="")
    confirm_hash = CharField(max_length=64, null=True, unique=True)
    stop_hash = CharField(max_length=64, null=True, unique=True)
    undo_hash = CharField(max_length=64, null=True, unique=True)
    created_at = DateTimeField(default=clock.now)
    confirmed_at = DateTimeField(null=True)
    stopped_at = DateTimeField(null=True)
    replaced_at = DateTimeField(null=True)

    @property
    def email_shown(self):
        return email_shown(self.email)

    @property
    def former_shown(self):
        return email_shown(self.former)

    @property
    def ends_at(self):
        """Until when it may be confirmed."""
        return self.created_at + timedelta(hours=self.CONFIRM_HOURS)

    @classmethod
    def waiting(cls):
        """Those that may still be confirmed."""
        return cls.select().where(
            cls.confirm_hash.is_null(False), cls.created_at > clock.ago(hours=cls.CONFIRM_HOURS), *cls._going_on()
        )

    @classmethod
    def waiting_of(cls, account):
        """The one of this account, or None."""
        return cls.waiting().where(cls.account == account).first()

    @classmethod
    def stoppable(cls):
        """Those that the former address may still stop or undo."""
        limit = clock.ago(days=cls.STOP_DAYS)
        began = cls.confirmed_at.is_null() & (cls.created_at > limit)
        return cls.select().where(began | (cls.confirmed_at > limit), *cls._going_on())

    @classmethod
    def end_waiting(cls, account):
        """Let no new address of the account be confirmed any more; gives how many waited."""
        return cls.update(confirm_hash=None).where(cls.account == account, cls.confirm_hash.is_null(False)).execute()

    @classmethod
    def stopped_since(cls, account, moment):
        """Those of the account that were stopped then or later."""
        return cls.select().where(cls.account == account, cls.stopped_at >= moment)

    @classmethod
    def _going_on(cls):
        return cls.stopped_at.is_null(), cls.replaced_at.is_null()

    def since(self):
        """This one and the later ones of the same login, the newest first, that were neither stopped nor replaced."""
        same = EmailChange.account == self.account_id if self.account_id else EmailChange.customer == self.customer_id
        return (
            EmailChange.select()
            .where(same, EmailChange.id >= self.id, *self._going_on())
            .order_by(EmailChange.id.desc())
        )
