"""The browsers in which somebody is logged in: their names, and how to log them out."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from database import write
from models import Account, Session
from rules import NotFound, audit
from texts import t

APPLE = {"Mac OS X": "macOS"}


class Device(NamedTuple):
    """A login that lasts; moments are naive UTC."""

    id: int
    name: str
    address: str
    begun_at: datetime
    last_used_at: datetime
    is_this: bool


def of(session: Session) -> list[Device]:
    """Where the same account is logged in: here first, then by the last use."""
    rows = Session.select().where(Session.account == session.account_id).order_by(Session.last_used_at.desc())
    devices = [
        Device(row.id, named(row.device), row.address, row.created_at, row.last_used_at, row.id == session.id)
        for row in rows
        if not row.is_over
    ]
    return sorted(devices, key=lambda device: not device.is_this)


def end(session: Session, id: int) -> None:
    """Log out one of the account's devices; raises NotFound for somebody else's."""
    with write():
        row = Session.get_or_none(Session.account == session.account_id, Session.id == id)
        if row is None:
            raise NotFound
        _end(row)


def end_others(session: Session) -> None:
    """Log out all of the account's devices but this one."""
    with write():
        for row in Session.select().where(Session.account == session.account_id, Session.id != session.id):
            _end(row)


def end_all(account: Account | None) -> None:
    """Log somebody out everywhere: the hoster's people do it when a login may be in wrong hands."""
    with write():
        for row in Session.select().where(Session.account == account):
            _end(row)


def named(agent: str) -> str:
    """A browser as people call it, by its User-Agent: "Firefox 145 auf Windows"."""
    browser, system = _parts(agent)
    if browser and system:
        return t("{browser} auf {system}", browser=browser, system=system)
    return browser or system or t("Unbekanntes Gerät")


def _end(row: Session) -> None:
    audit.note("logged out elsewhere", row, before={"device": named(row.device)})
    row.delete_instance()


@lru_cache(maxsize=256)
def _parts(agent: str) -> tuple[str, str]:
    from ua_parser import parse  # late: its list of browsers takes a fifth of a second to load

    found = parse(agent)
    browser = found.user_agent and f"{found.user_agent.family} {found.user_agent.major or ''}".strip()
    system = found.os and APPLE.get(found.os.family, found.os.family)
    return browser or "", system or ""
