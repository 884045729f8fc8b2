"""Keeping the portal's own house: the schema of the database, numbers that leave no hole."""

from pathlib import Path

from playhouse.migrations import MigrationError, Runner

from database import database, is_sqlite, write
from models import NumberRange
from tables import triggers

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class NewerDatabase(Exception):
    """The database was made by a newer version of the portal."""


def upgrade() -> list[str]:
    """Apply what is missing of the migrations and renew the triggers; gives the applied names.

    Raises NewerDatabase when the database knows migrations that this version does not.
    """
    runner = Runner(database.obj, str(MIGRATIONS))
    steps = runner.status()
    unknown = [step.name for step in steps if step.path is None]
    if unknown:
        raise NewerDatabase(
            f"the database is of a newer version: it has {', '.join(unknown)}, which this version does not know"
        )
    if all(step.applied for step in steps) and triggers.present() == triggers.names():
        return []
    try:
        return _apply(runner)
    except MigrationError as error:
        raise NewerDatabase(str(error)) from error


def migrations() -> tuple[list[str], list[str]]:
    """The names of those that the database lacks, and of those that this version does not know."""
    steps = Runner(database.obj, str(MIGRATIONS)).status()
    return (
        [step.name for step in steps if not step.applied],
        [step.name for step in steps if step.path is None],
    )


def _apply(runner: Runner) -> list[str]:
    # A rebuilt SQLite table would delete its ON DELETE CASCADE children while foreign_keys is on.
    if is_sqlite():
        database.execute_sql("PRAGMA foreign_keys = 0")
    try:
        applied = runner.up()
        triggers.renew()
        if is_sqlite() and database.execute_sql("PRAGMA foreign_key_check").fetchall():
            raise MigrationError("a migration left rows whose parents are gone")
    finally:
        if is_sqlite():
            database.execute_sql("PRAGMA foreign_keys = 1")
    return applied


def next_number(name: str, first: int) -> int:
    """Take the next number of a range that begins with `first`; a rollback gives it back."""
    return next_numbers(name, first, 1)[0]


def next_numbers(name: str, first: int, count: int) -> range:
    """Take so many numbers in a row; nobody else gets any until the transaction ends."""
    with write():
        NumberRange.insert(name=name, next_number=first).on_conflict_ignore().execute()
        taken = (
            NumberRange.update(next_number=NumberRange.next_number + count)
            .where(NumberRange.name == name)
            .returning(NumberRange.next_number)
            .execute()
        )
        beyond = next(iter(taken)).next_number
        return range(beyond - count, beyond)


def reserve_numbers(name: str, beyond: int) -> None:
    """Make the range go on after `beyond`, for rows that came with numbers of their own."""
    with write():
        NumberRange.insert(name=name, next_number=beyond + 1).on_conflict_ignore().execute()
        NumberRange.update(next_number=beyond + 1).where(
            NumberRange.name == name, NumberRange.next_number <= beyond
        ).execute()


def check_database() -> None:
    """Ask the database something; raises what it raises when it is away."""
    database.execute_sql("SELECT 1").fetchone()
