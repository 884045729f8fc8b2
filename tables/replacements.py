"""Addresses and host names that staff replace in many zones at once."""

from peewee import JOIN, CharField, DateTimeField, ForeignKeyField, IntegerField, TextField

import clock
from database import Table, parameter
from tables.access import Account
from tables.dns import ZoneSave
from tables.listing import Listing
from tables.products import Domain
from tables.profile import Customer


class Replacement(Table):
    """`old` shall become `new` in all zones; first they are looked through, then staff release what was found."""

    old = CharField(max_length=253)
    new = CharField(max_length=253)
    account = ForeignKeyField(Account)
    begun_by = CharField(default="")
    created_at = DateTimeField(default=clock.now)
    domain_count = IntegerField(default=0)
    searched_count = IntegerField(default=0)
    searched_at = DateTimeField(null=True)
    released_at = DateTimeField(null=True)
    released_by = CharField(default="")

    @classmethod
    def newest(cls, most):
        return cls.select().order_by(cls.id.desc()).limit(most)


class ReplacementZone(Table):
    """A zone in which something would be replaced, or that could not be looked through (`obstacle` says why).

    `edits` are the changes and `remarks` the sentences of its warnings, both as JSON; `zone_save` is what came of it,
    `zone_undo` what took that back.
    """

    replacement = ForeignKeyField(Replacement, backref="zones", on_delete="CASCADE")
    domain = ForeignKeyField(Domain, backref="replacements", on_delete="CASCADE")
    edits = TextField(default="[]")
    remarks = TextField(default="[]")
    obstacle = CharField(default="", max_length=500)
    skipped_at = DateTimeField(null=True)
    done_at = DateTimeField(null=True)
    undo_asked_at = DateTimeField(null=True)
    undo_done_at = DateTimeField(null=True)
    zone_save = ForeignKeyField(ZoneSave, null=True, backref="replacements", on_delete="SET NULL")
    zone_undo = ForeignKeyField(ZoneSave, null=True, backref="undone_replacements", on_delete="SET NULL")

    class Meta:
        indexes = ((("replacement", "domain"), True),)

    @classmethod
    def to_change(cls, replacement):
        """Those that a release would change."""
        return cls.select().where(cls.replacement == replacement, cls.obstacle == "", cls.skipped_at.is_null())

    @classmethod
    def failed(cls, replacement):
        """Those that were to be changed and could not be."""
        went_wrong = (cls.obstacle != "") | (ZoneSave.state == "failed")
        return (
            cls.select(cls.id)
            .join(ZoneSave, JOIN.LEFT_OUTER, on=(cls.zone_save == ZoneSave.id))
            .where(cls.replacement == replacement, cls.done_at.is_null(False), cls.undo_asked_at.is_null(), went_wrong)
        )

    @classmethod
    def to_undo(cls, replacement):
        """Those that were changed, and are neither taken back nor being so."""
        undo = ZoneSave.alias()
        is_idle = cls.undo_asked_at.is_null() | (
            cls.undo_done_at.is_null(False) & (cls.zone_undo.is_null() | (undo.state == "failed"))
        )
        return (
            cls.select(cls.id)
            .join(ZoneSave, on=(cls.zone_save == ZoneSave.id))
            .join_from(cls, undo, JOIN.LEFT_OUTER, on=(cls.zone_undo == undo.id))
            .where(cls.replacement == replacement, ZoneSave.state == "done", is_idle)
        )

    @classmethod
    def outcomes(cls, replacement):
        """What tells how each stands."""
        undo = ZoneSave.alias()
        return (
            cls.select(
                cls.obstacle, cls.skipped_at, cls.done_at, cls.undo_asked_at, cls.undo_done_at,
                ZoneSave.state.alias("state"), undo.state.alias("undone"),
            )
            .join(ZoneSave, JOIN.LEFT_OUTER, on=(cls.zone_save == ZoneSave.id))
            .join_from(cls, undo, JOIN.LEFT_OUTER, on=(cls.zone_undo == undo.id))
            .where(cls.replacement == replacement)
            .namedtuples()
        )  # fmt: skip


def _zones():
    undo = ZoneSave.alias()
    return (
        ReplacementZone.select(
            ReplacementZone.id, ReplacementZone.edits, ReplacementZone.remarks, ReplacementZone.obstacle,
            ReplacementZone.skipped_at, ReplacementZone.done_at, ReplacementZone.undo_asked_at,
            ReplacementZone.undo_done_at,
            Domain.name, Customer.number.alias("customer_number"),
            ZoneSave.state.alias("state"), ZoneSave.reason.alias("reason"), undo.state.alias("undone"),
        )
        .join(Domain)
        .join(Customer)
        .join_from(ReplacementZone, ZoneSave, JOIN.LEFT_OUTER, on=(ReplacementZone.zone_save == ZoneSave.id))
        .join_from(ReplacementZone, undo, JOIN.LEFT_OUTER, on=(ReplacementZone.zone_undo == undo.id))
        .where(ReplacementZone.replacement == parameter("replacement"))
    )  # fmt: skip


ZONES_OF_REPLACEMENT = Listing(_zones, {"name": Domain.name}, Domain.name, ReplacementZone.id, "name")
