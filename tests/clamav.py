"""ClamAV's daemon for tests: started as an ordinary user, with signatures of our own that fit nothing but our markers.

A test asks for the fixture `clamav` (the daemon) or `scanning` (a house whose files it scans).
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

import database
import gateways
from config import Settings
from gateways.scanner import from_settings
from tests.nameservers import WAIT, folder_of, free_port, needed, running

MARKER = b"kundencenter test marker, quite harmless"
# Fits only what begins with it, so not where bytes stand before it.
BEGINNING = b"%PDF-1.7\n%kundencenter test beginning\n"
PAPER = BEGINNING + b"1 0 obj\n<< >>\nendobj\nstartxref\n9\n%%EOF\n"
NAME, NAME_OF_BEGINNING = "Kundencenter.Marker.UNOFFICIAL", "Kundencenter.Beginning.UNOFFICIAL"
LARGEST = 12_000_000


class Daemon:
    """A running clamd: its two addresses, and its signatures, which a test may change."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.port = folder, port
        self.url, self.tcp_url = f"unix://{folder}/clamd.ctl", f"tcp://127.0.0.1:{port}"
        self.gateway = from_settings(Settings(clamav_url=self.url))
        self._signatures = {"Marker": ("*", MARKER), "Beginning": ("0", BEGINNING)}
        self._write()

    @contextmanager
    def knowing(self, name: str, content: bytes) -> Iterator[None]:
        """The daemon with one signature more, as after freshclam."""
        self._signatures[name] = ("*", content)
        self._reload(content, is_known=True)
        try:
            yield
        finally:
            del self._signatures[name]
            self._reload(content, is_known=False)

    def _write(self) -> None:
        lines = (f"Kundencenter.{name}:0:{at}:{text.hex()}\n" for name, (at, text) in self._signatures.items())
        new = self.folder / "new.ndb"
        new.write_text("".join(lines))
        new.replace(self.folder / "signatures" / "own.ndb")

    def _reload(self, content: bytes, is_known: bool) -> None:
        self._write()
        assert self.gateway._ask(WAIT, b"RELOAD") == "RELOADING"
        until = time.monotonic() + WAIT
        while bool(self.gateway.scan(BytesIO(content)).finding) != is_known:
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.02)


@pytest.fixture(scope="session")
def clamav():
    """A clamd that answers on a Unix socket and on TCP."""
    where = needed("clamd", "clamav-daemon")
    with folder_of("clamav") as folder:
        port = free_port()
        (folder / "signatures").mkdir()
        daemon = Daemon(folder, port)
        # Debian's AppArmor lets /usr/sbin/clamd read nothing here; a copy is another program to it.
        own = Path(shutil.copy(where, folder / "clamd"))
        (folder / "clamd.conf").write_text(
            f"DatabaseDirectory {folder}/signatures\nTemporaryDirectory {folder}\nForeground yes\n"
            f"LocalSocket {folder}/clamd.ctl\nTCPSocket {port}\nTCPAddr 127.0.0.1\nMaxThreads 4\n"
            f"StreamMaxLength {LARGEST}\nExtendedDetectionInfo yes\n"
        )
        with running(folder, [own, "-c", folder / "clamd.conf"], port, None):
            os.chmod(folder, 0o755)
            yield daemon


@pytest.fixture
def scanning(house, clamav):
    """The house with files that are scanned; gives the daemon."""
    gateways.start(replace(house, clamav_url=clamav.url), database.in_write)
    return clamav
