"""What lies between two states of a zone: for the name server as sets, for people as rows before → after."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from gateways.dns import Record, RecordSet

THE_SERVERS_OWN = {("@", "SOA"), ("@", "NS")}


@dataclass(frozen=True)
class Change:
    """One row of a difference; added has no `before`, removed has no `after`."""

    before: Record | None
    after: Record | None

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        return "added" if not self.before else "removed" if not self.after else "changed"

    @property
    def record(self) -> Record:
        """The record that it is about, as it shall be if it shall be."""
        found = self.after or self.before
        assert found
        return found


def sets(before: Iterable[Record], after: Iterable[Record]) -> tuple[RecordSet, ...]:
    """The sets that differ, as they are in `after`; the zone's own SOA and NS are left alone."""
    old, new = _by_set(before), _by_set(after)
    found = []
    for name, kind in sorted(old.keys() | new.keys()):
        was, shall = old.get((name, kind), []), new.get((name, kind), [])
        if sorted(was, key=_key) != sorted(shall, key=_key):
            ttl = min(each.ttl for each in shall or was)
            found.append(RecordSet(name, kind, ttl, tuple(sorted(each.data for each in shall))))
    return tuple(found)


def applied(records: Iterable[Record], changed: Iterable[RecordSet]) -> tuple[Record, ...]:
    """The records once the sets stand as they shall."""
    gone = {(each.name, each.type) for each in changed}
    kept = [each for each in records if (each.name, each.type) not in gone]
    added = [Record(each.name, each.type, each.ttl, data) for each in changed for data in each.datas]
    return tuple(sorted(kept + added, key=_key))


def changes(before: Iterable[Record], after: Iterable[Record]) -> tuple[Change, ...]:
    """The rows of the difference, by name; within a set what was removed and what was added are paired."""
    old, new = _by_set(before), _by_set(after)
    found: list[Change] = []
    for key in sorted(old.keys() | new.keys(), key=lambda each: (each[0] != "@", each)):
        was, shall = old.get(key, []), new.get(key, [])
        removed = [each for each in was if each not in shall]
        added = [each for each in shall if each not in was]
        same = [(one, other) for one in removed for other in added if one.data == other.data]
        found += [Change(*pair) for pair in same]
        removed = [each for each in removed if each not in {one for one, _ in same}]
        added = [each for each in added if each not in {other for _, other in same}]
        pairs = min(len(removed), len(added))
        found += [Change(*pair) for pair in zip(removed, added, strict=False)]
        found += [Change(each, None) for each in removed[pairs:]] + [Change(None, each) for each in added[pairs:]]
    return tuple(found)


def replaced(
    records: Iterable[Record], added: Sequence[Record], goes: Callable[[Record], bool] | None = None
) -> tuple[Record, ...]:
    """The records with `added` in the place of those that `goes` names (without it: of the same name and type).

    An alias takes the place of all that has its name, and anything else takes an alias's (RFC 1034, 3.6.2). Where other
    records of a set stay, the time of the added ones is theirs too (RFC 2181, 5.2).
    """
    same = {(each.name, each.type) for each in added}
    names = {each.name for each in added}
    aliases = {each.name for each in added if each.type == "CNAME"}
    goes = goes or (lambda record: (record.name, record.type) in same)

    def stays(record: Record) -> bool:
        if (record.name, record.type) in THE_SERVERS_OWN:
            return True
        is_excluded = record.name in aliases or (record.type == "CNAME" and record.name in names)
        return not is_excluded and not goes(record)

    return evened({*filter(stays, records), *added}, added)


def evened(records: Iterable[Record], latest: Iterable[Record]) -> tuple[Record, ...]:
    """The records, all of a set with the time of the last one in `latest` that belongs to it (RFC 2181, 5.2)."""
    times = {(each.name, each.type): each.ttl for each in latest}
    told = {replace(each, ttl=times.get((each.name, each.type), each.ttl)) for each in records}
    return tuple(sorted(told, key=_key))


def _by_set(records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(records, key=_key):
        if (record.name, record.type) not in THE_SERVERS_OWN:
            found.setdefault((record.name, record.type), []).append(record)
    return found


def _key(record: Record) -> tuple[str, str, str, int]:
    return record.name, record.type, record.data, record.ttl
