"""The audit log on another machine: syslog (RFC 5424) over TLS (RFC 5425), or to a log daemon on this one (RFC 6587).

Syslog acknowledges nothing. What was sent counts as arrived when the other side, told that this was all, has closed
the connection in peace: it has read everything by then.
"""

import json
import re
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config import LOOPBACK, Settings, WrongSetting
from gateways.errors import Unreachable
from gateways.in_time import within
from texts import t

SECONDS = 20
LOG_AUDIT, WARNING, NOTICE = 13, 4, 5  # RFC 5424, section 6.2.1
PORTS = {"syslog": 601, "syslog+tls": 6514}
MOST_ID = 32


@dataclass(frozen=True)
class Entry:
    """What happened at a time (naive UTC); `said` is told as JSON."""

    at: datetime
    what: str
    is_warning: bool
    said: Mapping[str, Any]


class AuditLog:
    """A log server; without an address there is none, and every call raises Unreachable."""

    def __init__(self, host: str, connect: Callable[[], socket.socket] | None) -> None:
        self._host, self._connect = host, connect

    def send(self, entries: Sequence[Entry]) -> None:
        """Hand entries over, in their order. Raises Unreachable: then some of them may have arrived."""
        self._talk(b"".join(_framed(_message(entry, self._host)) for entry in entries))

    def check(self) -> None:
        """Raises Unreachable when the server does not answer or is not whom it should be."""
        self._talk(b"")

    def _talk(self, content: bytes) -> None:
        connect = self._connect
        if connect is None:
            raise Unreachable(t("Es ist kein Logserver eingerichtet (AUDIT_LOG_URL)."))
        try:
            within(SECONDS, lambda: _hand_over(connect, content), OSError)
        except ssl.SSLCertVerificationError as error:
            raise Unreachable(t("Das Zertifikat des Logservers wird nicht anerkannt.")) from error
        except OSError as error:
            raise Unreachable(t("Der Logserver ist nicht erreichbar.")) from error


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
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
    except (ValueError, KeyError) as error:
        raise wrong from error
    if not host or parts.path not in ("", "/") or parts.fragment or "@" in parts.netloc or not asked.keys() <= {"ca"}:
        raise wrong
    if parts.scheme == "syslog":
        if host not in LOOPBACK or asked:
            raise wrong
        return AuditLog(settings.host, lambda: socket.create_connection((host, port), SECONDS))
    context = _context(*asked.get("ca", []))
    return AuditLog(
        settings.host,
        lambda: context.wrap_socket(socket.create_connection((host, port), SECONDS), server_hostname=host),
    )


def _context(authorities: str | None = None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authorities and str(Path(authorities)))
    except OSError as error:
        raise WrongSetting(f"audit_log_url: {authorities} cannot be read ({error})") from error


def _hand_over(connect: Callable[[], socket.socket], content: bytes) -> None:
    with closing(connect()) as server:
        server.sendall(content)
        if isinstance(server, ssl.SSLSocket):
            server = server.unwrap()
        server.shutdown(socket.SHUT_WR)
        if server.recv(1):
            raise ConnectionError("a log server has nothing to say")


def _message(entry: Entry, host: str) -> bytes:
    """An entry by RFC 5424, section 6; its JSON is ASCII, so no byte in it can end a line or a frame."""
    priority = LOG_AUDIT * 8 + (WARNING if entry.is_warning else NOTICE)
    name = re.sub(r"[^!-~]+", "-", entry.what)[:MOST_ID] or "-"
    said = json.dumps({"what": entry.what, **entry.said})
    return f"<{priority}>1 {entry.at.isoformat()}Z {host} kundencenter - {name} - {said}".encode("ascii")


def _framed(message: bytes) -> bytes:
    """A message behind its length (RFC 5425, section 4.3; RFC 6587, section 3.4.1)."""
    return b"%d %b" % (len(message), message)
