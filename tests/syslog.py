"""rsyslog for tests: takes messages over TLS or in clear, and writes them to a file that a test reads.

A test asks for the fixture `rsyslog` (the server) or `forwarding` (a house whose audit log it gets).
"""

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import database
import gateways
from tests.nameservers import WAIT, folder_of, free_port, needed, running

CONFIG = """
global(workDirectory="{folder}" maxMessageSize="64k" defaultNetstreamDriver="ossl"
       defaultNetstreamDriverCAFile="{folder}/ca.pem" defaultNetstreamDriverCertFile="{folder}/server.pem"
       defaultNetstreamDriverKeyFile="{folder}/server.key")
module(load="imtcp")
input(type="imtcp" address="127.0.0.1" port="{tls}" streamDriver.name="ossl" streamDriver.mode="1"
      streamDriver.authMode="anon")
input(type="imtcp" address="127.0.0.1" port="{clear}" streamDriver.name="ptcp" streamDriver.mode="0")
template(name="all" type="string" string="%pri% %timestamp:::date-rfc3339% %hostname% %app-name% %msgid% %msg%\\n")
action(type="omfile" file="{folder}/received" template="all")
"""


class Authority:
    """Signs certificates for localhost."""

    def __init__(self):
        self._key, self._name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=Tests")
        self.certificate = self._signed(self._key, self._name, x509.BasicConstraints(ca=True, path_length=None), 1)

    def certify(self, name: str = "localhost", days: int = 1) -> tuple[bytes, bytes]:
        """A certificate that ends in so many days, and its key, as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        certificate = self._signed(key, x509.Name([]), names, days)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return certificate.public_bytes(Encoding.PEM), secret

    def _signed(self, key, name, extension, days):
        today = datetime.now(UTC)
        return (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(today - timedelta(days=9))
            .not_valid_after(today + timedelta(days=days))
            .add_extension(extension, critical=True)
            .sign(self._key, SHA256())
        )


class LogServer:
    """A running rsyslogd and its two addresses."""

    def __init__(self, folder: Path, tls: int, clear: int):
        self.folder, self.tls, self.clear = folder, tls, clear
        self.url = f"syslog+tls://localhost:{tls}?ca={folder}/ca.pem"
        self.clear_url = f"syslog://127.0.0.1:{clear}"

    def received(self, count: int) -> list[tuple[list[str], dict]]:
        """What has arrived since the last time, `count` messages at least: the words of their heads and their JSON."""
        until = time.monotonic() + WAIT
        file = self.folder / "received"
        while (lines := file.read_text().splitlines() if file.exists() else [])[count - 1 : count] == []:
            assert time.monotonic() < until, (count, lines, (self.folder / "log").read_text()[-2000:])
            time.sleep(0.02)
        file.write_text("")
        return [(line.split(" ", 5)[:5], json.loads(line.split(" ", 5)[5])) for line in lines]


@contextmanager
def serving(folder: Path, certificate: bytes, key: bytes, tls: int, clear: int) -> Iterator[subprocess.Popen]:
    (folder / "server.pem").write_bytes(certificate)
    (folder / "server.key").write_bytes(key)
    (folder / "rsyslog.conf").write_text(CONFIG.format(folder=folder, tls=tls, clear=clear))
    command = [needed("rsyslogd", "rsyslog rsyslog-openssl"), "-n", "-f", folder / "rsyslog.conf", "-i", folder / "pid"]
    with running(folder, command, tls, None) as process:
        folder.chmod(0o755)
        yield process


@pytest.fixture(scope="session")
def authority():
    return Authority()


@pytest.fixture(scope="session")
def rsyslog(authority):
    """An rsyslogd that listens over TLS and in clear."""
    with folder_of("syslog") as folder:
        server = LogServer(folder, free_port(), free_port())
        (folder / "ca.pem").write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        with serving(folder, *authority.certify(), server.tls, server.clear):
            yield server


@pytest.fixture
def forwarding(house, rsyslog):
    """The house with a log server; gives the server."""
    gateways.start(replace(house, audit_log_url=rsyslog.url), database.in_write)
    return rsyslog
