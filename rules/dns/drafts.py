"""The change set that somebody collects before it is saved: what they do is kept as the difference to what they saw."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import clock
from database import is_sqlite, write
from gateways.dns import Record, Zone
from models import Account, Domain, ZoneDraft, ZoneSave
from rules import Refused
from rules.dns import found_in, zone_of
from rules.dns.checks import MOST_RECORDS
from rules.dns.differences import THE_SERVERS_OWN, Change, changes, evened
from rules.dns.entries import digest, key_of, key_of_change
from rules.dns.state import Finding
from values import records as types

Given = tuple[str, str, int, str]
Make = Callable[[tuple[Record, ...]], Iterable[Record]]


@dataclass(frozen=True)
class Standing:
    """The zone as it is now, and the draft laid over it.

    `changes` are those that fit, `lost` those that no longer do because somebody else changed the same; `theirs` is
    what was changed since the draft was begun.
    """

    zone: Zone
    draft: ZoneDraft | None
    after: tuple[Record, ...]
    changes: tuple[Change, ...]
    lost: tuple[Change, ...] = ()
    theirs: tuple[Change, ...] = ()

    @property
    def is_outdated(self) -> bool:
        """Whether the zone is no longer as the draft's owner saw it."""
        return self.draft is not None and self.draft.version != self.zone.version

    @property
    def digest(self) -> str:
        """Tells whether what is saved is what was shown."""
        return digest(self.zone.version, *map(key_of_change, self.changes))


def look(domain: Domain, account: Account) -> Standing:
    """The zone with the draft of an account. Raises Refused when the zone cannot be read."""
    return standing_of(zone_of(domain), ZoneDraft.by(domain, account).first())


def of(domain: Domain, account: Account) -> ZoneDraft | None:
    """The draft that an account has."""
    return ZoneDraft.by(domain, account).first()


def changes_of(draft: ZoneDraft | None) -> tuple[Change, ...]:
    """The edits as they were collected, without asking the name server."""
    return changes_from(draft.edits) if draft else ()


def now_instead(standing: Standing, others: Iterable[Change]) -> tuple[Record, ...]:
    """What stands now where these changes wanted something else."""
    about = {(each.record.name, each.record.type) for each in others}
    return tuple(each for each in standing.zone.records if (each.name, each.type) in about)


def found(domain: Domain, standing: Standing) -> tuple[list[Finding], list[Finding]]:
    """What the changes bring in, and what was so before; of the second nothing stops a save."""
    before = found_in(domain, standing.zone.records)
    after = found_in(domain, standing.after)
    return [each for each in after if each not in before], [each for each in after if each in before]


def add(domain: Domain, account: Account, given: Given) -> str:
    """Put a new record (name, type, TTL, data) into the draft; gives its key. Raises Refused when it is there."""
    record = Record(*given)

    def make(present: tuple[Record, ...]) -> Iterable[Record]:
        if key_of(record) in map(key_of, present):
            raise Refused("Diesen Eintrag gibt es schon.")
        return evened((*present, record), [record])

    put(domain, account, make)
    return key_of(record)


def change(domain: Domain, account: Account, key: str, given: Given) -> str:
    """Put another record in the place of one; gives the new key. Raises Refused when the one is gone, or the other
    there already."""
    record = Record(*given)
    shown = [record]

    def make(present: tuple[Record, ...]) -> Iterable[Record]:
        old = one_of(present, key)
        new = _same_text(old, record, domain.name)
        shown[0] = new
        others = [each for each in present if each != old]
        if key_of(new) in map(key_of, others):
            raise Refused("Diesen Eintrag gibt es schon.")
        return evened((*others, new), [new])

    put(domain, account, make)
    return key_of(shown[0])


def _same_text(old: Record, new: Record, zone: str) -> Record:
    """The new record; where the form shows the same for both, with the old one's data (strings split elsewhere)."""
    if old.type == new.type and types.fields(old.type, old.data, zone) == types.fields(new.type, new.data, zone):
        return Record(new.name, new.type, new.ttl, old.data)
    return new


def remove(domain: Domain, account: Account, key: str) -> None:
    """Let a record go; a second time changes nothing. Raises Refused when it was gone before."""
    zone = zone_of(domain)

    def make(present: tuple[Record, ...]) -> Iterable[Record]:
        if key in map(key_of, zone.records) and key not in map(key_of, present):
            return present
        gone = one_of(present, key)
        return [each for each in present if each != gone]

    _put(zone, domain, account, make)


def take_back(domain: Domain, account: Account, key: str) -> None:
    """Take one change out of the draft; one that is no longer there is no mistake."""

    def make(present: tuple[Record, ...]) -> Iterable[Record]:
        told = changes(zone.records, present)
        return undone(present, [each for each in told if key_of_change(each) == key])

    zone = zone_of(domain)
    _put(zone, domain, account, make)


def put(domain: Domain, account: Account, make: Make, **notes: Any) -> int:
    """Let `make` turn the zone with the draft into the zone as it shall be; gives how many changes that are.

    `notes` are other fields of the draft. Raises Refused, also when somebody else changed the same meanwhile or a save
    is under way.
    """
    return _put(zone_of(domain), domain, account, make, **notes)


def _put(zone: Zone, domain: Domain, account: Account, make: Make, **notes: Any) -> int:
    with write():
        draft = locked(domain, account)
        check_settled(domain)
        standing = standing_of(zone, draft)
        if standing.lost:
            raise Refused("Jemand anderes hat inzwischen dasselbe geändert. Bitte sehen Sie sich das zuerst an.")
        after = tuple(make(standing.after))
        if len(after) > max(2 * MOST_RECORDS, len(standing.after)):  # a few too many are for the checks to say
            raise Refused("Mehr als {most} Einträge sind nicht möglich.", most=MOST_RECORDS)
        told = changes(zone.records, after)
        _keep(draft, domain, account, zone, told, notes)
    return len(told)


def discard(domain: Domain, account: Account) -> None:
    """Forget the draft."""
    with write():
        check_settled(domain)
        ZoneDraft.delete().where(ZoneDraft.domain == domain, ZoneDraft.account == account).execute()


def go_on(domain: Domain, account: Account) -> bool:
    """Take the zone as it is now for what was seen; what no longer fits is dropped. Gives whether anything is left."""
    zone = zone_of(domain)
    with write():
        draft = locked(domain, account)
        if draft:
            _keep(draft, domain, account, zone, standing_of(zone, draft).changes, {})
        return ZoneDraft.by(domain, account).exists()


def locked(domain: Domain, account: Account | None) -> ZoneDraft | None:
    """The draft, which nobody else changes until the transaction ends."""
    query = Domain.select(Domain.id).where(Domain.id == domain)
    (query if is_sqlite() else query.for_update()).execute()
    return ZoneDraft.by(domain, account).first()


def check_settled(domain: Domain) -> None:
    """Raises Refused as long as nobody knows whether the server has the last save."""
    if ZoneSave.open_of(domain):
        raise Refused("Die letzte Änderung wird noch geprüft. Bitte warten Sie einen Moment.")


def one_of(present: Sequence[Record], key: str) -> Record:
    """The record with this key. Raises Refused when there is none, or it is not for people to change."""
    record = next((each for each in present if key_of(each) == key), None)
    if record is None or (record.name, record.type) in THE_SERVERS_OWN:
        raise Refused("Diesen Eintrag gibt es nicht mehr.")
    return record


def undone(present: Sequence[Record], told: Sequence[Change]) -> tuple[Record, ...]:
    """The records without these changes; one whose outcome no longer stands is left alone."""
    now = {key_of(each): each for each in present}
    back = [
        Change(now[key_of(each.after)] if each.after else None, each.before) for each in told if stands(each, present)
    ]
    return _with(present, back)


def stands(change: Change, present: Sequence[Record]) -> bool:
    """Whether the outcome of a change is still there, its time too if that was all of the change."""
    if change.before and change.after and key_of(change.before) == key_of(change.after):
        return change.after in present
    return change.after is None or key_of(change.after) in map(key_of, present)


def _with(present: Iterable[Record], told: Sequence[Change]) -> tuple[Record, ...]:
    gone = {each.before for each in told if each.before}
    left = {key_of(each): each for each in present if each not in gone}
    added = [each.after for each in told if each.after]
    return evened((left | {key_of(each): each for each in added}).values(), added)


def standing_of(zone: Zone, draft: ZoneDraft | None) -> Standing:
    """The draft laid over the zone."""
    if draft is None:
        return Standing(zone, None, zone.records, ())
    edits = changes_from(draft.edits)
    if draft.version == zone.version:
        return Standing(zone, draft, _with(zone.records, edits), edits)
    records, present = set(zone.records), {key_of(each) for each in zone.records}
    fitting = [each for each in edits if _fits(each, records, present)]
    others = [each for each in edits if not _fits(each, records, present)]
    lost = tuple(each for each in others if not _is_done(each, records))
    after = _with(zone.records, fitting)
    theirs = changes(records_from(draft.seen), zone.records)
    return Standing(zone, draft, after, changes(zone.records, after), lost, theirs)


def _fits(edit: Change, records: set[Record], present: set[str]) -> bool:
    """What it changes still stands as it was, and what it adds is not there yet."""
    is_there = edit.before is None or edit.before in records
    keeps_data = edit.before and edit.after and key_of(edit.before) == key_of(edit.after)
    return is_there and (edit.after is None or bool(keeps_data) or key_of(edit.after) not in present)


def _is_done(edit: Change, records: set[Record]) -> bool:
    """Somebody else did the very same."""
    return edit.before not in records and (edit.after is None or edit.after in records)


def _keep(
    draft: ZoneDraft | None, domain: Domain, account: Account, zone: Zone, told: Sequence[Change], notes: dict[str, Any]
) -> None:
    if not told:
        if draft:
            draft.delete_instance()
        return
    draft = draft or ZoneDraft(domain=domain, account=account)
    draft.version, draft.seen, draft.edits = zone.version, as_json(zone.records), changes_as_json(told)
    for name, value in notes.items():
        setattr(draft, name, value)
    draft.changed_at = clock.now()
    draft.save()


def as_json(records: Iterable[Record]) -> str:
    """Records for a text column."""
    return json.dumps([_row(each) for each in records], separators=(",", ":"))


def records_from(text: str) -> tuple[Record, ...]:
    """What as_json() wrote."""
    return tuple(Record(*each) for each in json.loads(text))


def changes_as_json(told: Iterable[Change]) -> str:
    """Changes for a text column."""
    pairs = [[_row(side) if side else None for side in (each.before, each.after)] for each in told]
    return json.dumps(pairs, separators=(",", ":"))


def changes_from(text: str) -> tuple[Change, ...]:
    """What changes_as_json() wrote."""
    return tuple(Change(*(Record(*side) if side else None for side in pair)) for pair in json.loads(text))


def _row(record: Record) -> list[object]:
    return [record.name, record.type, record.ttl, record.data]
