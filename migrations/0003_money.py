"""Money: billing, payments, direct debits, bank statements, reminders, bookkeeping."""

from itertools import groupby

from peewee import *

import clock

CHANGED = ("invoice", "invoiceline", "booking")


def up(migrator, db):
    drop_triggers(db)

    class Account(Model):
        class Meta:
            database = db
            table_name = "account"

    class Booking(Model):
        class Meta:
            database = db
            table_name = "booking"

    class Contract(Model):
        class Meta:
            database = db
            table_name = "contract"

    class Customer(Model):
        class Meta:
            database = db
            table_name = "customer"

    class Invoice(Model):
        class Meta:
            database = db
            table_name = "invoice"

    class InvoiceLine(Model):
        class Meta:
            database = db
            table_name = "invoiceline"

    class Outbox(Model):
        class Meta:
            database = db
            table_name = "outbox"

    class SellerSnapshot(Model):
        digest = CharField(unique=True, max_length=64)
        data = TextField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "sellersnapshot"

    db.create_tables([SellerSnapshot])

    class BilledPeriod(Model):
        contract = ForeignKeyField(Contract)
        period_from = DateField()
        period_to = DateField()
        line = ForeignKeyField(InvoiceLine)

        class Meta:
            database = db
            table_name = "billedperiod"
            indexes = ((("contract", "period_from"), True),)

    db.create_tables([BilledPeriod])

    class BillingDetails(Model):
        customer = ForeignKeyField(Customer, unique=True)
        vat_id = CharField(max_length=20, default="")
        leitweg_id = CharField(max_length=46, default="")
        order_number = CharField(max_length=50, default="")
        second_email = CharField(default="")
        language = CharField(max_length=2, default="de")
        limit_cents = IntegerField(null=True)
        note = TextField(default="")

        class Meta:
            database = db
            table_name = "billingdetails"

    db.create_tables([BillingDetails])

    class BillingRun(Model):
        until = DateField()
        begun_by = CharField()
        created_at = DateTimeField()
        proposed_at = DateTimeField(null=True)
        released_at = DateTimeField(null=True)
        released_by = CharField(default="")
        issued_at = DateTimeField(null=True)
        discarded_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "billingrun"

    db.create_tables([BillingRun])

    class Charge(Model):
        customer = ForeignKeyField(Customer)
        contract = ForeignKeyField(Contract, null=True)
        kind = CharField(max_length=12, default="single")
        product = CharField(max_length=20, default="")
        text = CharField()
        quantity = IntegerField(default=1)
        price_cents = IntegerField()
        period_from = DateField(null=True)
        period_to = DateField(null=True)
        due_on = DateField()
        line = ForeignKeyField(InvoiceLine, unique=True, null=True)
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "charge"

    db.create_tables([Charge])

    class ChartAccount(Model):
        chart = CharField(max_length=5)
        product = CharField(max_length=20, default="")
        use = CharField(max_length=20)
        valid_from = DateField()
        account = IntegerField()

        class Meta:
            database = db
            table_name = "chartaccount"
            indexes = ((("chart", "product", "use", "valid_from"), True),)

    db.create_tables([ChartAccount])

    class PayLink(Model):
        customer = ForeignKeyField(Customer)
        seed = CharField(max_length=64)
        token_hash = CharField(unique=True, max_length=64)
        invoices = CharField(default="")
        cents = IntegerField(null=True)
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        expires_at = DateTimeField()
        revoked_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "paylink"

    db.create_tables([PayLink])

    class Checkout(Model):
        customer = ForeignKeyField(Customer)
        provider = CharField(max_length=10)
        method = CharField(max_length=1, default="K")
        key = CharField(unique=True, max_length=64)
        provider_id = CharField(unique=True, null=True, max_length=80)
        payment_id = CharField(index=True, max_length=80, default="")
        address = TextField(default="")
        cents = IntegerField()
        invoices = CharField(default="")
        link = ForeignKeyField(PayLink, null=True)
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        paid_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "checkout"

    db.create_tables([Checkout])

    class Mandate(Model):
        customer = ForeignKeyField(Customer)
        reference = CharField(unique=True, max_length=35)
        account_holder = CharField(max_length=70)
        iban = CharField(max_length=34)
        bic = CharField(max_length=11, default="")
        bank = CharField(default="")
        given_by = ForeignKeyField(Account, null=True)
        address = CharField(max_length=45, default="")
        given_on = DateField()
        on_paper = BooleanField(default=False)
        text = TextField(default="")
        created_at = DateTimeField()
        revoked_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "mandate"

    db.create_tables([Mandate])

    class CollectionFile(Model):
        message_id = CharField(unique=True, max_length=35)
        file_key = CharField(max_length=64)
        collect_on = DateField()
        cents = IntegerField()
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        submitted_at = DateTimeField(null=True)
        discarded_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "collectionfile"

    db.create_tables([CollectionFile])

    class Collection(Model):
        mandate = ForeignKeyField(Mandate)
        customer = ForeignKeyField(Customer)
        debit = ForeignKeyField(Booking)
        key = CharField(unique=True, max_length=35)
        cents = IntegerField()
        collect_on = DateField()
        announced_at = DateTimeField(null=True)
        file = ForeignKeyField(CollectionFile, null=True)
        booking = ForeignKeyField(Booking, null=True)
        returned_at = DateTimeField(null=True)
        return_reason = CharField(default="")
        withdrawn_at = DateTimeField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "collection"

    db.create_tables([Collection])

    class ContractPrice(Model):
        contract = ForeignKeyField(Contract, on_delete="CASCADE")
        valid_from = DateField()
        price_cents = IntegerField()
        reason = CharField(default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "contractprice"
            indexes = ((("contract", "valid_from"), True),)

    db.create_tables([ContractPrice])

    class PrintBundle(Model):
        file_key = CharField(max_length=64)
        papers = IntegerField()
        created_at = DateTimeField()
        printed_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "printbundle"

    db.create_tables([PrintBundle])

    class Delivery(Model):
        paper = CharField(max_length=40)
        customer = ForeignKeyField(Customer)
        invoice = ForeignKeyField(Invoice, null=True)
        recipient = CharField()
        file_key = CharField(max_length=64)
        outbox = ForeignKeyField(Outbox, null=True)
        bundle = ForeignKeyField(PrintBundle, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "delivery"
            indexes = ((("paper", "recipient"), True),)

    db.create_tables([Delivery])

    class Discount(Model):
        contract = ForeignKeyField(Contract, on_delete="CASCADE")
        text = CharField()
        share = IntegerField(null=True)
        cents = IntegerField(null=True)
        valid_from = DateField()
        valid_to = DateField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "discount"

    db.create_tables([Discount])

    class Export(Model):
        kind = CharField(max_length=10)
        period_from = DateField()
        period_to = DateField()
        file_key = CharField(max_length=64, default="")
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        count = IntegerField(default=0)
        done = IntegerField(default=0)
        done_at = DateTimeField(null=True)
        error = TextField(default="")

        class Meta:
            database = db
            table_name = "export"

    db.create_tables([Export])

    class InvoiceDraft(Model):
        run = ForeignKeyField(BillingRun, on_delete="CASCADE")
        customer = ForeignKeyField(Customer)
        net_cents = IntegerField()
        tax_cents = IntegerField()
        gross_cents = IntegerField()
        remarks = CharField(default="")
        lines = TextField(default="[]")
        is_blocked = BooleanField(default=False)
        held_at = DateTimeField(null=True)
        held_by = CharField(default="")
        hold_reason = CharField(default="")
        invoice = ForeignKeyField(Invoice, null=True)

        class Meta:
            database = db
            table_name = "invoicedraft"
            indexes = ((("run", "customer"), True),)

    db.create_tables([InvoiceDraft])

    class MonthLock(Model):
        month = DateField(unique=True)
        locked_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "monthlock"

    db.create_tables([MonthLock])

    class OpenItem(Model):
        booking = ForeignKeyField(Booking, unique=True)
        customer = ForeignKeyField(Customer)
        cents = IntegerField()
        due_on = DateField()

        class Meta:
            database = db
            table_name = "openitem"
            indexes = ((("due_on",), False),)

    db.create_tables([OpenItem])

    class OutboxFile(Model):
        outbox = ForeignKeyField(Outbox, on_delete="CASCADE")
        name = CharField()
        kind = CharField(max_length=60)
        file_key = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "outboxfile"

    db.create_tables([OutboxFile])

    class Payout(Model):
        provider = CharField(max_length=10)
        provider_id = CharField(unique=True, max_length=80)
        cents = IntegerField()
        fee_cents = IntegerField()
        arrives_on = DateField(null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "payout"

    db.create_tables([Payout])

    class PayoutItem(Model):
        payout = ForeignKeyField(Payout, on_delete="CASCADE")
        payment_id = CharField(max_length=80)
        kind = CharField(max_length=20)
        checkout = ForeignKeyField(Checkout, null=True)
        cents = IntegerField()
        fee_cents = IntegerField()

        class Meta:
            database = db
            table_name = "payoutitem"

    db.create_tables([PayoutItem])

    class ProviderEvent(Model):
        provider = CharField(max_length=10)
        event_id = CharField(max_length=120)
        kind = CharField(max_length=60)
        payment_id = CharField(index=True, max_length=80, default="")
        cents = IntegerField()
        payload = TextField(default="{}")
        checkout = ForeignKeyField(Checkout, null=True)
        booking = ForeignKeyField(Booking, null=True)
        parked_for = CharField(index=True, max_length=12, default="")
        note = CharField(default="")
        received_at = DateTimeField()
        settled_at = DateTimeField(null=True)
        settled_by = ForeignKeyField(Account, null=True)

        class Meta:
            database = db
            table_name = "providerevent"
            indexes = ((("provider", "event_id"), True),)

    db.create_tables([ProviderEvent])

    class ReminderLetter(Model):
        customer = ForeignKeyField(Customer)
        level = IntegerField()
        title = CharField()
        reminded_on = DateField(index=True)
        pay_until = DateField()
        open_cents = IntegerField()
        fee = ForeignKeyField(Booking, null=True)
        content = TextField(default="{}")
        file_key = CharField(max_length=64, default="")
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "reminderletter"

    db.create_tables([ReminderLetter])

    class Reminder(Model):
        customer = ForeignKeyField(Customer)
        debit = ForeignKeyField(Booking)
        level = IntegerField()
        letter = ForeignKeyField(ReminderLetter)
        reminded_on = DateField()
        open_cents = IntegerField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "reminder"
            indexes = ((("debit", "level"), True),)

    db.create_tables([Reminder])

    class ReminderRun(Model):
        begun_by = CharField()
        obstacle = CharField(max_length=20, default="")
        statement_on = DateField(null=True)
        created_at = DateTimeField()
        released_at = DateTimeField(null=True)
        released_by = CharField(default="")
        replaced_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "reminderrun"

    db.create_tables([ReminderRun])

    class ReminderDraft(Model):
        run = ForeignKeyField(ReminderRun, on_delete="CASCADE")
        customer = ForeignKeyField(Customer)
        level = IntegerField(default=0)
        open_cents = IntegerField()
        fee_cents = IntegerField(default=0)
        items = TextField(default="[]")
        obstacle = CharField(max_length=20, default="")
        until = DateField(null=True)
        skipped_at = DateTimeField(null=True)
        skipped_by = CharField(default="")
        done_at = DateTimeField(null=True)
        letter = ForeignKeyField(ReminderLetter, null=True)

        class Meta:
            database = db
            table_name = "reminderdraft"
            indexes = ((("run", "customer"), True),)

    db.create_tables([ReminderDraft])

    class ReminderLevel(Model):
        level = IntegerField()
        valid_from = DateField()
        days = IntegerField()
        fee_cents = IntegerField(default=0)
        title = CharField()
        text = TextField()
        is_used = BooleanField(default=True)

        class Meta:
            database = db
            table_name = "reminderlevel"
            indexes = ((("level", "valid_from"), True),)

    db.create_tables([ReminderLevel])

    class ReminderStop(Model):
        customer = ForeignKeyField(Customer)
        debit = ForeignKeyField(Booking, null=True)
        reason = CharField(max_length=12)
        note = TextField(default="")
        until = DateField(null=True)
        created_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "reminderstop"

    db.create_tables([ReminderStop])

    class Settlement(Model):
        debit = ForeignKeyField(Booking)
        credit = ForeignKeyField(Booking)
        cents = IntegerField()
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "settlement"

    db.create_tables([Settlement])

    class Statement(Model):
        digest = CharField(unique=True, max_length=64)
        format = CharField(max_length=10)
        name = CharField()
        iban = CharField(max_length=34, default="")
        begins_on = DateField()
        ends_on = DateField(index=True)
        closing_cents = IntegerField(null=True)
        entry_count = IntegerField(default=0)
        uploaded_by = ForeignKeyField(Account, null=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "statement"

    db.create_tables([Statement])

    class StatementEntry(Model):
        statement = ForeignKeyField(Statement)
        key = CharField(unique=True, max_length=64)
        booked_on = DateField()
        cents = IntegerField()
        name = CharField(default="")
        iban = CharField(max_length=34, default="")
        text = TextField(default="")
        reference = CharField(default="")
        mandate_reference = CharField(max_length=35, default="")
        return_reason = CharField(max_length=10, default="")
        customer = ForeignKeyField(Customer, null=True)
        booking = ForeignKeyField(Booking, null=True)
        decision = CharField(index=True, max_length=10, default="")
        decided_at = DateTimeField(null=True)
        decided_by = CharField(default="")
        note = CharField(default="")
        examined_at = DateTimeField(null=True)
        search_text = TextField(default="")

        class Meta:
            database = db
            table_name = "statemententry"
            indexes = ((("customer", "iban"), False),)

    db.create_tables([StatementEntry])

    class SuspensionProposal(Model):
        contract = ForeignKeyField(Contract)
        reminder = ForeignKeyField(Reminder)
        created_at = DateTimeField()
        decided_at = DateTimeField(null=True)
        decided_by = ForeignKeyField(Account, null=True)
        is_accepted = BooleanField(null=True)
        note = CharField(default="")

        class Meta:
            database = db
            table_name = "suspensionproposal"
            indexes = ((("contract", "reminder"), True),)

    db.create_tables([SuspensionProposal])

    class TaxRate(Model):
        country = CharField(max_length=2)
        valid_from = DateField()
        rate = IntegerField()

        class Meta:
            database = db
            table_name = "taxrate"
            indexes = ((("country", "valid_from"), True),)

    db.create_tables([TaxRate])

    class VatCheck(Model):
        customer = ForeignKeyField(Customer)
        vat_id = CharField(max_length=20)
        answer = CharField(max_length=12)
        name = CharField(default="")
        address = TextField(default="")
        reference = CharField(max_length=60, default="")
        checked_at = DateTimeField()

        class Meta:
            database = db
            table_name = "vatcheck"
            indexes = ((("customer", "vat_id", "checked_at"), False),)

    db.create_tables([VatCheck])

    migrator.migrate(migrator.add_column("contract", "billing_day", IntegerField(null=True)))
    migrator.migrate(migrator.add_column("invoice", "kind", CharField(max_length=12, default="invoice")))
    migrator.migrate(
        migrator.add_column("invoice", "corrects_id", ForeignKeyField(Invoice, field=Invoice.id, null=True))
    )
    migrator.migrate(migrator.add_column("invoice", "tax_case", CharField(max_length=20, default="domestic")))
    migrator.migrate(migrator.add_column("invoice", "language", CharField(max_length=2, default="de")))
    migrator.migrate(migrator.add_column("invoice", "buyer", TextField(default="{}")))
    migrator.migrate(
        migrator.add_column("invoice", "seller_id", ForeignKeyField(SellerSnapshot, field=SellerSnapshot.id, null=True))
    )
    migrator.migrate(migrator.add_column("invoice", "payment_method", CharField(max_length=20, default="transfer")))
    migrator.migrate(migrator.add_column("invoice", "debit_on", DateField(null=True)))
    migrator.migrate(migrator.add_column("invoice", "mandate_reference", CharField(max_length=35, default="")))
    migrator.migrate(migrator.add_column("invoice", "note", TextField(default="")))
    migrator.migrate(migrator.add_column("invoiceline", "kind", CharField(max_length=12, default="period")))
    migrator.migrate(migrator.add_column("invoiceline", "product", CharField(max_length=20, default="")))
    migrator.migrate(migrator.add_column("invoiceline", "tax_category", CharField(max_length=2, default="S")))
    migrator.migrate(migrator.add_column("booking", "source", CharField(unique=True, null=True, max_length=80)))
    migrator.migrate(
        migrator.add_column("booking", "reverses_id", ForeignKeyField(Booking, field=Booking.id, null=True))
    )
    migrator.migrate(migrator.add_column("planprice", "setup_cents", IntegerField(default=0)))
    migrator.migrate(migrator.add_index("invoice", ("issued_on",)))
    migrator.migrate(migrator.add_index("booking", ("booked_on",)))
    open_items(db)


def down(migrator, db):
    drop_triggers(db)
    migrator.migrate(migrator.drop_index("booking", "booking_source"))
    migrator.migrate(migrator.drop_index("booking", "booking_reverses_id"))
    migrator.migrate(migrator.drop_index("booking", "booking_booked_on"))
    migrator.migrate(migrator.drop_index("invoice", "invoice_seller_id"))
    migrator.migrate(migrator.drop_index("invoice", "invoice_issued_on"))
    migrator.migrate(migrator.drop_index("invoice", "invoice_corrects_id"))
    migrator.migrate(migrator.drop_column("planprice", "setup_cents"))
    migrator.migrate(migrator.drop_column("booking", "reverses_id"))
    migrator.migrate(migrator.drop_column("booking", "source"))
    migrator.migrate(migrator.drop_column("invoiceline", "tax_category"))
    migrator.migrate(migrator.drop_column("invoiceline", "product"))
    migrator.migrate(migrator.drop_column("invoiceline", "kind"))
    migrator.migrate(migrator.drop_column("invoice", "note"))
    migrator.migrate(migrator.drop_column("invoice", "mandate_reference"))
    migrator.migrate(migrator.drop_column("invoice", "debit_on"))
    migrator.migrate(migrator.drop_column("invoice", "payment_method"))
    migrator.migrate(migrator.drop_column("invoice", "seller_id"))
    migrator.migrate(migrator.drop_column("invoice", "buyer"))
    migrator.migrate(migrator.drop_column("invoice", "language"))
    migrator.migrate(migrator.drop_column("invoice", "tax_case"))
    migrator.migrate(migrator.drop_column("invoice", "corrects_id"))
    migrator.migrate(migrator.drop_column("invoice", "kind"))
    migrator.migrate(migrator.drop_column("contract", "billing_day"))
    migrator.migrate(migrator.drop_table("vatcheck"))
    migrator.migrate(migrator.drop_table("taxrate"))
    migrator.migrate(migrator.drop_table("suspensionproposal"))
    migrator.migrate(migrator.drop_table("statemententry"))
    migrator.migrate(migrator.drop_table("statement"))
    migrator.migrate(migrator.drop_table("settlement"))
    migrator.migrate(migrator.drop_table("reminderstop"))
    migrator.migrate(migrator.drop_table("reminderlevel"))
    migrator.migrate(migrator.drop_table("reminderdraft"))
    migrator.migrate(migrator.drop_table("reminderrun"))
    migrator.migrate(migrator.drop_table("reminder"))
    migrator.migrate(migrator.drop_table("reminderletter"))
    migrator.migrate(migrator.drop_table("providerevent"))
    migrator.migrate(migrator.drop_table("payoutitem"))
    migrator.migrate(migrator.drop_table("payout"))
    migrator.migrate(migrator.drop_table("outboxfile"))
    migrator.migrate(migrator.drop_table("openitem"))
    migrator.migrate(migrator.drop_table("monthlock"))
    migrator.migrate(migrator.drop_table("invoicedraft"))
    migrator.migrate(migrator.drop_table("export"))
    migrator.migrate(migrator.drop_table("discount"))
    migrator.migrate(migrator.drop_table("delivery"))
    migrator.migrate(migrator.drop_table("printbundle"))
    migrator.migrate(migrator.drop_table("contractprice"))
    migrator.migrate(migrator.drop_table("collection"))
    migrator.migrate(migrator.drop_table("collectionfile"))
    migrator.migrate(migrator.drop_table("mandate"))
    migrator.migrate(migrator.drop_table("checkout"))
    migrator.migrate(migrator.drop_table("paylink"))
    migrator.migrate(migrator.drop_table("chartaccount"))
    migrator.migrate(migrator.drop_table("charge"))
    migrator.migrate(migrator.drop_table("billingrun"))
    migrator.migrate(migrator.drop_table("billingdetails"))
    migrator.migrate(migrator.drop_table("billedperiod"))
    migrator.migrate(migrator.drop_table("sellersnapshot"))


def drop_triggers(db):
    """Whoever migrates makes them anew afterwards; until then they would refuse the new columns' values."""
    for table in CHANGED:
        for event in ("update", "delete") if isinstance(db, SqliteDatabase) else ("update", "delete", "truncate"):
            on = "" if isinstance(db, SqliteDatabase) else f' ON "{table}"'
            db.execute_sql(f'DROP TRIGGER IF EXISTS "{table}_no_{event}"{on}')


def open_items(db):
    """What is left of the bookings that are there: a credit settles the invoice it names, else the oldest debit."""
    rows = db.execute_sql(
        "SELECT id, customer_id, number, amount_cents, booked_on FROM booking "
        "WHERE amount_cents <> 0 ORDER BY customer_id, booked_on, id"
    ).fetchall()
    place = "?" if isinstance(db, SqliteDatabase) else "%s"
    for _, mine in groupby(rows, key=lambda row: row[1]):
        left, settled = settle(list(mine))
        for booking, customer, cents, day in left:
            db.execute_sql(
                f"INSERT INTO openitem (booking_id, customer_id, cents, due_on) VALUES ({', '.join([place] * 4)})",
                (booking, customer, cents, day),
            )
        for debit, credit, cents in settled:
            db.execute_sql(
                f"INSERT INTO settlement (debit_id, credit_id, cents, created_at) VALUES ({', '.join([place] * 4)})",
                (debit, credit, cents, clock.now()),
            )


def settle(rows):
    """What is left of one customer's bookings, and what settled what."""
    left = {row[0]: row[3] for row in rows}
    number = {row[0]: row[2] for row in rows}
    settled = []

    def use(credit, named):
        for debit in [row[0] for row in rows if left[row[0]] < 0]:
            if left[credit] > 0 and (not named or number[debit] == number[credit]):
                cents = min(left[credit], -left[debit])
                left[credit] -= cents
                left[debit] += cents
                settled.append((debit, credit, cents))

    credits = [row[0] for row in rows if row[3] > 0]
    for credit in credits:
        if number[credit]:
            use(credit, named=True)
    for credit in credits:
        use(credit, named=False)
    return [(row[0], row[1], left[row[0]], row[4]) for row in rows if left[row[0]]], settled
