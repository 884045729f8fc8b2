"""An address or host name in a zone's records replaced by another, wherever records point to it."""

import re
from collections.abc import Iterable
from ipaddress import ip_address

from gateways.dns import Record
from rules.dns.differences import THE_SERVERS_OWN
from values import records as types

LAST_WORD = {"CNAME", "NS", "PTR", "MX", "SRV", "DNAME"}  # their host is the last word of the data
HINTS = re.compile(r'\b(ipv[46]hint=)"([^"]*)"')
SPF = re.compile(r"(?i)([+?~-]?)(ip4:|ip6:|a:|mx:|ptr:|include:|exists:|redirect=)([^\s/]+)(/\S*)?")


def replaced(records: Iterable[Record], old: str, new: str) -> tuple[Record, ...]:
    """The records with `new` where `old` stood; both are addresses of one kind, or host names without final dot.

    That is: A, AAAA and hints of HTTPS and SVCB; targets of CNAME, NS, PTR, MX, SRV, HTTPS and SVCB; what SPF allows.
    Names of records stay, and so do the zone's own NS.
    """
    swap = _address_in if is_address(old) else _host_in
    found = [each if (each.name, each.type) in THE_SERVERS_OWN else swap(each, old, new) for each in records]
    return tuple(dict.fromkeys(found))


def is_address(text: str) -> bool:
    """Whether it is an IP address, and no name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _address_in(record: Record, old: str, new: str) -> Record:
    if record.type in ("A", "AAAA"):
        return _with(record, new if record.data == old else record.data)
    if record.type in ("HTTPS", "SVCB"):

        def hint(found: re.Match[str]) -> str:
            listed = dict.fromkeys(new if each == old else each for each in found[2].split(","))
            return f'{found[1]}"{",".join(listed)}"'

        return _with(record, HINTS.sub(hint, record.data))
    return _spf_in(record, old, new, ("ip4:", "ip6:"))


def _host_in(record: Record, old: str, new: str) -> Record:
    words = record.data.split(" ")
    if record.type in LAST_WORD and words[-1] == f"{old}.":
        return _with(record, " ".join([*words[:-1], f"{new}."]))
    if record.type in ("HTTPS", "SVCB") and words[1] == f"{old}.":
        return _with(record, " ".join([words[0], f"{new}.", *words[2:]]))
    return _spf_in(record, old, new, ("a:", "mx:", "ptr:", "include:", "exists:", "redirect="))


def _spf_in(record: Record, old: str, new: str, mechanisms: tuple[str, ...]) -> Record:
    """SPF allows servers by address or name (RFC 7208, 5); networks of several addresses stay."""
    if record.type != "TXT" or not record.data.lower().startswith(('"v=spf1 ', '"v=spf1"')):
        return record

    import dns.exception

    def term(word: str) -> str:
        found = SPF.fullmatch(word)
        if not found or found[2].lower() not in mechanisms or not _is_same(found[3], old):
            return word
        is_network = is_address(old) and found[4] not in (None, "/32", "/128")
        return word if is_network else f"{found[1]}{found[2]}{new}{found[4] or ''}"

    try:
        text = types.fields("TXT", record.data, "")["text"]
        after = " ".join(map(term, text.split(" ")))
        return record if after == text else _with(record, types.data("TXT", {"text": after}, ""))
    except (ValueError, dns.exception.DNSException):  # nobody can read it, so nothing is to be found in it
        return record


def _is_same(text: str, old: str) -> bool:
    if is_address(old):
        return is_address(text) and ip_address(text) == ip_address(old)
    return text.lower().removesuffix(".") == old


def _with(record: Record, data: str) -> Record:
    return Record(record.name, record.type, record.ttl, data)
