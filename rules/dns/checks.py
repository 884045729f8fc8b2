"""Whether a zone may stand as it would be: errors stop a save, warnings can be accepted."""

from collections.abc import Iterable, Iterator, Sequence

from gateways.dns import Record
from gateways.dns.rdata import data_of
from rules.dns.state import Finding, State
from texts import span, t
from values.names import check_owner, is_reverse, owner, unicode
from values.records import TO_HOSTS

MOST_RECORDS = 500
SHORTEST_TTL, LONGEST_TTL = 60, 604800  # seconds
TARGETS = {"MX": "exchange", "NS": "target", "SRV": "target", "CNAME": "target", "HTTPS": "target", "SVCB": "target"}
BESIDE_ALIAS = {"CNAME", "RRSIG", "NSEC", "KEY"}  # RFC 4034, 2.5 and RFC 2181, 10.1
AT_DELEGATION = {"NS", "DS", "RRSIG", "NSEC"}  # RFC 4035, 2.2
GLUE = {"A", "AAAA"}
LONGEST_CHAIN = 20  # aliases followed


def findings(zone: str, records: Sequence[Record], own_hosts: Iterable[str] = ()) -> list[Finding]:
    """All that is to say about a zone, errors first; `own_hosts` are the hoster's name servers, with their final dot.

    The zone's own NS records are the name server's and are not looked at.
    """
    theirs = [each for each in records if (each.name, each.type) not in {("@", "NS"), ("@", "SOA")}]
    state = State(zone, theirs, frozenset(own_hosts))
    found = [finding for check in CHECKS for finding in check(state)]
    return sorted(dict.fromkeys(found), key=lambda each: (not each.stops, each.name != "@", each.name, each.type))


def _number_of_records(state: State) -> Iterator[Finding]:
    if len(state.records) > MOST_RECORDS:
        yield Finding("error", "@", "", t("Mehr als {most} Einträge sind nicht möglich.", most=MOST_RECORDS))


def _canonical(state: State) -> Iterator[Finding]:
    """Each record can be read and is canonical; strings have 255 bytes at most (RFC 1035, 3.3.14)."""
    for record in state.records:
        rdata = state.rdatas.get(record)
        if rdata is None or data_of(rdata) != record.data:
            yield state.error(record, t("Der Inhalt von {name} ist nicht lesbar.", name=state.shown(record.name)))
        elif record.type == "TXT" and any(byte < 32 or byte == 127 for each in rdata.strings for byte in each):
            yield state.error(
                record, t("Im Text von {name} steht ein unsichtbares Zeichen.", name=state.shown(record.name))
            )


def _names(state: State) -> Iterator[Finding]:
    """Names lie in the zone; hosts have host names (RFC 1123, 2.1); a star stands in front (RFC 4592, 2.1.1)."""
    for name, kind in state.sets:
        try:
            if owner(name, state.zone) != name:
                raise ValueError(t("Dieser Name ist so nicht möglich."))
            check_owner(kind, name)
        except ValueError as error:
            yield Finding("error", name, kind, f"{state.shown(name)}: {error}")


def _twice(state: State) -> Iterator[Finding]:
    """A set has no duplicates (RFC 2181, 5)."""
    for records in state.sets.values():
        if len({each.data.lower() if each.type != "TXT" else each.data for each in records}) < len(records):
            yield state.error(
                records[0], t("Für {name} gibt es denselben Eintrag zweimal.", name=state.shown(records[0].name))
            )


def _times(state: State) -> Iterator[Finding]:
    """TTLs lie within our limits and are the same in a set (RFC 2181, 5.2)."""
    for records in state.sets.values():
        first, times = records[0], {each.ttl for each in records}
        name = state.shown(first.name)
        if not all(SHORTEST_TTL <= each <= LONGEST_TTL for each in times):
            least, most = span(SHORTEST_TTL), span(LONGEST_TTL)
            yield state.error(first, t("{name} kann {least} bis {most} gelten.", name=name, least=least, most=most))
        if len(times) > 1:
            sentence = t("Alle Einträge „{type}“ von {name} müssen gleich lange gelten.", type=first.type, name=name)
            yield state.error(first, sentence)


def _aliases(state: State) -> Iterator[Finding]:
    """An alias stands alone (RFC 1034, 3.6.2; RFC 2181, 10.1) and leads to an end (RFC 1034, 3.6.2)."""
    for name, kinds in state.types.items():
        if "CNAME" not in kinds:
            continue
        alias = state.sets[name, "CNAME"]
        if kinds - BESIDE_ALIAS:
            sentence = t("{name} ist ein Alias: Daneben kann es keine anderen Einträge geben.", name=state.shown(name))
            yield state.error(alias[0], sentence)
        if len(alias) > 1:
            sentence = t("{name} kann nur Alias für einen einzigen Namen sein.", name=state.shown(name))
            yield state.error(alias[0], sentence)
        if _goes_round(state, name):
            sentence = t("{name} führt im Kreis wieder zu sich selbst.", name=state.shown(name))
            yield state.error(alias[0], sentence)


def _goes_round(state: State, name: str) -> bool:
    seen: list[str | None] = [name]
    for _ in range(LONGEST_CHAIN):
        alias = state.alias_of(str(seen[-1]))
        rdata = state.rdatas.get(alias) if alias else None
        if rdata is None:
            return False
        target = state.relative(rdata.target.to_text())
        if target is None:
            return False
        if target in seen:
            return True
        seen.append(target)
    return True


def _targets(state: State) -> Iterator[Finding]:
    """Targets of MX, NS and SRV are hosts with addresses, no aliases (RFC 2181, 10.3; RFC 2782) and no addresses."""
    for record, rdata in state.rdatas.items():
        if record.type not in TARGETS:
            continue
        host = getattr(rdata, TARGETS[record.type]).to_text()
        inside = state.relative(host)
        name, target = state.shown(record.name), unicode(host.removesuffix("."))
        if record.type in TO_HOSTS and target.rpartition(".")[2].isdigit():
            yield state.error(record, t("{name}: {target} ist kein Servername.", name=name, target=target))
        if host == "." or inside is None or host.lower() in state.own_hosts:
            continue
        kinds = state.answering(inside)
        if "CNAME" in kinds and record.type in TO_HOSTS:
            sentence = t(
                "{name} verweist auf {target}: Das ist ein Alias und hier nicht erlaubt.", name=name, target=target
            )
            yield state.error(record, sentence)
        elif "CNAME" in kinds and record.type == "CNAME" and inside != record.name:
            yield state.warning(
                record, t("{name} verweist auf einen weiteren Alias: {target}.", name=name, target=target)
            )
        elif not kinds or (record.type in TO_HOSTS and not kinds & GLUE):
            sentence = t("{name} verweist auf {target}: Dafür gibt es keinen Eintrag.", name=name, target=target)
            yield state.warning(record, sentence)


def _delegations(state: State) -> Iterator[Finding]:
    """What lies at or below a delegation is not ours to say (RFC 1034, 4.2.1), but for addresses of its servers."""
    for (name, kind), records in state.sets.items():
        if name in state.cuts and kind not in AT_DELEGATION:
            sentence = t(
                "Für {name} sind andere Nameserver zuständig: Hier geht daneben nichts anderes.", name=state.shown(name)
            )
            yield state.error(records[0], sentence)
        if kind not in GLUE and set(state.above(name)) & state.cuts:
            sentence = t("{name} bleibt ohne Wirkung: Dafür sind andere Nameserver zuständig.", name=state.shown(name))
            yield state.warning(records[0], sentence)


def _mail(state: State) -> Iterator[Finding]:
    """„No mail“ stands alone (RFC 7505, 3); one SPF (RFC 7208, 4.5) and one DMARC (RFC 7489, 6.6.3) a name."""
    for (name, kind), records in state.sets.items():
        shown = state.shown(name)
        if kind == "MX" and any(each.data.endswith(" .") for each in records):
            if len(records) > 1:
                yield state.error(
                    records[0], t("{name}: Neben „keine E-Mail“ kann es keinen Mailserver geben.", name=shown)
                )
            elif records[0].data != "0 .":
                yield state.error(records[0], t("{name}: „Keine E-Mail“ geht nur mit dem Rang 0.", name=shown))
        if kind == "TXT" and sum(_begins(state, each, b"v=spf1") for each in records) > 1:
            yield state.error(records[0], t("{name} hat zwei SPF-Einträge. Dann gilt keiner.", name=shown))
        if kind == "TXT" and sum(_begins(state, each, b"v=dmarc1") for each in records) > 1:
            yield state.error(records[0], t("{name} hat zwei DMARC-Einträge. Dann gilt keiner.", name=shown))


def _begins(state: State, record: Record, tag: bytes) -> bool:
    rdata = state.rdatas.get(record)
    text = b"".join(rdata.strings).lower() if rdata is not None else b""
    return text.startswith(tag) and text[len(tag) : len(tag) + 1] in (b"", b" ", b";")


def _stars(state: State) -> Iterator[Finding]:
    """Nobody knows what a delegation of all names means (RFC 4592, 4.2)."""
    for name, kind in state.sets:
        if kind == "NS" and name.startswith("*"):
            yield Finding("error", name, kind, t("Nameserver gibt es nur für einen bestimmten Namen, nicht für alle."))


def _services(state: State) -> Iterator[Finding]:
    """Services and certificates stand under names such as _sip._tcp (RFC 2782) and _443._tcp (RFC 6698, 3)."""
    for (name, kind), records in state.sets.items():
        if kind in ("SRV", "TLSA") and not name.startswith(("_", "*")):
            example = "_sip._tcp" if kind == "SRV" else "_443._tcp.www"
            sentence = t(
                "{name}: So findet das niemand. Üblich sind Namen wie {example}.",
                name=state.shown(name),
                example=example,
            )
            yield state.warning(records[0], sentence)
        if kind == "PTR" and len(records) > 1 and is_reverse(state.zone):
            yield state.warning(
                records[0], t("{name} hat mehrere Namen. Viele Programme nehmen nur einen.", name=state.shown(name))
            )


CHECKS = (
    *(_number_of_records, _canonical, _names, _twice, _times, _aliases),
    *(_targets, _delegations, _mail, _stars, _services),
)
