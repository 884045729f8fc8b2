"""Meine Buchhaltung: the ledger and the invoices; nothing here is ever changed or deleted."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField, fn

import clock
from database import Compiled, Table, parameter
from tables.listing import Listing
from tables.products import Contract
from tables.profile import Customer


class Invoice(Table):
    """An issued invoice, amounts in cents; insert-only. Whether it is settled stands in the ledger."""

    number = IntegerField(unique=True)
    customer = ForeignKeyField(Customer, backref="invoices")
    issued_on = DateField()
    due_on = DateField()
    recipient = TextField()
    net_cents = IntegerField()
    tax_cents = IntegerField()
    gross_cents = IntegerField()
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "issued_on"), False),)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)


class InvoiceLine(Table):
    """A position of an invoice; net amounts in cents, the tax rate in hundredths of a percent (1900 is 19 %)."""

    invoice = ForeignKeyField(Invoice, backref="lines")
    position = IntegerField()
    text = CharField()
    quantity = IntegerField(default=1)
    price_cents = IntegerField()
    net_cents = IntegerField()
    tax_rate = IntegerField()
    contract = ForeignKeyField(Contract, null=True, backref="lines")
    period_from = DateField(null=True)
    period_to = DateField(null=True)

    class Meta:
        indexes = ((("invoice", "position"), True),)


class InvoiceDocument(Table):
    """A file made of an invoice: the key under which it is kept is its SHA-256."""

    invoice = ForeignKeyField(Invoice, backref="documents")
    format = CharField(max_length=10)
    file_key = CharField(max_length=64)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("invoice", "format"), True),)


class Booking(Table):
    """A row of the ledger: what is owed is negative, what was paid positive (cents); the balance is the sum."""

    KINDS = ("RE", "ZA", "KONTOAUSGLEICH")
    PAYMENT_METHODS = ("", "U", "L")

    customer = ForeignKeyField(Customer, backref="bookings")
    invoice = ForeignKeyField(Invoice, null=True, backref="bookings")
    number = CharField(max_length=20, default="")
    booked_on = DateField()
    kind = CharField(max_length=20)
    text = CharField(default="")
    amount_cents = IntegerField()
    payment_method = CharField(max_length=2, default="")
    search_text = TextField(default="")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "booked_on", "id"), False),)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)


BALANCE = Compiled(
    lambda: Booking.select(fn.COALESCE(fn.SUM(Booking.amount_cents), 0).alias("cents")).where(
        Booking.customer == parameter("customer")
    )
)

LEDGER = Listing(
    build=lambda: Booking.select(
        Booking.number,
        Booking.booked_on.alias("day"),
        Booking.kind,
        Booking.text,
        Booking.amount_cents.alias("cents"),
        Booking.payment_method,
        Booking.invoice.alias("invoice_id"),
    ).where(Booking.customer == parameter("customer")),
    columns={
        "number": Booking.number,
        "day": Booking.booked_on,
        "kind": Booking.kind,
        "text": Booking.text,
        "cents": Booking.amount_cents,
        "payment_method": Booking.payment_method,
    },
    search=Booking.search_text,
    key=Booking.id,
    default="-day",
)

# By the number of the invoice what is left of it, newest first; payments that name no invoice are not in it.
LEFT_OF_INVOICES = Compiled(
    lambda: (
        Booking.select(Booking.number, fn.SUM(Booking.amount_cents).alias("cents"))
        .where(Booking.customer == parameter("customer"), Booking.number != "")
        .group_by(Booking.number)
        .having(fn.SUM(Booking.amount_cents) < 0)
        .order_by(fn.MIN(Booking.booked_on).desc(), Booking.number.desc())
    )
)
