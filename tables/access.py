"""Who can log in: accounts, staff, one-time links."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, fn

import clock
from database import Table


class Account(Table):
    """A person who can log in: by e-mail, or without one by the customer number only."""

    email = CharField(null=True, unique=True)
    name = CharField(default="")
    password_hash = CharField(null=True)
    language = CharField(max_length=2, default="de")
    is_demo = BooleanField(default=False)
    created_at = DateTimeField(default=clock.now)

    @property
    def needs_email(self):
        """Whether nothing is there yet to log in with: somebody of the staff without an e-mail address."""
        return self.email is None and self.staff.exists()


class Staff(Table):
    """An account that works for the hoster."""

    ROLES = ("support", "billing", "admin")

    account = ForeignKeyField(Account, unique=True, backref="staff")
    role = CharField(max_length=20)
    created_at = DateTimeField(default=clock.now)

    @property
    def name(self):
        return self.account.name or self.account.email

    def may(self, duty):
        """Whether this person's role covers `duty`, one of ROLES or "any"; admins may everything."""
        return duty in ("any", self.role) or self.role == "admin"


class PasswordLink(Table):
    """A one-time link to set a password; the table knows the token's hash only."""

    account = ForeignKeyField(Account, backref="links", on_delete="CASCADE")
    token_hash = CharField(max_length=64, unique=True)
    expires_at = DateTimeField()
    created_at = DateTimeField(default=clock.now)
    used_at = DateTimeField(null=True)

    @property
    def works(self):
        """Whether a password can still be set with it."""
        return self.used_at is None and self.expires_at > clock.now()

    @classmethod
    def open(cls):
        """Links that still work."""
        return cls.select().where(cls.used_at.is_null(), cls.expires_at > clock.now())

    @classmethod
    def made_since(cls, account, moment):
        """How many links were made for the account since then."""
        return cls.select().where(cls.account == account, cls.created_at >= moment).count()

    @classmethod
    def newest_of(cls, accounts):
        """Each account's last link, whether it works or not."""
        newest = cls.select(fn.MAX(cls.id)).where(cls.account.in_(accounts)).group_by(cls.account)
        return cls.select().where(cls.id.in_(newest))

    @classmethod
    def end_all(cls, account):
        """Let none of the account's links work any more."""
        cls.update(used_at=clock.now()).where(cls.account == account, cls.used_at.is_null()).execute()
