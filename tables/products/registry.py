"""What the registry knows of a domain: facts, its holder, the code with which it moves, and what was asked for."""

from peewee import (
    JOIN,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    TextField,
    fn,
)

import clock
from database import Table, parameter
from tables.access import Account
from tables.listing import Listing
from tables.products import Domain
from tables.profile import Customer
from tables.support import Ticket


class Registration(Table):
    """With whom a domain is registered, since when, until when, locked against moving since when, and for whom."""

    domain = ForeignKeyField(Domain, unique=True, backref="registrations", on_delete="CASCADE")
    registrar = CharField(default="")
    registered_on = DateField(null=True)
    expires_on = DateField(null=True)
    locked_at = DateTimeField(null=True)
    holder_name = CharField(default="")
    holder_email = CharField(default="")
    holder_phone = CharField(max_length=40, default="")

    @property
    def is_locked(self):
        return self.locked_at is not None


class HolderCheck(Table):
    """The customer said on a day that these are the holder's data (§ 49 BSIG); `is_new` where they differed."""

    domain = ForeignKeyField(Domain, backref="checks", on_delete="CASCADE")
    name = CharField()
    email = CharField()
    phone = CharField(max_length=40)
    is_new = BooleanField(default=False)
    checked_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def newest(cls, domain):
        return cls.select().where(cls.domain == domain).order_by(cls.id.desc()).first()


class AuthCode(Table):
    """The code with which a domain moves, sealed; from the day after `valid_until` on it is of no use."""

    domain = ForeignKeyField(Domain, backref="auth_codes", on_delete="CASCADE")
    sealed = TextField()
    valid_until = DateField()
    entered_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)

    @classmethod
    def known(cls, domain):
        """The newest that can be given out today, or None."""
        today = clock.today()
        return cls.select().where(cls.domain == domain, cls.valid_until >= today).order_by(cls.id.desc()).first()


class DomainWish(Table):
    """What a customer asked staff to do with a domain; its request says the rest."""

    KINDS = ("auth code", "unlock")

    domain = ForeignKeyField(Domain, backref="wishes", on_delete="CASCADE")
    kind = CharField(max_length=10)
    ticket = ForeignKeyField(Ticket, null=True)
    asked_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    settled_at = DateTimeField(null=True)
    settled_by = ForeignKeyField(Account, null=True)

    class Meta:
        indexes = ((("domain", "settled_at"), False),)

    @classmethod
    def open(cls, domain):
        """What is not done yet, by its kind."""
        rows = cls.select().where(cls.domain == domain, cls.settled_at.is_null()).order_by(cls.id)
        return {each.kind: each for each in rows}


def _with_newest_check():
    """The domains that have a registration, each with what was confirmed last."""
    check = HolderCheck.alias()
    newest = check.select(fn.MAX(check.id)).where(check.domain == Domain.id)
    return (
        Domain.select(
            Domain.name, Registration.holder_name, HolderCheck.created_at.alias("checked_at"),
            Customer.number.alias("customer_number"), Customer.company, Customer.first_name, Customer.last_name,
        )
        .join_from(Domain, Customer)
        .join_from(Domain, Registration)
        .join_from(Domain, HolderCheck, JOIN.LEFT_OUTER, on=HolderCheck.id == newest)
    )  # fmt: skip


UNCHECKED_HOLDERS = Listing(
    build=lambda: _with_newest_check().where(HolderCheck.id.is_null() | (HolderCheck.created_at < parameter("before"))),
    columns={"name": Domain.name, "number": Customer.number},
    search=Domain.name.concat(" ").concat(Customer.search_text),
    key=Domain.id,
    default="name",
)


def unchecked_holders(before):
    """How many domains there are whose holder nobody has confirmed since a moment."""
    return _with_newest_check().where(HolderCheck.id.is_null() | (HolderCheck.created_at < before)).count()
