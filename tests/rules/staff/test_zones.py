"""Zones are created with their domains, and compared with what the portal knows."""

from dataclasses import replace

import pytest

import gateways
from config import Dns, NameServer
from gateways.dns import Record, Zone, patience
from gateways.dns.zonefile import ZoneFiles
from models import AuditEntry, Customer, Domain
from rules import Refused, doctor
from rules.demo import customers
from rules.staff import zones
from tests.middleman import Middleman

HOSTS = ("ns1.muster-hosting.example.", "ns2.muster-hosting.example.")


@pytest.fixture
def settings(house, monkeypatch):
    """Start the gateways with other settings."""

    def settings(**different):
        gateways.start(replace(house, **different), lambda: False)

    return settings


def domain(name, server=""):
    return Domain.create(customer=Customer.get(Customer.number == 501), name=name, name_server=server)


def files(name, folder):
    return NameServer(name, "zonefile", HOSTS, {"folder": str(folder)})


def found(seconds=10):
    return [(each.kind, each.name, each.server) for each in zones.compare(seconds).differences]


def test_a_zone_is_created_with_the_hosters_records_where_the_settings_have_them(house, settings):
    settings(dns=Dns(web=("192.0.2.10",), mail=("mail.muster-hosting.example",), spf="v=spf1 mx -all"))
    zones.create(domain("brot.example"))
    records = gateways.dns.default.zone("brot.example").records
    assert {(each.name, each.type) for each in records} >= {("@", "A"), ("www", "A"), ("@", "MX"), ("@", "TXT")}
    entry = AuditEntry.get(AuditEntry.what == "zone created")
    assert entry.customer.number == 501 and '"record_count": 4' in entry.after


def test_without_such_records_a_zone_is_created_empty(house, settings):
    settings(dns=Dns())
    zones.create(domain("brot.example"))
    assert {each.type for each in gateways.dns.default.zone("brot.example").records} == {"NS"}


def test_a_zone_that_is_there_already_is_neither_created_nor_overwritten(house):
    gateways.dns.default.create(Zone("brot.example", 0, (Record("www", "A", 60, "192.0.2.1"),)))
    with pytest.raises(Refused, match=r"nicht angelegt\. Die Domain brot\.example ist auf dem Nameserver schon"):
        zones.create(domain("brot.example"))
    assert len(gateways.dns.default.zone("brot.example").records) == 3
    assert not AuditEntry.select().where(AuditEntry.what == "zone created").exists()


def test_a_server_that_is_away_or_silent_is_told_apart(house, monkeypatch):
    with pytest.raises(Refused, match="nicht angelegt: Der Nameserver antwortet nicht"):
        zones.create(domain("brot.example", "gone"))

    def silent(*args):
        raise gateways.Unanswered("silence")

    monkeypatch.setattr(ZoneFiles, "create", silent)
    with pytest.raises(Refused, match="hat nicht geantwortet"):
        zones.create(domain("kuchen.example"))


def test_a_house_in_order_has_no_differences(house):
    zones.create(domain("brot.example"))
    zones.create(domain("kuchen.example", "zones"))
    assert found() == [] and list(doctor.lines()) == []


def test_what_portal_and_server_disagree_about_is_named(house, settings, tmp_path):
    settings(nameserver=(files("ns1", tmp_path / "one"), files("ns2", tmp_path / "two")))
    one, two = gateways.dns.of("ns1"), gateways.dns.of("ns2")
    for server, name in ((one, "stray.example"), (one, "moved.example"), (two, "moved.example"), (one, "good.example")):
        server.create(Zone(name, 0, ()))
    one.create(Zone("2.0.192.in-addr.arpa", 0, ()))
    two.create(Zone("ns.example", 0, ()))
    path = tmp_path / "two" / "ns.example.zone"
    path.write_text(path.read_text().replace("NS ns2.muster-hosting.example.", "NS ns9.elsewhere.example."))
    (tmp_path / "two" / "broken.example.zone").write_text("$INCLUDE /etc/passwd\n")
    for name, server in (
        ("good.example", ""), ("moved.example", "ns2"), ("missing.example", "ns1"), ("ns.example", "ns2"),
        ("broken.example", "ns2"), ("old.example", "ns0"), ("elsewhere-in-the-world.example", ""),
    ):  # fmt: skip
        domain(name, server)
    assert found() == [
        ("no setting", "old.example", "ns0"), ("no domain", "stray.example", "ns1"),
        ("elsewhere", "moved.example", "ns1"), ("no zone", "missing.example", "ns1"),
        ("unreadable", "broken.example", "ns2"), ("ns", "ns.example", "ns2"),
    ]  # fmt: skip
    lines = list(doctor.lines())
    assert len(lines) == 6 and all(line.startswith("Warnung: ") for line in lines)
    assert (
        "ns.example: Als Nameserver stehen auf „ns2“ ns1.muster-hosting.example, ns9.elsewhere.example; " in lines[-1]
    )


@pytest.mark.parametrize("kind", ["powerdns", "bind", "knot"])
def test_real_servers_are_compared_too(house, settings, request, kind):
    server = request.getfixturevalue(kind)
    settings(nameserver=(replace(server.setting, name="ns1"),))
    there = server.new_zone()
    domain(there, "ns1")
    domain("missing.example", "ns1")
    differences = [each for each in found() if each[0] != "no domain"]
    assert differences == [("no zone", "missing.example", "ns1")]


def test_a_server_that_is_away_is_asked_once_and_does_not_hide_the_others(house, settings, tmp_path):
    away = NameServer("ns2", "powerdns", HOSTS, {"url": "http://127.0.0.1:9", "api_key": "x"})
    settings(nameserver=(files("ns1", tmp_path / "one"), away))
    for name, server in (("a.example", "ns2"), ("b.example", "ns2"), ("c.example", "ns1")):
        domain(name, server)
    comparison = zones.compare(10)
    assert comparison.silent == ("Der Nameserver „ns2“ antwortet nicht.",)
    assert (comparison.looked, comparison.count) == (1, 3)
    assert [each.name for each in comparison.differences] == ["c.example"]
    assert "Warnung: Der Nameserver „ns2“ antwortet nicht." in list(doctor.lines())


def test_a_server_that_refuses_our_key_is_not_said_to_be_away(house, settings, powerdns):
    settings(nameserver=(replace(powerdns.setting, options=powerdns.setting.options | {"api_key": "wrong"}),))
    assert "lehnt unsere Fragen ab" in zones.compare(10).silent[0]


def test_when_the_time_is_over_the_rest_is_counted_and_not_looked_at(house):
    zones.create(domain("brot.example"))
    comparison = zones.compare(0)
    assert (comparison.looked, comparison.count, comparison.differences) == (0, 1, ())


@pytest.mark.parametrize("kind", ["powerdns", "rfc2136"])
def test_a_slow_server_holds_a_comparison_up_once(house, settings, monkeypatch, kind):
    monkeypatch.setattr(patience, "SECONDS", 0.1)
    with Middleman(0) as between:
        asked = []
        between.on = lambda bytes: asked.append(bytes) or "silence"
        options = {
            "powerdns": {"url": f"http://127.0.0.1:{between.port}", "api_key": "x"},
            "rfc2136": {"server": f"127.0.0.1:{between.port}", "tsig_name": "portal", "tsig_secret": "c2VjcmV0"},
        }
        settings(nameserver=(NameServer("ns1", kind, HOSTS, options[kind]),))
        for name in ("a.example", "b.example", "c.example"):
            domain(name)
        assert zones.compare(10).silent == ("Der Nameserver „ns1“ antwortet nicht.",) and len(asked) == 1


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("powerdns", {"url": "http://127.0.0.1:9", "api_key": "x"}),
        ("rfc2136", {"server": "127.0.0.1:9", "tsig_name": "portal", "tsig_secret": "c2VjcmV0"}),
    ],
)
def test_the_demo_says_in_one_sentence_that_its_zones_have_no_place(house, settings, kind, options):
    settings(nameserver=(NameServer("ns1", kind, HOSTS, options),))
    with pytest.raises(Refused, match="antwortet gerade nicht"):
        customers.zones()


def test_of_many_differences_doctor_names_some(house):
    for number in range(25):
        gateways.dns.default.create(Zone(f"stray{number}.example", 0, ()))
    lines = list(doctor.lines())
    assert len(lines) == 21 and lines[-1] == "Warnung: … und weitere davon."


def test_the_servers_are_listed_with_how_many_domains_they_have(house):
    domain("a.example")
    domain("b.example", "zones")
    domain("c.example", "gone")
    assert [(each.name, each.domains) for each in zones.servers()] == [("zones", 2)]
    assert zones.unknown_servers() == [("gone", 1)]
