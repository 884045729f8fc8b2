"""ClamAV's daemon: says whether a file is malware. Its commands are those of the manual page clamd(8).

A client of our own: those on PyPI are under the GPL, or come from one under the LGPL, and lose clamd's answer when it
closes the connection while a file is still being sent.
"""

import re
import socket
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from config import LOOPBACK, Settings, WrongSetting
from gateways.errors import Rejected, Unreachable
from gateways.in_time import within
from texts import t

CHUNK = 1 << 16
MOST_BYTES = 2000  # of an answer
LONGEST = 200
# Debian's clamd adds hash and size to the name (ExtendedDetectionInfo).
FOUND = re.compile(r"stream: (.+?)(?:\([0-9a-f]+:\d+\))? FOUND")


@dataclass(frozen=True)
class Verdict:
    """What the scanner says of a file: the signature that fits, or "" when none does."""

    finding: str = ""


@dataclass(frozen=True)
class Version:
    """The program and of when its signatures are, in the scanner's own time; None when it has none that are dated."""

    program: str
    signatures_of: datetime | None = None


class Scanner:
    """clamd behind a socket of this machine; without an address there is none, and every call raises Unreachable."""

    ALIVE = 5  # seconds in which one that is well answers PING
    SCAN = 120  # seconds for a file; clamd itself gives up after MaxScanTime, 120 s where nothing else is set

    def __init__(self, connect: Callable[[float], socket.socket] | None) -> None:
        self._connect = connect

    def scan(self, file: BinaryIO) -> Verdict:
        """Let the rest of a file be scanned. Raises Unreachable, Rejected (larger than the scanner takes)."""
        if self._ask(self.ALIVE, b"PING") != "PONG":  # one that hangs holds up the other work no longer than that
            raise _away()
        answer = self._ask(self.SCAN, b"INSTREAM", file)
        if answer == "stream: OK":
            return Verdict()
        if found := FOUND.fullmatch(answer):
            return Verdict("".join(filter(str.isprintable, found[1]))[:LONGEST])
        if "size limit exceeded" in answer:
            raise Rejected(t("Der Virenscanner nimmt so große Dateien nicht an (StreamMaxLength in clamd.conf)."))
        raise Unreachable(t("Der Virenscanner konnte die Datei nicht prüfen: {answer}", answer=answer[:LONGEST]))

    def version(self) -> Version:
        """Which version answers, and how old its signatures are. Raises Unreachable."""
        program, _, rest = self._ask(self.ALIVE, b"VERSION").partition("/")
        if not program.startswith("ClamAV"):
            raise _away()
        try:
            return Version(program, datetime.strptime(rest.partition("/")[2], "%a %b %d %H:%M:%S %Y"))
        except ValueError:
            return Version(program)

    def _ask(self, seconds: float, command: bytes, file: BinaryIO | None = None) -> str:
        """What clamd answers to a command, and to the file that belongs to it."""
        try:
            return within(seconds, lambda: self._talk(seconds, command, file), OSError, Unreachable, ValueError)
        except (OSError, ValueError) as error:
            raise _away() from error

    def _talk(self, seconds: float, command: bytes, file: BinaryIO | None) -> str:
        if self._connect is None:
            raise Unreachable(t("Es ist kein Virenscanner eingerichtet (CLAMAV_URL)."))
        with closing(self._connect(seconds)) as server:
            try:
                server.sendall(b"z%b\0" % command)
                if file:
                    _send(server, file)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has answered before the end, why stands in the answer
            return _answer(server)


def from_settings(settings: Settings) -> Scanner:
    """The scanner of CLAMAV_URL. Raises WrongSetting: what is sent to it is not encrypted, so it is on this machine."""
    url = settings.clamav_url
    if not url:
        return Scanner(None)
    wrong = WrongSetting(f"clamav_url: {url!r} must be unix:///path/of/socket or tcp://127.0.0.1:3310, on this machine")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong from error
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise wrong
    if parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1:
        return Scanner(lambda seconds: _unix(parts.path, seconds))
    if parts.scheme == "tcp" and host in LOOPBACK and port and parts.path in ("", "/"):
        return Scanner(lambda seconds: socket.create_connection((host, port), seconds))
    raise wrong


def _unix(path: str, seconds: float) -> socket.socket:
    server = socket.socket(socket.AF_UNIX)
    server.settimeout(seconds)
    try:
        server.connect(path)
    except OSError:
        server.close()
        raise
    return server


def _send(server: socket.socket, file: BinaryIO) -> None:
    """The file as INSTREAM wants it: pieces behind their length, the last one empty."""
    while piece := file.read(CHUNK):
        server.sendall(struct.pack("!L", len(piece)) + piece)
    server.sendall(struct.pack("!L", 0))


def _answer(server: socket.socket) -> str:
    """One answer, up to its zero byte. Raises ConnectionError when the other side hangs up before it."""
    answer = b""
    while b"\0" not in answer:
        piece = server.recv(MOST_BYTES)
        if not piece or len(answer) > MOST_BYTES:
            raise ConnectionError("no whole answer")
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _away() -> Unreachable:
    return Unreachable(t("Der Virenscanner antwortet gerade nicht."))
