"""A replacement that was looked at: zones left out, the others changed one by one, and all of it taken back."""

from collections.abc import Callable

import clock
from database import write
from models import Account, Domain, Replacement, ReplacementZone, ZoneDraft, ZoneSave
from rules import Refused, audit, work
from rules.dns import drafts, history, saving, zone_of
from rules.dns.differences import Change, changes
from rules.dns.replacing import replaced

CHANGE, UNDO = "replacement", "replacement undo"
ZONES_A_SECOND = 10


def skip(row: ReplacementZone) -> None:
    """Leave a zone as it is. Raises Refused once the replacement is released."""
    _change(row, skipped_at=clock.now())


def take_back(row: ReplacementZone) -> None:
    """Change a zone after all. Raises Refused once the replacement is released."""
    _change(row, skipped_at=None)


def _change(row: ReplacementZone, **values: object) -> None:
    with write():
        if Replacement.get_by_id(row.replacement_id).released_at:
            raise Refused("Diese Ersetzung läuft schon.")
        ReplacementZone.update(values).where(ReplacementZone.id == row).execute()


def release(replacement: Replacement) -> None:
    """Have the zones changed that were found. Raises Refused when there is none, or somebody else did it."""
    with write():
        waiting = Replacement.released_at.is_null() & Replacement.searched_at.is_null(False)
        released = Replacement.update(released_at=clock.now(), released_by=audit.actor().who).where(
            Replacement.id == replacement, waiting
        )
        if not released.execute():
            raise Refused("Diese Ersetzung läuft schon, oder die Zonen sind noch nicht durchgesehen.")
        ids = [each.id for each in ReplacementZone.to_change(replacement).order_by(ReplacementZone.id)]
        if not ids:
            raise Refused("Es gibt keine Zone zu ändern.")
        keys = [f"{each} {replacement.id}" for each in ids]  # SQLite may have given a former row's id to this one
        work.later_each(CHANGE, keys, ZONES_A_SECOND)
        audit.note("replacement released", replacement, after={"zone_count": len(ids)})


def try_again(replacement: Replacement) -> None:
    """Change those zones that could not be changed. Raises Refused when there is none."""
    rows = [each.id for each in ReplacementZone.failed(replacement)]
    if not rows:
        raise Refused("Alle Zonen sind geändert.")
    with write():
        again = {"done_at": None, "obstacle": "", "zone_save": None}
        ReplacementZone.update(again).where(ReplacementZone.id.in_(rows)).execute()
        work.later_each(CHANGE, _anew(rows), ZONES_A_SECOND)
        audit.note("replacement tried again", replacement, after={"zone_count": len(rows)})


def undo_all(replacement: Replacement) -> None:
    """Take back what was changed, zone by zone. Raises Refused when there is nothing."""
    _undo(replacement, [each.id for each in ReplacementZone.to_undo(replacement)])


def undo(row: ReplacementZone) -> None:
    """Take back what was changed in one zone. Raises Refused when it was not, or is being taken back."""
    _undo(row.replacement, [each.id for each in ReplacementZone.to_undo(row.replacement) if each.id == row.id])


def _undo(replacement: Replacement, rows: list[int]) -> None:
    if not rows:
        raise Refused("Es gibt nichts zurückzunehmen.")
    with write():
        asked = {"undo_asked_at": clock.now(), "undo_done_at": None, "zone_undo": None}
        ReplacementZone.update(asked).where(ReplacementZone.id.in_(rows)).execute()
        work.later_each(UNDO, _anew(rows), ZONES_A_SECOND)
        audit.note("replacement taken back", replacement, after={"zone_count": len(rows)})


def _anew(rows: list[int]) -> list[str]:
    """Keys that no earlier work had."""
    return [f"{each} {clock.now():%Y%m%d%H%M%S}" for each in rows]


def _row(key: str) -> ReplacementZone | None:
    """The row that a key names; None when its domain was removed meanwhile."""
    found: ReplacementZone | None = ReplacementZone.get_or_none(ReplacementZone.id == int(key.split()[0]))
    return found


def change(key: str) -> None:
    """Replace in the zone of the row with this id, as it was shown; in the name of whoever began it."""
    row = _row(key)
    if row and row.done_at is None:
        _do(row, _changed, "done_at", "zone_save")


def take_zone_back(key: str) -> None:
    """Undo what was replaced in the zone of the row with this id."""
    row = _row(key)
    if row and row.undo_asked_at and row.undo_done_at is None:
        _do(row, _undone, "undo_done_at", "zone_undo")


def _do(row: ReplacementZone, make: Callable[[ReplacementZone], ZoneSave | None], when: str, which: str) -> None:
    """Let `make` save the zone and put down what came of it."""
    with audit.acting(row.replacement.account, row.domain.customer):
        try:
            values: dict[str, object] = {which: make(row), "obstacle": ""}
        except Refused as refusal:
            values = {"obstacle": refusal.sentence[:500]}
        _put_down(row, {when: clock.now()} | values)


def _put_down(row: ReplacementZone, values: dict[str, object]) -> None:
    with write():
        ReplacementZone.update(values).where(ReplacementZone.id == row).execute()


def _changed(row: ReplacementZone) -> ZoneSave | None:
    """The save; if a job died after it, the one that it made. Raises Refused."""
    domain, account, task = row.domain, row.replacement.account, row.replacement
    zone, edits = zone_of(domain), drafts.changes_from(row.edits)
    now = changes(zone.records, replaced(zone.records, task.old, task.new))
    if not now:
        return _last_save(domain, account, task.released_at)
    if set(now) != set(edits):
        raise Refused("Die Zone sieht inzwischen anders aus. Bitte suchen Sie noch einmal.")
    _clear_draft(domain, account, edits)
    drafts.put(domain, account, lambda present: replaced(present, task.old, task.new))
    return _save(domain, account)


def _undone(row: ReplacementZone) -> ZoneSave | None:
    domain, account, saved = row.domain, row.replacement.account, row.zone_save
    if saved is None:
        raise Refused("Es gibt nichts zurückzunehmen.")
    was_undone = (ZoneSave.undo_of == saved) & (ZoneSave.state == "done")
    if earlier := ZoneSave.newest(domain.customer_id, domain).where(was_undone).first():
        return earlier
    told, present = history.told(saved), zone_of(domain).records
    if not all(each.after in present for each in told if each.after):
        raise Refused("Das wurde inzwischen wieder geändert.")
    _clear_draft(domain, account, [Change(each.after, each.before) for each in told])
    history.undo(saved, account)
    return _save(domain, account)


def _save(domain: Domain, account: Account) -> ZoneSave:
    """Save the draft that was just made; nothing of it is left when that is refused."""
    try:
        return saving.save(domain, account, drafts.look(domain, account).digest, accepted=True, by_hand=False)
    except Refused:
        drafts.discard(domain, account)
        raise


def _clear_draft(domain: Domain, account: Account, edits: list[Change] | tuple[Change, ...]) -> None:
    """Take away what an earlier try of ours left; raises Refused for what the same person is editing there."""
    draft = ZoneDraft.by(domain, account).first()
    if draft is None:
        return
    if set(drafts.changes_from(draft.edits)) != set(edits):
        raise Refused("Sie haben in dieser Zone ungespeicherte Änderungen.")
    drafts.discard(domain, account)


def _last_save(domain: Domain, account: Account, since: object) -> ZoneSave | None:
    saves = ZoneSave.newest(domain.customer_id, domain)
    return saves.where(ZoneSave.account == account, ZoneSave.created_at >= since).first()
