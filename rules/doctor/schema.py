"""Whether the database has the shape that this version needs."""

from collections.abc import Iterator

from database import database
from models import TABLES
from rules import operation
from tables import triggers
from texts import t


def faults() -> Iterator[str]:
    """What is missing of the migrations, tables, columns, unique indexes and triggers."""
    pending, unknown = operation.migrations()
    if unknown:
        yield t("Die Datenbank ist von einer neueren Version: {steps}.", steps=", ".join(unknown))
    if pending:
        yield t("Der Datenbank fehlen Schritte, bitte „upgrade“ aufrufen: {steps}.", steps=", ".join(pending))
    if unknown or pending:
        return
    present = set(database.get_tables())
    for table in TABLES:
        name = table._meta.table_name
        if name not in present:
            yield t("In der Datenbank fehlt die Tabelle {table}.", table=name)
        else:
            yield from _of_table(table, name)
    for trigger in sorted(triggers.names() - triggers.present()):
        yield t("In der Datenbank fehlt der Trigger {trigger}.", trigger=trigger)


def _of_table(table: type, name: str) -> Iterator[str]:
    columns = {column.name for column in database.get_columns(name)}
    for field in table._meta.sorted_fields:  # type: ignore[attr-defined]
        if field.column_name not in columns:
            yield t("In der Tabelle {table} fehlt die Spalte {column}.", table=name, column=field.column_name)
    unique = {tuple(index.columns) for index in database.get_indexes(name) if index.unique}
    for wanted in _unique(table):
        if wanted not in unique:
            yield t("In der Tabelle {table} ist {column} nicht eindeutig.", table=name, column=", ".join(wanted))


def _unique(table: type) -> Iterator[tuple[str, ...]]:
    """The columns that must be unique, alone or together."""
    meta = table._meta  # type: ignore[attr-defined]
    for field in meta.sorted_fields:
        if field.unique and not field.primary_key:
            yield (field.column_name,)
    for names, is_unique in meta.indexes:
        if is_unique:
            yield tuple(meta.fields[each].column_name for each in names)
