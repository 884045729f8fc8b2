"""How a replacement stands: how far it is, and what becomes or became of each zone."""

import json
from dataclasses import dataclass
from typing import Any

from models import Replacement, ReplacementZone, Work
from rules.dns import drafts, entries
from rules.dns.saving import REASONS
from rules.staff.replacements.doing import CHANGE, UNDO
from rules.staff.replacements.searching import SEARCH
from texts import Lazy, lazy

WORDS: dict[str, tuple[Lazy, str]] = {  # the word and the kind of state
    "to change": (lazy("wird geändert"), "info"),
    "skipped": (lazy("ausgelassen"), "off"),
    "impossible": (lazy("geht nicht"), "bad"),
    "waiting": (lazy("wartet"), "info"),
    "done": (lazy("geändert"), "ok"),
    "checking": (lazy("wird geprüft"), "warn"),
    "failed": (lazy("nicht geändert"), "bad"),
    "undoing": (lazy("wird zurückgenommen"), "info"),
    "undone": (lazy("zurückgenommen"), "off"),
    "not undone": (lazy("nicht zurückgenommen"), "bad"),
}


@dataclass(frozen=True)
class Progress:
    """How far a replacement is; `step` is searching, found, changing, undoing, stuck or done."""

    step: str
    done: int
    count: int

    @property
    def is_over(self) -> bool:
        return self.step in ("found", "stuck", "done")


def outcome(row: Any, is_released: bool) -> str:
    """What becomes or became of a zone, a key of WORDS; the row is one of ZONES_OF_REPLACEMENT."""
    if row.skipped_at:
        return "skipped"
    if not is_released:
        return "impossible" if row.obstacle else "to change"
    if row.undo_asked_at:
        return _undoing(row)
    if row.done_at is None:
        return "impossible" if row.obstacle else "waiting"
    if row.obstacle or row.state == "failed":
        return "failed"
    return "checking" if row.state == "checking" else "done"


def _undoing(row: Any) -> str:
    if row.undo_done_at is None:
        return "undoing"
    if row.obstacle or row.undone == "failed":
        return "not undone"
    return "checking" if row.undone == "checking" else "undone"


def why(row: Any) -> str:
    """Why a zone was or will not be changed, in words."""
    return str(row.obstacle or REASONS.get(row.reason, row.reason) or "")


def edits_of(row: Any) -> list[tuple[str, str, str]]:
    """What is replaced in a zone: which record, and its value before and after."""
    told = entries.told(drafts.changes_from(row.edits), row.name)
    return [(f"{each.name} {each.kind}", each.before, each.after) for each in told]


def remarks_of(row: Any) -> list[str]:
    """What is to be considered about a zone."""
    return list(json.loads(row.remarks))


def counts(replacement: Replacement) -> dict[str, int]:
    """How many zones there are of each outcome."""
    found = dict.fromkeys(WORDS, 0)
    for row in ReplacementZone.outcomes(replacement):
        found[outcome(row, replacement.released_at is not None)] += 1
    return found


def progress(replacement: Replacement, found: dict[str, int]) -> Progress:
    """How far it is, by what counts() says."""
    if replacement.searched_at is None:
        step = "stuck" if _has_failed(SEARCH, [replacement.id]) else "searching"
        return Progress(step, replacement.searched_count, replacement.domain_count)
    count = sum(found.values()) - found["skipped"] - found["impossible"]
    if replacement.released_at is None:
        return Progress("found", 0, count)
    left = found["waiting"] + found["undoing"]
    if not left:
        return Progress("done", count, count)
    ids = [each.id for each in replacement.zones.select(ReplacementZone.id)]
    is_stuck = _has_failed(CHANGE, ids) or _has_failed(UNDO, ids)
    step = "stuck" if is_stuck else "undoing" if found["undoing"] else "changing"
    return Progress(step, count - left, count)


def _has_failed(kind: str, ids: list[int]) -> bool:
    """Whether work of a kind was given up whose key begins with one of these ids."""
    failed = Work.select(Work.key).where(Work.kind == kind, Work.failed_at.is_null(False))
    return any(int(each.key.split()[0]) in ids for each in failed)
