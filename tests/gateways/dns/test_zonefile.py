"""Zones as files: what is only so with files. What holds for all kinds stands in test_contract.py."""

import fcntl
import os
import subprocess
import sys
from datetime import date
from stat import S_IMODE

import dns.zone
import pytest

import clock
from config import NameServer as Setting
from gateways import Rejected, Unreachable, atomic
from gateways.dns import Changed, Record, RecordSet, Zone, patience
from gateways.dns.zonefile import ZoneFiles
from gateways.errors import Unanswered

HOSTS = ("ns1.muster-hosting.example.", "ns2.muster-hosting.example.")
NS = tuple(Record("@", "NS", 86400, host) for host in HOSTS)
RECORDS = (
    Record("@", "A", 3600, "192.0.2.10"),
    Record("@", "MX", 3600, "10 mail.muster.example."),
    Record("@", "TXT", 300, '"v=spf1 mx -all; ä"'.replace("ä", "\\195\\164")),
    Record("*", "AAAA", 3600, "2001:db8::1"),
    Record("_sip._tcp", "SRV", 3600, "10 20 5060 sip.muster.example."),
    Record("www", "CNAME", 3600, "muster.example."),
)
WRITER = """
import sys
from config import NameServer
from gateways.dns import Changed, RecordSet
from gateways.dns.zonefile import ZoneFiles
server = ZoneFiles(NameServer("files", "zonefile", ("ns1.a.example.",), {"folder": sys.argv[1]}))
for number in range(25):
    while True:
        try:
            server.change(server.zone("muster.example"), [RecordSet("@", "TXT", 60, (f'"{sys.argv[2]} {number}"',))])
            break
        except Changed:
            pass
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "zones"


@pytest.fixture
def server(folder):
    return ZoneFiles(Setting("zones", "zonefile", HOSTS, {"folder": str(folder)}))


@pytest.fixture
def day(monkeypatch):
    def day(year, month, day):
        monkeypatch.setattr(clock, "today", lambda: date(year, month, day))

    day(2026, 11, 21)
    return day


def muster(*records):
    return Zone("muster.example", 0, records)


def change(server, *sets):
    """Change the zone as it stands; gives its new serial."""
    server.change(server.zone("muster.example"), sets)
    return server.zone("muster.example").serial


def test_a_zone_comes_back_as_it_was_created_with_the_servers_ns(server, day):
    server.create(muster(*RECORDS))
    zone = server.zone("muster.example")
    assert (zone.name, zone.serial) == ("muster.example", 2026112101)
    assert sorted(zone.records, key=str) == sorted((*NS, *RECORDS), key=str)
    assert zone.records[:2] == NS


def test_another_program_reads_the_file_with_soa_and_ns_of_the_name_server(server, folder, day):
    server.create(muster(*RECORDS))
    path = folder / "muster.example.zone"
    zone = dns.zone.from_file(str(path), relativize=False)
    soa = zone.get_soa()
    assert zone.origin.to_text() == "muster.example."
    assert (soa.mname.to_text(), soa.rname.to_text()) == (HOSTS[0], "hostmaster.muster-hosting.example.")
    assert sorted(each.to_text() for each in zone.get_rdataset("muster.example.", "NS")) == list(HOSTS)
    assert S_IMODE(path.stat().st_mode) == 0o644
    assert list(folder.iterdir()) == [path]


def test_the_serial_rises_with_every_write_and_every_day(server, day):
    server.create(muster())
    serials = [server.zone("muster.example").serial, change(server)]
    day(2026, 11, 22)
    serials.append(change(server))
    day(2026, 11, 20)
    serials.append(change(server))
    assert serials == [2026112101, 2026112102, 2026112201, 2026112202]


def test_the_serial_goes_beyond_a_higher_one_that_somebody_set_and_past_the_end(server, folder, day):
    server.create(muster())
    path = folder / "muster.example.zone"
    for present, following in ((3000000000, 3000000001), (4294967295, 0)):
        path.write_text(f"@ 60 SOA a. b. {present} 1 1 1 1\n@ 60 NS a.\n")
        assert change(server) == following


def test_soa_and_ns_that_somebody_set_by_hand_stay_but_for_the_serial(server, folder, day):
    folder.mkdir()
    (folder / "muster.example.zone").write_text("@ 7 SOA a. b. 5 2 3 4 6\n@ 8 NS ns.own.example.\nwww 60 A 192.0.2.1\n")
    change(server, RecordSet("www", "A", 60, ("192.0.2.2",)))
    text = (folder / "muster.example.zone").read_text()
    assert "@ 7 IN SOA a. b. 2026112101 2 3 4 6" in text.replace("muster.example. 7", "@ 7")
    assert server.zone("muster.example").records == (
        Record("@", "NS", 8, "ns.own.example."), Record("www", "A", 60, "192.0.2.2"),
    )  # fmt: skip


def test_two_processes_that_write_one_zone_never_give_the_same_serial(server, folder, day):
    day(2099, 12, 31)  # a day that the others do not reach, so that they count on from here
    server.create(muster())
    before = server.zone("muster.example").serial
    home = clock.__file__.rpartition("/")[0]
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, folder, each], cwd=home) for each in "ab"]
    assert [each.wait(60) for each in writers] == [0, 0]
    assert server.zone("muster.example").serial == before + 50


def test_a_folder_that_somebody_else_holds_too_long_is_away(server, folder, monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.05)
    server.create(muster())
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(Unreachable):
        change(server)
    os.close(held)
    assert change(server) > 0


@pytest.mark.parametrize(
    "records",
    [
        [Record("@", "A", 60, "192.0.2.300")],
        [Record("@", "A", 60, "192.0.2.1\n$INCLUDE /etc/passwd")],
        [Record("@", "TXT", 60, "v=DKIM1; p=abc")],
        [Record("@", "TXT", 60, '"offen')],
        [Record("@", "GIBTESNICHT", 60, "x")],
        [Record("@", "A", -1, "192.0.2.1")],
        [Record("@", "A", 2**31, "192.0.2.1")],
        [Record("evil.example.", "A", 60, "192.0.2.1")],
        [Record("a..b", "A", 60, "192.0.2.1")],
        [Record("x" * 64, "A", 60, "192.0.2.1")],
        [Record("x\n$TTL 1", "GIBTESNICHT", 60, "")],
        [Record("www", "CNAME", 60, "a.example."), Record("www", "A", 60, "192.0.2.1")],
    ],
    ids=lambda records: f"{records[-1].name[:9]!r} {records[-1].type} {records[-1].data[:14]!r}",
)
def test_what_cannot_be_is_refused_and_no_zone_is_left_behind(records, server):
    with pytest.raises(Rejected, match="ist nicht möglich"):
        server.create(muster(Record("neu", "A", 60, "192.0.2.8"), *records))
    assert not server.exists("muster.example")


@pytest.mark.parametrize(
    "name",
    ["", ".", "muster", "../muster.example", "a/b.example", "muster.example.", "MUSTER.example", "müller.example"]
    + ["-a.example", "a..example", "muster.example\n", "\0.example", "a" * 64 + ".example", "a." * 130 + "example"],
)
def test_no_file_but_one_named_by_a_domain_is_ever_touched(name, server, tmp_path):
    zone = Zone(name, 0, ())
    for call in (server.exists, server.zone, lambda name: server.create(zone), lambda name: server.change(zone, ())):
        with pytest.raises(Rejected, match="kein Domainname"):
            call(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"Unsinn",
        b"@ 60 NS a.\n",
        b"@ 60 SOA a. b. 1 1 1 1 1\n",
        b"@ 60 SOA a. b. 1 1 1 1 1\n@ 60 NS a.\n$INCLUDE /etc/hostname\n",
        b"@ 60 SOA a. b. 1 1 1 1 1\n@ 60 NS a.\n$GENERATE 1-2 h$ A 192.0.2.$\n",
        b"@ 60 SOA a. b. 1 1 1 1 1\n@ 60 NS a.\n@ A 192.0.2.999\n",
        b"\xff\xfe",
    ],
)
def test_a_broken_file_is_neither_shown_nor_overwritten(text, server, folder):
    folder.mkdir()
    path = folder / "muster.example.zone"
    path.write_bytes(text)
    for call in (lambda: server.zone("muster.example"), lambda: server.change(muster(), ())):
        with pytest.raises(Rejected, match=r"Die Zone muster\.example ist nicht lesbar"):
            call()
    with pytest.raises(Rejected, match="schon eingerichtet|nicht lesbar"):
        server.create(muster())
    assert path.read_bytes() == text


def test_a_folder_that_is_in_the_way_may_get_out_of_it(server, folder):
    folder.write_text("no folder")
    with pytest.raises(Unreachable):
        server.create(muster())


def test_a_disk_that_fails_before_the_file_got_its_name_wrote_nothing(server, monkeypatch):
    server.create(muster())
    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(Unreachable) as away:
        change(server, RecordSet("@", "A", 60, ("192.0.2.1",)))
    assert not isinstance(away.value, Unanswered)


def test_a_disk_that_fails_after_the_file_got_its_name_leaves_open_whether_it_was_written(server, monkeypatch):
    server.create(muster())
    monkeypatch.setattr(atomic, "_sync_folder", failing)
    with pytest.raises(Unanswered):
        change(server, RecordSet("@", "A", 60, ("192.0.2.1",)))


def failing(*args):
    raise OSError("the disk is gone")


def test_somebody_who_edited_the_file_by_hand_is_not_overwritten(server, folder):
    server.create(muster(Record("www", "A", 60, "192.0.2.1")))
    before = server.zone("muster.example")
    path = folder / "muster.example.zone"
    path.write_text(path.read_text().replace("192.0.2.1", "192.0.2.7"))
    with pytest.raises(Changed):
        server.change(before, [RecordSet("www", "A", 60, ("192.0.2.2",))])
    assert "192.0.2.7" in path.read_text()


def test_the_portal_starts_without_dnspython_requests_and_typst():
    program = "import sys, gateways; print([each for each in ('dns', 'requests', 'typst') if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=clock.__file__.rpartition("/")[0], capture_output=True)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()
