"""Invoices and corrections, what they say, their files and how they reached the customer; issued ones never change."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table
from tables.operation import Outbox
from tables.products import Contract
from tables.profile import Customer


class SellerSnapshot(Table):
    """The hoster as printed on invoices (JSON of config.Hoster), once for each wording; insert-only."""

    digest = CharField(max_length=64, unique=True)
    data = TextField()
    created_at = DateTimeField(default=clock.now)


class Invoice(Table):
    """An issued invoice or correction, amounts in cents; insert-only. Whether it is settled stands in the ledger.

    The amounts of a correction are negative, as it gives back. `buyer` is JSON of rules.billing.parties.Buyer as it
    was on that day; `debit_on` is the day of the direct debit that it announces.
    """

    KINDS = ("invoice", "correction")
    TAX_CASES = ("domestic", "reverse_charge", "oss", "export", "small_business")

    number = IntegerField(unique=True)
    kind = CharField(max_length=12, default="invoice")
    corrects = ForeignKeyField("self", null=True, backref="corrections")
    customer = ForeignKeyField(Customer, backref="invoices")
    issued_on = DateField()
    due_on = DateField()
    tax_case = CharField(max_length=20, default="domestic")
    language = CharField(max_length=2, default="de")
    recipient = TextField()
    buyer = TextField(default="{}")
    seller = ForeignKeyField(SellerSnapshot, null=True)
    payment_method = CharField(max_length=20, default="transfer")
    debit_on = DateField(null=True)
    mandate_reference = CharField(max_length=35, default="")
    note = TextField(default="")
    net_cents = IntegerField()
    tax_cents = IntegerField()
    gross_cents = IntegerField()
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "issued_on"), False), (("issued_on",), False))

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)

    @property
    def is_correction(self):
        return self.kind == "correction"


class InvoiceLine(Table):
    """A position of an invoice; net amounts in cents, the tax rate in hundredths of a percent (1900 is 19 %).

    `quantity` is negative where something is given back (EN 16931 BR-27: prices are not). `tax_category` is the code of
    EN 16931 BT-151 (UNTDID 5305), `product` a plan's kind or what else is sold, for the bookkeeping.
    """

    KINDS = ("period", "setup", "proration", "discount", "post", "single")

    invoice = ForeignKeyField(Invoice, backref="lines")
    position = IntegerField()
    kind = CharField(max_length=12, default="period")
    product = CharField(max_length=20, default="")
    text = CharField()
    quantity = IntegerField(default=1)
    price_cents = IntegerField()
    net_cents = IntegerField()
    tax_rate = IntegerField()
    tax_category = CharField(max_length=2, default="S")
    contract = ForeignKeyField(Contract, null=True, backref="lines")
    period_from = DateField(null=True)
    period_to = DateField(null=True)

    class Meta:
        indexes = ((("invoice", "position"), True),)


class InvoiceDocument(Table):
    """A file made of an invoice (`format` "pdf" or "xml"): the key under which it is kept is its SHA-256."""

    invoice = ForeignKeyField(Invoice, backref="documents")
    format = CharField(max_length=10)
    file_key = CharField(max_length=64)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("invoice", "format"), True),)


class PrintBundle(Table):
    """Papers for the post in one PDF, until somebody says that they are printed."""

    file_key = CharField(max_length=64)
    papers = IntegerField()
    created_at = DateTimeField(default=clock.now)
    printed_at = DateTimeField(null=True)


class Delivery(Table):
    """A paper on its way to the customer: by mail (`outbox`) or by post (`bundle`, once it lies in one).

    `paper` names it ("invoice 1731953", "reminder 17"); the same paper goes to the same recipient once.
    """

    paper = CharField(max_length=40)
    customer = ForeignKeyField(Customer, backref="deliveries")
    invoice = ForeignKeyField(Invoice, null=True, backref="deliveries")
    recipient = CharField()
    file_key = CharField(max_length=64)
    outbox = ForeignKeyField(Outbox, null=True)
    bundle = ForeignKeyField(PrintBundle, null=True, backref="deliveries")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("paper", "recipient"), True),)

    @classmethod
    def to_print(cls):
        """What goes by post and lies in no bundle yet."""
        return cls.select().where(cls.outbox.is_null(), cls.bundle.is_null()).order_by(cls.id)
