"""Zone files as other hosters give them (RFC 1035, 5): in and out by dnspython, every line accounted for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gateways.dns import Record, Zone
from gateways.dns.rdata import data_of
from rules import Refused
from rules.dns.checks import LONGEST_TTL, MOST_RECORDS, SHORTEST_TTL
from texts import Lazy, lazy, t
from values import records
from values.names import check_owner, is_reverse, owner, unicode

if TYPE_CHECKING:
    import dns.name
    import dns.rdata

MOST_LINES, MOST_BYTES = 5_000, 512 * 1024
LONGEST_LINE = 64  # lines that parentheses may join: a DKIM key takes ten
LONGEST_SHOWN = 80  # characters of a line that was not taken
LONGEST_DATA = records.LONGEST_TEXT + 17  # bytes; as a text that is typed, with the length of each of its strings
DEFAULT_TTL = 3600
BY_THE_SERVER = {"DNSKEY", "RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "CDS", "CDNSKEY", "DS"}
REFUSED_DIRECTIVES = {
    "$INCLUDE": lazy("Andere Dateien werden nicht eingelesen ($INCLUDE)."),
    "$GENERATE": lazy("Reihen werden nicht eingelesen ($GENERATE)."),
}
UNREADABLE = lazy("Diese Zeile ist nicht lesbar.")
_QUIET = re.compile(r'"(?:\\.|[^"\\])*"|\\.|;.*')


@dataclass(frozen=True)
class Skipped:
    """A line that was not taken."""

    number: int
    line: str
    reason: str


@dataclass(frozen=True)
class Import:
    """What a file says, and what of it was not taken."""

    records: tuple[Record, ...]
    skipped: tuple[Skipped, ...]


class _No(Exception):
    """Why a record is not taken."""

    def __init__(self, reason: str | Lazy) -> None:
        super().__init__(str(reason))


@dataclass
class _Transaction:
    """What dnspython's reader writes to: it says no where the reader's own would drop something without a word."""

    zone: str
    origin: "dns.name.Name"
    sets: dict[tuple[str, str], dict[str, Record]] = field(default_factory=dict)
    count: int = 0

    def origin_information(self) -> "tuple[dns.name.Name, bool, dns.name.Name]":
        # Everything lies below the root: records of other zones get here instead of being dropped.
        import dns.name

        return dns.name.root, False, dns.name.root

    @property
    def manager(self) -> "_Transaction":
        return self

    def check_put_rdataset(self, _check: Any) -> None:
        """The reader wants to drop what stands beside an alias without a word: our checks say so instead."""

    def _set_origin(self, _origin: "dns.name.Name") -> None:
        """The reader keeps it itself."""

    def add(self, name: "dns.name.Name", ttl: int, rdata: "dns.rdata.Rdata") -> None:
        record = self._record(name, ttl, rdata)
        present = self.sets.setdefault((record.name, record.type), {})
        if record.data in present:
            raise _No(lazy("Dieser Eintrag steht schon weiter oben."))
        if record.type == "CNAME" and present:  # RFC 2181, 10.1
            raise _No(lazy("Dieser Name ist schon Alias für einen anderen."))
        if self.count >= MOST_RECORDS:
            raise _No(t("Mehr als {most} Einträge sind nicht möglich.", most=MOST_RECORDS))
        present[record.data] = record
        self.count += 1

    def _record(self, name: "dns.name.Name", ttl: int, rdata: "dns.rdata.Rdata") -> Record:
        import dns.rdatatype

        kind = dns.rdatatype.to_text(rdata.rdtype)
        if not name.is_subdomain(self.origin):
            raise _No(t("Gehört nicht zu {domain}.", domain=unicode(self.zone)))
        relative = "@" if name == self.origin else name.relativize(self.origin).to_text().lower()
        if relative == "@" and kind in ("SOA", "NS"):
            raise _No(lazy("Das trägt unser Nameserver selbst ein."))
        if kind in BY_THE_SERVER:
            raise _No(lazy("Das gehört zu DNSSEC und entsteht auf unserem Nameserver neu."))
        if kind not in records.TYPES or (kind == "PTR" and not is_reverse(self.zone)):
            raise _No(t("Einträge vom Typ {type} sind hier nicht möglich.", type=kind))
        try:
            if owner(relative, self.zone) != relative:
                raise ValueError(t("Dieser Name ist so nicht möglich."))
            check_owner(kind, relative)
        except ValueError as error:
            raise _No(str(error)) from error
        if len(rdata.to_wire() or b"") > LONGEST_DATA:
            raise _No(t("Das ist zu lang: höchstens {most} Zeichen.", most=records.LONGEST_TEXT))
        return Record(relative, kind, min(max(ttl, SHORTEST_TTL), LONGEST_TTL), _canonical(rdata))


def _canonical(rdata: "dns.rdata.Rdata") -> str:
    import dns.exception
    import dns.rdata

    text = data_of(rdata)
    try:
        again = data_of(dns.rdata.from_text("IN", rdata.rdtype, text, relativize=False))
    except (dns.exception.DNSException, ValueError):
        again = ""
    is_clean = all(32 <= byte != 127 for each in getattr(rdata, "strings", ()) for byte in each)
    if again != text or not is_clean:
        raise _No(UNREADABLE)
    return text


def read(text: str, zone: str) -> Import:
    """The records of a zone file, and the lines that were not taken. Raises Refused for a file that is too large.

    Times outside our limits become the nearest that is possible; of different ones in a set the shortest counts.
    """
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise Refused("Die Datei ist zu groß: höchstens {kb} kB.", kb=MOST_BYTES // 1024)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > MOST_LINES:
        raise Refused("Die Datei ist zu lang: höchstens {most} Zeilen.", most=MOST_LINES)
    import dns.name

    origin = dns.name.from_text(zone)
    transaction = _Transaction(zone, origin)
    reader = _reader(transaction, origin)
    skipped = []
    for number, line in _logical(lines):
        if reason := _take(reader, line):
            first = line.strip().partition("\n")[0]
            shown = first if len(first) <= LONGEST_SHOWN else f"{first[:LONGEST_SHOWN]}…"
            skipped.append(Skipped(number, shown, reason))
    found = []
    for present in transaction.sets.values():
        shortest = min((each.ttl for each in present.values()), default=0)
        found += [replace(each, ttl=shortest) for each in present.values()]
    return Import(tuple(sorted(found, key=lambda each: (each.name, each.type, each.data))), tuple(skipped))


def _reader(transaction: _Transaction, origin: "dns.name.Name") -> Any:
    from dns.rdataclass import IN
    from dns.tokenizer import Tokenizer
    from dns.zonefile import Reader

    directives = {"$ORIGIN", "$TTL"}
    reader = Reader(Tokenizer(""), IN, transaction, allow_directives=directives)  # type: ignore[arg-type]
    reader.current_origin, reader.last_name = origin, origin
    reader.last_ttl, reader.last_ttl_known = DEFAULT_TTL, True
    return reader


def _take(reader: Any, line: str) -> str:
    """Give a whole line to the reader; says why it could not be taken."""
    import dns.exception
    from dns.name import IDNA_2008_Practical
    from dns.tokenizer import Tokenizer

    first = line.split(None, 1)[0].upper() if line.strip() else ""
    if first in REFUSED_DIRECTIVES:
        return str(REFUSED_DIRECTIVES[first])
    if not line[:1].isspace() and not first.startswith("$"):
        reader.last_name = None  # lines without a name belong to this one, also when it cannot be read
    if any(ord(each) < 32 and each not in "\t\n" for each in line):
        return str(UNREADABLE)
    reader.tok = Tokenizer(line, "import", IDNA_2008_Practical)
    try:
        reader.read()
    except _No as no:
        return str(no)
    except (dns.exception.DNSException, ValueError, UnicodeError):
        return str(UNREADABLE)
    return ""


def _logical(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, those together that parentheses join."""
    depths = [(bare := _QUIET.sub("", line)).count("(") - bare.count(")") for line in lines]
    at = 0
    while at < len(lines):
        end, depth = at + 1, depths[at]
        while depth > 0 and end < len(lines) and end - at < LONGEST_LINE:
            depth += depths[end]
            end += 1
        if depth > 0:  # never closed: the line alone is wrong, not all that follow
            end = at + 1
        if lines[at].strip():
            yield at + 1, "\n".join(lines[at:end])
        at = end


def write(zone: Zone) -> str:
    """The zone as a file: whole names, one record a line; without SOA, which is the name server's.

    What only that name server can read stands in a remark.
    """
    import dns.name

    origin = dns.name.from_text(zone.name)
    lines = [f"$ORIGIN {origin.to_text()}", *(_line(record, origin) for record in zone.records)]
    return "\n".join(lines) + "\n"


def _line(record: Record, origin: "dns.name.Name") -> str:
    import dns.exception
    import dns.name
    import dns.rdata
    import dns.rrset

    try:
        rdata = dns.rdata.from_text("IN", record.type, record.data, relativize=False)
        owner = dns.name.from_text(record.name, origin)
        return str(dns.rrset.from_rdata(owner, record.ttl, rdata).to_text())
    except (dns.exception.DNSException, ValueError):
        remark = f"; {record.name} {record.ttl} {record.type} {record.data}"
        return "".join(each if " " <= each <= "~" else "?" for each in remark)
