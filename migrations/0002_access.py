"""The ways in and back in: second factors, brakes, callers, invitations, recovery."""

from peewee import *


def up(migrator, db):
    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Contact(Model):
        class Meta:
            database = db
            table_name = "contact"

    class Customer(Model):
        class Meta:
            database = db
            table_name = "customer"

    class Authenticator(Model):
        account = ForeignKeyField(Account, unique=True, on_delete="CASCADE")
        secret = CharField()
        last_step = IntegerField(default=0)
        confirmed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "authenticator"

    db.create_tables([Authenticator])

    class Brake(Model):
        name = CharField(max_length=20)
        key = CharField(max_length=64)
        failures = IntegerField(default=0)
        began_at = DateTimeField(index=True)
        until = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "brake"
            indexes = ((("name", "key"), True),)

    db.create_tables([Brake])

    class Challenge(Model):
        token_hash = CharField(unique=True, max_length=64)
        created_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "challenge"

    db.create_tables([Challenge])

    class EmailChange(Model):
        account = ForeignKeyField(Account, null=True, on_delete="CASCADE")
        customer = ForeignKeyField(Customer, null=True, on_delete="CASCADE")
        former = CharField(default="")
        former_login = CharField(null=True)
        email = CharField(default="")
        confirm_hash = CharField(unique=True, null=True, max_length=64)
        stop_hash = CharField(unique=True, null=True, max_length=64)
        undo_hash = CharField(unique=True, null=True, max_length=64)
        created_at = DateTimeField()
        confirmed_at = DateTimeField(null=True)
        stopped_at = DateTimeField(null=True)
        replaced_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "emailchange"

    db.create_tables([EmailChange])

    class InvitationRun(Model):
        staff_account = ForeignKeyField(Account)
        method = CharField(max_length=10)
        customer_count = IntegerField()
        open_count = IntegerField()
        file_key = CharField(max_length=64, default="")
        created_at = DateTimeField(index=True)
        done_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "invitationrun"

    db.create_tables([InvitationRun])

    class Invitation(Model):
        run = ForeignKeyField(InvitationRun, on_delete="CASCADE")
        customer = ForeignKeyField(Customer)
        done_at = DateTimeField(null=True)
        error = CharField(max_length=20, default="")

        class Meta:
            database = db
            table_name = "invitation"
            indexes = ((("run", "customer"), True),)

    db.create_tables([Invitation])

    class KnownBrowser(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        token_hash = CharField(max_length=64)
        last_used_at = DateTimeField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "knownbrowser"
            indexes = ((("account", "token_hash"), True),)

    db.create_tables([KnownBrowser])

    class LoginStep(Model):
        token_hash = CharField(unique=True, max_length=64)
        account = ForeignKeyField(Account, on_delete="CASCADE")
        contact = ForeignKeyField(Contact, null=True, on_delete="CASCADE")
        address = CharField(max_length=45, default="")
        device = CharField(default="")
        path = CharField(default="")
        fields = TextField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "loginstep"

    db.create_tables([LoginStep])

    class Passkey(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        credential_id = CharField(unique=True, max_length=1400)
        public_key = TextField()
        sign_count = IntegerField(default=0)
        name = CharField(max_length=60)
        created_at = DateTimeField()
        last_used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "passkey"

    db.create_tables([Passkey])

    class PhoneCheck(Model):
        customer = ForeignKeyField(Customer)
        contact = ForeignKeyField(Contact, null=True)
        staff_account = ForeignKeyField(Account)
        method = CharField(max_length=10)
        is_right = BooleanField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "phonecheck"
            indexes = ((("customer", "created_at"), False),)

    db.create_tables([PhoneCheck])

    class PhonePin(Model):
        contact = ForeignKeyField(Contact, on_delete="CASCADE")
        pin_hash = CharField()
        staff_account = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        expires_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "phonepin"

    db.create_tables([PhonePin])

    class Recovery(Model):
        number = IntegerField(unique=True)
        customer = ForeignKeyField(Customer)
        email = CharField()
        bill_on = DateField()
        file_key = CharField(index=True, max_length=64, default="")
        file_kind = CharField(max_length=10, default="")
        address = CharField(max_length=45, default="")
        created_at = DateTimeField()
        waits_until = DateTimeField()
        stop_hash = CharField(unique=True, max_length=64)
        ended_at = DateTimeField(index=True, null=True)
        outcome = CharField(max_length=10, default="")
        reason = TextField(default="")
        letter_code_hash = CharField(null=True)
        letter_printed_at = DateTimeField(null=True)
        letter_tries = IntegerField(default=0)
        document_deleted_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "recovery"

    db.create_tables([Recovery])

    class RecoveryClaim(Model):
        claimed = CharField()
        email = CharField()
        bill_on = DateField()
        file_key = CharField(unique=True, max_length=64)
        file_kind = CharField(max_length=10)
        address = CharField(max_length=45, default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "recoveryclaim"

    db.create_tables([RecoveryClaim])

    class RecoveryCode(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        position = IntegerField()
        code_hash = CharField()
        created_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "recoverycode"
            indexes = ((("account", "position"), True),)

    db.create_tables([RecoveryCode])

    class RecoveryView(Model):
        recovery = ForeignKeyField(Recovery, on_delete="CASCADE")
        staff_account = ForeignKeyField(Account)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "recoveryview"

    db.create_tables([RecoveryView])

    class RecoveryVote(Model):
        recovery = ForeignKeyField(Recovery, on_delete="CASCADE")
        staff_account = ForeignKeyField(Account)
        agrees = BooleanField()
        reason = TextField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "recoveryvote"
            indexes = ((("recovery", "staff_account"), True),)

    db.create_tables([RecoveryVote])

    class WhitelistSuspension(Model):
        customer = ForeignKeyField(Customer, on_delete="CASCADE")
        staff_account = ForeignKeyField(Account)
        reason = CharField()
        until = DateTimeField()
        created_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "whitelistsuspension"

    db.create_tables([WhitelistSuspension])

    migrator.migrate(migrator.add_column("customer", "second_factor_required_at", DateTimeField(null=True)))
    migrator.migrate(migrator.add_column("session", "method", CharField(max_length=20, default="password")))
    migrator.migrate(migrator.add_column("session", "proved_at", DateTimeField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("session", "proved_at"))
    migrator.migrate(migrator.drop_column("session", "method"))
    migrator.migrate(migrator.drop_column("customer", "second_factor_required_at"))
    migrator.migrate(migrator.drop_table("whitelistsuspension"))
    migrator.migrate(migrator.drop_table("recoveryvote"))
    migrator.migrate(migrator.drop_table("recoveryview"))
    migrator.migrate(migrator.drop_table("recoverycode"))
    migrator.migrate(migrator.drop_table("recoveryclaim"))
    migrator.migrate(migrator.drop_table("recovery"))
    migrator.migrate(migrator.drop_table("phonepin"))
    migrator.migrate(migrator.drop_table("phonecheck"))
    migrator.migrate(migrator.drop_table("passkey"))
    migrator.migrate(migrator.drop_table("loginstep"))
    migrator.migrate(migrator.drop_table("knownbrowser"))
    migrator.migrate(migrator.drop_table("invitation"))
    migrator.migrate(migrator.drop_table("invitationrun"))
    migrator.migrate(migrator.drop_table("emailchange"))
    migrator.migrate(migrator.drop_table("challenge"))
    migrator.migrate(migrator.drop_table("brake"))
    migrator.migrate(migrator.drop_table("authenticator"))
