"""What keeps strangers from trying passwords: failures that are counted, browsers that are known."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField

import clock
from database import Compiled, Table, parameter
from tables.access import Account


class Brake(Table):
    """Failures of one kind under one key (a digest) since the first of them; nobody may try again before `until`."""

    name = CharField(max_length=20)
    key = CharField(max_length=64)
    failures = IntegerField(default=0)
    began_at = DateTimeField(default=clock.now, index=True)
    until = DateTimeField(null=True)

    class Meta:
        indexes = ((("name", "key"), True),)


HOLDING = Compiled(
    lambda: Brake.select(Brake.until).where(Brake.name == parameter("name"), Brake.key == parameter("key"))
)


class KnownBrowser(Table):
    """A browser in which somebody has logged in before; the table knows the hash of its cookie only."""

    account = ForeignKeyField(Account, backref="browsers", on_delete="CASCADE")
    token_hash = CharField(max_length=64)
    last_used_at = DateTimeField(default=clock.now)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("account", "token_hash"), True),)
