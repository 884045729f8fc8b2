"""Addresses and host names that staff replace in many zones at once."""

from peewee import *

import clock


def tables(db):
    def present(name):
        class Present(Model):
            class Meta:
                database = db
                table_name = name

        return Present

    Account, Domain, ZoneSave = present("account"), present("domain"), present("zonesave")

    class Replacement(Model):
        old = CharField(max_length=253)
        new = CharField(max_length=253)
        account = ForeignKeyField(Account)
        begun_by = CharField(default="")
        created_at = DateTimeField(default=clock.now)
        domain_count = IntegerField(default=0)
        searched_count = IntegerField(default=0)
        searched_at = DateTimeField(null=True)
        released_at = DateTimeField(null=True)
        released_by = CharField(default="")

        class Meta:
            database = db
            table_name = "replacement"

    class ReplacementZone(Model):
        replacement = ForeignKeyField(Replacement, on_delete="CASCADE")
        domain = ForeignKeyField(Domain, on_delete="CASCADE")
        edits = TextField(default="[]")
        remarks = TextField(default="[]")
        obstacle = CharField(default="", max_length=500)
        skipped_at = DateTimeField(null=True)
        done_at = DateTimeField(null=True)
        undo_asked_at = DateTimeField(null=True)
        undo_done_at = DateTimeField(null=True)
        zone_save = ForeignKeyField(ZoneSave, null=True, on_delete="SET NULL")
        zone_undo = ForeignKeyField(ZoneSave, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "replacementzone"
            indexes = ((("replacement", "domain"), True),)

    return Replacement, ReplacementZone


def up(migrator, db):
    db.create_tables(tables(db))


def down(migrator, db):
    db.drop_tables(reversed(tables(db)))
