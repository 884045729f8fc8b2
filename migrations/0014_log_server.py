"""The entries of the audit log that the log server does not have yet."""

from peewee import *


def tables(db):
    class AuditEntry(Model):
        class Meta:
            database = db
            table_name = "auditentry"

    class UnsentEntry(Model):
        entry = ForeignKeyField(AuditEntry, unique=True)

        class Meta:
            database = db
            table_name = "unsententry"

    return (UnsentEntry,)


def up(migrator, db):
    db.create_tables(tables(db))


def down(migrator, db):
    db.drop_tables(tables(db))
