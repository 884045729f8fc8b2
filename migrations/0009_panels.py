"""Ways into panels by a one-time address, and what panels have to follow; addresses that staff entered stay."""

from peewee import *


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Contract(Model):
        class Meta:
            database = db
            table_name = "contract"

    class PanelTask(Model):
        contract = ForeignKeyField(Contract)
        change = CharField(max_length=20)
        panel = CharField(max_length=40, default="")
        user_name = CharField(max_length=100, default="")
        package = CharField(max_length=100, default="")
        obstacle = CharField(max_length=20, default="")
        confirmed_at = DateTimeField(null=True)
        confirmed_by = ForeignKeyField(Account, null=True)
        done_at = DateTimeField(null=True)
        done_by = ForeignKeyField(Account, null=True)
        withdrawn_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "paneltask"
            indexes = ((("done_at", "withdrawn_at"), False),)

    db.create_tables([PanelTask])

    migrator.migrate(migrator.add_column("panelaccess", "panel", CharField(max_length=40, default="")))
    migrator.migrate(migrator.add_column("panelaccess", "user_name", CharField(max_length=100, default="")))
    migrator.migrate(migrator.add_column("plan", "panel_package", CharField(max_length=100, default="")))
    migrator.migrate(migrator.add_index("panelaccess", ("panel", "user_name")))


def down(migrator, db):
    migrator.migrate(migrator.drop_index("panelaccess", "panelaccess_panel_user_name"))
    migrator.migrate(migrator.drop_column("plan", "panel_package"))
    migrator.migrate(migrator.drop_column("panelaccess", "user_name"))
    migrator.migrate(migrator.drop_column("panelaccess", "panel"))
    migrator.migrate(migrator.drop_table("paneltask"))
