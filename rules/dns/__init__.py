"""What the name server says about a domain, and who answers for it."""

import logging
from collections.abc import Sequence

import gateways
from gateways.dns import NameServer, Record, Zone
from models import Domain
from rules import Refused
from rules.dns.checks import findings
from rules.dns.state import Finding

__all__ = ["Away", "NoZone", "found_in", "nameservers", "server_of", "zone_of"]
log = logging.getLogger("kundencenter.dns")


class NoZone(Refused):
    """The name server has nothing about the domain."""


class Away(Refused):
    """The name server does not answer."""


def nameservers(domain: Domain) -> tuple[str, ...]:
    """The host names that answer for the domain; none when its name server is no longer in the settings."""
    chosen = [
        each for each in gateways.settings.nameserver if each.name == domain.name_server or not domain.name_server
    ]
    return tuple(host.removesuffix(".") for host in chosen[0].nameservers) if chosen else ()


def server_of(domain: Domain) -> NameServer:
    """The name server that has the domain's zone. Raises gateways.Unreachable when the settings have it no longer."""
    return gateways.dns.of(domain.name_server) if domain.name_server else gateways.dns.default


def zone_of(domain: Domain) -> Zone:
    """The domain's zone as the name server has it now. Raises Refused with what to tell: NoZone, Away or unreadable."""
    try:
        return _read(server_of(domain), domain)
    except gateways.Unreachable as error:
        raise Away(
            "Unser Nameserver antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal."
        ) from error
    except gateways.Rejected as error:
        log.warning("the zone of %s cannot be shown: %s", domain.name, error)
        raise Refused(
            "Die Einträge dieser Domain lassen sich gerade nicht anzeigen. Bitte rufen Sie uns an."
        ) from error


def _read(server: NameServer, domain: Domain) -> Zone:
    """One question as a rule; whether there is a zone at all is asked only when it cannot be read."""
    try:
        return server.zone(domain.name)
    except gateways.Rejected:
        if server.exists(domain.name):
            raise
    raise NoZone("Für diese Domain ist auf unserem Nameserver nichts eingetragen.")


def found_in(domain: Domain, records: Sequence[Record]) -> list[Finding]:
    """What the checks say about the domain's zone as it would be with these records."""
    return findings(domain.name, records, [f"{host}." for host in nameservers(domain)])
