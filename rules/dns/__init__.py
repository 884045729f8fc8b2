"""What the name server says about a domain, in words for people."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import gateways
from gateways.dns import Record
from models import Domain
from rules import Refused
from texts import Lazy, lazy, span
from values import domain_shown

GROUPS = ("web", "mail", "other")
WEB_TYPES = ("A", "AAAA", "CNAME", "HTTPS", "SVCB")
MAIL_NAMES = {
    *("mail", "smtp", "imap", "pop", "pop3", "webmail", "autodiscover", "autoconfig", "mta-sts"),
    *("_imap", "_imaps", "_pop3", "_pop3s", "_submission", "_submissions", "_autodiscover", "_dmarc", "_mta-sts"),
}
MEANINGS: Mapping[str, Lazy] = {
    "A": lazy("Unter diesem Namen ist der Server mit dieser IPv4-Adresse zu erreichen."),
    "AAAA": lazy("Unter diesem Namen ist der Server mit dieser IPv6-Adresse zu erreichen."),
    "CNAME": lazy("Dieser Name ist nur ein anderer Name: Es gilt, was unter dem genannten Namen steht."),
    "MX": lazy("Dieser Server nimmt E-Mails für diesen Namen an. Die kleinste Zahl wird zuerst versucht."),
    "TXT (SPF)": lazy("Nur diese Server dürfen E-Mails mit diesem Namen als Absender verschicken."),
    "TXT (DKIM)": lazy("Mit diesem Schlüssel prüfen Empfänger die Unterschrift Ihrer E-Mails."),
    "TXT (DMARC)": lazy("So sollen Empfänger mit E-Mails umgehen, die nur vorgeben, von Ihnen zu kommen."),
    "TXT": lazy("Ein Text, zum Beispiel als Nachweis, dass Ihnen die Domain gehört."),
    "NS": lazy("Dieser Nameserver gibt Auskunft über diesen Namen."),
    "SRV": lazy("Sagt, auf welchem Server ein Dienst zu finden ist: Rang, Gewicht, Port und Name."),
    "CAA": lazy("Nur diese Stellen dürfen Zertifikate (https) für diesen Namen ausstellen."),
    "TLSA": lazy("Daran erkennen andere Server das richtige Zertifikat."),
    "HTTPS": lazy("Sagt Browsern vorab, wie die Website am schnellsten zu erreichen ist."),
}
OTHER_MEANING = lazy("Ein seltener Eintrag für Fachleute.")
log = logging.getLogger("kundencenter.dns")


@dataclass(frozen=True)
class Entry:
    """A record as people read it: the whole name in Unicode, the kind with its meaning, how long it is kept."""

    name: str
    kind: str
    meaning: Lazy
    value: str
    kept: str


def nameservers(domain: Domain) -> tuple[str, ...]:
    """The host names that answer for the domain; none when its name server is no longer in the settings."""
    chosen = [
        each for each in gateways.settings.nameserver if each.name == domain.name_server or not domain.name_server
    ]
    return tuple(host.removesuffix(".") for host in chosen[0].nameservers) if chosen else ()


def entries(domain: Domain) -> dict[str, list[Entry]]:
    """The records of the domain's zone by GROUPS, empty groups left out.

    Raises Refused with what to tell when there is no zone or the name server does not answer.
    """
    groups: dict[str, list[Entry]] = {group: [] for group in GROUPS}
    for record in _records(domain):
        groups[_group(record)].append(_entry(domain, record))
    return {group: found for group, found in groups.items() if found}


def legend(groups: Mapping[str, Sequence[Entry]]) -> list[tuple[str, Lazy]]:
    """The kinds that occur with their meanings, each once."""
    return sorted({entry.kind: entry.meaning for found in groups.values() for entry in found}.items())


def _records(domain: Domain) -> Sequence[Record]:
    try:
        server = gateways.dns.of(domain.name_server) if domain.name_server else gateways.dns.default
        if not server.exists(domain.name):
            raise Refused("Für diese Domain ist auf unserem Nameserver nichts eingetragen.")
        return server.zone(domain.name).records
    except gateways.Unreachable as error:
        raise Refused(
            "Unser Nameserver antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal."
        ) from error
    except gateways.Rejected as error:
        log.warning("the zone of %s cannot be shown: %s", domain.name, error)
        raise Refused(
            "Die Einträge dieser Domain lassen sich gerade nicht anzeigen. Bitte rufen Sie uns an."
        ) from error


def _entry(domain: Domain, record: Record) -> Entry:
    whole = domain.name if record.name == "@" else f"{record.name}.{domain.name}"
    kind = _kind(record)
    return Entry(
        name=".".join(domain_shown(label) for label in whole.split(".")),
        kind=kind,
        meaning=MEANINGS.get(kind, OTHER_MEANING),
        value=record.data,
        kept=span(record.ttl),
    )


def _kind(record: Record) -> str:
    """The type, for a TXT record with what it is there for (RFC 7208, RFC 6376, RFC 7489)."""
    labels = record.name.lower().split(".")
    if record.type == "TXT" and record.data.lower().startswith(('"v=spf1 ', '"v=spf1"')):
        return "TXT (SPF)"
    if record.type == "TXT" and "_domainkey" in labels:
        return "TXT (DKIM)"
    if record.type == "TXT" and labels[0] == "_dmarc":
        return "TXT (DMARC)"
    return record.type


def _group(record: Record) -> str:
    labels = record.name.lower().split(".")
    is_for_mail = (
        record.type == "MX"
        or labels[0] in MAIL_NAMES
        or "_domainkey" in labels
        or labels[:2] == ["_smtp", "_tls"]
        or _kind(record) == "TXT (SPF)"
    )
    return "mail" if is_for_mail else "web" if record.type in WEB_TYPES else "other"
