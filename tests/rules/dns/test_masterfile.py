"""Zone files in and out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateways.dns import Record, Zone
from rules import Refused
from rules.dns import masterfile
from rules.dns.checks import MOST_RECORDS
from tests.rules.dns import zones

ZONE = "muster.example"


def read(text):
    return masterfile.read(text, ZONE)


def taken(text):
    return [(each.name, each.ttl, each.type, each.data) for each in read(text).records]


def skipped(text):
    return [(each.number, each.reason) for each in read(text).skipped]


@settings(deadline=None)
@given(zones.sane())
def test_any_zone_is_the_same_after_it_was_written_and_read(records):
    found = masterfile.read(masterfile.write(Zone(ZONE, 1, records)), ZONE)
    assert set(found.records) == set(records) and found.skipped == ()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_brings_the_reader_down(text):
    found = read(text)
    assert all(each.reason for each in found.skipped)


@settings(deadline=None)
@given(st.text('a.@*\\"();$ \t\n192.0.2.1 INTXTMX CNAME', max_size=200))
def test_no_half_of_a_zone_file_brings_the_reader_down(text):
    found = read(text)
    assert all(each.reason for each in found.skipped)


FILE = """\
$TTL 2h
$ORIGIN muster.example.
@   IN SOA ns1.old.example. admin.old.example. (
        2026010101 ; serial
        3600 600 604800 300 )
    IN NS ns1.old.example.
    IN MX 10 mail
www 300 IN A 192.0.2.1
    300 IN A 192.0.2.2
key._domainkey TXT ( "v=DKIM1; k=rsa; p=AAAA"
    "BBBB" ) ; the key
bücher CNAME @
$ORIGIN shop.muster.example.
@ A 192.0.2.3
a A 192.0.2.4
"""


def test_a_file_of_another_hoster_is_read():
    assert taken(FILE) == [
        ("@", 7200, "MX", "10 mail.muster.example."),
        ("a.shop", 7200, "A", "192.0.2.4"),
        ("key._domainkey", 7200, "TXT", '"v=DKIM1; k=rsa; p=AAAA" "BBBB"'),
        ("shop", 7200, "A", "192.0.2.3"),
        ("www", 300, "A", "192.0.2.1"),
        ("www", 300, "A", "192.0.2.2"),
        ("xn--bcher-kva", 7200, "CNAME", "muster.example."),
    ]
    assert skipped(FILE) == [(number, "Das trägt unser Nameserver selbst ein.") for number in (3, 6)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x.other.example. A 192.0.2.1", "Gehört nicht zu muster.example."),
        ("a LOC 52 22 0 N 9 43 0 E 55m", "Einträge vom Typ LOC sind hier nicht möglich."),
        ("a PTR b.example.", "Einträge vom Typ PTR sind hier nicht möglich."),
        ("a DNSKEY 257 3 13 AAAA", "Das gehört zu DNSSEC"),
        ("a TYPE65400 \\# 1 00", "Einträge vom Typ TYPE65400"),
        ("good A 192.0.2.1", "Dieser Eintrag steht schon weiter oben."),
        ("alias CNAME c.example.", "Dieser Name ist schon Alias"),
        ("$INCLUDE /etc/passwd", "Andere Dateien werden nicht eingelesen"),
        ("$include x", "Andere Dateien werden nicht eingelesen"),
        ("$GENERATE 1-2000000000 h$ A 192.0.2.1", "Reihen werden nicht eingelesen"),
        ("$FOO x", "nicht lesbar"),
        ("a A 192.0.2.256", "nicht lesbar"),
        ("a A", "nicht lesbar"),
        ("a", "nicht lesbar"),
        ("a CH A 192.0.2.1", "nicht lesbar"),
        ("a..b A 192.0.2.1", "nicht lesbar"),
        ('a TXT "open', "nicht lesbar"),
        ("a TXT ( never closed", "nicht lesbar"),
        ('a TXT "a\\010b"', "nicht lesbar"),
        ("a TXT \x07", "nicht lesbar"),
        ("_a A 192.0.2.1", "nur Buchstaben, Ziffern und Bindestriche"),
        ("@ CNAME b.example.", "Ein Alias ist für die Domain selbst nicht möglich"),
        ("b.*.a A 192.0.2.1", "Ein Stern steht nur ganz vorn"),
        ("a\\.b A 192.0.2.1", "Dieser Name ist so nicht möglich"),
        ("<script>alert(1)</script>", "nicht lesbar"),
    ],
)
def test_a_line_that_is_not_taken_says_why_and_the_others_are_taken(line, reason):
    text = f"good A 192.0.2.1\nalias CNAME b.example.\n{line}\nafter A 192.0.2.9\n"
    found = read(text)
    assert [(each.number, each.line) for each in found.skipped] == [(3, line)]
    assert reason in found.skipped[0].reason
    assert [each.name for each in found.records] == ["after", "alias", "good"]


def test_lines_without_a_name_do_not_go_to_the_name_before_one_that_was_refused():
    text = "good A 192.0.2.1\na..b A 192.0.2.2\n  A 192.0.2.3\nx.other. A 192.0.2.4\n  A 192.0.2.5\n"
    assert [each.data for each in read(text).records] == ["192.0.2.1"]
    assert [number for number, _ in skipped(text)] == [2, 3, 4, 5]


def test_times_become_possible_ones_and_the_shortest_of_a_set_counts():
    text = "a 10 A 192.0.2.1\na 900000 A 192.0.2.2\nb 900000 A 192.0.2.1\nc A 192.0.2.1\n"
    assert [(each.name, each.ttl) for each in read(text).records] == [
        ("a", 60),
        ("a", 60),
        ("b", 604800),
        ("c", 604800),
    ]
    assert [each.ttl for each in read("c A 192.0.2.1").records] == [3600]


def test_a_file_that_is_too_large_is_refused():
    assert read("\n" * 4_999).skipped == ()
    with pytest.raises(Refused, match="höchstens 5000 Zeilen|höchstens 5.000 Zeilen"):
        read("\n" * 5_000)
    with pytest.raises(Refused, match="512 kB"):
        read(";" + "ä" * 262_144)


def test_more_records_than_a_zone_holds_are_not_taken():
    text = "\n".join(f"h{n} A 192.0.2.1" for n in range(MOST_RECORDS + 1))
    found = read(text)
    assert len(found.records) == MOST_RECORDS and "Mehr als 500 Einträge" in found.skipped[0].reason


def test_a_reverse_zone_takes_names_of_addresses():
    found = masterfile.read(
        "10 PTR mail.muster.example.\n$ORIGIN 2.0.192.in-addr.arpa.\n11 PTR x.example.\n", "2.0.192.in-addr.arpa"
    )
    assert found.records[0] == Record("10", "PTR", 3600, "mail.muster.example.") and len(found.records) == 2


@pytest.mark.parametrize(
    "line",
    [
        "a TXT " + f'"{"x" * 255}" ' * 17,
        "a TXT " + '"" ' * 5000,
        f'a CAA 0 issue "{"x" * 5000}"',
        f"a HTTPS 1 . key1000={'x' * 5000}",
    ],
    ids=lambda line: line[:8],
)
def test_data_that_no_form_would_take_is_not_taken_from_a_file(line):
    assert taken(line) == [] and skipped(line) == [(1, "Das ist zu lang: höchstens 4096 Zeichen.")]


def test_the_longest_text_of_a_form_is_taken():
    line = "a TXT " + f'"{"x" * 255}" ' * 16 + f'"{"x" * 16}"'
    assert len(taken(line)) == 1
