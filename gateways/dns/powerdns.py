"""PowerDNS through its HTTP API (version 1 of PowerDNS Authoritative Server)."""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from config import NameServer as Setting
from config import WrongSetting, check_web_address
from gateways.dns import refusals
from gateways.dns.facts import Record, RecordSet, Signing, Zone
from gateways.dns.patience import Patience
from gateways.dns.rdata import (
    KEPT,
    SERVERS_OWN,
    absolute,
    by_key,
    changed,
    check_cnames,
    check_unchanged,
    data_of,
    order,
    owner_of,
    parsed,
    relative,
    writable,
)
from gateways.errors import Rejected
from gateways.in_time import within

if TYPE_CHECKING:
    import requests

ZONES = "/api/v1/servers/localhost/zones"
MOST_BYTES = 32_000_000  # a list of 100,000 zones
PIECE = 65_536
MOST_TTL = 2**32
GRACE = 0.2  # seconds in which requests says first that it never got through
MISSHAPEN = (
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)  # JSON that says something else than it should
SHA1 = "1"  # the digest type that no registry takes any more (RFC 8624, 3.3)
SECONDARY = {"Slave", "Secondary", "Consumer"}  # copies of zones whose truth is elsewhere
# PowerDNS takes content only as it would write it itself: these without quotation marks, and no younger names.
UNQUOTED = re.compile(r'\b(mandatory|alpn|port|ipv4hint|ipv6hint)="([^" ]*)"')
log = logging.getLogger("kundencenter.dns")


class PowerDns:
    """The server at `url`. It checks records itself and writes a PATCH whole or not at all."""

    can_sign = True

    def __init__(self, setting: Setting) -> None:
        self._name, self._nameservers = setting.name, setting.nameservers
        self._url, self._api_key = setting.options.get("url", "").rstrip("/"), setting.options.get("api_key", "")
        check_web_address(f"nameserver {setting.name}: url", self._url)
        if not self._api_key:
            raise WrongSetting(f"nameserver {setting.name}: api_key is missing")

    def exists(self, name: str) -> bool:
        return self._found(refusals.checked(name), Patience()) is not None

    def zone(self, name: str) -> Zone:
        found = self._found(refusals.checked(name), Patience())
        if found is None:
            raise refusals.unknown(name)
        return _zone(name, found)

    def zones(self) -> tuple[str, ...]:
        status, answer = self._ask("GET", ZONES, Patience())
        if status != 200 or not isinstance(answer, list):
            raise self._refused(status, answer)
        try:
            return tuple(sorted(each["name"].rstrip(".").lower() for each in answer if each["kind"] not in SECONDARY))
        except MISSHAPEN as error:
            raise self._refused(status, answer) from error

    def create(self, zone: Zone) -> None:
        patience, origin = Patience(), absolute(refusals.checked(zone.name))
        sets = writable(list(by_key(zone.records).values()), origin)
        check_cnames(sets, {each.name for each in sets})
        if self._found(zone.name, patience) is not None:
            raise refusals.known_already(zone.name)
        wanted = {
            "name": f"{zone.name}.",
            "kind": "Master",  # secondary servers are notified, if there are any
            "nameservers": list(self._nameservers),
            "soa_edit_api": "DEFAULT",  # YYYYMMDDnn, risen with every change
            "api_rectify": True,
            "rrsets": [_rrset(each, zone.name) for each in sets],
        }
        status, answer = self._ask("POST", ZONES, patience, wanted)
        if status == 409:
            raise refusals.known_already(zone.name)
        if status != 201:
            raise self._refused(status, answer, sets, zone.name)

    def change(self, before: Zone, sets: Sequence[RecordSet]) -> None:
        patience, origin = Patience(), absolute(refusals.checked(before.name))
        wanted = writable(sets, origin)
        if not wanted:
            return
        found = self._found(before.name, patience)
        if found is None:
            raise refusals.unknown(before.name)
        present = _zone(before.name, found).records
        check_unchanged(before.records, present, wanted)
        check_cnames(changed(present, wanted).values(), {each.name for each in wanted})
        wanted.sort(key=lambda each: bool(each.datas))  # what goes makes room for what comes
        rrsets = [_rrset(each, before.name, _disabled(found, each, before.name)) for each in wanted]
        status, answer = self._ask("PATCH", f"{ZONES}/{before.name}.", patience, {"rrsets": rrsets})
        if status != 204:
            raise self._refused(status, answer, wanted, before.name)

    def signing(self, name: str) -> Signing:
        status, keys = self._ask("GET", f"{ZONES}/{refusals.checked(name)}./cryptokeys", Patience())
        if status == 404:
            raise refusals.unknown(name)
        if status != 200 or not isinstance(keys, list):
            raise self._refused(status, keys)
        try:
            active = [key for key in keys if key["active"]]
            entries = [
                key for key in active if key.get("published", True) and key.get("ds")
            ]  # those that sign the keys
            ds = {each for key in entries for each in key["ds"] if _is_of_use(each)}
            return Signing(bool(active), tuple(sorted(ds)), tuple(sorted({_four(key["dnskey"]) for key in entries})))
        except MISSHAPEN as error:
            raise self._refused(status, keys) from error

    def sign(self, name: str) -> None:
        self._set_signing(name, True)

    def unsign(self, name: str) -> None:
        self._set_signing(name, False)

    def _set_signing(self, name: str, is_on: bool) -> None:
        """With the server's default algorithm; the same a second time changes nothing."""
        patience = Patience()
        if self._found(refusals.checked(name), patience) is None:
            raise refusals.unknown(name)
        # Signed answers need the order of names that "rectify" keeps: without it changes would break them.
        status, answer = self._ask("PUT", f"{ZONES}/{name}.", patience, {"dnssec": is_on, "api_rectify": True})
        if status != 204:
            raise self._refused(status, answer)

    def _found(self, name: str, patience: Patience) -> Mapping[str, Any] | None:
        """What the server says of a zone, None when it has none."""
        status, answer = self._ask("GET", f"{ZONES}/{name}.", patience)
        if status == 404:
            return None
        if status != 200 or not isinstance(answer, dict) or not isinstance(answer.get("rrsets"), list):
            raise self._refused(status, answer)
        return answer

    def _ask(self, method: str, path: str, patience: Patience, content: Any = None) -> tuple[int, Any]:
        """Status and content of an answer: JSON, or the text of one that is none (401, 404 and 409 are plain text).

        Raises Unreachable; Unanswered when something was to be written and may have been.
        """
        import requests  # late: not every portal has a PowerDNS

        silence = refusals.away if method == "GET" else refusals.unanswered

        def send() -> tuple[int, str]:
            with requests.request(
                method, self._url + path, json=content, headers={"X-API-Key": self._api_key}, timeout=patience.left,
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                return response.status_code, _text(response, patience)

        try:
            status, text = within(patience.left + GRACE, send, requests.RequestException, OSError)
        except (requests.RequestException, OSError) as error:
            log.info("name server %s: no answer to %s: %s", self._name, method, type(error).__name__)
            never_sent = isinstance(error, requests.ConnectTimeout)
            raise (refusals.away if never_sent else silence)() from error
        if status in (502, 504):  # a proxy before it got no answer
            raise silence()
        if status >= 500:
            raise refusals.away()
        try:
            return status, json.loads(text)
        except (ValueError, RecursionError):
            return status, text

    def _refused(self, status: int, answer: Any, sets: Sequence[RecordSet] = (), name: str = "") -> Rejected:
        """What an answer means that says no; PowerDNS names the record in its English reason."""
        reason = str(answer.get("error", answer) if isinstance(answer, dict) else answer)[:500]
        log.warning("name server %s: refused with status %s: %s", self._name, status, reason)
        for each in sets:
            owner = owner_of(each, absolute(name))
            if f"{owner}/{each.type} " in reason or f"{owner} IN {each.type} " in f"{reason} ".replace(":", " "):
                return refusals.left_out(each.name, each.type)
        return refusals.refused()


def _is_of_use(ds: str) -> bool:
    """Whether a registry takes a DS. Raises ValueError for what is none."""
    return _four(ds).split(" ")[2] != SHA1


def _four(data: str) -> str:
    """The data of a DS or DNSKEY record, which have four parts. Raises ValueError for other data."""
    _one, _two, _three, _rest = data.split(" ", 3)
    return data


def _zone(name: str, found: Mapping[str, Any]) -> Zone:
    """The zone that an answer says. Raises Rejected for one that says none."""
    try:
        return _read(name, found)
    except MISSHAPEN as error:
        raise refusals.broken(name, type(error).__name__) from error


def _read(name: str, found: Mapping[str, Any]) -> Zone:
    records = [
        _record(each["name"], each["type"], each["ttl"], content["content"], name)
        for each in map(_checked, found["rrsets"])
        if each["type"] not in SERVERS_OWN
        for content in each["records"]
        if not content["disabled"]
    ]
    serial = int(found.get("edited_serial") or found["serial"])
    return Zone(name, serial, tuple(sorted(records, key=order)))


def _checked(rrset: Mapping[str, Any]) -> Mapping[str, Any]:
    """The set; raises one of MISSHAPEN where texts are none, or cannot be written, and for no time at all."""
    texts = [rrset["name"], rrset["type"], *(each["content"] for each in rrset["records"])]
    "".join(texts).encode()
    if abs(rrset["ttl"]) > MOST_TTL:
        raise ValueError("ttl")
    return rrset


@lru_cache(KEPT)
def _record(owner: str, kind: str, ttl: int, content: str, name: str) -> Record:
    """A record of the server; what only PowerDNS knows (ALIAS, LUA) stays as it is."""
    origin = absolute(name)
    try:
        found, data = parsed(Record(owner, kind, max(ttl, 0), content), origin)
    except Rejected:
        at = owner.lower().removesuffix(".").removesuffix(name).removesuffix(".")
        return Record(at or "@", kind, ttl, content)
    return Record(relative(found, origin), kind, ttl, data_of(data))


def _rrset(each: RecordSet, name: str, disabled: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """A set as PowerDNS takes it; records that staff switched off there stay switched off."""
    content = [*({"content": _content(each.type, data), "disabled": False} for data in each.datas), *disabled]
    return {
        "name": owner_of(each, absolute(name)).to_text(),
        "type": each.type,
        "ttl": each.ttl,
        "changetype": "REPLACE" if content else "DELETE",
        "records": content,
    }


def _content(kind: str, data: str) -> str:
    """A record's data as PowerDNS wants it."""
    return UNQUOTED.sub(r"\1=\2", data).replace(" dohpath=", " key7=") if kind in ("HTTPS", "SVCB") else data


def _disabled(found: Mapping[str, Any], each: RecordSet, name: str) -> list[Mapping[str, Any]]:
    owner = owner_of(each, absolute(name)).to_text()
    return [
        content
        for rrset in found["rrsets"]
        if (rrset["name"].lower(), rrset["type"]) == (owner, each.type)
        for content in rrset["records"]
        if content["disabled"]
    ]


def _text(response: "requests.Response", patience: Patience) -> str:
    """The body, no more than MOST_BYTES of it and no longer than the patience lasts. Raises OSError."""
    content = b""
    for piece in response.iter_content(PIECE):
        content += piece
        if len(content) > MOST_BYTES or patience.is_over:
            raise TimeoutError
    return content.decode("utf-8", "replace")
