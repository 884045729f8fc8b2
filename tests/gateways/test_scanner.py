"""The virus scanner: what ClamAV's daemon says, and what becomes of it when it says nothing sensible."""

import time
import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from config import Settings, WrongSetting
from gateways import Rejected, Unreachable
from gateways.scanner import Scanner, Verdict, Version, from_settings
from tests.clamav import BEGINNING, LARGEST, MARKER, NAME, NAME_OF_BEGINNING
from tests.middleman import Middleman
from tests.nameservers import free_port


def zipped(content):
    with zipfile.ZipFile(made := BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rechnung.txt", content)
    return made.getvalue()


def scanner_at(url):
    return from_settings(Settings(clamav_url=url))


@pytest.fixture(params=["url", "tcp_url"])
def scanner(clamav, request):
    return scanner_at(getattr(clamav, request.param))


@pytest.fixture
def hasty(monkeypatch):
    """A short patience."""
    monkeypatch.setattr(Scanner, "ALIVE", 0.3)
    monkeypatch.setattr(Scanner, "SCAN", 0.3)


@pytest.fixture
def between(clamav):
    with Middleman(clamav.port) as middleman:
        yield middleman


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"Guten Tag", ""),
        (b"", ""),
        (b"Guten Tag, " + MARKER, NAME),
        (BEGINNING, NAME_OF_BEGINNING),
        (b"x" + BEGINNING, ""),
        (zipped(b"Guten Tag"), ""),
        (zipped(b"Guten Tag, " + MARKER), NAME),
        (b"x" * 10_000_000, ""),
        (b"x" * (10_000_000 - len(MARKER)) + MARKER, NAME),
    ],
    ids=["text", "nothing", "marker", "beginning", "later", "zip", "marker in a zip", "10 MB", "marker after 10 MB"],
)
def test_a_file_is_clean_or_has_the_name_of_what_is_in_it(scanner, content, finding):
    assert scanner.scan(BytesIO(content)) == Verdict(finding)


def test_the_rest_of_a_file_is_scanned_from_where_it_stands(scanner):
    file = BytesIO(b"0123456789abcdef" + BEGINNING)
    file.seek(16)
    assert scanner.scan(file) == Verdict(NAME_OF_BEGINNING)


@pytest.mark.parametrize("size", [LARGEST + 1, 3 * LARGEST])
def test_what_is_larger_than_the_scanner_takes_is_rejected_with_the_setting_to_change(scanner, size):
    with pytest.raises(Rejected, match="StreamMaxLength"):
        scanner.scan(BytesIO(b"x" * size))


def test_the_program_and_the_age_of_its_signatures_are_told(scanner, between):
    assert scanner.version().program.startswith("ClamAV 1") and scanner.version().signatures_of is None
    between.on = lambda asked: b"ClamAV 1.4.3/27800/Mon Nov  2 09:10:11 2026\0"
    told = scanner_at(f"tcp://127.0.0.1:{between.port}").version()
    assert told == Version("ClamAV 1.4.3", datetime(2026, 11, 2, 9, 10, 11))


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:{port}", "unix:///nowhere/clamd.ctl", "unix:///" + "x" * 300, ""])
def test_a_scanner_that_is_not_there_is_unreachable(url):
    scanner = scanner_at(url.format(port=free_port()))
    for call in (scanner.version, lambda: scanner.scan(BytesIO(b"x"))):
        with pytest.raises(Unreachable, match="Virenscanner"):
            call()


@pytest.mark.parametrize("hanging", [b"PING", b"INSTREAM"])
def test_a_scanner_that_hangs_is_left_after_a_while(between, hasty, hanging):
    between.on = lambda asked: "silence" if hanging in asked else "pass"
    began = time.monotonic()
    with pytest.raises(Unreachable):
        scanner_at(f"tcp://127.0.0.1:{between.port}").scan(BytesIO(b"x" * 1_000_000))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"stream: OK", b"\0", b"stream:\0", b"stream: OK FOUND Nothing\0", b"OK\0", b"UNKNOWN COMMAND\0",
        b"x" * 9000, b"\xff\xfe\0", b"COMMAND READ TIMED OUT\0", b"Can't open file or directory ERROR\0",
    ],
)  # fmt: skip
def test_an_answer_that_says_nothing_clear_never_makes_a_file_clean(between, answer):
    between.on = lambda asked: answer if b"INSTREAM" in asked else "pass"
    with pytest.raises(Unreachable):
        scanner_at(f"tcp://127.0.0.1:{between.port}").scan(BytesIO(b"x"))


def test_hash_and_size_that_stand_behind_a_name_do_not_belong_to_it(between):
    between.on = lambda asked: b"stream: Eicar(0123abcd:68) FOUND\0" if b"INSTREAM" in asked else "pass"
    assert scanner_at(f"tcp://127.0.0.1:{between.port}").scan(BytesIO(b"x")) == Verdict("Eicar")


def test_a_scanner_that_is_cut_off_is_tried_again(between):
    between.on = lambda asked: "cut" if b"INSTREAM" in asked else "pass"
    with pytest.raises(Unreachable):
        scanner_at(f"tcp://127.0.0.1:{between.port}").scan(BytesIO(b"x"))


@pytest.mark.parametrize(
    "url",
    [
        "tcp://scanner.hoster.example:3310", "tcp://192.0.2.1:3310", "tcp://127.0.0.1", "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:99999", "tcp://127.0.0.1:3310/x", "tcp://a@127.0.0.1:3310", "tcp://[::1:3310", "unix://clamd.ctl",
        "unix://run/clamd.ctl", "unix:///", "http://127.0.0.1:3310", "/run/clamav/clamd.ctl", "nonsense",
    ],
)  # fmt: skip
def test_only_a_socket_of_this_machine_is_a_scanner(url):
    with pytest.raises(WrongSetting, match="clamav_url"):
        scanner_at(url)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:3310", "tcp://localhost:3310/", "tcp://[::1]:3310", "unix:///a/b"])
def test_sockets_of_this_machine_are_taken(url):
    assert scanner_at(url)
