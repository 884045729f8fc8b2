"""The panels of contracts: the ways in, and what has to happen there when a contract changes."""

from peewee import JOIN, CharField, DateTimeField, ForeignKeyField

import clock
from database import Table
from tables.access import Account
from tables.operation import Work
from tables.products import Contract, Domain, Plan, grouped
from tables.profile import Customer


class PanelAccess(Table):
    """A way into the product's own surface: as `user_name` into a `panel` of the settings, or to a plain `url`."""

    KINDS = ("login", "admin", "reseller", "cloud")

    contract = ForeignKeyField(Contract, backref="accesses", on_delete="CASCADE")
    kind = CharField(max_length=20)
    url = CharField(max_length=500, default="")
    panel = CharField(max_length=40, default="")
    user_name = CharField(max_length=100, default="")

    class Meta:
        indexes = ((("contract", "kind"), True), (("panel", "user_name"), False))

    @property
    def shown(self):
        """As staff read it: the address, or whose login where."""
        return f"{self.panel}: {self.user_name}" if self.panel else self.url

    @classmethod
    def by_contract(cls, ids):
        """The ways into some contracts, as lists by the contract's id."""
        return grouped(cls.select().where(cls.contract.in_(ids)).order_by(cls.id), "contract_id")


class PanelTask(Table):
    """A change that a contract's panel has to follow: the portal makes it, or staff do for the reason `obstacle`.

    A deletion is a proposal until somebody has confirmed it. Nobody wants any more what was withdrawn. What the portal
    does is Work of kind WORK with the task's id as its key.
    """

    WORK = "panel task"
    CHANGES = ("suspend", "unsuspend", "change_plan", "delete")

    contract = ForeignKeyField(Contract, backref="panel_tasks")
    change = CharField(max_length=20)
    panel = CharField(max_length=40, default="")
    user_name = CharField(max_length=100, default="")
    package = CharField(max_length=100, default="")
    obstacle = CharField(max_length=20, default="")
    confirmed_at = DateTimeField(null=True)
    confirmed_by = ForeignKeyField(Account, null=True)
    done_at = DateTimeField(null=True)
    done_by = ForeignKeyField(Account, null=True)
    withdrawn_at = DateTimeField(null=True)
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("done_at", "withdrawn_at"), False),)

    @classmethod
    def open(cls):
        """What is still to happen, the oldest first, with contract, plan, domain, customer and `work`."""
        return cls._shown().where(cls.done_at.is_null(), cls.withdrawn_at.is_null())

    @classmethod
    def of_contract(cls, contract):
        """All that was to happen for a contract, the newest first."""
        return cls._shown().where(cls.contract == contract).order_by(cls.id.desc())

    @classmethod
    def for_staff(cls):
        """What waits for somebody: proposals, what is done by hand, what failed."""
        is_proposal = (cls.change == "delete") & cls.confirmed_at.is_null()
        return cls.open().where(is_proposal | (cls.obstacle != "") | Work.failed_at.is_null(False))

    @classmethod
    def _shown(cls):
        is_its = (Work.kind == cls.WORK) & (Work.key == cls.id.cast("TEXT"))
        return (
            cls.select(cls, Contract, Plan, Domain, Customer, Work)
            .join(Contract)
            .join(Plan)
            .join_from(Contract, Domain, JOIN.LEFT_OUTER)
            .join_from(Contract, Customer)
            .join_from(cls, Work, JOIN.LEFT_OUTER, on=is_its, attr="work")
            .order_by(cls.id)
        )

    @property
    def standing(self):
        """done, withdrawn, proposed, by hand, failed or waiting; for rows of the queries above."""
        work = getattr(self, "work", None)
        if self.done_at or self.withdrawn_at:
            return "done" if self.done_at else "withdrawn"
        if self.change == "delete" and self.confirmed_at is None:
            return "proposed"
        if self.obstacle:
            return "by hand"
        return "failed" if work and work.failed_at else "waiting"
