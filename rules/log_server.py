"""The audit log on another machine: what was noted is sent to the log server, at least once.

An entry has its number, so the server recognises one that comes twice. What was before and after stays here: it may
have to be erased some day (Art. 17 GDPR).
"""

from typing import Any

import gateways
from database import write
from gateways.audit_log import Entry
from models import UnsentEntry, Work
from rules import audit, work

WORK = "audit log"
AT_ONCE, MOST_BATCHES = 500, 10  # well within a lease
WARNINGS = ("refused", "wrong", "caller failed", "malware found")


def wake() -> None:
    """Put down that entries wait, unless they are being sent or it is tried again soon."""
    if audit.is_forwarded() and UnsentEntry.select().exists() and not Work.is_open(WORK):
        work.again(WORK, [""])


def send(_key: str = "") -> None:
    """The work "audit log": send what waits, oldest first. Raises Unreachable; whatever happens it is tried again."""
    _never_give_up()
    for _ in range(MOST_BATCHES):
        rows = UnsentEntry.oldest(AT_ONCE)
        if not rows or not audit.is_forwarded():
            return
        gateways.audit_log.send([_entry(row) for row in rows])
        with write():
            UnsentEntry.delete().where(UnsentEntry.entry.in_([row["number"] for row in rows])).execute()


def _never_give_up() -> None:
    """Count no more than the second try, so that the next one comes after four minutes, for days."""
    tried = (Work.kind == WORK) & (Work.tries > 1)
    if Work.select().where(tried).exists():
        with write():
            Work.update(tries=1).where(tried).execute()


def _entry(row: dict[str, Any]) -> Entry:
    said = {name: value for name, value in row.items() if name not in ("at", "what")}
    return Entry(row["at"], row["what"], any(word in row["what"] for word in WARNINGS), said)
