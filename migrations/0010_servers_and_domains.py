"""Readings of traffic and who may send them; what the registry knows of a domain and what customers ask for it."""

from peewee import *


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Domain(Model):
        class Meta:
            database = db
            table_name = "domain"

    class Server(Model):
        class Meta:
            database = db
            table_name = "server"

    class Ticket(Model):
        class Meta:
            database = db
            table_name = "ticket"

    class TrafficReading(Model):
        server = ForeignKeyField(Server, on_delete="CASCADE")
        moment = DateTimeField()
        day = DateField(index=True)
        bytes_in = BigIntegerField()
        bytes_out = BigIntegerField()

        class Meta:
            database = db
            table_name = "trafficreading"
            indexes = ((("server", "moment"), True), (("server", "day"), False))

    db.create_tables([TrafficReading])

    class TrafficWarning(Model):
        server = ForeignKeyField(Server, on_delete="CASCADE")
        month = DateField()
        percent = IntegerField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "trafficwarning"
            indexes = ((("server", "month", "percent"), True),)

    db.create_tables([TrafficWarning])

    class ApiToken(Model):
        name = CharField(max_length=60)
        use = CharField(max_length=20)
        token_hash = CharField(max_length=64, unique=True)
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        last_used_at = DateTimeField(null=True)
        revoked_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "apitoken"

    db.create_tables([ApiToken])

    class Registration(Model):
        domain = ForeignKeyField(Domain, unique=True, on_delete="CASCADE")
        registrar = CharField(default="")
        registered_on = DateField(null=True)
        expires_on = DateField(null=True)
        locked_at = DateTimeField(null=True)
        holder_name = CharField(default="")
        holder_email = CharField(default="")
        holder_phone = CharField(max_length=40, default="")

        class Meta:
            database = db
            table_name = "registration"

    db.create_tables([Registration])

    class HolderCheck(Model):
        domain = ForeignKeyField(Domain, on_delete="CASCADE")
        name = CharField()
        email = CharField()
        phone = CharField(max_length=40)
        is_new = BooleanField(default=False)
        checked_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "holdercheck"

    db.create_tables([HolderCheck])

    class AuthCode(Model):
        domain = ForeignKeyField(Domain, on_delete="CASCADE")
        sealed = TextField()
        valid_until = DateField()
        entered_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "authcode"

    db.create_tables([AuthCode])

    class DomainWish(Model):
        domain = ForeignKeyField(Domain, on_delete="CASCADE")
        kind = CharField(max_length=10)
        ticket = ForeignKeyField(Ticket, null=True)
        asked_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        settled_at = DateTimeField(null=True)
        settled_by = ForeignKeyField(Account, null=True)

        class Meta:
            database = db
            table_name = "domainwish"
            indexes = ((("domain", "settled_at"), False),)

    db.create_tables([DomainWish])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("domainwish"))
    migrator.migrate(migrator.drop_table("authcode"))
    migrator.migrate(migrator.drop_table("holdercheck"))
    migrator.migrate(migrator.drop_table("registration"))
    migrator.migrate(migrator.drop_table("apitoken"))
    migrator.migrate(migrator.drop_table("trafficwarning"))
    migrator.migrate(migrator.drop_table("trafficreading"))
