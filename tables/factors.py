"""The second factor: authenticator apps, passkeys, recovery codes, and the ways from the password to them."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.access import Account
from tables.profile import Contact


class Authenticator(Table):
    """An account's authenticator app (RFC 6238), there since its first right code.

    The secret is sealed, `last_step` is the last one that was used.
    """

    account = ForeignKeyField(Account, unique=True, backref="authenticators", on_delete="CASCADE")
    secret = CharField()
    last_step = IntegerField(default=0)
    confirmed_at = DateTimeField(default=clock.now)


class RecoveryCode(Table):
    """One of the ten codes for the day on which the second factor is lost; its hash only."""

    account = ForeignKeyField(Account, backref="recovery_codes", on_delete="CASCADE")
    position = IntegerField()
    code_hash = CharField()
    created_at = DateTimeField(default=clock.now)
    used_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("account", "position"), True),)

    @classmethod
    def open(cls, account):
        """Those that still work."""
        return cls.select().where(cls.account == account, cls.used_at.is_null())


class Passkey(Table):
    """A key of a device or a password manager (WebAuthn level 3); id and key as base64url."""

    account = ForeignKeyField(Account, backref="passkeys", on_delete="CASCADE")
    credential_id = CharField(max_length=1400, unique=True)
    public_key = TextField()
    sign_count = IntegerField(default=0)
    name = CharField(max_length=60)
    created_at = DateTimeField(default=clock.now)
    last_used_at = DateTimeField(null=True)

    @classmethod
    def of(cls, account):
        """The account's passkeys, the oldest first."""
        return cls.select().where(cls.account == account).order_by(cls.id)


class Challenge(Table):
    """What a passkey has signed; kept, as a hash, for as long as it would be taken for fresh."""

    token_hash = CharField(max_length=64, unique=True)
    created_at = DateTimeField(default=clock.now, index=True)


class LoginStep(Table):
    """Somebody whose password was right and whose second factor is still to come.

    `fields` (JSON, nothing secret) is what they were sending at `path` when they had to log in.
    """

    token_hash = CharField(max_length=64, unique=True)
    account = ForeignKeyField(Account, backref="login_steps", on_delete="CASCADE")
    contact = ForeignKeyField(Contact, null=True, on_delete="CASCADE")
    address = CharField(max_length=45, default="")
    device = CharField(default="")
    path = CharField(default="")
    fields = TextField(default="")
    created_at = DateTimeField(default=clock.now)
