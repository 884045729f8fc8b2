"""What becomes an invoice: prices, discounts and single charges, tax rates, runs and their drafts."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Compiled, Table, parameter
from tables.access import Account
from tables.accounting.invoices import Invoice, InvoiceLine
from tables.legal import Dated
from tables.products import Contract
from tables.profile import Customer


class BillingDetails(Table):
    """What the bookkeeping knows of a customer besides the address.

    `second_email` gets invoices too, `limit_cents` is the gross amount above which an invoice is looked at before it
    is issued, `language` that of the papers.
    """

    customer = ForeignKeyField(Customer, unique=True, backref="billing_details")
    vat_id = CharField(max_length=20, default="")
    leitweg_id = CharField(max_length=46, default="")
    order_number = CharField(max_length=50, default="")
    second_email = CharField(default="")
    language = CharField(max_length=2, default="de")
    limit_cents = IntegerField(null=True)
    note = TextField(default="")


class VatCheck(Table):
    """What VIES said of a customer's VAT id; `answer` is "valid", "invalid" or "unreachable"."""

    customer = ForeignKeyField(Customer, backref="vat_checks")
    vat_id = CharField(max_length=20)
    answer = CharField(max_length=12)
    name = CharField(default="")
    address = TextField(default="")
    reference = CharField(max_length=60, default="")
    checked_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "vat_id", "checked_at"), False),)

    @classmethod
    def newest_of(cls, customer, vat_id):
        """The last answer about this VAT id, or None."""
        return cls.select().where(cls.customer == customer, cls.vat_id == vat_id).order_by(cls.id.desc()).first()


class TaxRate(Dated):
    """The standard VAT rate of a country from a day on, in hundredths of a percent."""

    country = CharField(max_length=2)
    valid_from = DateField()
    rate = IntegerField()

    class Meta:
        indexes = ((("country", "valid_from"), True),)

    @classmethod
    def by_country(cls):
        """All rates, those of a country together, the newest first."""
        return list(cls.select().order_by(cls.country, cls.valid_from.desc()))


RATE_OF_DAY = Compiled(
    lambda: (
        TaxRate.select(TaxRate.rate)
        .where(TaxRate.country == parameter("country"), TaxRate.valid_from <= parameter("day"))
        .order_by(TaxRate.valid_from.desc())
        .limit(1)
    )
)


class ContractPrice(Table):
    """What a contract costs a period from a day on, cents without VAT; earlier periods cost what they did."""

    contract = ForeignKeyField(Contract, backref="prices", on_delete="CASCADE")
    valid_from = DateField()
    price_cents = IntegerField()
    reason = CharField(default="")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("contract", "valid_from"), True),)


class Discount(Table):
    """Something off each period of a contract that begins within the span: hundredths of a percent, or net cents."""

    contract = ForeignKeyField(Contract, backref="discounts", on_delete="CASCADE")
    text = CharField()
    share = IntegerField(null=True)
    cents = IntegerField(null=True)
    valid_from = DateField()
    valid_to = DateField(null=True)
    created_at = DateTimeField(default=clock.now)


class Charge(Table):
    """A single position that waits for the customer's next invoice (set-up fee, remainder of a plan change, work done).

    `quantity` is negative for what is given back; `line` says where it was billed.
    """

    customer = ForeignKeyField(Customer, backref="charges")
    contract = ForeignKeyField(Contract, null=True, backref="charges")
    kind = CharField(max_length=12, default="single")
    product = CharField(max_length=20, default="")
    text = CharField()
    quantity = IntegerField(default=1)
    price_cents = IntegerField()
    period_from = DateField(null=True)
    period_to = DateField(null=True)
    due_on = DateField()
    line = ForeignKeyField(InvoiceLine, null=True, unique=True)
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, customer):
        """The customer's positions that are on no invoice yet, the next ones first."""
        return cls.select().where(cls.customer == customer, cls.line.is_null()).order_by(cls.due_on, cls.id)

    @classmethod
    def waiting(cls, until):
        """What is due and on no invoice yet."""
        return cls.select().where(cls.line.is_null(), cls.due_on <= until)


class BilledPeriod(Table):
    """A contract's period that is on an invoice; unique, so that none is billed twice.

    Only a correction that lets it be billed anew takes it away.
    """

    contract = ForeignKeyField(Contract, backref="billed_periods")
    period_from = DateField()
    period_to = DateField()
    line = ForeignKeyField(InvoiceLine)

    class Meta:
        indexes = ((("contract", "period_from"), True),)


class BillingRun(Table):
    """A look at what is due up to a day: proposed, released by somebody or by itself, issued.

    So many customers have something due (`count`), so many were looked at (`done`) until it is proposed.
    """

    until = DateField()
    begun_by = CharField()
    created_at = DateTimeField(default=clock.now)
    proposed_at = DateTimeField(null=True)
    released_at = DateTimeField(null=True)
    released_by = CharField(default="")
    issued_at = DateTimeField(null=True)
    discarded_at = DateTimeField(null=True)
    count = IntegerField(default=0)
    done = IntegerField(default=0)

    @classmethod
    def open(cls):
        """The run that waits for its release, or None."""
        waiting = cls.released_at.is_null() & cls.discarded_at.is_null()
        return cls.select().where(waiting).order_by(cls.id.desc()).first()

    @classmethod
    def under_way(cls):
        """The run that was released and is not issued yet, or None."""
        released = cls.released_at.is_null(False) & cls.issued_at.is_null()
        return cls.select().where(released).order_by(cls.id.desc()).first()

    @property
    def is_open(self):
        return self.released_at is None and self.discarded_at is None


class InvoiceDraft(Table):
    """What a run would issue to one customer (cents), and what is remarkable about it (codes divided by blanks).

    `lines` is JSON for the eye; what is issued is worked out anew. `is_blocked` ones cannot be issued (VAT id not
    checked), `held_at` ones somebody holds back in this run.
    """

    run = ForeignKeyField(BillingRun, backref="drafts", on_delete="CASCADE")
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
        indexes = ((("run", "customer"), True),)
