"""The tables of the first version."""

from peewee import *


def up(migrator, db):
    class Account(Model):
        email = CharField(unique=True, null=True)
        name = CharField(default="")
        password_hash = CharField(null=True)
        language = CharField(max_length=2, default="de")
        is_demo = BooleanField(default=False)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "account"

    db.create_tables([Account])

    class Customer(Model):
        number = IntegerField(unique=True)
        kind = CharField(max_length=10)
        company = CharField(default="")
        first_name = CharField(default="")
        last_name = CharField(default="")
        email = CharField(default="")
        street = CharField(default="")
        zip = CharField(max_length=20, default="")
        city = CharField(default="")
        country = CharField(max_length=2, default="DE")
        phone = CharField(max_length=40, default="")
        fax = CharField(max_length=40, default="")
        mobile = CharField(max_length=40, default="")
        invoice_by_post = BooleanField(default=False)
        invoice_email = CharField(default="")
        invoice_with_contact = BooleanField(default=False)
        payment_method = CharField(max_length=20, default="transfer")
        search_text = TextField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "customer"

    db.create_tables([Customer])

    class AllowedNetwork(Model):
        customer = ForeignKeyField(Customer, on_delete="CASCADE")
        network = CharField(max_length=43)
        note = CharField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "allowednetwork"
            indexes = ((("customer", "network"), True),)

    db.create_tables([AllowedNetwork])

    class Ticket(Model):
        number = IntegerField(unique=True)
        customer = ForeignKeyField(Customer)
        subject = CharField()
        created_at = DateTimeField()
        changed_at = DateTimeField()
        closed_at = DateTimeField(null=True)
        closed_by = ForeignKeyField(Account, null=True)

        class Meta:
            database = db
            table_name = "ticket"
            indexes = ((("customer", "changed_at"), False), (("closed_at", "changed_at"), False))

    db.create_tables([Ticket])

    class Message(Model):
        ticket = ForeignKeyField(Ticket)
        account = ForeignKeyField(Account, null=True)
        author = CharField()
        from_staff = BooleanField(default=False)
        text = TextField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "message"

    db.create_tables([Message])

    class Attachment(Model):
        message = ForeignKeyField(Message)
        name = CharField()
        size = IntegerField()
        file_key = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "attachment"

    db.create_tables([Attachment])

    class AuditEntry(Model):
        at = DateTimeField(index=True)
        account = ForeignKeyField(Account, null=True)
        who = CharField()
        address = CharField(max_length=45, default="")
        request = CharField(max_length=40, default="")
        customer = ForeignKeyField(Customer, null=True)
        what = CharField()
        table = CharField(max_length=40)
        row = IntegerField(null=True)
        before = TextField(default="{}")
        after = TextField(default="{}")

        class Meta:
            database = db
            table_name = "auditentry"

    db.create_tables([AuditEntry])

    class Invoice(Model):
        number = IntegerField(unique=True)
        customer = ForeignKeyField(Customer)
        issued_on = DateField()
        due_on = DateField()
        recipient = TextField()
        net_cents = IntegerField()
        tax_cents = IntegerField()
        gross_cents = IntegerField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "invoice"
            indexes = ((("customer", "issued_on"), False),)

    db.create_tables([Invoice])

    class Booking(Model):
        customer = ForeignKeyField(Customer)
        invoice = ForeignKeyField(Invoice, null=True)
        number = CharField(max_length=20, default="")
        booked_on = DateField()
        kind = CharField(max_length=20)
        text = CharField(default="")
        amount_cents = IntegerField()
        payment_method = CharField(max_length=2, default="")
        search_text = TextField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "booking"
            indexes = ((("customer", "booked_on", "id"), False),)

    db.create_tables([Booking])

    class Plan(Model):
        kind = CharField(max_length=20)
        category = CharField(max_length=20, default="")
        name = CharField(unique=True)
        description = TextField(default="")
        period_months = IntegerField(default=12)
        is_offered = BooleanField(default=True)
        position = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "plan"

    db.create_tables([Plan])

    class Domain(Model):
        customer = ForeignKeyField(Customer)
        name = CharField(unique=True, max_length=253)
        name_server = CharField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "domain"

    db.create_tables([Domain])

    class Contract(Model):
        customer = ForeignKeyField(Customer)
        plan = ForeignKeyField(Plan)
        domain = ForeignKeyField(Domain, null=True)
        kind = CharField(max_length=20)
        description = TextField(default="")
        price_cents = IntegerField(default=0)
        period_months = IntegerField(null=True)
        started_on = DateField()
        next_invoice_on = DateField(null=True)
        billing_held_at = DateTimeField(null=True)
        search_text = TextField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "contract"
            indexes = ((("customer", "kind"), False), (("next_invoice_on",), False))

    db.create_tables([Contract])

    class Cancellation(Model):
        contract = ForeignKeyField(Contract, unique=True)
        effective_on = DateField()
        reason = CharField(default="")
        cancelled_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "cancellation"

    db.create_tables([Cancellation])

    class Contact(Model):
        customer = ForeignKeyField(Customer)
        account = ForeignKeyField(Account, null=True)
        kind = CharField(max_length=10)
        first_name = CharField(default="")
        last_name = CharField(default="")
        email = CharField(default="")
        phone = CharField(max_length=40, default="")
        rights = CharField()
        until = DateField(null=True)
        phone_password_hash = CharField(null=True)
        withdrawn_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "contact"
            indexes = ((("customer", "account"), True),)

    db.create_tables([Contact])

    class Document(Model):
        customer = ForeignKeyField(Customer, null=True)
        name = CharField()
        description = CharField(default="")
        action = CharField(default="Download")
        url = CharField(max_length=500, default="")
        file_key = CharField(max_length=64, default="")
        file_name = CharField(default="")
        position = IntegerField(default=0)
        withdrawn_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "document"

    db.create_tables([Document])

    class Session(Model):
        token_hash = CharField(unique=True, max_length=64)
        account = ForeignKeyField(Account, on_delete="CASCADE")
        contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
        address = CharField(max_length=45, default="")
        device = CharField(default="")
        created_at = DateTimeField()
        last_used_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "session"

    db.create_tables([Session])

    class Draft(Model):
        session = ForeignKeyField(Session, on_delete="CASCADE")
        path = CharField()
        fields = TextField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "draft"

    db.create_tables([Draft])

    class Fee(Model):
        kind = CharField(max_length=30)
        customer_kind = CharField(max_length=10)
        valid_from = DateField()
        cents = IntegerField()

        class Meta:
            database = db
            table_name = "fee"
            indexes = ((("kind", "customer_kind", "valid_from"), True),)

    db.create_tables([Fee])

    class InvoiceDocument(Model):
        invoice = ForeignKeyField(Invoice)
        format = CharField(max_length=10)
        file_key = CharField(max_length=64)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "invoicedocument"
            indexes = ((("invoice", "format"), True),)

    db.create_tables([InvoiceDocument])

    class InvoiceLine(Model):
        invoice = ForeignKeyField(Invoice)
        position = IntegerField()
        text = CharField()
        quantity = IntegerField(default=1)
        price_cents = IntegerField()
        net_cents = IntegerField()
        tax_rate = IntegerField()
        contract = ForeignKeyField(Contract, null=True)
        period_from = DateField(null=True)
        period_to = DateField(null=True)

        class Meta:
            database = db
            table_name = "invoiceline"
            indexes = ((("invoice", "position"), True),)

    db.create_tables([InvoiceLine])

    class LegalText(Model):
        kind = CharField(max_length=30)
        valid_from = DateField()
        title = CharField()
        text = TextField()

        class Meta:
            database = db
            table_name = "legaltext"
            indexes = ((("kind", "valid_from"), True),)

    db.create_tables([LegalText])

    class Notice(Model):
        customer = ForeignKeyField(Customer, null=True)
        title = CharField()
        text = TextField(default="")
        shown_from = DateField()
        shown_until = DateField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "notice"

    db.create_tables([Notice])

    class NumberRange(Model):
        name = CharField(unique=True, max_length=30)
        next_number = IntegerField()

        class Meta:
            database = db
            table_name = "numberrange"

    db.create_tables([NumberRange])

    class Outbox(Model):
        recipient = CharField()
        subject = CharField()
        text = TextField()
        message_id = CharField(unique=True)
        customer = ForeignKeyField(Customer, null=True)
        is_secret = BooleanField(default=False)
        created_at = DateTimeField()
        sent_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "outbox"

    db.create_tables([Outbox])

    class PanelAccess(Model):
        contract = ForeignKeyField(Contract, on_delete="CASCADE")
        kind = CharField(max_length=20)
        url = CharField(max_length=500)

        class Meta:
            database = db
            table_name = "panelaccess"
            indexes = ((("contract", "kind"), True),)

    db.create_tables([PanelAccess])

    class PasswordLink(Model):
        account = ForeignKeyField(Account, on_delete="CASCADE")
        token_hash = CharField(unique=True, max_length=64)
        expires_at = DateTimeField()
        created_at = DateTimeField()
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "passwordlink"

    db.create_tables([PasswordLink])

    class PlanPrice(Model):
        plan = ForeignKeyField(Plan, on_delete="CASCADE")
        valid_from = DateField()
        price_cents = IntegerField()

        class Meta:
            database = db
            table_name = "planprice"
            indexes = ((("plan", "valid_from"), True),)

    db.create_tables([PlanPrice])

    class ProcessingAgreement(Model):
        customer = ForeignKeyField(Customer)
        text_version = DateField()
        signed_by = CharField()
        concluded_on = DateField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "processingagreement"

    db.create_tables([ProcessingAgreement])

    class Server(Model):
        contract = ForeignKeyField(Contract, unique=True, on_delete="CASCADE")
        name = CharField()
        service_level = CharField(max_length=10)
        included_traffic_gb = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "server"

    db.create_tables([Server])

    class ServerAddress(Model):
        server = ForeignKeyField(Server, on_delete="CASCADE")
        address = CharField(unique=True, max_length=45)

        class Meta:
            database = db
            table_name = "serveraddress"

    db.create_tables([ServerAddress])

    class Specification(Model):
        server = ForeignKeyField(Server, on_delete="CASCADE")
        label = CharField()
        value = CharField()
        position = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "specification"

    db.create_tables([Specification])

    class Staff(Model):
        account = ForeignKeyField(Account, unique=True)
        role = CharField(max_length=20)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "staff"

    db.create_tables([Staff])

    class Subscription(Model):
        contact = ForeignKeyField(Contact, on_delete="CASCADE")
        topic = CharField(max_length=20)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "subscription"
            indexes = ((("contact", "topic"), True),)

    db.create_tables([Subscription])

    class Suspension(Model):
        contract = ForeignKeyField(Contract, unique=True)
        reason = CharField(default="")
        suspended_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "suspension"

    db.create_tables([Suspension])

    class TrafficSample(Model):
        server = ForeignKeyField(Server, on_delete="CASCADE")
        day = DateField()
        bytes_in = BigIntegerField(default=0)
        bytes_out = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "trafficsample"
            indexes = ((("server", "day"), True),)

    db.create_tables([TrafficSample])

    class Work(Model):
        kind = CharField(max_length=30)
        key = CharField()
        due = DateTimeField()
        leased_until = DateTimeField(null=True)
        tries = IntegerField(default=0)
        error = TextField(default="")
        done_at = DateTimeField(null=True)
        failed_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "work"
            indexes = ((("kind", "key"), True), (("done_at", "failed_at", "due"), False))

    db.create_tables([Work])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("work"))
    migrator.migrate(migrator.drop_table("trafficsample"))
    migrator.migrate(migrator.drop_table("suspension"))
    migrator.migrate(migrator.drop_table("subscription"))
    migrator.migrate(migrator.drop_table("staff"))
    migrator.migrate(migrator.drop_table("specification"))
    migrator.migrate(migrator.drop_table("serveraddress"))
    migrator.migrate(migrator.drop_table("server"))
    migrator.migrate(migrator.drop_table("processingagreement"))
    migrator.migrate(migrator.drop_table("planprice"))
    migrator.migrate(migrator.drop_table("passwordlink"))
    migrator.migrate(migrator.drop_table("panelaccess"))
    migrator.migrate(migrator.drop_table("outbox"))
    migrator.migrate(migrator.drop_table("numberrange"))
    migrator.migrate(migrator.drop_table("notice"))
    migrator.migrate(migrator.drop_table("legaltext"))
    migrator.migrate(migrator.drop_table("invoiceline"))
    migrator.migrate(migrator.drop_table("invoicedocument"))
    migrator.migrate(migrator.drop_table("fee"))
    migrator.migrate(migrator.drop_table("draft"))
    migrator.migrate(migrator.drop_table("session"))
    migrator.migrate(migrator.drop_table("document"))
    migrator.migrate(migrator.drop_table("contact"))
    migrator.migrate(migrator.drop_table("cancellation"))
    migrator.migrate(migrator.drop_table("contract"))
    migrator.migrate(migrator.drop_table("domain"))
    migrator.migrate(migrator.drop_table("plan"))
    migrator.migrate(migrator.drop_table("booking"))
    migrator.migrate(migrator.drop_table("invoice"))
    migrator.migrate(migrator.drop_table("auditentry"))
    migrator.migrate(migrator.drop_table("attachment"))
    migrator.migrate(migrator.drop_table("message"))
    migrator.migrate(migrator.drop_table("ticket"))
    migrator.migrate(migrator.drop_table("allowednetwork"))
    migrator.migrate(migrator.drop_table("customer"))
    migrator.migrate(migrator.drop_table("account"))
