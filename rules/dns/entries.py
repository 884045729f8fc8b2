"""Records as people read them: in three groups, names and values in plain words, the important ones first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from gateways.dns import Record
from rules.dns.differences import THE_SERVERS_OWN, Change
from texts import Lazy, language, lazy, span
from values import fold, records
from values.names import unicode, whole_shown

GROUPS = ("web", "mail", "other")
WEB_TYPES = ("A", "AAAA", "CNAME", "HTTPS", "SVCB")
ORDER = {kind: place for place, kind in enumerate(records.TYPES)}
MAIL_NAMES = {
    *("mail", "smtp", "imap", "pop", "pop3", "webmail", "autodiscover", "autoconfig", "mta-sts"),
    *("_imap", "_imaps", "_pop3", "_pop3s", "_submission", "_submissions", "_autodiscover", "_dmarc", "_mta-sts"),
}
HOST_AT = {"CNAME": 0, "MX": 1, "NS": 0, "PTR": 0, "SRV": 3, "HTTPS": 1, "SVCB": 1}  # which part is a name
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
    "SSHFP": lazy("Daran erkennen Programme, dass sie mit dem richtigen Server sprechen (SSH)."),
    "HTTPS": lazy("Sagt Browsern vorab, wie die Website am schnellsten zu erreichen ist."),
    "SVCB": lazy("Sagt Programmen vorab, wie ein Dienst am besten zu erreichen ist."),
    "PTR": lazy("So heißt der Server mit dieser Adresse. Mailserver achten darauf."),
}
OTHER_MEANING = lazy("Ein seltener Eintrag für Fachleute.")
STATES = {"added": "new", "changed": "changed", "removed": "removed"}
KEPT = 20_000  # records that are written out once


@dataclass(frozen=True)
class Entry:
    """A record as people read it: the whole name in Unicode, the kind, the value, how long it is kept.

    `state` says what a draft does with it: "" for nothing, else new, changed (`was` is the value before) or removed.
    `is_fixed`: only the name server may change it; `may_edit`: there is a form for it.
    """

    key: str
    name: str
    kind: str
    value: str
    kept: str
    group: str
    is_fixed: bool = False
    may_edit: bool = True
    state: str = ""
    was: str = ""
    change: str = ""

    @property
    def meaning(self) -> Lazy:
        return MEANINGS.get(self.kind, OTHER_MEANING)


def key_of(record: Record) -> str:
    """What names a record in addresses: its name, type and data, not its time."""
    return digest(record.name, record.type, record.data)


def key_of_change(change: Change) -> str:
    """What names a change in addresses."""
    sides = (change.before, change.after)
    return digest(*(f"{each.name} {each.ttl} {each.type} {each.data}" if each else "" for each in sides))


def digest(*parts: str) -> str:
    """A short name for some texts together."""
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def rows(zone: str, after: Iterable[Record], changed: Sequence[Change] = (), q: str = "") -> dict[str, list[Entry]]:
    """The records by GROUPS in the order of people, those that go among them; only what has all words of `q`."""
    told = {each.after: each for each in changed if each.after}
    shown = [(record, told.get(record)) for record in after]
    shown += [(each.before, each) for each in changed if each.before and not each.after]
    words = fold(q).split()
    groups: dict[str, list[Entry]] = {name: [] for name in GROUPS}
    for record, change in sorted(shown, key=lambda pair: _order(pair[0])):
        found = entry(record, zone)
        if words and not _has(found, record, words):
            continue
        groups[found.group].append(_marked(found, change, zone) if change else found)
    return {name: found for name, found in groups.items() if found}


@dataclass(frozen=True)
class Told:
    """A change as people read it; `before` and `after` are values, empty for what was not or will not be.

    `times` are how long the record is kept before and after, where that differs or there is but one.
    """

    key: str
    name: str
    kind: str
    state: str
    before: str
    after: str
    times: tuple[str, ...]


def told(changed: Iterable[Change], zone: str) -> list[Told]:
    """Changes in the order in which the records are listed."""
    found = []
    for each in sorted(changed, key=lambda change: _order(change.record)):
        sides = [entry(side, zone) if side else None for side in (each.before, each.after)]
        before, after = sides
        shown = after or before
        assert shown
        found.append(
            Told(
                key=key_of_change(each), name=shown.name, kind=shown.kind, state=STATES[each.kind],
                before=before.value if before else "", after=after.value if after else "",
                times=tuple(dict.fromkeys(side.kept for side in sides if side)),
            )
        )  # fmt: skip
    return found


def _marked(found: Entry, change: Change, zone: str) -> Entry:
    was = ""
    if change.before and change.after:
        before = entry(change.before, zone)
        was = before.value if before.value != found.value else before.kept
    return replace(found, state=STATES[change.kind], was=was, change=key_of_change(change))


def _has(found: Entry, record: Record, words: Sequence[str]) -> bool:
    text = fold(f"{found.name} {found.kind} {found.value} {record.name} {record.data}")
    return all(word in text for word in words)


def _order(record: Record) -> tuple[object, ...]:
    """The domain itself first, then www, then by names, the types as they are offered, mail servers by rank."""
    first = record.data.split(" ", 1)[0]
    rank = int(first) if record.type in ("MX", "SRV") and first.isdigit() and first.isascii() else 0
    names = [(int(each) if each.isascii() and each.isdigit() else -1, each) for each in record.name.split(".")[::-1]]
    return record.name != "@", names[0][1] != "www", names, ORDER.get(record.type, 99), rank, record.data


def legend(groups: Mapping[str, Sequence[Entry]]) -> list[tuple[str, Lazy]]:
    """The kinds that occur with their meanings, each once."""
    kinds = {each.kind for found in groups.values() for each in found}
    return [(kind, MEANINGS.get(kind, OTHER_MEANING)) for kind in sorted(kinds)]


def entry(record: Record, zone: str) -> Entry:
    """The record as people read it."""
    return _entry(record, zone, language())


@lru_cache(KEPT)
def _entry(record: Record, zone: str, _language: str) -> Entry:
    is_fixed = (record.name, record.type) in THE_SERVERS_OWN
    return Entry(
        key=key_of(record),
        name=whole_shown(record.name, zone),
        kind=kind_of(record),
        value=value_shown(record),
        kept=span(record.ttl),
        group=group(record),
        is_fixed=is_fixed,
        may_edit=not is_fixed and may_edit(record, zone),
    )


def may_edit(record: Record, zone: str) -> bool:
    """Whether there is a form for the record: not for rare types, nor for what only its name server can read."""
    try:
        return record.type in records.TYPES and bool(records.fields(record.type, record.data, zone))
    except ValueError:
        return False


def value_shown(record: Record) -> str:
    """The data for the eye: texts without quotation marks, names with umlauts and without their final dot."""
    if record.type == "TXT":
        try:
            return records.fields("TXT", record.data, "")["text"]
        except ValueError:  # what the name server wrote is not readable
            return record.data
    if "." in record.data and record.type in HOST_AT:
        parts, at = record.data.split(" "), HOST_AT[record.type]
        parts[at] = unicode(parts[at].removesuffix(".")) or "."
        return " ".join(parts)
    return record.data


def kind_of(record: Record) -> str:
    """The type, for a TXT record with what it is there for (RFC 7208, RFC 6376, RFC 7489)."""
    labels = record.name.lower().split(".")
    if record.type == "TXT" and record.data.lower().startswith(('"v=spf1 ', '"v=spf1"')):
        return "TXT (SPF)"
    if record.type == "TXT" and "_domainkey" in labels:
        return "TXT (DKIM)"
    if record.type == "TXT" and labels[0] == "_dmarc":
        return "TXT (DMARC)"
    return record.type


def group(record: Record) -> str:
    """Which of GROUPS it belongs to."""
    labels = record.name.lower().split(".")
    is_for_mail = (
        record.type == "MX"
        or labels[0] in MAIL_NAMES
        or "_domainkey" in labels
        or labels[:2] == ["_smtp", "_tls"]
        or kind_of(record) == "TXT (SPF)"
    )
    return "mail" if is_for_mail else "web" if record.type in WEB_TYPES else "other"
