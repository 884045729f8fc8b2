"""Zones of domains on the name servers: created with the domain, and compared with what the portal knows."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

import gateways
from database import write
from gateways import Rejected, Unanswered, Unreachable
from gateways.dns import Record, Zone
from models import Customer, Domain
from rules import Refused, audit
from rules.dns import presets, server_of
from texts import Lazy, lazy, t
from values import domain_shown
from values.names import is_reverse

KINDS: dict[str, Lazy] = {
    "powerdns": lazy("PowerDNS"),
    "rfc2136": lazy("BIND, Knot und andere (RFC 2136)"),
    "zonefile": lazy("Dateien"),
}
WORDS: dict[str, Lazy] = {
    "no setting": lazy("Der Nameserver „{server}“ steht nicht mehr in den Einstellungen."),
    "no domain": lazy("Auf „{server}“ liegt eine Zone, zu der es hier keine Domain gibt."),
    "elsewhere": lazy("Auf „{server}“ liegt eine Zone, obwohl die Domain hier zu „{other}“ gehört."),
    "no zone": lazy("Auf „{server}“ gibt es keine Zone."),
    "unreadable": lazy("Die Zone auf „{server}“ ist nicht lesbar."),
    "ns": lazy("Als Nameserver stehen auf „{server}“ {found}; eingestellt sind {wanted}."),
}
log = logging.getLogger("kundencenter.dns")


@dataclass(frozen=True)
class Difference:
    """What portal and name server disagree about: `kind` is one of WORDS, `domain` None where there is none here."""

    kind: str
    name: str
    server: str
    domain: Domain | None = None
    other: str = ""
    found: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return domain_shown(self.name)

    @property
    def sentence(self) -> str:
        found, wanted = ", ".join(self.found) or t("keine"), ", ".join(self.wanted)
        words = WORDS[self.kind].text
        return t(words, server=self.server, other=self.other, found=found, wanted=wanted)


@dataclass(frozen=True)
class Comparison:
    """All that was found in the time there was: `looked` of `count` domains; `silent`: who tells nothing."""

    differences: tuple[Difference, ...]
    looked: int
    count: int
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Server:
    """A name server of the settings, and how many domains are on it."""

    name: str
    kind: Lazy
    hosts: tuple[str, ...]
    domains: int


def servers() -> list[Server]:
    """The name servers of the settings; the first has those domains too that name none."""
    counts = {row.name_server: row.count for row in Domain.by_name_server()}
    first = gateways.dns.names[0]
    return [
        Server(
            each.name, KINDS[each.kind], tuple(host.rstrip(".") for host in each.nameservers),
            counts.get(each.name, 0) + (counts.get("", 0) if each.name == first else 0),
        )
        for each in gateways.settings.nameserver
    ]  # fmt: skip


def unknown_servers() -> list[tuple[str, int]]:
    """Name servers that domains name and the settings do not have, with the number of domains."""
    known = {"", *gateways.dns.names}
    return [(row.name_server, row.count) for row in Domain.by_name_server() if row.name_server not in known]


def create(domain: Domain) -> None:
    """A zone for a domain on its server, with the hoster's records if the settings have them.

    Raises Refused when it cannot be done, or nobody knows whether it was.
    """
    records = _first_records(domain.name)
    try:
        server_of(domain).create(Zone(domain.name, 0, records))
    except Rejected as error:
        raise Refused("Die Zone wurde nicht angelegt. {reason}", reason=error) from error
    except Unanswered as error:
        raise Refused(
            "Der Nameserver hat nicht geantwortet. Ob es die Zone jetzt gibt, steht gleich unter „Nameserver“."
        ) from error
    except Unreachable as error:
        raise Refused("Die Zone wurde nicht angelegt: Der Nameserver antwortet nicht.") from error
    with write():
        after = {"name_server": domain.name_server or gateways.dns.names[0], "record_count": len(records)}
        audit.note("zone created", domain, after=after)


def _first_records(name: str) -> tuple[Record, ...]:
    is_known = "hoster" in [each.key for each in presets.offered()]
    return presets.applied("hoster", {}, name, ()) if is_known and not is_reverse(name) else ()


def compare(seconds: float) -> Comparison:
    """Ask all name servers what they have; those that do not answer hold it up once only, all together `seconds`."""
    until = monotonic() + seconds
    domains = list(Domain.select(Domain, Customer).join(Customer).order_by(Domain.name))
    names = gateways.dns.names
    wanted = {each.name: each.nameservers for each in gateways.settings.nameserver}
    found: list[Difference] = []
    away: dict[str, str] = {}
    listed = _listed(names, away, until)
    found += _left_over(domains, listed)
    looked = 0
    for domain in domains:
        server = domain.name_server or names[0]
        looked += 1
        if server not in names:
            found.append(Difference("no setting", domain.name, server, domain))
        elif server not in away and monotonic() < until:
            found += _look(domain, server, listed.get(server), wanted[server], away)
        else:
            looked -= 1
    order = list(WORDS)
    found.sort(key=lambda each: (order.index(each.kind), each.name))
    return Comparison(tuple(found), looked, len(domains), tuple(away.values()))


def _listed(names: tuple[str, ...], away: dict[str, str], until: float) -> dict[str, set[str]]:
    """The zones of each server that can say."""
    found = {}
    for name in names:
        if monotonic() >= until:
            break
        try:
            zones = gateways.dns.of(name).zones()
        except Unreachable:
            away[name] = _does_not_answer(name)
        except Rejected:
            away[name] = t("Der Nameserver „{server}“ lehnt unsere Fragen ab. Warum, steht im Log.", server=name)
        else:
            if zones is not None:
                found[name] = set(zones)
    return found


def _does_not_answer(server: str) -> str:
    return t("Der Nameserver „{server}“ antwortet nicht.", server=server)


def _left_over(domains: list[Domain], listed: dict[str, set[str]]) -> Iterator[Difference]:
    """Zones without a domain, or on another server than the domain's; reverse zones are the hoster's own."""
    default = gateways.dns.names[0]
    known = {each.name: each for each in domains}
    for server, zones in listed.items():
        for name in zones:
            domain = known.get(name)
            if domain is None and not is_reverse(name):
                yield Difference("no domain", name, server)
            elif domain and (domain.name_server or default) != server:
                yield Difference("elsewhere", name, server, domain, other=domain.name_server or default)


def _look(
    domain: Domain, server: str, zones: set[str] | None, wanted: tuple[str, ...], away: dict[str, str]
) -> Iterator[Difference]:
    """What is wrong with the zone of one domain."""
    gateway = gateways.dns.of(server)
    try:
        is_there = domain.name in zones if zones is not None else gateway.exists(domain.name)
        if not is_there:
            # without a name server of its own a domain may be anywhere else in the world
            if domain.name_server:
                yield Difference("no zone", domain.name, server, domain)
            return
        records = gateway.zone(domain.name).records
    except Unreachable:
        away[server] = _does_not_answer(server)
        return
    except Rejected as error:
        log.warning("the zone of %s cannot be read: %s", domain.name, error)
        yield Difference("unreadable", domain.name, server, domain)
        return
    found = {each.data for each in records if (each.name, each.type) == ("@", "NS")}
    if found != {host.lower() for host in wanted}:
        shown = [tuple(sorted(domain_shown(host.rstrip(".")) for host in hosts)) for hosts in (found, wanted)]
        yield Difference("ns", domain.name, server, domain, found=shown[0], wanted=shown[1])
