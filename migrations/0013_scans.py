"""What the virus scanner said of the files that people sent."""

from peewee import *

import clock


def tables(db):
    class Scan(Model):
        file_key = CharField(max_length=64, unique=True)
        sent_at = DateTimeField(default=clock.now)
        scanned_at = DateTimeField(null=True)
        finding = CharField(default="")

        class Meta:
            database = db
            table_name = "scan"

    return (Scan,)


def up(migrator, db):
    db.create_tables(tables(db))


def down(migrator, db):
    db.drop_tables(tables(db))
