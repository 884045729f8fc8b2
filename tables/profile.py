"""Meine Daten: customers, their contacts, what they agreed to and where they log in from."""

from peewee import JOIN, BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Compiled, Table, parameter
from tables.access import Account


class Customer(Table):
    """Who has contracts with the hoster."""

    KINDS = ("business", "private")
    PAYMENT_METHODS = ("transfer", "direct_debit")

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
    second_factor_required_at = DateTimeField(null=True)
    search_text = TextField(default="")
    created_at = DateTimeField(default=clock.now)

    @property
    def name(self):
        """The company, or the person where there is none."""
        return self.company or f"{self.first_name} {self.last_name}".strip()

    @property
    def is_business(self):
        return self.kind == "business"


class RightsField(CharField):
    """A set of rights, kept as sorted words."""

    def db_value(self, value):
        return " ".join(sorted(value or ()))

    def python_value(self, value):
        return frozenset((value or "").split())


class Contact(Table):
    """A person at a customer: what they may do, until when, and the account they log in with."""

    RIGHTS = ("support", "domains", "contracts", "billing", "data", "phone")
    KINDS = ("holder", "internal", "external")

    customer = ForeignKeyField(Customer, backref="contacts")
    account = ForeignKeyField(Account, null=True, backref="contacts")
    kind = CharField(max_length=10)
    first_name = CharField(default="")
    last_name = CharField(default="")
    email = CharField(default="")
    phone = CharField(max_length=40, default="")
    rights = RightsField(default=frozenset())
    until = DateField(null=True)
    phone_password_hash = CharField(null=True)
    withdrawn_at = DateTimeField(null=True)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "account"), True),)

    @classmethod
    def of(cls, customer):
        """The contacts who may speak for this customer or did until they were withdrawn."""
        return cls.select().where(cls.customer == customer, cls.withdrawn_at.is_null())

    @classmethod
    def listed(cls, customer):
        """The same, the holder first, each with its account."""
        return (
            cls.of(customer)
            .select_extend(Account)
            .join_from(cls, Account, JOIN.LEFT_OUTER)
            .order_by(cls.kind != "holder", cls.last_name, cls.id)
        )

    @classmethod
    def holder_of(cls, customer):
        """The one who has all rights, or None."""
        return cls.of(customer).where(cls.kind == "holder").first()

    @classmethod
    def of_account(cls, account):
        """Where this account may act today."""
        return (
            cls.select(cls, Customer)
            .join(Customer)
            .where(
                cls.account == account,
                cls.withdrawn_at.is_null(),
                cls.until.is_null() | (cls.until >= clock.today()),
            )
            .order_by(Customer.number)
        )

    @property
    def name(self):
        """The person, or what else tells who it is: of a holder without a name it is the company."""
        name = f"{self.first_name} {self.last_name}".strip() or self.email
        return self.customer.name if self.is_holder and not name else name

    @property
    def is_holder(self):
        return self.kind == "holder"

    @property
    def is_active(self):
        return self.withdrawn_at is None and (self.until is None or self.until >= clock.today())

    def may(self, *rights):
        """Whether one of the rights is theirs; the holder has them all, and no right asked is granted to everybody."""
        return not rights or self.is_holder or any(right in self.rights for right in rights)


class AllowedNetwork(Table):
    """A network from which the customer's people may log in; without any, from everywhere."""

    customer = ForeignKeyField(Customer, backref="networks", on_delete="CASCADE")
    network = CharField(max_length=43)
    note = CharField(default="")
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("customer", "network"), True),)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer).order_by(cls.id)


NETWORKS = Compiled(
    lambda: AllowedNetwork.select(AllowedNetwork.network).where(AllowedNetwork.customer == parameter("customer"))
)


class WhitelistSuspension(Table):
    """Somebody of the staff let the customer's people in from everywhere, for a reason, until it is ended."""

    customer = ForeignKeyField(Customer, backref="whitelist_suspensions", on_delete="CASCADE")
    staff_account = ForeignKeyField(Account)
    reason = CharField()
    until = DateTimeField()
    created_at = DateTimeField(default=clock.now)
    ended_at = DateTimeField(null=True)

    @classmethod
    def in_force(cls, customer):
        """The one that holds now, or None."""
        return (
            cls.select()
            .where(cls.customer == customer, cls.ended_at.is_null(), cls.until > clock.now())
            .order_by(cls.id.desc())
            .first()
        )


class ProcessingAgreement(Table):
    """A data processing agreement that was concluded (Art. 28 GDPR)."""

    customer = ForeignKeyField(Customer, backref="agreements")
    text_version = DateField()
    signed_by = CharField()
    concluded_on = DateField()
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def of(cls, customer):
        return cls.select().where(cls.customer == customer).order_by(cls.concluded_on.desc())
