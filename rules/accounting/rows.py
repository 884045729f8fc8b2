"""Many rows at once, past the models: read and written as fast as the database gives and takes them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from peewee import Node, Value

from database import Table, database, is_sqlite
from models import Contract


class Rows:
    """Inserts tuples of the named fields; the other fields get the table's defaults."""

    def __init__(self, table: type[Table], *names: str) -> None:
        defaults = table._meta.get_default_dict()
        fields = table._meta.fields
        rest = [name for name in defaults if name not in names]
        self.defaults = tuple(_plain(fields[name].db_value(defaults[name])) for name in rest)
        columns = ", ".join(f'"{fields[name].column_name}"' for name in [*names, *rest])
        places = ", ".join([place()] * (len(names) + len(rest)))
        self.statement = f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({places})'

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            whole = [row + self.defaults for row in rows] if self.defaults else rows
            database.cursor().executemany(self.statement, whole)


def copy(query: Any, table: type[Table], /, **given: Any) -> None:
    """Insert a row for each row of a query: fields with what is `given` for them, the others with their defaults.

    The database does it by itself: no row comes to Python and goes back.
    """
    fields = table._meta.fields
    values = {name: _plain(fields[name].db_value(value)) for name, value in table._meta.get_default_dict().items()}
    values |= given
    selected = [value if isinstance(value, Node) else Value(value, converter=False) for value in values.values()]
    table.insert_from(query.select(*selected), [fields[name] for name in values]).execute()


def new_ids(table: type[Table], count: int) -> Sequence[int]:
    """Ids for so many new rows of a table, within the transaction that writes them."""
    name = table._meta.table_name
    if is_sqlite():  # nobody else writes meanwhile
        (highest,) = database.execute_sql(f'SELECT COALESCE(MAX(id), 0) FROM "{name}"').fetchone()
        return range(highest + 1, highest + 1 + count)
    taken = database.execute_sql(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", (f'"{name}"', count)
    )
    return [number for (number,) in taken.fetchall()]


def move_on(following: Sequence[tuple[int, Any]]) -> None:
    """Set the day from which contracts (ids) are billed the next time; in the order of the index, which is quicker."""
    if following:
        statement = f'UPDATE "{Contract._meta.table_name}" SET next_invoice_on = {place()} WHERE id = {place()}'
        database.cursor().executemany(statement, sorted((day.isoformat(), contract) for contract, day in following))


def among(field: Any, ids: Sequence[int]) -> Any:
    """Whether a field is one of ascending ids. Where they lie close together it takes those between them too.

    To write a thousand of them into a question takes longer than to answer it.
    """
    return field.between(ids[0], ids[-1]) if ids[-1] - ids[0] < 2 * len(ids) else field.in_(ids)


def exactly(field: Any, ids: Sequence[int]) -> Any:
    """Whether a field is one of ascending ids, and no other."""
    return field.between(ids[0], ids[-1]) if ids[-1] - ids[0] == len(ids) - 1 else field.in_(ids)


def fetch(query: Any) -> list[tuple[Any, ...]]:
    """The bare rows of a query, as the database gives them: peewee's conversion takes longer than the question."""
    found: list[tuple[Any, ...]] = database.execute_sql(*query.sql()).fetchall()
    return found


def day(value: Any) -> Any:
    """A day out of a bare row: SQLite keeps it as text."""
    return _day(value) if isinstance(value, str) else value


@lru_cache(4096)
def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def place() -> str:
    """Where a value goes in a statement of the open database."""
    return "?" if is_sqlite() else "%s"


def _plain(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, datetime) else value
