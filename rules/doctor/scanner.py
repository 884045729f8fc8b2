"""Whether files that people send are scanned for malware, by signatures of today."""

from collections.abc import Iterator
from datetime import timedelta

import clock
import gateways
from gateways import Unreachable
from rules import scans
from texts import date, t

OLDEST = timedelta(days=7)  # ClamAV brings new signatures every day


def warnings() -> Iterator[str]:
    """Sentences about what should be looked at."""
    if scans.is_on():
        yield from _faults()
    elif gateways.settings.is_public:
        yield t("CLAMAV_URL fehlt: Dateien, die jemand schickt, werden nicht auf Schadsoftware geprüft.")


def _faults() -> Iterator[str]:
    try:
        version = gateways.scanner.version()
    except Unreachable as error:
        yield str(error)
        return
    if version.signatures_of is None:
        yield t("Der Virenscanner sagt nicht, von wann seine Signaturen sind. Läuft „freshclam“?")
    elif version.signatures_of < clock.now() - OLDEST:
        yield t("Die Signaturen des Virenscanners sind vom {day}. Läuft „freshclam“?", day=date(version.signatures_of))
