"""Whether the log server has what was noted."""

from collections.abc import Iterator
from datetime import timedelta

import clock
import gateways
from gateways import Unreachable
from models import AuditEntry, UnsentEntry
from rules import audit
from texts import tn

PATIENCE = timedelta(hours=1)


def warnings() -> Iterator[str]:
    """Sentences about what should be looked at."""
    if not audit.is_forwarded():
        return
    try:
        gateways.audit_log.check()
    except Unreachable as error:
        yield str(error)
    waiting = UnsentEntry.select().join(AuditEntry).where(AuditEntry.at < clock.now() - PATIENCE)
    if count := waiting.count():
        yield tn(
            "{n} Eintrag des Protokolls wartet seit mehr als einer Stunde auf den Logserver.",
            "{n} Einträge des Protokolls warten seit mehr als einer Stunde auf den Logserver.",
            count,
        )
