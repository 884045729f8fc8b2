"""What people type for a DNS record becomes canonical data."""

import dns.rdata
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from values import records
from values.names import check_owner, network_of, owner_shown, whole_shown

ZONE = "muster.example"
REVERSE = "2.0.192.in-addr.arpa"
SIX = "8.b.d.0.1.0.0.2.ip6.arpa"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", "@"),
        ("@", "@"),
        ("muster.example", "@"),
        ("Muster.Example.", "@"),
        ("WWW", "www"),
        ("www.muster.example", "www"),
        ("www.muster.example.", "www"),
        ("a.b", "a.b"),
        ("bücher", "xn--bcher-kva"),
        ("_dmarc.bücher", "_dmarc.xn--bcher-kva"),
        ("straße", "xn--strae-oqa"),
        ("*", "*"),
        ("*.shop", "*.shop"),
        ("_sip._tcp", "_sip._tcp"),
        ("xn--bcher-kva", "xn--bcher-kva"),
    ],
)
def test_an_owner_is_kept_relative_and_in_ascii(typed, name):
    assert records.owner(typed, ZONE) == name


@pytest.mark.parametrize(
    "typed",
    [
        "www.other.example.", "a b", "a..b", ".a", "a.*", "x*", "-a", "a-", "a/b", "a\\.b", 'a"b', "a;b", "a$b", "😀 ",
        "a\tb", "x" * 64, ".".join(["x" * 60] * 5), "\u202ea", "(a", "ü" * 60, "a,b", "example.",
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="[.:]"):
        records.owner(typed, ZONE)


@pytest.mark.parametrize(
    ("typed", "zone", "name"),
    [
        ("192.0.2.10", REVERSE, "10"),
        ("10", REVERSE, "10"),
        ("10.2.0.192.in-addr.arpa.", REVERSE, "10"),
        ("0/25", REVERSE, "0/25"),
        ("1.0.0.0", "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "1.0.0.0"),
        ("2001:db8::1", SIX, "1." + "0." * 22 + "0"),
    ],
)
def test_in_a_reverse_zone_a_name_may_be_an_address_and_is_shown_as_one(typed, zone, name):
    assert records.owner(typed, zone) == name
    if "/" not in typed and len(zone) < 60:
        assert owner_shown(name, zone) == whole_shown(name, zone) == ("2001:db8::1" if zone == SIX else "192.0.2.10")


@pytest.mark.parametrize(
    ("zone", "network"),
    [
        (REVERSE, "192.0.2.0/24"),
        ("10.in-addr.arpa", "10.0.0.0/8"),
        (SIX, "2001:db8::/32"),
        ("0-25.2.0.192.in-addr.arpa", ""),
        ("x.ip6.arpa", ""),
        ("muster.example", ""),
        ("arpa", ""),
    ],
)
def test_a_reverse_zone_is_about_a_network(zone, network):
    assert network_of(zone) == network


def test_an_address_of_another_reverse_zone_is_refused():
    with pytest.raises(ValueError, match="gehört nicht"):
        records.owner("192.0.3.10", REVERSE)


@pytest.mark.parametrize(
    ("kind", "name"), [("A", "_a"), ("MX", "a.b_c"), ("AAAA", "*.a_"), ("CNAME", "@"), ("NS", "@")]
)
def test_some_names_are_not_for_every_type(kind, name):
    with pytest.raises(ValueError):
        check_owner(kind, name)


@pytest.mark.parametrize(("kind", "name"), [("A", "@"), ("A", "*"), ("A", "*.shop"), ("MX", "a-1"), ("TXT", "_dmarc")])
def test_others_are(kind, name):
    check_owner(kind, name)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("mail", "mail.muster.example."),
        ("@", "muster.example."),
        ("mail.hoster.example", "mail.hoster.example."),
        ("Mail.Hoster.Example.", "mail.hoster.example."),
        ("bücher.example", "xn--bcher-kva.example."),
        ("localhost.", "localhost."),
    ],
)
def test_a_host_is_kept_whole(typed, whole):
    assert records.host(typed, ZONE) == whole


@pytest.mark.parametrize(
    "typed",
    [
        "192.0.2.1",
        "2001:db8::1",
        "[2001:db8::1]",
        "a.1",
        "_a.example",
        "a b c",
        "",
        ".",
        "a..b",
        "http://a.example/",
        "*.a",
    ],
)
def test_what_is_no_host_is_refused(typed):
    with pytest.raises(ValueError):
        records.host(typed, ZONE)


GOOD = [
    ("A", {"address": " 192.0.2.1 "}, "192.0.2.1"),
    ("AAAA", {"address": "2001:DB8:0::1"}, "2001:db8::1"),
    ("CNAME", {"target": "_a.validation.example"}, "_a.validation.example."),
    ("CNAME", {"target": "@"}, "muster.example."),
    ("MX", {"priority": "010", "target": "mail"}, "10 mail.muster.example."),
    ("MX", {"priority": "0", "target": "."}, "0 ."),
    ("TXT", {"text": "v=spf1 -all"}, '"v=spf1 -all"'),
    ("TXT", {"text": "a;b"}, '"a;b"'),
    ("TXT", {"text": '"quoted" "pieces"'}, '"quotedpieces"'),
    ("TXT", {"text": '( "a"\n   "b" )'}, '"ab"'),
    ("TXT", {"text": 'say "hi" \\o/'}, '"say \\"hi\\" \\\\o/"'),
    ("TXT", {"text": "Größe"}, '"Gr\\195\\182\\195\\159e"'),
    ("SRV", {"priority": "0", "weight": "5", "port": "5060", "target": "sip"}, "0 5 5060 sip.muster.example."),
    ("SRV", {"priority": "0", "weight": "0", "port": "0", "target": "."}, "0 0 0 ."),
    ("CAA", {"flags": "0", "tag": "Issue", "value": "letsencrypt.org"}, '0 issue "letsencrypt.org"'),
    ("CAA", {"flags": "128", "tag": "issue", "value": ";"}, '128 issue ";"'),
    ("CAA", {"flags": "0", "tag": "iodef", "value": "mailto:a@muster.example"}, '0 iodef "mailto:a@muster.example"'),
    ("CAA", {"flags": "0", "tag": "issue", "value": "ca.example; policy=ev"}, '0 issue "ca.example; policy=ev"'),
    ("NS", {"target": "ns1.other.example"}, "ns1.other.example."),
    ("TLSA", {"usage": "3", "selector": "1", "matching": "1", "digest": "AB" * 32}, "3 1 1 " + "ab" * 32),
    ("SSHFP", {"algorithm": "4", "kind": "2", "digest": ":".join(["0f"] * 32)}, "4 2 " + "0f" * 32),
    ("HTTPS", {"priority": "1", "target": ".", "params": "alpn=h2,h3"}, '1 . alpn="h2,h3"'),
    ("HTTPS", {"priority": "0", "target": "web.example", "params": ""}, "0 web.example."),
    ("SVCB", {"priority": "1", "target": "web", "params": "port=53"}, '1 web.muster.example. port="53"'),
    ("PTR", {"target": "mail.muster.example"}, "mail.muster.example."),
]


@pytest.mark.parametrize(("kind", "fields", "data"), GOOD)
def test_what_is_typed_becomes_canonical_data(kind, fields, data):
    assert records.data(kind, fields, ZONE) == data
    assert dns.rdata.from_text("IN", kind, data, relativize=False).to_text() == data


@pytest.mark.parametrize(("kind", "fields", "data"), GOOD)
def test_what_the_form_shows_says_the_same_again(kind, fields, data):
    assert records.data(kind, records.fields(kind, data, ZONE), ZONE) == data


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("A", {"address": "192.0.2.256"}, "address"),
        ("A", {"address": "192.0.2.1\n192.0.2.2"}, "address"),
        ("A", {"address": "2001:db8::1"}, "address"),
        ("A", {"address": "1"}, "address"),
        ("AAAA", {"address": "192.0.2.1"}, "address"),
        ("AAAA", {"address": "fe80::1%eth0"}, "address"),
        ("MX", {"priority": "65536", "target": "mail"}, "priority"),
        ("MX", {"priority": "-1", "target": "mail"}, "priority"),
        ("MX", {"priority": "٣", "target": "mail"}, "priority"),
        ("MX", {"priority": "10", "target": "192.0.2.1"}, "target"),
        ("MX", {"priority": "10", "target": "."}, "priority"),
        ("TXT", {"text": ""}, "text"),
        ("TXT", {"text": "x" * 5000}, "text"),
        ("TXT", {"text": "two\nlines"}, "text"),
        ("TXT", {"text": '"a\\010b"'}, "text"),
        ("TXT", {"text": '"a\\999b"'}, "text"),
        ("SRV", {"priority": "0", "weight": "0", "port": "99999", "target": "sip"}, "port"),
        ("CAA", {"flags": "0", "tag": "issue", "value": "not a domain"}, "value"),
        ("CAA", {"flags": "0", "tag": "iodef", "value": "letsencrypt.org"}, "value"),
        ("CAA", {"flags": "0", "tag": "bad tag", "value": "letsencrypt.org"}, "tag"),
        ("CAA", {"flags": "0", "tag": 'issue "a.b";', "value": "letsencrypt.org"}, "tag"),  # hides the value
        ("HTTPS", {"priority": "1", "target": ".", "params": "alpn=h2 ; port=1"}, "params"),  # a remark
        ("TLSA", {"usage": "3", "selector": "1", "matching": "1", "digest": "ab"}, "digest"),
        ("TLSA", {"usage": "3", "selector": "1", "matching": "0", "digest": "abc"}, "digest"),
        ("SSHFP", {"algorithm": "4", "kind": "2", "digest": "xy" * 32}, "digest"),
        ("HTTPS", {"priority": "1", "target": ".", "params": "alpn"}, "params"),
        ("HTTPS", {"priority": "0", "target": "a.example", "params": "alpn=h2"}, "params"),
        ("HTTPS", {"priority": "1", "target": ".", "params": "port=1\nalpn=h2"}, "params"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(kind, fields, field):
    with pytest.raises(records.Wrong) as refused:
        records.data(kind, fields, ZONE)
    assert refused.value.field == field and str(refused.value)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=900))
def test_any_text_is_split_into_strings_of_255_bytes_and_is_the_same_again(text):
    try:
        data = records.txt(text)
    except ValueError:
        return
    strings = dns.rdata.from_text("IN", "TXT", data).strings
    assert all(len(each) <= 255 for each in strings) and all(len(each) == 255 for each in strings[:-1])
    assert records.data("TXT", records.fields("TXT", data, ZONE), ZONE) == data


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=255), min_size=1, max_size=3))
def test_text_of_any_bytes_is_shown_so_that_it_can_be_typed_again_or_is_refused(strings):
    from dns.rdtypes.ANY.TXT import TXT

    data = TXT(1, 16, strings).to_text()
    shown = records.fields("TXT", data, ZONE)["text"]
    try:
        again = records.txt(shown)
    except ValueError:
        assert any(byte < 32 or byte == 127 for each in strings for byte in each)
        return
    assert b"".join(dns.rdata.from_text("IN", "TXT", again).strings) == b"".join(strings)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_text_brings_the_reading_of_a_record_down(text):
    for kind, names in records.FIELDS.items():
        for field in names:
            try:
                records.PARSERS[kind, field](text, ZONE)
            except ValueError as error:
                assert str(error)
        try:
            records.data(kind, dict.fromkeys(names, text), ZONE)
        except ValueError as error:
            assert str(error)
