"""The names of IP addresses (PTR records, RFC 1035, 3.5 and RFC 3596, 2.5): asked of our name servers and set there."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address

import gateways
from database import write
from gateways import Rejected, Unanswered, Unreachable
from gateways.dns import Changed, Record, RecordSet, Zone
from models import Server, ServerAddress, state_of
from rules import Refused, audit
from texts import Lazy, lazy, t
from values import domain_shown

TTL = 3600
# How many labels of the address may stand before a reverse zone: those of /24, /16, /8, and of /64 … /32.
INSIDE = {4: (1, 2, 3), 6: tuple(range(16, 25))}
AWAY = lazy("Unser Nameserver antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal.")
log = logging.getLogger("kundencenter.dns")


@dataclass(frozen=True)
class ReverseName:
    """What an address is called; `is_ours` where we can set it, `problem` why nobody knows."""

    address: str
    names: tuple[str, ...] = ()
    is_ours: bool = False
    problem: Lazy | str = ""

    @property
    def shown(self) -> str:
        """The name as people read it; several where somebody entered several."""
        return ", ".join(domain_shown(name) for name in self.names)


@dataclass(frozen=True)
class _Place:
    """Where the PTR record of an address stands: on which server, in which zone, under which name of it."""

    nameserver: str
    zone: str
    owner: str


class _Finder:
    """Looks for reverse zones and reads each once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], bool] = {}
        self.zones: dict[tuple[str, str], Zone] = {}

    def place(self, address: str) -> _Place | None:
        """The smallest reverse zone of the address that one of our name servers has. Raises Unreachable, Rejected."""
        for owner, zone in _candidates(address):
            for nameserver in gateways.dns.names:
                key = (nameserver, zone)
                if key not in self.known:
                    self.known[key] = gateways.dns.of(nameserver).exists(zone)
                if self.known[key]:
                    return _Place(nameserver, zone, owner)
        return None

    def zone(self, place: _Place) -> Zone:
        """The zone as it stands on its server. Raises Unreachable, Rejected."""
        key = (place.nameserver, place.zone)
        if key not in self.zones:
            self.zones[key] = gateways.dns.of(place.nameserver).zone(place.zone)
        return self.zones[key]

    def name_of(self, address: str) -> ReverseName:
        """What the address is called."""
        try:
            place = self.place(address)
            if place is None:
                return ReverseName(address)
            return ReverseName(address, _names(self.zone(place), place.owner), is_ours=True)
        except (Unreachable, Rejected) as error:
            log.warning("the reverse zone of %s cannot be read: %s", address, error)
            return ReverseName(address, problem=AWAY)


def names_of(server: Server) -> list[ReverseName]:
    """What the server's addresses are called, in the order in which they are kept."""
    finder = _Finder()
    rows = ServerAddress.by_server([server.id]).get(server.id, [])
    return [finder.name_of(each.address) for each in rows]


def name_of(address: str) -> ReverseName:
    """What one address is called."""
    return _Finder().name_of(address)


def set_name(server: Server, address: str, name: str) -> None:
    """Let an address of the server be called `name` (ASCII, without final dot), or nothing at all.

    Raises Refused for a contract that does not run, where we have no reverse zone of it, or with what the name server
    says.
    """
    if state_of(server.contract) in ("suspended", "ended"):
        raise Refused("Dieser Vertrag läuft nicht: Namen von Adressen lassen sich nicht ändern.")
    finder = _Finder()
    try:
        place = finder.place(address)
        if place is None:
            raise Refused("Den Namen dieser Adresse können wir hier nicht ändern. Bitte schreiben Sie uns.")
        zone = finder.zone(place)
        before = _names(zone, place.owner)
        if before == ((name,) if name else ()):
            return
        is_sure = _write(place, zone, name)
    except Unreachable as error:
        raise Refused(AWAY) from error
    except Rejected as error:
        log.warning("the name of %s cannot be set: %s", address, error)
        raise Refused("Der Nameserver nimmt diesen Namen nicht an. Bitte rufen Sie uns an.", "name") from error
    after = {"address": address, "name": name} | ({} if is_sure else {"error": t("keine Antwort vom Nameserver")})
    with write():
        audit.note("reverse name changed", server.contract, {"address": address, "name": ", ".join(before)}, after)
    if not is_sure:
        raise Refused("Ob die Änderung angekommen ist, wissen wir noch nicht. Bitte sehen Sie gleich noch einmal nach.")


def _write(place: _Place, zone: Zone, name: str) -> bool:
    """Write once and read back; False when nobody knows how it ended. Raises Refused, Unreachable, Rejected."""
    server = gateways.dns.of(place.nameserver)
    ptr = RecordSet(place.owner, "PTR", TTL, (f"{name}.",) if name else ())
    try:
        server.change(zone, [ptr])
    except Changed as error:
        raise Refused("Gerade hat jemand anders diesen Namen geändert. Bitte sehen Sie noch einmal nach.") from error
    except Unanswered:
        log.warning("nobody knows whether the name of %s in %s was set", place.owner, place.zone)
    try:
        there = _names(server.zone(place.zone), place.owner)
    except Unreachable:
        return False
    if there != ((name,) if name else ()):
        raise Refused("Die Änderung ist auf dem Nameserver nicht angekommen. Bitte versuchen Sie es noch einmal.")
    return True


def _names(zone: Zone, owner: str) -> tuple[str, ...]:
    return tuple(_name(each) for each in zone.records if (each.name, each.type) == (owner, "PTR"))


def _name(record: Record) -> str:
    return record.data.removesuffix(".")


def _candidates(address: str) -> Iterator[tuple[str, str]]:
    """The owner's name and the zone for every zone in which the address may lie, the smallest first."""
    found = ip_address(address)
    labels = found.reverse_pointer.split(".")
    for inside in INSIDE[found.version]:
        yield ".".join(labels[:inside]), ".".join(labels[inside:])
