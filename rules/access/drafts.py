"""What somebody had typed when their session ended: kept until the form stands at its address again."""

import json

from database import write
from models import Draft, Session


def keep(session: Session, path: str, fields: list[tuple[str, str]]) -> None:
    """Keep what somebody had typed until the form stands at `path` again."""
    with write():
        Draft.create(session=session, path=path, fields=json.dumps(fields))


def take(session: Session, path: str) -> list[tuple[str, str]]:
    """What was typed for this path before the session ended; once."""
    draft = Draft.select().where(Draft.session == session, Draft.path == path).order_by(Draft.id.desc()).first()
    if draft is None:
        return []
    with write():
        Draft.delete().where(Draft.session == session, Draft.path == path).execute()
    return [(name, value) for name, value in json.loads(draft.fields)]
