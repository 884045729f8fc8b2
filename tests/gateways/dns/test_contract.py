"""What every kind of name server must do, on real ones."""

import dns.rdata
import dns.rdatatype
import pytest

from gateways import Rejected
from gateways.dns import Changed, Record, RecordSet, Zone
from tests.nameservers import HOSTS

TLSA, SSHFP = "3 1 1 " + "ab" * 32, "4 2 " + "cd" * 32
EVERY_TYPE = [
    ("@", "A", ("192.0.2.1", "192.0.2.2")),
    ("*", "A", ("192.0.2.9",)),
    ("@", "AAAA", ("2001:db8::1",)),
    ("www", "CNAME", ("target.example.",)),
    ("@", "MX", ("10 mail.target.example.", "20 mail2.target.example.")),
    ("empty", "MX", ("0 .",)),
    ("@", "TXT", ('"v=spf1 mx -all"', '"a;b \\"quoted\\" back\\\\slash \\195\\164"')),
    ("key._domainkey", "TXT", (f'"{"a" * 255}" "{"b" * 255}" "c"',)),
    ("_sip._tcp", "SRV", ("0 5 5060 sip.target.example.",)),
    ("@", "CAA", ('0 issue "letsencrypt.org"', '128 iodef "mailto:a@target.example"')),
    ("sub", "NS", ("ns1.other.example.", "ns2.other.example.")),
    ("_443._tcp", "TLSA", (TLSA,)),
    ("@", "SSHFP", (SSHFP,)),
    ("@", "HTTPS", ('1 . alpn="h2,h3" ipv4hint="192.0.2.1" ipv6hint="2001:db8::1"',)),
    ("alias", "HTTPS", ("0 target.example.",)),
    ("_svc", "SVCB", ('1 svc.target.example. mandatory="port" port="8443"',)),
    ("7", "PTR", ("host.target.example.",)),
]


def whole(name, zone):
    return f"{zone}." if name == "@" else f"{name}.{zone}."


def served(server, name, zone, kind):
    """The rdata that the server answers with over UDP, in the answer or in the delegation."""
    answer = server.ask(whole(name, zone), kind)
    return {each for found in (*answer.answer, *answer.authority) for each in found if found.rdtype.name == kind}


def rdatas(kind, datas):
    return {dns.rdata.from_text("IN", kind, each) for each in datas}


def test_every_type_is_served_as_it_was_written_and_read_as_the_same_text(server):
    zone = server.new_zone()
    before = server.gateway.zone(zone)
    server.gateway.change(before, [RecordSet(name, kind, 300, datas) for name, kind, datas in EVERY_TYPE])
    for name, kind, datas in EVERY_TYPE:
        assert served(server, name, zone, kind) == rdatas(kind, datas), (name, kind)
    records = {each for each in server.gateway.zone(zone).records if (each.name, each.type) != ("@", "NS")}
    assert records == {Record(name, kind, 300, data) for name, kind, datas in EVERY_TYPE for data in datas}


def a(name="www", data="192.0.2.1", ttl=300):
    return Record(name, "A", ttl, data)


def test_a_new_zone_has_the_servers_own_soa_and_ns_whatever_is_asked_for(server):
    if server.setting.kind == "rfc2136":
        with pytest.raises(Rejected, match="nicht von hier aus anlegen"):
            server.gateway.create(Zone("new.example", 0, ()))
        return
    zone = server.new_zone(a(), Record("@", "NS", 60, "ns.evil.example."), Record("sub", "NS", 60, "ns.other.example."))
    records = server.gateway.zone(zone).records
    assert [each.data for each in records if (each.name, each.type) == ("@", "NS")] == list(HOSTS)
    assert {each for each in records if each.name != "@"} == {a(), Record("sub", "NS", 60, "ns.other.example.")}
    assert served(server, "@", zone, "SOA")
    with pytest.raises(Rejected, match="schon eingerichtet"):
        server.gateway.create(Zone(zone, 0, ()))
    assert a() in server.gateway.zone(zone).records


def test_the_server_says_which_zones_it_has(server):
    zone = server.new_zone()
    assert server.gateway.exists(zone) and not server.gateway.exists("unknown.example")
    assert not server.gateway.exists(f"below.{zone}")
    with pytest.raises(Rejected, match=r"unknown\.example ist auf dem Nameserver nicht eingerichtet"):
        server.gateway.zone("unknown.example")
    zones = server.gateway.zones()
    assert zones is None if server.setting.kind == "rfc2136" else zone in zones


def test_one_change_adds_replaces_and_removes(server):
    zone = server.new_zone(a(), a("old"), Record("@", "TXT", 300, '"one"'), Record("@", "TXT", 300, '"two"'))
    before = server.gateway.zone(zone)
    server.gateway.change(before, [
        RecordSet("www", "A", 600, ("192.0.2.5", "192.0.2.6")),
        RecordSet("old", "A", 0, ()),
        RecordSet("@", "TXT", 300, ('"two"',)),
        RecordSet("new", "AAAA", 300, ("2001:db8::1",)),
    ])  # fmt: skip
    after = server.gateway.zone(zone)
    assert set(after.records) - set(before.records) == {
        a("www", "192.0.2.5", 600), a("www", "192.0.2.6", 600), Record("new", "AAAA", 300, "2001:db8::1"),
    }  # fmt: skip
    assert set(before.records) - set(after.records) == {a(), a("old"), Record("@", "TXT", 300, '"one"')}
    assert served(server, "www", zone, "A") == rdatas("A", ("192.0.2.5", "192.0.2.6"))
    assert not served(server, "old", zone, "A")


def test_only_the_time_to_live_can_be_changed(server):
    zone = server.new_zone(a())
    server.gateway.change(server.gateway.zone(zone), [RecordSet("www", "A", 3600, ("192.0.2.1",))])
    assert a(ttl=3600) in server.gateway.zone(zone).records


def test_a_cname_takes_the_place_of_an_address_and_the_other_way_round(server):
    zone = server.new_zone(a(), Record("shop", "CNAME", 300, "shops.example."))
    server.gateway.change(server.gateway.zone(zone), [
        RecordSet("www", "CNAME", 300, ("target.example.",)), RecordSet("www", "A", 0, ()),
        RecordSet("shop", "A", 300, ("192.0.2.3",)), RecordSet("shop", "CNAME", 0, ()),
    ])  # fmt: skip
    records = {each for each in server.gateway.zone(zone).records if each.name != "@"}
    assert records == {Record("www", "CNAME", 300, "target.example."), a("shop", "192.0.2.3")}


def test_soa_and_ns_of_the_zone_itself_stay_the_servers(server):
    zone = server.new_zone()
    before = server.gateway.zone(zone)
    soa = RecordSet("@", "SOA", 60, ("ns.evil.example. a.evil.example. 1 1 1 1 1",))
    for sets in ([RecordSet("@", "NS", 60, ("ns.evil.example.",)), soa], [RecordSet("@", "NS", 60, ())]):
        server.gateway.change(before, sets)
    assert server.gateway.zone(zone).records == before.records
    assert {each.mname.to_text() for each in served(server, "@", zone, "SOA")} == {HOSTS[0]}


def test_what_somebody_else_wrote_in_between_is_not_overwritten(server):
    zone = server.new_zone(a(), a("other", "192.0.2.8"))
    seen = server.gateway.zone(zone)
    server.gateway.change(seen, [RecordSet("www", "A", 300, ("192.0.2.7",))])
    server.gateway.change(seen, [RecordSet("other", "A", 300, ("192.0.2.9",))])
    now = server.gateway.zone(zone).records
    for sets in (
        [RecordSet("www", "A", 300, ("192.0.2.2",)), RecordSet("more", "A", 300, ("192.0.2.3",))],
        [RecordSet("www", "A", 0, ())],
        [RecordSet("more", "A", 300, ("192.0.2.3",)), RecordSet("other", "A", 300, ("192.0.2.8", "192.0.2.9"))],
    ):
        with pytest.raises(Changed):
            server.gateway.change(seen, sets)
    assert server.gateway.zone(zone).records == now


def test_what_somebody_else_added_or_removed_in_between_is_seen_too(server):
    zone = server.new_zone(a())
    seen = server.gateway.zone(zone)
    server.gateway.change(seen, [RecordSet("www", "A", 0, ()), RecordSet("new", "A", 300, ("192.0.2.7",))])
    for each in (RecordSet("www", "A", 300, ("192.0.2.2",)), RecordSet("new", "A", 300, ("192.0.2.2",))):
        with pytest.raises(Changed):
            server.gateway.change(seen, [each])


IMPOSSIBLE = [
    ([("@", "CNAME", ("target.example.",))], "@ CNAME"),
    ([("alias", "A", ("192.0.2.1",))], "alias"),
    ([("www", "CNAME", ("target.example.",))], "www"),
    ([("two", "CNAME", ("a.example.", "b.example."))], "two CNAME"),
    ([("bad", "A", ("192.0.2.300",))], "bad A"),
    ([("bad", "A", ("192.0.2.1\n192.0.2.2",))], "bad A"),
    ([("bad", "TXT", ("v=DKIM1; p=x",))], "bad TXT"),
    ([("bad", "TXT", (f'"{"a" * 256}"',))], "bad TXT"),
    ([("bad.evil.example.", "A", ("192.0.2.1",))], "evil"),
    ([("a..b", "A", ("192.0.2.1",))], "a..b"),
    ([("bad", "NOTYPE", ("x",))], "NOTYPE"),
]


@pytest.mark.parametrize(("sets", "named"), IMPOSSIBLE, ids=lambda each: each if isinstance(each, str) else "")
def test_what_cannot_be_is_refused_by_name_and_nothing_of_the_change_is_written(server, shared, sets, named):
    before = server.gateway.zone(shared)
    with pytest.raises(Rejected, match=f"Der Eintrag .*{named}.* ist nicht möglich"):
        server.gateway.change(
            before,
            [RecordSet("good", "A", 300, ("192.0.2.1",)), *(RecordSet(*key, 300, datas) for *key, datas in sets)],
        )
    assert server.gateway.zone(shared).records == before.records


@pytest.fixture(scope="module")
def zones_of_kinds():
    return {}


@pytest.fixture
def shared(server, zones_of_kinds):
    """A zone that all tests may use which change nothing."""
    if server.kind not in zones_of_kinds:
        zones_of_kinds[server.kind] = server.new_zone(a(), Record("alias", "CNAME", 300, "target.example."))
    return zones_of_kinds[server.kind]


def test_names_of_hosts_are_one_text_however_they_were_written(server):
    zone = server.new_zone()
    server.gateway.change(server.gateway.zone(zone), [
        RecordSet("WWW", "CNAME", 300, ("Target.Example.",)), RecordSet("@", "MX", 300, ("10 MAIL.target.example.",)),
        RecordSet("in", "CNAME", 300, ("www",)),
    ])  # fmt: skip
    records = {each for each in server.gateway.zone(zone).records if each.type != "NS"}
    assert records == {
        Record("www", "CNAME", 300, "target.example."), Record("@", "MX", 300, "10 mail.target.example."),
        Record("in", "CNAME", 300, f"www.{zone}."),
    }  # fmt: skip


def test_the_version_tells_states_apart_and_not_serials(server):
    zone = server.new_zone(a())
    first = server.gateway.zone(zone)
    server.gateway.change(first, [RecordSet("www", "A", 300, ("192.0.2.2",))])
    second = server.gateway.zone(zone)
    server.gateway.change(second, [RecordSet("www", "A", 300, ("192.0.2.1",))])
    third = server.gateway.zone(zone)
    assert first.version == third.version != second.version
    assert first.serial < second.serial < third.serial


def test_a_large_zone_is_written_and_read_whole(server):
    zone = server.new_zone()
    sets = [RecordSet(f"host{number}", "A", 300, (f"192.0.2.{number % 250}",)) for number in range(500)]
    server.gateway.change(server.gateway.zone(zone), sets)
    assert len(server.gateway.zone(zone).records) == 502


@pytest.mark.parametrize("name", ["", ".", "../etc/passwd", "a/b.example", "a.example.", "A.example", "a.example?x=1"])
def test_only_a_plain_domain_name_is_ever_asked_for(server, name):
    for call in (server.gateway.exists, server.gateway.zone, lambda name: server.gateway.change(Zone(name, 0, ()), ())):
        with pytest.raises(Rejected, match="kein Domainname"):
            call(name)
