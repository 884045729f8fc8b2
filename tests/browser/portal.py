"""The portal as a hoster runs it: a folder with the demo data, and `serve` on a free port."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import clock
import work

APP = Path(__file__).parent.parent.parent / "app.py"


class Portal:
    """A server on a folder of its own."""

    def __init__(self, data: Path):
        self.data = data
        self.process = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self):
        """Serve; comes back when the port is open, which the first printed line says."""
        with (self.data / "errors.txt").open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, APP, "serve", "--port", str(self.port)],
                env=environment(self.data), stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        said = self.process.stdout.readline()
        assert self.address in said, said + (self.data / "errors.txt").read_text()
        return self

    def stop(self):
        """End the server; a second time does nothing."""
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def copy(self, folder: Path):
        """A portal, not yet started, on a copy of this one's data."""
        shutil.copytree(self.data, folder)
        return Portal(folder)

    def forget_sessions(self):
        """Everybody is logged out, as after a long absence."""
        self._execute("DELETE FROM session")

    def forget_proofs(self):
        """Everybody has to show once more who they are, as ten minutes after the login."""
        self._execute("UPDATE session SET proved_at = NULL")

    def forget_used_codes(self):
        """An app's code may be used once more, as if half a minute had passed."""
        self._execute("UPDATE authenticator SET last_step = 0")

    def brake(self, name: str):
        """Whatever account does what this brake is for has to wait, as if it had done it too often."""
        for account in range(1, 20):
            key = sha256(str(account).encode()).hexdigest()
            self._execute(
                "INSERT INTO brake (name, key, failures, began_at, until) VALUES "
                f"('{name}', '{key}', 99, datetime('now'), datetime('now', '+1 hour'))"
            )

    def _execute(self, statement: str):
        with closing(sqlite3.connect(self.data / "kundencenter.db")) as database, database:
            database.execute(statement)


def fill(data: Path):
    """Fill a new folder with the demo data, and with customers enough for lists of several pages.

    What the portal does once a day by itself is done: it would come in between, at some hours and not at others.
    """
    subprocess.run(
        [sys.executable, APP, "demo", "--customers", "12"], env=environment(data), check=True, capture_output=True
    )
    with closing(sqlite3.connect(data / "kundencenter.db")) as database, database:
        for day in (clock.today(), clock.today() + timedelta(days=1)):
            database.executemany(
                "INSERT INTO work (kind, key, due, tries, error, done_at, created_at) "
                "VALUES (?, ?, datetime('now'), 0, '', datetime('now'), datetime('now'))",
                [(kind, day.isoformat()) for kind, _, _ in work.DAILY],
            )


def environment(data: Path):
    """The settings of one portal and nothing of the portals that a developer may have."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KUNDENCENTER_")}
    return kept | {"KUNDENCENTER_DATA_DIR": str(data)}
