"""What went through the servers: sums of days for good, single readings for a while, and what was said about it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN, BigIntegerField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, fn

import clock
from database import Compiled, Table, database, is_sqlite, parameter
from tables.access import Account
from tables.products import Cancellation, Contract, Server, ServerAddress


class TrafficSample(Table):
    """The bytes of one server on one day."""

    server = ForeignKeyField(Server, backref="traffic", on_delete="CASCADE")
    day = DateField()
    bytes_in = BigIntegerField(default=0)
    bytes_out = BigIntegerField(default=0)

    class Meta:
        indexes = ((("server", "day"), True),)

    @classmethod
    def since(cls, servers, day):
        """The days of some servers (ids) since a day, as rows."""
        return (
            cls.select(cls.server, cls.day, cls.bytes_in, cls.bytes_out)
            .where(cls.server.in_(servers), cls.day >= day)
            .order_by(cls.server, cls.day)
            .namedtuples()
        )


class TrafficReading(Table):
    """What was measured up to one moment, less than a day long; kept while it may come a second time."""

    server = ForeignKeyField(Server, backref="readings", on_delete="CASCADE")
    moment = DateTimeField()
    day = DateField(index=True)
    bytes_in = BigIntegerField()
    bytes_out = BigIntegerField()

    class Meta:
        indexes = ((("server", "moment"), True), (("server", "day"), False))


class TrafficWarning(Table):
    """So many percent of what is included were used up in the month that begins with a day, and a mail said so."""

    server = ForeignKeyField(Server, backref="traffic_warnings", on_delete="CASCADE")
    month = DateField()
    percent = IntegerField()
    created_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("server", "month", "percent"), True),)


class ApiToken(Table):
    """With which a program of the hoster's proves itself; `use` is what it may do with it."""

    USES = ("traffic",)

    name = CharField(max_length=60)
    use = CharField(max_length=20)
    token_hash = CharField(max_length=64, unique=True)
    created_by = ForeignKeyField(Account, null=True)
    created_at = DateTimeField(default=clock.now)
    last_used_at = DateTimeField(null=True)
    revoked_at = DateTimeField(null=True)


DAYS_OF_SERVER = Compiled(
    lambda: (
        TrafficSample.select(TrafficSample.day, TrafficSample.bytes_in, TrafficSample.bytes_out)
        .where(TrafficSample.server == parameter("server"), TrafficSample.day >= parameter("since"))
        .order_by(TrafficSample.day)
    )
)

SERVER_OF_CONTRACT = Compiled(
    lambda: (
        Server.select(Server.id, Server.name, Server.included_traffic_gb, Contract.id.alias("contract"))
        .join(Contract)
        .where(Contract.id == parameter("contract"), Contract.customer == parameter("customer"))
    )
)


def servers_called(names: Sequence[str]) -> list[Any]:
    """Rows of server (id) and name for each server that has one of these names or IP addresses, in lower case."""
    name = fn.LOWER(Server.name)
    by_name = Server.select(Server.id.alias("server"), name.alias("name")).where(name.in_(names))
    by_address = ServerAddress.select(ServerAddress.server, ServerAddress.address.alias("name")).where(
        ServerAddress.address.in_(names)
    )
    return [*by_name.namedtuples(), *by_address.namedtuples()]


def traffic_between(servers: Sequence[int], days: Sequence[date]) -> list[Any]:
    """The days of some servers from the first of `days` to the last: rows of server, day, bytes_in, bytes_out, and
    has_readings where the sum is made of them.
    """
    if not (servers and days):
        return []
    reading = TrafficReading.alias()
    of_day = reading.select().where(reading.server == TrafficSample.server, reading.day == TrafficSample.day)
    return list(
        TrafficSample.select(
            TrafficSample.server, TrafficSample.day, TrafficSample.bytes_in, TrafficSample.bytes_out,
            fn.EXISTS(of_day).alias("has_readings"),
        )
        .where(TrafficSample.server.in_(servers), TrafficSample.day.between(min(days), max(days)))
        .namedtuples()
    )  # fmt: skip


def readings_between(servers: Sequence[int], moments: Sequence[datetime]) -> list[Any]:
    """The readings of some servers from the first of `moments` to the last, as rows."""
    if not (servers and moments):
        return []
    each = TrafficReading
    chosen = each.select(each.server, each.moment, each.bytes_in, each.bytes_out)
    within = each.server.in_(servers) & each.moment.between(min(moments), max(moments))
    return list(chosen.where(within).namedtuples())


def used_since(servers: Sequence[int], day: date) -> list[Any]:
    """Rows of server, name, contract, customer, included_traffic_gb and the bytes since a day, of those that run on."""
    return list(
        Server.select(
            Server.id.alias("server"), Server.name, Server.included_traffic_gb, Contract.id.alias("contract"),
            Contract.customer, fn.SUM(TrafficSample.bytes_in + TrafficSample.bytes_out).alias("used"),
        )
        .join_from(Server, Contract)
        .join_from(Contract, Cancellation, JOIN.LEFT_OUTER)
        .join_from(Server, TrafficSample)
        .where(
            Server.id.in_(servers), Server.included_traffic_gb > 0, TrafficSample.day >= day,
            Cancellation.effective_on.is_null() | (Cancellation.effective_on >= clock.today()),
        )
        .group_by(Server.id, Server.name, Server.included_traffic_gb, Contract.id, Contract.customer)
        .namedtuples()
    )  # fmt: skip


def put_days(rows: Sequence[tuple[int, date, int, int]]) -> None:
    """Write days (server, day, bytes_in, bytes_out), in the place of what was known of them."""
    _put("trafficsample", ("server_id", "day", "bytes_in", "bytes_out"), ("server_id", "day"), rows)


def put_readings(rows: Sequence[tuple[int, datetime, date, int, int]]) -> None:
    """Write readings (server, moment, day, bytes_in, bytes_out), in the place of those of the same moment."""
    columns = ("server_id", "moment", "day", "bytes_in", "bytes_out")
    _put("trafficreading", columns, ("server_id", "moment"), rows)


def _put(table: str, columns: Sequence[str], key: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Many rows in one go: ten times quicker than by the model."""
    places = ", ".join(["?" if is_sqlite() else "%s"] * len(columns))
    news = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in key)
    statement = (
        f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({places}) '
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {news}"
    )
    database.cursor().executemany(statement, [tuple(map(_kept, row)) for row in rows])


def _kept(value: Any) -> Any:
    """A value as the database keeps it."""
    if isinstance(value, date) and is_sqlite():  # a moment is a date too
        return str(value)
    return value
