"""PowerDNS, BIND and Knot for tests: each started on free ports as an ordinary user, ended with the tests.

A test asks for the fixture `powerdns`, `bind`, `knot` or `zonefiles` (files that a BIND of its own serves) and takes a
zone of its own with `new_zone()`.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rdatatype
import pytest

from config import NameServer as Setting
from gateways.dns import KINDS, Record, RecordSet, Zone

HOSTS = ("ns1.hoster.example.", "ns2.hoster.example.")
KEY, SECRET = "portal", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
API_KEY = "key-for-tests"
POOL = 60  # zones that BIND and Knot have from the start: nobody can add one by an update
WAIT = 15  # seconds until a server must have started
SCHEMA = Path("/usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql")


class Server:
    """A running name server: its gateway, the port it answers on, and zones for tests."""

    def __init__(self, kind: str, port: int, setting: Setting, names: Iterator[str], process, reload: bool = False):
        self.kind, self.port, self.setting, self.process = kind, port, setting, process
        self.gateway = KINDS[setting.kind](setting)
        self._names, self._reload = names, reload

    def new_name(self) -> str:
        """A zone's name that no other test has."""
        return next(self._names)

    def new_zone(self, *records: Record) -> str:
        """A zone with these records; gives its name."""
        name = self.new_name()
        if self.setting.kind != "rfc2136":
            self.gateway.create(Zone(name, 0, records))
        elif records:
            sets = {(each.name, each.type): each.ttl for each in records}
            wanted = [
                RecordSet(*key, ttl, tuple(each.data for each in records if (each.name, each.type) == key))
                for key, ttl in sets.items()
            ]
            self.gateway.change(self.gateway.zone(name), wanted)
        return name

    def ask(self, name: str, kind: str, dnssec: bool = False) -> dns.message.Message:
        """What the server answers over UDP."""
        if self._reload:
            self._load(name)
        question = dns.message.make_query(name, kind, want_dnssec=dnssec, use_edns=0, payload=1232)
        return dns.query.udp(question, "127.0.0.1", WAIT, self.port)

    def _load(self, name: str) -> None:
        """Have the server take what lies in the files, and wait until it did."""
        self.process.send_signal(signal.SIGHUP)
        zone = next(each for each in self.gateway.zones() if name.rstrip(".") == each or name.endswith(f".{each}."))
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            answer = soa(zone, self.port)
            if answer and answer[0][0].serial == self.gateway.zone(zone).serial:
                return
            time.sleep(0.02)
        raise AssertionError(f"the server did not take {zone}")


def soa(name: str, port: int):
    """The answer for a zone's SOA; nothing when the server does not answer or knows none."""
    try:
        return dns.query.udp(dns.message.make_query(name, "SOA"), "127.0.0.1", 0.2, port).answer
    except (OSError, dns.exception.DNSException):
        return []


def program(name: str) -> str | None:
    """Where a server's program is; ordinary users have no sbin in their path."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def needed(name: str, package: str) -> str:
    """The program, or a skip that says what is missing."""
    return program(name) or pytest.skip(f"{name} is not installed: apt-get install {package}")


def free_port() -> int:
    """A port that is free for TCP and for UDP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]


@contextmanager
def folder_of(kind: str) -> Iterator[Path]:
    """A folder that also an ordinary user may use."""
    with tempfile.TemporaryDirectory(prefix=f"kundencenter-{kind}-") as name:
        yield Path(name)


@contextmanager
def running(folder: Path, command: list, port: int, zone: str | None) -> Iterator[subprocess.Popen]:
    """The program while it runs, as nobody if we are root; ready when it answers for `zone`, or at all."""
    who = {}
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, "nobody", "nogroup")
        who = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT, **who)
    try:
        until = time.monotonic() + WAIT
        while not (soa(zone, port) if zone else _listens(port)):
            if process.poll() is not None or time.monotonic() > until:
                raise AssertionError((folder / "log").read_text()[-2000:])
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait(WAIT)


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def pool(kind: str) -> list[str]:
    return [f"{kind}-{number}.example" for number in range(POOL)]


def numbered(kind: str) -> Iterator[str]:
    number = 0
    while True:
        yield f"{kind}-{number}.example"
        number += 1


@pytest.fixture(scope="session")
def powerdns():
    """PowerDNS with an SQLite database and its HTTP API."""
    where = needed("pdns_server", "pdns-server pdns-backend-sqlite3")
    if not SCHEMA.exists():
        pytest.skip("PowerDNS has no SQLite: apt-get install pdns-backend-sqlite3")
    with folder_of("powerdns") as folder:
        port, api = free_port(), free_port()
        with closing(sqlite3.connect(folder / "pdns.db")) as database:
            database.executescript(SCHEMA.read_text())
        (folder / "pdns.conf").write_text(
            f"launch=gsqlite3\ngsqlite3-database={folder}/pdns.db\ngsqlite3-dnssec=yes\ngsqlite3-pragma-synchronous=0\n"
            f"local-address=127.0.0.1\nlocal-port={port}\nsocket-dir={folder}\n"
            f"api=yes\napi-key={API_KEY}\nwebserver=yes\nwebserver-address=127.0.0.1\nwebserver-port={api}\n"
            f"default-soa-content={HOSTS[0]} hostmaster.hoster.example. 0 10800 3600 604800 3600\n"
            "zone-cache-refresh-interval=0\nsecurity-poll-suffix=\n"
        )
        command = [
            where,
            f"--config-dir={folder}",
            "--daemon=no",
            "--guardian=no",
            "--disable-syslog",
            "--write-pid=no",
        ]
        options = {"url": f"http://127.0.0.1:{api}", "api_key": API_KEY}
        with running(folder, command, api, None) as process:
            yield Server("powerdns", port, Setting("pdns", "powerdns", HOSTS, options), numbered("pdns"), process)


@contextmanager
def named(folder: Path, port: int, zones: str, first: str | None) -> Iterator[subprocess.Popen]:
    where = needed("named", "bind9")
    # Debian's AppArmor lets /usr/sbin/named read nothing here; a copy is another program to it.
    own = Path(shutil.copy(where, folder / "named"))
    (folder / "named.conf").write_text(
        f'options {{ directory "{folder}"; pid-file none; session-keyfile none; managed-keys-directory "{folder}";\n'
        f"listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no; dnssec-validation no;\n"
        "notify no; allow-transfer { none; }; };\ncontrols { };\n" + zones
    )
    with running(folder, [own, "-g", "-c", folder / "named.conf", "-n", "1"], port, first) as process:
        yield process


def empty_zone(name: str) -> str:
    lines = [f"@ 86400 SOA {HOSTS[0]} hostmaster.hoster.example. 1 10800 3600 604800 3600"]
    return "\n".join([f"$ORIGIN {name}.", *lines, *(f"@ 86400 NS {host}" for host in HOSTS), ""])


def updates(port: int, name: str) -> Setting:
    options = {"server": f"127.0.0.1:{port}", "tsig_name": KEY, "tsig_secret": SECRET}
    return Setting(name, "rfc2136", HOSTS, options)


@pytest.fixture(scope="session")
def bind():
    """BIND with zones that take updates signed with our key."""
    with folder_of("bind") as folder:
        port, names = free_port(), pool("bind")
        for name in names:
            (folder / f"{name}.zone").write_text(empty_zone(name))
        zones = f'key "{KEY}" {{ algorithm hmac-sha256; secret "{SECRET}"; }};\n' + "".join(
            f'zone "{name}" {{ type primary; file "{name}.zone"; allow-transfer {{ key {KEY}; }};\n'
            f"update-policy {{ grant {KEY} zonesub ANY; }}; }};\n"
            for name in names
        )
        with named(folder, port, zones, names[-1]) as process:
            yield Server("bind", port, updates(port, "bind"), iter(names), process)


@pytest.fixture(scope="session")
def zonefiles():
    """Zone files of ours that a BIND reads."""
    with folder_of("zonefiles") as folder:
        port, names = free_port(), pool("file")
        zones = "".join(f'zone "{name}" {{ type primary; file "zones/{name}.zone"; }};\n' for name in names)
        (folder / "zones").mkdir()
        setting = Setting("files", "zonefile", HOSTS, {"folder": str(folder / "zones")})
        with named(folder, port, zones, None) as process:
            yield Server("zonefile", port, setting, iter(names), process, reload=True)


@pytest.fixture(scope="session")
def knot():
    """Knot with zones that take updates signed with our key."""
    where = needed("knotd", "knot")
    with folder_of("knot") as folder:
        port, names = free_port(), pool("knot")
        for name in names:
            (folder / f"{name}.zone").write_text(empty_zone(name))
        zones = "".join(f"  - domain: {name}\n    acl: portal\n" for name in names)
        (folder / "knot.conf").write_text(
            f"server:\n  rundir: {folder}\n  listen: 127.0.0.1@{port}\n"
            "  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
            f"database:\n  storage: {folder}/db\n  journal-db-max-size: 64M\n  kasp-db-max-size: 16M\n"
            "  timer-db-max-size: 4M\n"
            "log:\n  - target: stderr\n    any: warning\n"
            f"key:\n  - id: {KEY}\n    algorithm: hmac-sha256\n    secret: {SECRET}\n"
            f"acl:\n  - id: portal\n    key: {KEY}\n    action: [transfer, update]\n"
            f"template:\n  - id: default\n    storage: {folder}\n    zonefile-sync: -1\n"
            f'    file: "%s.zone"\n    semantic-checks: on\nzone:\n{zones}'
        )
        (folder / "db").mkdir()
        with running(folder, [where, "-c", folder / "knot.conf"], port, names[-1]) as process:
            yield Server("knot", port, updates(port, "knot"), iter(names), process)
