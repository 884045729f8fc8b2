"""A zone file becomes a change set, and a zone a file."""

import json
from collections.abc import Sequence
from io import BytesIO

from models import Account, Domain, ZoneDraft
from rules import Refused
from rules.dns import drafts, masterfile, zone_of
from rules.dns.differences import replaced
from rules.dns.masterfile import Skipped

MOST_SHOWN = 500  # lines that were not taken


def take(domain: Domain, account: Account, content: bytes | str, mode: str) -> None:
    """Put the records of a file into the draft: "merge" replaces sets of the same name and type, "replace" everything.

    Raises Refused for a file that is too large or says nothing, as drafts.put() does, and when nothing is new.
    """
    found = masterfile.read(content if isinstance(content, str) else _decoded(content), domain.name)
    if not found.records:
        raise Refused("Darin steht kein Eintrag, den wir übernehmen können. {why}", why=_why(found.skipped))
    goes = (lambda record: True) if mode == "replace" else None
    lines = [(each.number, each.line, each.reason) for each in found.skipped[:MOST_SHOWN]]
    count = drafts.put(
        domain, account, lambda present: replaced(present, found.records, goes), skipped=json.dumps(lines)
    )
    if not count:
        raise Refused("Was in der Datei steht, ist schon eingetragen.")


def _why(skipped: Sequence[Skipped]) -> str:
    return f"{skipped[0].number}: {skipped[0].reason}" if skipped else ""


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def skipped(draft: ZoneDraft | None) -> list[Skipped]:
    """The lines of the file in a draft that were not taken."""
    return [Skipped(*each) for each in json.loads(draft.skipped)] if draft else []


def file_of(domain: Domain) -> BytesIO:
    """The zone as a file. Raises Refused when it cannot be read."""
    return BytesIO(masterfile.write(zone_of(domain)).encode("ascii"))
