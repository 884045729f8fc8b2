"""What the hoster's people do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from peewee import IntegrityError

from database import Table, database
from rules import Refused, audit


@contextmanager
def unless_taken(refusal: Refused) -> Iterator[None]:
    """Raises `refusal` when the database refuses what is written here; the transaction around it stays usable."""
    try:
        with database.atomic():
            yield
    except IntegrityError as error:
        raise refusal from error


def note_difference(what: str, row: Table, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Note in what two descriptions of a row differ; False when they do not."""
    changed = [name for name in after if before.get(name) != after[name]]
    if not changed:
        return False
    audit.note(what, row, {name: before.get(name) for name in changed}, {name: after[name] for name in changed})
    return True
