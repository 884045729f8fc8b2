"""The triggers that keep issued things as they are: one list for both databases.

A rebuilt SQLite table loses its triggers silently, so every migration ends by making them anew.
"""

from database import database, is_sqlite

INSERT_ONLY = (
    *("invoice", "invoiceline", "invoicedocument", "sellersnapshot"),
    *("booking", "settlement", "auditentry"),
)
SENTENCE = "rows of {table} are never changed or deleted"


def names() -> set[str]:
    """The triggers that a sound database has."""
    return {name for name, _ in _statements()}


def present() -> set[str]:
    """Those of them that the open database has."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite()
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return {name for (name,) in database.execute_sql(catalogue).fetchall()} & names()


def renew() -> None:
    """Make all of them anew."""
    if not is_sqlite():
        database.execute_sql(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of %% are never changed or deleted', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for name, statement in _statements():
        table = name.split("_")[0]
        database.execute_sql(f'DROP TRIGGER IF EXISTS "{name}"' + ("" if is_sqlite() else f' ON "{table}"'))
        database.execute_sql(statement)


def _statements():
    for table in INSERT_ONLY:
        for event in ("UPDATE", "DELETE") if is_sqlite() else ("UPDATE", "DELETE", "TRUNCATE"):
            yield f"{table}_no_{event.lower()}", _statement(table, event)


def _statement(table, event):
    name = f"{table}_no_{event.lower()}"
    if is_sqlite():
        return (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE.format(table=table)}'); END"
        )
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" FOR EACH {each} EXECUTE FUNCTION refuse_change()'
