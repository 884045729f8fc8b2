"""The one database: open, a kept connection per thread, write(), queries compiled once."""

from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from peewee import (
    Alias,
    DatabaseProxy,
    DateField,
    DateTimeField,
    Field,
    InterfaceError,
    Model,
    OperationalError,
    SqliteDatabase,
    Value,
)
from playhouse.db_url import connect

from config import LOOPBACK

database = DatabaseProxy()
connection_errors = (OperationalError, InterfaceError)

PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": "full"}


class Table(Model):
    """What every table of ours is."""

    if TYPE_CHECKING:  # peewee makes attributes of its own: id, and <name>_id for every foreign key
        id: Any

        def __getattr__(self, name: str) -> Any: ...

    class Meta:
        database = database


def start(url: str) -> None:
    """Open the database of this process: `sqlite:///path` or `postgresql://…`; drops what was open before."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        opened = SqliteDatabase(rest.removeprefix("/") or ":memory:", pragmas=PRAGMAS)
    else:
        opened = connect(f"psycopg3://{_protected(rest)}")
    if database.obj is not None and not database.is_closed():
        database.close()
    database.initialize(opened)
    for query in Compiled.known:
        query.forget()


def _protected(address: str) -> str:
    """The address of a PostgreSQL server that must prove its name when it is another machine.

    libpq would do without encryption when the server offers none; whoever wants it otherwise says so by `sslmode`.
    """
    parts = urlsplit(f"//{address}")
    asked = parse_qs(parts.query)
    if parts.hostname in {None, *LOOPBACK} or "sslmode" in asked:
        return address
    more = "sslmode=verify-full" + ("" if "sslrootcert" in asked else "&sslrootcert=system")
    return f"{address}{'&' if parts.query else '?'}{more}"


def is_sqlite() -> bool:
    return isinstance(database.obj, SqliteDatabase)


@contextmanager
def write() -> Iterator[None]:
    """One transaction that writes; taken at once (IMMEDIATE) on SQLite. Nested ones join the outer one."""
    if database.in_transaction():
        yield
        return
    with database.atomic("IMMEDIATE") if is_sqlite() else database.atomic():
        yield


def in_write() -> bool:
    """Whether a transaction is under way on this thread."""
    return database.obj is not None and database.in_transaction()


def drop_connection() -> None:
    """Forget this thread's connection, so that the next question opens a new one."""
    if not database.is_closed():
        database.close()


class Parameter(str):
    """A place in a compiled query that is filled at each run."""


def parameter(name: str) -> Value:
    """A named place for a value in a query that is compiled once."""
    return Value(Parameter(name), converter=False)


class Compiled:
    """A query that peewee builds once; each run costs only the database's part.

    `build` gives the query, with `parameter("name")` where values go.
    """

    known: list["Compiled"] = []

    def __init__(self, build: Callable[[], Any]):
        self.build = build
        self.forget()
        Compiled.known.append(self)

    def forget(self) -> None:
        self.sql, self.places = "", ()

    def compile(self) -> None:
        """Write the query in the words of the open database."""
        query = self.build()
        self.sql, self.places = query.sql()
        names = [getattr(column, "_alias", None) or getattr(column, "name", "") for column in query._returning]
        self.row: Any = namedtuple("Row", names)
        self.dates = [(at, kind) for at, column in enumerate(query._returning) if (kind := _date_kind(column))]

    def rows(self, **values: Any) -> list[Any]:
        """Run it; rows are named tuples, dates are dates."""
        if not self.sql:
            self.compile()
        filled = [values[place] if isinstance(place, Parameter) else place for place in self.places]
        found = database.execute_sql(self.sql, filled).fetchall()
        if self.dates and found and is_sqlite():
            found = [self._with_dates(row) for row in found]
        return [self.row._make(row) for row in found]

    def one(self, **values: Any) -> Any:
        """The first row or None."""
        return next(iter(self.rows(**values)), None)

    def _with_dates(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for at, kind in self.dates:
            if values[at] is not None:
                values[at] = kind.fromisoformat(values[at])
        return values


def field_of(column: Any) -> Field | None:
    """The field behind a selected column: itself, an alias of it, or the first in a function such as COALESCE."""
    column = column.node if isinstance(column, Alias) else column
    inner = [column, *getattr(column, "arguments", ())]
    return next((each for each in inner if isinstance(each, Field)), None)


def _date_kind(column: Any) -> type[date] | type[datetime] | None:
    field = field_of(column)
    return datetime if isinstance(field, DateTimeField) else date if isinstance(field, DateField) else None
