"""DNS: drafts of zones, and what was saved."""

from peewee import *

import clock


def tables(db):
    def present(name):
        class Present(Model):
            class Meta:
                database = db
                table_name = name

        return Present

    Account, Customer, Domain = present("account"), present("customer"), present("domain")

    class ZoneSave(Model):
        customer = ForeignKeyField(Customer)
        domain = ForeignKeyField(Domain, on_delete="CASCADE")
        account = ForeignKeyField(Account, null=True)
        who = CharField(default="")
        before = TextField()
        after = TextField()
        state = CharField(max_length=10, default="checking")
        reason = CharField(default="", max_length=500)
        undo_of = ForeignKeyField("self", null=True, on_delete="SET NULL")
        created_at = DateTimeField(default=clock.now)
        settled_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "zonesave"
            indexes = ((("domain", "state"), False),)

    class ZoneDraft(Model):
        domain = ForeignKeyField(Domain, on_delete="CASCADE")
        account = ForeignKeyField(Account, on_delete="CASCADE")
        version = CharField(max_length=64)
        seen = TextField()
        edits = TextField(default="[]")
        skipped = TextField(default="[]")
        undo_of = ForeignKeyField(ZoneSave, null=True, on_delete="SET NULL")
        changed_at = DateTimeField(default=clock.now)

        class Meta:
            database = db
            table_name = "zonedraft"
            indexes = ((("domain", "account"), True),)

    return ZoneSave, ZoneDraft


def up(migrator, db):
    db.create_tables(tables(db))


def down(migrator, db):
    db.drop_tables(reversed(tables(db)))
