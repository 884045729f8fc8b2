"""Zones as master files (RFC 1035, 5) in a folder, one <zone>.zone each, for a name server that reads them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import clock
from gateways import atomic
from gateways.dns import Record, Zone
from gateways.errors import Rejected, Unreachable
from texts import t

if TYPE_CHECKING:
    import dns.name
    import dns.rdata
    import dns.zone

LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
NAME = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(\.{LABEL})+", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
QUOTED_OR_ESCAPED = re.compile(r'"(?:\\.|[^"\\])*"|\\.')
LONGEST_TTL = 2**31 - 1  # RFC 2181, 8
OWN_TTL = 86400
TIMES = "10800 3600 604800 3600"  # refresh, retry, expire, how long "there is none" holds; seconds
READABLE_BY_ALL = 0o644  # the name server runs as somebody else


class ZoneFiles:
    """The zone files of one folder."""

    def __init__(self, folder: str, nameservers: tuple[str, ...]) -> None:
        self._folder = Path(folder)
        self._nameservers = nameservers

    def exists(self, name: str) -> bool:
        return self._text(name) is not None

    def zone(self, name: str) -> Zone:
        text = self._text(name)
        if text is None:
            raise Rejected(t("Die Domain {name} ist auf dem Nameserver nicht eingerichtet.", name=name))
        return _parsed(name, text)

    def write(self, zone: Zone) -> int:
        """Replace the zone's file at once; gives the new serial. Raises Rejected, Unreachable."""
        present = self.zone(zone.name).serial if self.exists(zone.name) else 0
        serial = _serial_beyond(present)
        content = self._file(zone, serial)
        try:
            atomic.write(self._path(zone.name), content.encode("ascii"), READABLE_BY_ALL)
        except OSError as error:
            raise _away() from error
        return serial

    def _path(self, name: str) -> Path:
        # The name becomes a file name: nothing but a plain domain name may pass.
        if not NAME.fullmatch(name):
            raise Rejected(t("{name} ist kein Domainname.", name=repr(name)))
        return self._folder / f"{name}.zone"

    def _text(self, name: str) -> str | None:
        try:
            return self._path(name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise _broken(name, str(error)) from error
        except OSError as error:
            raise _away() from error

    def _file(self, zone: Zone, serial: int) -> str:
        """The text of the file: SOA and NS of ours, then what the customer has."""
        first = self._nameservers[0]
        contact = f"hostmaster.{first.partition('.')[2]}"
        own = [Record("@", "SOA", OWN_TTL, f"{first} {contact} {serial} {TIMES}")]
        own += [Record("@", "NS", OWN_TTL, host) for host in self._nameservers]
        theirs = [each for each in zone.records if (each.name, each.type) not in {("@", "SOA"), ("@", "NS")}]
        return _built(zone.name, own + theirs).to_text(relativize=False, want_origin=True)


def _parsed(name: str, text: str) -> Zone:
    import dns.exception
    import dns.zone

    try:
        # A $GENERATE in a foreign file could keep us busy for minutes, an $INCLUDE read any file.
        found = dns.zone.from_text(text, _absolute(name), relativize=False, allow_directives={"$ORIGIN", "$TTL"})
    except (dns.exception.DNSException, ValueError) as error:
        raise _broken(name, str(error)) from error
    records = [
        Record(_relative(owner, name), data.rdtype.name, ttl, data.to_text())
        for owner, ttl, data in found.iterate_rdatas()
        if data.rdtype.name != "SOA"
    ]
    soa = found.get_soa()
    return Zone(name, soa.serial, tuple(sorted(records, key=_order)))


def _built(name: str, records: list[Record]) -> "dns.zone.Zone":
    import dns.zone

    origin = _absolute(name)
    zone = dns.zone.Zone(origin, relativize=False)
    datas = set()
    for record in records:
        owner, data = _rdata(record, origin)
        zone.find_rdataset(owner, data.rdtype, create=True).add(data, record.ttl)
        datas.add((owner, data))
    # dnspython drops what cannot stand beside a CNAME without a word.
    for owner, data in datas - {(owner, data) for owner, _, data in zone.iterate_rdatas()}:
        reason = t("Neben einem CNAME kann kein anderer Eintrag stehen.")
        raise _wrong(_relative(owner, name), data.rdtype.name, reason)
    return zone


def _rdata(record: Record, origin: "dns.name.Name") -> tuple["dns.name.Name", "dns.rdata.Rdata"]:
    import dns.exception
    import dns.name
    import dns.rdata

    if CONTROL.search(record.data) or ";" in QUOTED_OR_ESCAPED.sub("", record.data):
        # A line end or a comment would cut the record short without a word.
        raise _wrong(record.name, record.type, t("unerlaubtes Zeichen"))
    if not 0 <= record.ttl <= LONGEST_TTL:
        raise _wrong(record.name, record.type, t("TTL {ttl}", ttl=record.ttl))
    try:
        owner = dns.name.from_text(record.name, origin)
        data = dns.rdata.from_text("IN", record.type, record.data, origin, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise _wrong(record.name, record.type, str(error)) from error
    if not owner.is_subdomain(origin):
        raise _wrong(record.name, record.type, t("gehört nicht zu dieser Domain"))
    return owner, data


def _absolute(name: str) -> "dns.name.Name":
    import dns.name

    return dns.name.from_text(name)


def _relative(owner: "dns.name.Name", name: str) -> str:
    origin = _absolute(name)
    return "@" if owner == origin else owner.relativize(origin).to_text()


def _order(record: Record) -> tuple[bool, str, bool, str, str]:
    return record.name != "@", record.name, record.type != "NS", record.type, record.data


def _serial_beyond(present: int) -> int:
    """YYYYMMDDnn of today, or one more than the present; past 2**32 it begins anew (RFC 1982)."""
    return max(int(f"{clock.today():%Y%m%d}01"), present + 1) % 2**32


def _away() -> Unreachable:
    return Unreachable(t("Der Nameserver antwortet gerade nicht."))


def _broken(name: str, reason: str) -> Rejected:
    return Rejected(t("Die Zone {name} ist nicht lesbar: {reason}", name=name, reason=reason))


def _wrong(name: str, kind: str, reason: str) -> Rejected:
    return Rejected(t("Der Eintrag {name} {type} ist nicht möglich: {reason}", name=name, type=kind, reason=reason))
