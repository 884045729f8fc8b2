"""First logins: customers whom the hoster invites, many at once."""

from peewee import JOIN, CharField, DateTimeField, ForeignKeyField, IntegerField, fn

import clock
from database import Table
from tables.access import Account, PasswordLink
from tables.listing import Listing
from tables.profile import Contact, Customer


class InvitationRun(Table):
    """Customers whom somebody of the staff invites together, by "mail" or by "letter"; letters are one PDF."""

    staff_account = ForeignKeyField(Account)
    method = CharField(max_length=10)
    customer_count = IntegerField()
    open_count = IntegerField()
    file_key = CharField(max_length=64, default="")
    created_at = DateTimeField(default=clock.now, index=True)
    done_at = DateTimeField(null=True)

    @classmethod
    def newest(cls, count):
        """The last runs, each with who started it."""
        return cls.select(cls, Account).join(Account).order_by(cls.id.desc()).limit(count)


class Invitation(Table):
    """One customer of a run; `error` is a word for why there was no invitation."""

    run = ForeignKeyField(InvitationRun, backref="invitations", on_delete="CASCADE")
    customer = ForeignKeyField(Customer, backref="invitations")
    done_at = DateTimeField(null=True)
    error = CharField(max_length=20, default="")

    class Meta:
        indexes = ((("run", "customer"), True),)

    @classmethod
    def of(cls, run):
        """Those of a run with their customers, in the order of the numbers."""
        return cls.select(cls, Customer).join(Customer).where(cls.run == run).order_by(Customer.number)


def _without_access(*columns):
    """Customers whose holder has no password yet, with the newest link that the holder got."""
    newest = PasswordLink.alias()
    last = newest.select(fn.MAX(newest.id)).where(newest.account == Account.id)
    is_holder = (Contact.customer == Customer.id) & (Contact.kind == "holder") & Contact.withdrawn_at.is_null()
    return (
        Customer.select(*columns)
        .join(Contact, JOIN.LEFT_OUTER, on=is_holder)
        .join(Account, JOIN.LEFT_OUTER, on=Contact.account == Account.id)
        .join(PasswordLink, JOIN.LEFT_OUTER, on=PasswordLink.id == last)
        .where(Account.password_hash.is_null())
    )


WITHOUT_ACCESS = Listing(
    lambda: _without_access(
        Customer.number, Customer.company, Customer.first_name, Customer.last_name, Customer.email,
        Customer.street, Customer.zip, Customer.city,
        PasswordLink.created_at.alias("invited_at"), PasswordLink.expires_at, PasswordLink.used_at,
    ),
    {"number": Customer.number, "name": fn.COALESCE(fn.NULLIF(Customer.company, ""), Customer.last_name)},
    Customer.search_text, Customer.id, "number",
)  # fmt: skip


def uninvited_customers():
    """The ids of customers without access whom nobody has invited, or whose link has ended."""
    under_way = Invitation.select(Invitation.customer).join(InvitationRun)
    return (
        _without_access(Customer.id)
        .where(
            PasswordLink.id.is_null() | PasswordLink.used_at.is_null(False) | (PasswordLink.expires_at <= clock.now()),
            Customer.id.not_in(under_way.where(InvitationRun.done_at.is_null(), Invitation.error == "")),
        )
        .order_by(Customer.number)
    )


def customers_without_access(numbers):
    """The ids of customers without access that have one of the numbers."""
    return _without_access(Customer.id).where(Customer.number.in_(numbers)).order_by(Customer.number)
