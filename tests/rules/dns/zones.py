"""Zones for tests: records from one line of text, and any zone at all for hypothesis."""

from hypothesis import strategies as st

from gateways.dns import Record
from values import records as types

ZONE = "muster.example"
LABELS = st.sampled_from(
    ["a", "b", "www", "xn--bcher-kva", "_dmarc", "s1._domainkey", "a.b", "*.a", "x-1", "_443._tcp.a"]
)
NAMES = st.one_of(st.just("@"), LABELS)
HOSTS = st.sampled_from(["@", "a", "b", "mail.other.example", "a.b.muster.example", "xn--bcher-kva.example."])
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=400)
HEX = st.binary(min_size=1, max_size=200).map(bytes.hex)
PARAMS = st.sampled_from(["", "alpn=h2,h3", "port=8443 ipv4hint=192.0.2.1"])
SHA256 = st.binary(min_size=32, max_size=32).map(bytes.hex)
NUMBERS = st.integers(0, 65535).map(str)
FIELDS = {
    "A": {"address": st.ip_addresses(v=4).map(str)},
    "AAAA": {"address": st.ip_addresses(v=6).map(str)},
    "CNAME": {"target": HOSTS},
    "MX": {"priority": NUMBERS, "target": HOSTS},
    "TXT": {"text": TEXTS},
    "SRV": {"priority": NUMBERS, "weight": NUMBERS, "port": NUMBERS, "target": HOSTS},
    "CAA": {
        "flags": st.sampled_from(["0", "128"]), "tag": st.sampled_from(["issue", "issuewild"]),
        "value": st.sampled_from([";", "ca.example", "ca.example; a=b"]),
    },
    "NS": {"target": HOSTS},
    "TLSA": {"usage": st.sampled_from("0123"), "selector": st.just("0"), "matching": st.just("0"), "digest": HEX},
    "SSHFP": {"algorithm": st.just("4"), "kind": st.just("2"), "digest": SHA256},
    "HTTPS": {"priority": st.just("1"), "target": HOSTS, "params": PARAMS},
    "SVCB": {"priority": st.just("0"), "target": HOSTS, "params": st.just("")},
}  # fmt: skip


def record(text):
    """A record from "name ttl TYPE data"."""
    name, ttl, kind, data = text.split(" ", 3)
    return Record(name, kind, int(ttl), data)


@st.composite
def _records(draw):
    kind = draw(st.sampled_from(sorted(FIELDS)))
    given = {name: draw(strategy) for name, strategy in FIELDS[kind].items()}
    try:
        data = types.data(kind, given, ZONE)
    except types.Wrong:
        data = types.data("A", {"address": "192.0.2.1"}, ZONE)
        kind = "A"
    return Record(draw(NAMES), kind, 3600, data)


def records():
    """Any records, whether they fit each other or not."""
    return st.lists(_records(), max_size=25)


@st.composite
def sane(draw):
    """A zone that can stand: each set has one time and no duplicates, aliases stand alone, names fit their types."""
    times = st.sampled_from([60, 300, 3600, 86400, 604800])
    found, ttls, aliases = {}, {}, {}
    for each in draw(records()):
        if not _fits(each) or aliases.setdefault(each.name, each.type == "CNAME") != (each.type == "CNAME"):
            continue
        key = each.name, each.type
        if each.type == "CNAME" and key in ttls:
            continue
        ttl = ttls.setdefault(key, draw(times))
        found[each.name, each.type, each.data] = Record(each.name, each.type, ttl, each.data)
    return tuple(found.values())


def _fits(record):
    try:
        types.owner_of(record.type)(record.name, ZONE)
    except ValueError:
        return False
    return True
