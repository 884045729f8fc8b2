"""Between records as texts and as dnspython's objects, which know when two of them are equal."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from gateways.dns import refusals
from gateways.dns.facts import Changed, Record, RecordSet, Zone
from texts import t

if TYPE_CHECKING:
    import dns.name
    import dns.rdata
    import dns.zone

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
QUOTED_OR_ESCAPED = re.compile(r'"(?:\\.|[^"\\])*"|\\.')
LONGEST_TTL = 2**31 - 1  # RFC 2181, 8
KEPT = 20_000  # data that was written out once
# What a server that signs adds by itself (RFC 4034, 5155, 7344; TYPE65534 is BIND's own note).
SERVERS_OWN = {"SOA", "RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "TYPE65534"}

WITHOUT_NAMES = {"A", "AAAA", "TXT", "CAA", "TLSA", "SSHFP"}

Key: TypeAlias = tuple[str, str]


def absolute(name: str) -> "dns.name.Name":
    """A zone's name as dnspython's."""
    import dns.name

    return dns.name.from_text(name)


def is_servers(name: str, kind: str) -> bool:
    """Whether a record is the name server's own business and never the customer's."""
    return kind in SERVERS_OWN or (name, kind) == ("@", "NS")


def relative(owner: "dns.name.Name", origin: "dns.name.Name") -> str:
    """An owner name as our records have it."""
    name, zone = owner.to_text().lower(), origin.to_text()
    return "@" if name == zone else name.removesuffix(f".{zone}")


def data_of(found: "dns.rdata.Rdata") -> str:
    """The one text of an rdata: host names in lower case (RFC 4034, 6.2), all else as dnspython writes it."""
    import dns.rdata
    import dns.rdatatype

    if dns.rdatatype.to_text(found.rdtype) in WITHOUT_NAMES:
        return found.to_text()
    wire = found.to_digestable()
    return dns.rdata.from_wire(found.rdclass, found.rdtype, wire, 0, len(wire)).to_text()


def parsed(record: Record, origin: "dns.name.Name") -> tuple["dns.name.Name", "dns.rdata.Rdata"]:
    """Owner and rdata of a record; raises Rejected with what is wrong about it."""
    import dns.exception
    import dns.name
    import dns.rdata

    if CONTROL.search(record.data) or ";" in QUOTED_OR_ESCAPED.sub("", record.data):
        # A line end or a comment would cut the record short without a word.
        raise refusals.wrong(record.name, record.type, t("unerlaubtes Zeichen"))
    if not 0 <= record.ttl <= LONGEST_TTL:
        raise refusals.wrong(record.name, record.type, t("TTL {ttl}", ttl=record.ttl))
    try:
        owner = dns.name.from_text(record.name, origin)
        data = dns.rdata.from_text("IN", record.type, record.data, origin, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise refusals.wrong(record.name, record.type, str(error)) from error
    if not owner.is_subdomain(origin):
        raise refusals.wrong(record.name, record.type, t("gehört nicht zu dieser Domain"))
    return owner, data


def rdatas(each: RecordSet, origin: "dns.name.Name") -> list["dns.rdata.Rdata"]:
    """The rdata of a set. Raises Rejected."""
    return [parsed(Record(each.name, each.type, each.ttl, data), origin)[1] for data in each.datas]


def owner_of(each: RecordSet, origin: "dns.name.Name") -> "dns.name.Name":
    """The whole name that a set belongs to. Raises Rejected."""
    import dns.exception
    import dns.name

    try:
        owner = dns.name.from_text(each.name, origin)
    except dns.exception.DNSException as error:
        raise refusals.wrong(each.name, each.type, str(error)) from error
    if not owner.is_subdomain(origin):
        raise refusals.wrong(each.name, each.type, t("gehört nicht zu dieser Domain"))
    return owner


def canonical(each: RecordSet, origin: "dns.name.Name") -> RecordSet:
    """A set whose texts can be compared with those that a server gave. Raises Rejected."""
    datas = tuple(sorted({data_of(data) for data in rdatas(each, origin)}))
    return RecordSet(relative(owner_of(each, origin), origin), each.type, each.ttl if datas else 0, datas)


def writable(sets: Sequence[RecordSet], origin: "dns.name.Name") -> list[RecordSet]:
    """The sets that a customer may write, canonical. Raises Rejected."""
    return [each for each in (canonical(one, origin) for one in sets) if not is_servers(each.name, each.type)]


def zone_of(name: str, found: "dns.zone.Zone") -> Zone:
    """A zone as dnspython read it whole; what the server adds by itself is left out, but for its NS."""
    import dns.rdatatype

    origin = absolute(name)
    records = [
        Record(relative(owner, origin), kind, ttl, data_of(data))
        for owner, ttl, data in found.iterate_rdatas()
        if (kind := dns.rdatatype.to_text(data.rdtype)) not in SERVERS_OWN
    ]
    return Zone(name, found.get_soa().serial, tuple(sorted(records, key=order)))


def by_key(records: Iterable[Record]) -> dict[Key, RecordSet]:
    """Records gathered into their sets, by name and type."""
    gathered: dict[Key, list[Record]] = {}
    for record in records:
        gathered.setdefault((record.name, record.type), []).append(record)
    return {
        key: RecordSet(*key, min(each.ttl for each in found), tuple(sorted({each.data for each in found})))
        for key, found in gathered.items()
    }


def check_unchanged(seen: Iterable[Record], present: Iterable[Record], sets: Sequence[RecordSet]) -> None:
    """Raises Changed when one of the sets stands otherwise than it was seen."""
    before, now = by_key(seen), by_key(present)
    for key in {(each.name, each.type) for each in sets}:
        if before.get(key) != now.get(key):
            raise Changed


def changed(present: Iterable[Record], sets: Sequence[RecordSet]) -> dict[Key, RecordSet]:
    """The sets of a zone after these were written."""
    after: Mapping[Key, RecordSet] = by_key(present) | {(each.name, each.type): each for each in sets}
    return {key: each for key, each in after.items() if each.datas}


def check_cnames(after: Iterable[RecordSet], names: Iterable[str]) -> None:
    """Raises Rejected when a CNAME of these names would not stand alone: servers drop that without a word."""
    kinds: dict[str, list[RecordSet]] = {}
    for each in after:
        kinds.setdefault(each.name, []).append(each)
    for name in names:
        cnames = [each for each in kinds.get(name, []) if each.type == "CNAME"]
        if cnames and (len(kinds[name]) > 1 or len(cnames[0].datas) > 1 or name == "@"):
            raise refusals.beside_cname(name, "CNAME")


def order(record: Record) -> tuple[bool, str, bool, str, str]:
    """The zone itself first, its NS before all else."""
    return record.name != "@", record.name, record.type != "NS", record.type, record.data
