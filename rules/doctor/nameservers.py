"""What portal and name servers disagree about."""

from collections import Counter
from collections.abc import Iterator

from rules.doctor.questions import MOST
from rules.staff import zones
from texts import t

SECONDS = 30  # a server that is away, or thousands of zones, hold the doctor up no longer


def warnings() -> Iterator[str]:
    """A sentence for each difference, MOST of a kind, and what could not be looked at."""
    found = zones.compare(SECONDS)
    told: Counter[str] = Counter()
    for each in found.differences:
        told[each.kind] += 1
        if told[each.kind] <= MOST:
            yield f"{each.shown}: {each.sentence}"
        elif told[each.kind] == MOST + 1:
            yield t("… und weitere davon.")
    yield from found.silent
    if found.looked < found.count:
        looked, count = found.looked, found.count
        yield t("{looked} von {count} Domains wurden mit ihrem Nameserver verglichen.", looked=looked, count=count)
