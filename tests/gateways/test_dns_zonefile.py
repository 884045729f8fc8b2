"""Zones as files."""

import subprocess
import sys
from datetime import date
from stat import S_IMODE

import dns.zone
import pytest

import clock
from gateways import Rejected, Unreachable
from gateways.dns import Record, Zone
from gateways.dns.zonefile import ZoneFiles

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


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "zones"


@pytest.fixture
def server(folder):
    return ZoneFiles(str(folder), HOSTS)


@pytest.fixture
def day(monkeypatch):
    def day(year, month, day):
        monkeypatch.setattr(clock, "today", lambda: date(year, month, day))

    day(2026, 11, 21)
    return day


def muster(*records):
    return Zone("muster.example", 0, records)


def test_a_zone_comes_back_as_it_was_written_with_the_servers_ns(server, day):
    assert not server.exists("muster.example")
    assert server.write(muster(*RECORDS)) == 2026112101
    assert server.exists("muster.example")
    zone = server.zone("muster.example")
    assert (zone.name, zone.serial) == ("muster.example", 2026112101)
    assert sorted(zone.records, key=str) == sorted((*NS, *RECORDS), key=str)
    assert zone.records[:2] == NS


def test_another_program_reads_the_file_with_soa_and_ns_of_the_name_server(server, folder, day):
    server.write(muster(*RECORDS))
    path = folder / "muster.example.zone"
    zone = dns.zone.from_file(str(path), relativize=False)
    soa = zone.get_soa()
    assert zone.origin.to_text() == "muster.example."
    assert (soa.mname.to_text(), soa.rname.to_text()) == (HOSTS[0], "hostmaster.muster-hosting.example.")
    assert sorted(each.to_text() for each in zone.get_rdataset("muster.example.", "NS")) == list(HOSTS)
    assert S_IMODE(path.stat().st_mode) == 0o644
    assert list(folder.iterdir()) == [path]


def test_names_without_final_dot_belong_to_the_zone(server):
    server.write(muster(Record("www", "CNAME", 300, "web"), Record("mail.muster.example.", "A", 300, "192.0.2.1")))
    records = server.zone("muster.example").records[2:]
    assert records == (
        Record("mail", "A", 300, "192.0.2.1"),
        Record("www", "CNAME", 300, "web.muster.example."),
    )


def test_a_zones_own_ns_are_the_name_servers_but_a_delegation_is_the_customers(server):
    server.write(muster(Record("@", "NS", 60, "ns.evil.example."), Record("sub", "NS", 60, "ns.other.example.")))
    assert server.zone("muster.example").records == (*NS, Record("sub", "NS", 60, "ns.other.example."))


def test_the_serial_rises_with_every_write_and_every_day(server, day):
    serials = [server.write(muster()) for _ in range(2)]
    day(2026, 11, 22)
    serials.append(server.write(muster()))
    day(2026, 11, 20)
    serials.append(server.write(muster()))
    assert serials == [2026112101, 2026112102, 2026112201, 2026112202]


def test_the_serial_goes_beyond_a_higher_one_that_somebody_set_and_past_the_end(server, folder, day):
    server.write(muster())
    path = folder / "muster.example.zone"
    for present, following in ((3000000000, 3000000001), (4294967295, 0)):
        path.write_text(f"@ 60 SOA a. b. {present} 1 1 1 1\n@ 60 NS a.\n")
        assert server.write(muster()) == following


@pytest.mark.parametrize(
    "records",
    [
        [Record("www", "CNAME", 60, "a.example."), Record("www", "A", 60, "192.0.2.1")],
        [Record("www", "A", 60, "192.0.2.1"), Record("www", "CNAME", 60, "a.example.")],
        [Record("www", "CNAME", 60, "a.example."), Record("www", "CNAME", 60, "b.example.")],
        [Record("@", "CNAME", 60, "a.example.")],
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
    ],
    ids=lambda records: f"{records[-1].name[:9]!r} {records[-1].type} {records[-1].data[:14]!r}",
)
def test_what_cannot_be_is_refused_whole_and_the_old_zone_stays(records, server):
    server.write(muster(Record("alt", "A", 60, "192.0.2.9")))
    before = server.zone("muster.example")
    with pytest.raises(Rejected, match="ist nicht möglich"):
        server.write(muster(Record("neu", "A", 60, "192.0.2.8"), *records))
    assert server.zone("muster.example") == before


@pytest.mark.parametrize(
    "name",
    ["", ".", "muster", "../muster.example", "a/b.example", "muster.example.", "MUSTER.example", "müller.example"]
    + ["-a.example", "a..example", "muster.example\n", "\0.example", "a" * 64 + ".example", "a." * 130 + "example"],
)
def test_no_file_but_one_named_by_a_domain_is_ever_touched(name, server, tmp_path):
    for call in (server.exists, server.zone, lambda name: server.write(Zone(name, 0, ()))):
        with pytest.raises(Rejected, match="kein Domainname"):
            call(name)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_zone_is_refused_in_words(server):
    with pytest.raises(Rejected, match=r"muster\.example ist auf dem Nameserver nicht eingerichtet"):
        server.zone("muster.example")


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
    for call in (lambda: server.zone("muster.example"), lambda: server.write(muster())):
        with pytest.raises(Rejected, match=r"Die Zone muster\.example ist nicht lesbar"):
            call()
    assert path.read_bytes() == text


def test_a_folder_that_is_in_the_way_may_get_out_of_it(server, folder):
    folder.write_text("no folder")
    with pytest.raises(Unreachable):
        server.write(muster())


def test_the_portal_starts_without_dnspython_and_typst():
    program = "import sys, gateways; print([each for each in ('dns', 'typst') if each in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=clock.__file__.rpartition("/")[0], capture_output=True)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()
