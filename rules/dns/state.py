"""A zone as the checks look at it: what it answers for a name, and what lies outside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from gateways.dns import Record
from values.names import whole_shown

KEPT = 20_000  # data that was read once


@dataclass(frozen=True)
class Finding:
    """What is wrong or unwise; `name` is relative, `sentence` is for the customer."""

    level: str
    name: str
    type: str
    sentence: str

    @property
    def stops(self) -> bool:
        return self.level == "error"


class State:
    """A zone as the checks see it."""

    def __init__(self, zone: str, records: Sequence[Record], own_hosts: frozenset[str]) -> None:
        self.zone, self.records, self.own_hosts = zone, records, own_hosts
        self.sets: dict[tuple[str, str], list[Record]] = {}
        for record in records:
            self.sets.setdefault((record.name, record.type), []).append(record)

    def error(self, record: Record, sentence: str) -> Finding:
        return Finding("error", record.name, record.type, sentence)

    def warning(self, record: Record, sentence: str) -> Finding:
        return Finding("warning", record.name, record.type, sentence)

    def shown(self, name: str) -> str:
        return whole_shown(name, self.zone)

    @cached_property
    def types(self) -> Mapping[str, set[str]]:
        """The types by name."""
        found: dict[str, set[str]] = {"@": set()}
        for name, kind in self.sets:
            found.setdefault(name, set()).add(kind)
        return found

    @cached_property
    def cuts(self) -> set[str]:
        """The names that other name servers answer for."""
        return {name for name, kind in self.sets if kind == "NS" and name != "@"}

    @cached_property
    def rdatas(self) -> Mapping[Record, Any]:
        """What each record says, of those that can be read."""
        return {each: rdata for each in self.records if (rdata := _rdata(each.type, each.data))}

    def above(self, name: str) -> Iterator[str]:
        """The names over this one, below the zone's own."""
        while "." in name:
            name = name.partition(".")[2]
            yield name

    def relative(self, host: str) -> str | None:
        """The relative name of a whole one that lies in the zone and is answered for there; else None."""
        host = host.lower().removesuffix(".")
        if host == self.zone:
            return "@"
        inside = host.removesuffix(f".{self.zone}")
        is_elsewhere = inside == host or {inside, *self.above(inside)} & self.cuts
        return None if is_elsewhere else inside

    def answering(self, name: str) -> set[str]:
        """The types that the zone has for a name, by a wildcard if need be (RFC 4592, 3.3.1)."""
        if name in self.types:
            return self.types[name]
        if name in self.between:
            return set()
        for parent in (*self.above(name), "@"):
            if parent in self.types or parent in self.between:
                return self.types.get("*" if parent == "@" else f"*.{parent}", set())
        return set()

    @cached_property
    def between(self) -> set[str]:
        """Names that exist only because there are others below them."""
        return {parent for name in self.types for parent in self.above(name)}

    def alias_of(self, name: str) -> Record | None:
        """The alias that answers for a name."""
        if "CNAME" not in self.answering(name):
            return None
        names = [name, *(f"*.{parent}" for parent in self.above(name)), "*"]
        return next(self.sets[each, "CNAME"][0] for each in names if (each, "CNAME") in self.sets)


@lru_cache(KEPT)
def _rdata(kind: str, data: str) -> Any:
    import dns.exception
    import dns.rdata

    try:
        return dns.rdata.from_text("IN", kind, data, relativize=False)
    except (dns.exception.DNSException, ValueError):
        return None
