"""The audit log on another machine: syslog (RFC 5424) over TLS (RFC 5425), or to a log daemon on this one (RFC 6587).

Syslog acknowledges nothing. What was sent counts as arrived when the other side, told that this was all, has closed
the connection in peace: it has read everything by then. Over TLS that takes its close_notify (RFC 5425, section 4.4;
RFC 8446, section 6.1), as the end of the TCP connection alone proves nothing: anybody on the way can make it.
"""

import json
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

import idna

from config import LOOPBACK, Settings, WrongSetting
from gateways.errors import Unreachable
from gateways.in_time import within
from texts import t

SECONDS = 20
LOG_AUDIT, WARNING, NOTICE = 13, 4, 5  # RFC 5424, section 6.2.1
PORTS = {"syslog": 601, "syslog+tls": 6514}
MOST_ID = 32
LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


class Unfinished(OSError):
    """The other side hung up without TLS's farewell."""


@dataclass(frozen=True)
class Entry:
    """What happened at a time (naive UTC); `said` is told as JSON."""

    at: datetime
    what: str
    is_warning: bool
    said: Mapping[str, Any]


class AuditLog:
    """A log server at `target` (host and port), told that the portal is called `name`.

    Without a target there is none, and every call raises Unreachable.
    """

    def __init__(self, name: str, target: tuple[str, int] | None, context: ssl.SSLContext | None = None) -> None:
        self.name, self.target, self.context = name, target, context

    def send(self, entries: Sequence[Entry]) -> None:
        """Hand entries over, in their order. Raises Unreachable: then some of them may have arrived."""
        self._talk(b"".join(_framed(_message(entry, self.name)) for entry in entries))

    def check(self) -> None:
        """Raises Unreachable when the server does not answer or is not whom it should be."""
        self._talk(b"")

    def _talk(self, content: bytes) -> None:
        if self.target is None:
            raise Unreachable(t("Es ist kein Logserver eingerichtet (AUDIT_LOG_URL)."))
        try:
            within(SECONDS, lambda: self._hand_over(content), OSError)
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(t("Das Zertifikat des Logservers wird nicht anerkannt.")) from error
        except Unfinished as error:
            raise Unreachable(
                t(
                    "Der Logserver beendet die TLS-Verbindung nicht richtig; es bleibt offen, ob alles angekommen ist. "
                    "rsyslog tut das mit GnuTLS: Bitte nehmen Sie dort OpenSSL (Treiber „ossl“)."
                )
            ) from error
        except OSError as error:
            raise Unreachable(t("Der Logserver ist nicht erreichbar.")) from error

    def _hand_over(self, content: bytes) -> None:
        with closing(self._connected()) as server:
            server.sendall(content)
            if isinstance(server, ssl.SSLSocket):
                server = _farewell(server)
            server.shutdown(socket.SHUT_WR)
            if server.recv(1):
                raise ConnectionError("a log server has nothing to say")

    def _connected(self) -> socket.socket:
        assert self.target
        server = socket.create_connection(self.target, SECONDS)
        return self.context.wrap_socket(server, server_hostname=self.target[0]) if self.context else server


def from_settings(settings: Settings) -> AuditLog:
    """The log server of AUDIT_LOG_URL. Raises WrongSetting: only a daemon on this machine may be told in clear."""
    url = settings.audit_log_url
    if not url:
        return AuditLog(settings.host, None)
    wrong = WrongSetting(
        f"audit_log_url: {url!r} must be syslog+tls://host:6514 (?ca=/path/of/authorities.pem) or syslog://127.0.0.1:601"
    )
    try:
        parts = urlsplit(url)
        host, port = _host(parts.hostname or ""), PORTS[parts.scheme] if parts.port is None else parts.port
        asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else {}
    except (ValueError, KeyError) as error:
        raise wrong from error
    if not port or parts.path not in ("", "/") or parts.fragment or "@" in parts.netloc or not asked.keys() <= {"ca"}:
        raise wrong
    try:
        name = _host(settings.host)
    except ValueError as error:
        raise WrongSetting(f"public_url: {settings.host!r} is no name of a host") from error
    if parts.scheme == "syslog":
        if host not in LOOPBACK or asked:
            raise wrong
        return AuditLog(name, (host, port))
    authorities = asked.get("ca", [None])
    if len(authorities) != 1 or authorities == [""]:
        raise wrong
    return AuditLog(name, (host, port), _context(authorities[0]))


def _host(name: str) -> str:
    """A host as the DNS and RFC 5424 write it, in printable ASCII; raises ValueError."""
    if ":" in name:
        return str(ip_address(name))
    written = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    if len(written) > 253 or not all(LABEL.fullmatch(label) for label in written.removesuffix(".").split(".")):
        raise ValueError(name)
    return written


def _context(authorities: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authorities)
    except (OSError, ValueError) as error:
        raise WrongSetting(f"audit_log_url: {authorities!r} cannot be read ({error})") from error


def _farewell(server: ssl.SSLSocket) -> socket.socket:
    """Say that this was all and wait until the other side says so too; gives the bare connection."""
    try:
        return server.unwrap()
    except ssl.SSLEOFError as error:
        raise Unfinished from error


def _message(entry: Entry, host: str) -> bytes:
    """An entry by RFC 5424, section 6; its JSON is ASCII, so no byte in it can end a line or a frame."""
    priority = LOG_AUDIT * 8 + (WARNING if entry.is_warning else NOTICE)
    name = re.sub(r"[^!-~]+", "-", entry.what)[:MOST_ID] or "-"
    said = json.dumps({"what": entry.what, **entry.said})
    return f"<{priority}>1 {entry.at.isoformat()}Z {host} kundencenter - {name} - {said}".encode("ascii")


def _framed(message: bytes) -> bytes:
    """A message behind its length (RFC 5425, section 4.3; RFC 6587, section 3.4.1)."""
    return b"%d %b" % (len(message), message)
