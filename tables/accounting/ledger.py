"""Kundenkonto: bookings that are never changed or deleted, what is open of each, and what settled what."""

from peewee import JOIN, SQL, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField, fn

import clock
from database import Compiled, Table, parameter
from tables.accounting.invoices import Invoice
from tables.listing import Listing
from tables.profile import Customer


class Booking(Table):
    """A row of the ledger: what is owed is negative, what was paid positive (cents); the balance is the sum.

    `source` names what brought it about ("stripe evt_1", "statement entry 17"), so that nothing is booked twice;
    `reverses` is the booking that it takes back.
    """

    KINDS = ("RE", "GS", "ZA", "RZ", "RL", "MG", "AB", "IN", "DI", "KONTOAUSGLEICH")
    PAYMENT_METHODS = ("", "U", "L", "K", "S")

    customer = ForeignKeyField(Customer, backref="bookings")
    invoice = ForeignKeyField(Invoice, null=True, backref="bookings")
    number = CharField(max_length=20, default="")
    booked_on = DateField()
    kind = CharField(max_length=20)
    text = CharField(default="")
    amount_cents = IntegerField()
    payment_method = CharField(max_length=2, default="")
    search_text = TextField(default="")
    source = CharField(max_length=80, null=True, unique=True)
    reverses = ForeignKeyField("self", null=True, backref="reversals")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "booked_on", "id"), False), (("booked_on",), False))

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer)


class OpenItem(Table):
    """What is left of a booking: negative is owed, positive is credit that nothing has used up. Settled ones have none.

    The sum of a customer's open items is the balance.
    """

    booking = ForeignKeyField(Booking, unique=True, backref="open_items")
    customer = ForeignKeyField(Customer, backref="open_items")
    cents = IntegerField()
    due_on = DateField()

    class Meta:
        indexes = ((("due_on",), False),)

    @classmethod
    def of(cls, customer):
        """The customer's, oldest first, each with its booking."""
        return (
            cls.select(cls, Booking)
            .join(Booking)
            .where(cls.customer == customer)
            .order_by(Booking.booked_on, Booking.id)
        )


class Settlement(Table):
    """So many cents of a debit were settled by a credit; negative when that was taken back. Insert-only."""

    debit = ForeignKeyField(Booking, backref="settled_by")
    credit = ForeignKeyField(Booking, backref="settles")
    cents = IntegerField()
    created_at = DateTimeField(default=clock.now)


GIVEN_UP = ("AB", "IN")  # written off, handed to debt collection: settled, but not paid

BALANCE = Compiled(
    lambda: Booking.select(fn.COALESCE(fn.SUM(Booking.amount_cents), 0).alias("cents")).where(
        Booking.customer == parameter("customer")
    )
)


def _rows():
    """The bookings of a customer as lists show them: what is open, collected, corrected or given up."""
    correction = Invoice.alias()
    corrections = correction.select(SQL("1")).where(correction.corrects == Booking.invoice)
    credit = Booking.alias()
    given_up = (
        Settlement.select(fn.SUM(Settlement.cents))
        .join(credit, on=Settlement.credit == credit.id)
        .where(Settlement.debit == Booking.id, credit.kind.in_(GIVEN_UP))
    )
    return (
        Booking.select(
            Booking.number,
            Booking.booked_on.alias("day"),
            Booking.kind,
            Booking.text,
            Booking.amount_cents.alias("cents"),
            Booking.payment_method,
            Booking.invoice.alias("invoice_id"),
            OpenItem.cents.alias("open_cents"),
            Invoice.debit_on.alias("debit_on"),
            fn.EXISTS(corrections).alias("is_corrected"),
            given_up.alias("given_up_cents"),
        )
        .join(OpenItem, JOIN.LEFT_OUTER, on=OpenItem.booking == Booking.id)
        .switch(Booking)
        # Only what is open needs its invoice: settled rows, nearly all, are spared the look-up.
        .join(Invoice, JOIN.LEFT_OUTER, on=OpenItem.id.is_null(False) & (Booking.invoice == Invoice.id))
        .where(Booking.customer == parameter("customer"))
    )


LEDGER = Listing(
    build=_rows,
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

# All of a customer's bookings, and those of a span of days, oldest first.
BOOKINGS = Compiled(lambda: _rows().order_by(Booking.booked_on, Booking.id))
BOOKINGS_BETWEEN = Compiled(
    lambda: (
        _rows()
        .where(Booking.booked_on >= parameter("first"), Booking.booked_on <= parameter("last"))
        .order_by(Booking.booked_on, Booking.id)
    )
)
BALANCE_BEFORE = Compiled(
    lambda: Booking.select(fn.COALESCE(fn.SUM(Booking.amount_cents), 0).alias("cents")).where(
        Booking.customer == parameter("customer"), Booking.booked_on < parameter("day")
    )
)
