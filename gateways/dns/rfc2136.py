"""Name servers that take signed updates (RFC 2136, TSIG: RFC 8945) and hand zones over whole (AXFR): BIND, Knot."""

import logging
import re
import socket
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from config import NameServer as Setting
from config import WrongSetting
from gateways.dns import refusals
from gateways.dns.facts import Changed, RecordSet, Zone
from gateways.dns.patience import Patience
from gateways.dns.rdata import (
    absolute,
    by_key,
    changed,
    check_cnames,
    owner_of,
    rdatas,
    writable,
    zone_of,
)
from gateways.dns.unsigned import Unsigned
from gateways.errors import Rejected, Unreachable

if TYPE_CHECKING:
    import dns.message
    import dns.update

ADDRESS = re.compile(
    r"\[(?P<six>[0-9a-fA-F:.]+)\](:(?P<six_port>\d+))?|(?P<host>[^\s:\[\]/@]+)(:(?P<port>\d+))?", re.ASCII
)
PORT = 53
ALGORITHMS = {"hmac-sha224", "hmac-sha256", "hmac-sha384", "hmac-sha512"}
PREREQUISITES = {"NXRRSET", "YXRRSET", "NXDOMAIN", "YXDOMAIN"}  # RFC 2136, 3.2
NOT_HERE = {"REFUSED", "NOTAUTH", "NXDOMAIN"}
log = logging.getLogger("kundencenter.dns")


class Rfc2136(Unsigned):
    """The name server at `server`; everything is signed with the key of the settings."""

    def __init__(self, setting: Setting) -> None:
        self._name = setting.name
        self._host, self._port = _address(setting)
        self._key = _key(setting)

    def exists(self, name: str) -> bool:
        return self._exists(refusals.checked(name), Patience())

    def zone(self, name: str) -> Zone:
        return self._zone(refusals.checked(name), Patience())

    def zones(self) -> None:
        return None

    def create(self, zone: Zone) -> None:
        raise refusals.cannot_create()

    def change(self, before: Zone, sets: Sequence[RecordSet]) -> None:
        origin, patience = absolute(refusals.checked(before.name)), Patience()
        wanted = writable(sets, origin)
        if not wanted:
            return
        # The server would leave out what cannot stand beside a CNAME and do the rest, without a word.
        check_cnames(changed(before.records, wanted).values(), {each.name for each in wanted})
        self._send(self._update(before, wanted), patience)
        self._check_written(before, wanted, patience)

    def _exists(self, name: str, patience: Patience) -> bool:
        import dns.message
        import dns.rdatatype

        asked = dns.message.make_query(absolute(name), dns.rdatatype.SOA)
        asked.use_tsig(self._key)
        with self._connected(patience) as connection, self._errors(name, refusals.away):
            answer = _talk(asked, connection, patience)
        code = _code(answer)
        if code not in {"NOERROR", *NOT_HERE}:
            raise refusals.away()
        return any(each.name == absolute(name) and each.rdtype == dns.rdatatype.SOA for each in answer.answer)

    def _zone(self, name: str, patience: Patience) -> Zone:
        import dns.exception
        import dns.query
        import dns.xfr
        import dns.zone

        found = dns.zone.Zone(absolute(name), relativize=False)
        asked, _ = dns.xfr.make_query(found, keyring=self._key)
        with self._errors(name, refusals.away):
            try:
                dns.query.inbound_xfr(self._resolved(), found, asked, self._port, lifetime=patience.left)
                return zone_of(name, found)
            except (dns.xfr.TransferError, dns.exception.FormError) as error:
                reason = str(error)
        if not self._exists(name, patience):
            raise refusals.unknown(name)
        self._warn(name, f"the zone is not handed over: {reason}")
        raise refusals.refused()

    def _update(self, before: Zone, wanted: Sequence[RecordSet]) -> "dns.update.UpdateMessage":
        """One message: the old sets must stand as they were seen, then all of them go, then the new ones come."""
        import dns.update

        origin, seen = absolute(before.name), by_key(before.records)
        update = dns.update.UpdateMessage(origin, keyring=self._key)
        for each in wanted:
            owner, old = owner_of(each, origin), seen.get((each.name, each.type))
            if old:
                update.present(owner, *rdatas(old, origin))
            else:
                update.absent(owner, each.type)
            if each.type == "CNAME" and each.name not in {name for name, _ in seen}:
                update.absent(owner)
            elif each.datas and (each.name, "CNAME") not in seen:
                update.absent(owner, "CNAME")
            update.delete(owner, each.type)
        for each in wanted:
            if each.datas:
                update.add(owner_of(each, origin), each.ttl, *rdatas(each, origin))
        return update

    def _send(self, update: "dns.update.UpdateMessage", patience: Patience) -> None:
        import dns.exception

        name = update.zone[0].name.to_text(omit_final_dot=True)
        try:
            update.to_wire()
        except (dns.exception.TooBig, ValueError) as error:  # more than 64 kB (RFC 1035, 4.2.2)
            raise refusals.too_much() from error
        with self._connected(patience) as connection, self._errors(name, refusals.unanswered):
            code = _code(_talk(update, connection, patience))
        if code in PREREQUISITES:
            raise Changed
        if code == "SERVFAIL":  # nothing is done then (RFC 2136, 3.5)
            raise refusals.away()
        if code != "NOERROR":
            self._warn(name, f"the update is refused: {code}")
            raise refusals.refused()

    def _check_written(self, before: Zone, wanted: Sequence[RecordSet], patience: Patience) -> None:
        """Servers answer NOERROR too when they left something out (RFC 2136, 3.4.2)."""
        try:
            now = by_key(self._zone(before.name, patience).records)
        except (Unreachable, Rejected) as error:
            raise refusals.unanswered() from error
        seen = by_key(before.records)
        for each in wanted:
            key = (each.name, each.type)
            left_out = now.get(key) == seen.get(key) != (each if each.datas else None)
            if left_out:
                raise refusals.left_out(each.name, each.type)

    @contextmanager
    def _connected(self, patience: Patience) -> Iterator[socket.socket]:
        """A connection; where there is none, surely nothing was sent."""
        try:
            connection = socket.create_connection((self._resolved(), self._port), patience.left)
        except OSError as error:
            raise refusals.away() from error
        with closing(connection):
            yield connection

    @contextmanager
    def _errors(self, name: str, silence: Any) -> Iterator[None]:
        """What goes wrong on the way, in our words; `silence()` is what it means when no answer comes."""
        import dns.exception
        import dns.tsig

        try:
            yield
        except dns.tsig.PeerError as error:
            self._warn(name, f"our key is refused: {error}")
            raise refusals.refused() from error
        except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
            log.info("name server %s, zone %s: no answer: %r", self._name, name, error)
            raise silence() from error

    def _resolved(self) -> str:
        """The server's address as dnspython wants it."""
        try:
            return str(socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0][4][0])
        except OSError as error:
            raise refusals.away() from error

    def _warn(self, name: str, what: str) -> None:
        log.warning("name server %s, zone %s: %s", self._name, name, what)


def _talk(message: "dns.message.Message", connection: socket.socket, patience: Patience) -> "dns.message.Message":
    """The answer. A favourable one must be signed: anybody could say NOERROR; a refusal of the key cannot be."""
    import dns.exception
    import dns.message
    import dns.rcode

    asked = message.to_wire()
    connection.settimeout(patience.left)
    connection.sendall(len(asked).to_bytes(2, "big") + asked)
    wire = _read(connection, int.from_bytes(_read(connection, 2, patience), "big"), patience)
    answer = dns.message.from_wire(wire, keyring=False)
    if answer.had_tsig or answer.rcode() == dns.rcode.NOERROR:
        answer = dns.message.from_wire(wire, keyring=message.keyring, request_mac=message.mac)
    if answer.id != message.id:
        raise dns.exception.FormError("the answer belongs to another question")
    return answer


def _read(connection: socket.socket, size: int, patience: Patience) -> bytes:
    """Exactly `size` bytes. Raises EOFError, TimeoutError."""
    content = b""
    while len(content) < size:
        connection.settimeout(patience.left)
        piece = connection.recv(size - len(content))
        if not piece:
            raise EOFError
        content += piece
    return content


def _code(answer: "dns.message.Message") -> str:
    import dns.rcode

    return dns.rcode.to_text(answer.rcode())


def _address(setting: Setting) -> tuple[str, int]:
    found = ADDRESS.fullmatch(setting.options.get("server", ""))
    if not found:
        raise WrongSetting(
            f'nameserver {setting.name}: server must be an address like "192.0.2.1:53" or "[2001:db8::1]:53"'
        )
    port = int(found["port"] or PORT)
    if not 0 < port < 65536:
        raise WrongSetting(f"nameserver {setting.name}: server has no port {port}")
    return found["six"] or found["host"], port


def _key(setting: Setting) -> Any:
    import dns.exception
    import dns.tsig

    name, secret = setting.options.get("tsig_name", ""), setting.options.get("tsig_secret", "")
    algorithm = setting.options.get("tsig_algorithm", "hmac-sha256").lower().rstrip(".")
    if not name or not secret:
        raise WrongSetting(f"nameserver {setting.name}: tsig_name and tsig_secret are needed")
    if algorithm not in ALGORITHMS:
        raise WrongSetting(f"nameserver {setting.name}: tsig_algorithm must be one of {', '.join(sorted(ALGORITHMS))}")
    try:
        return dns.tsig.Key(name, b64decode(secret, validate=True), algorithm)
    except (dns.exception.DNSException, ValueError) as error:
        raise WrongSetting(f"nameserver {setting.name}: tsig_name or tsig_secret is wrong ({error})") from error
