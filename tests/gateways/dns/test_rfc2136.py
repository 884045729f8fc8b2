"""BIND and Knot: what is only so with updates, and what they leave out without a word."""

import dns.query
import dns.rcode
import dns.update
import pytest

from gateways import Rejected
from gateways.dns import Changed, Record, RecordSet, rdata, rfc2136
from tests.nameservers import KEY, SECRET


@pytest.fixture(params=("bind", "knot"))
def server(request):
    return request.getfixturevalue(request.param)


def write(server, zone, name, kind, data):
    """Somebody else works on the zone."""
    update = dns.update.UpdateMessage(zone, keyring=dns.tsig.Key(KEY, SECRET))
    update.replace(name, 300, kind, data)
    assert dns.query.tcp(update, "127.0.0.1", 5, server.port).rcode() == dns.rcode.NOERROR


@pytest.mark.parametrize(
    "wanted",
    [
        RecordSet("alias", "A", 300, ("192.0.2.1",)),
        RecordSet("www", "CNAME", 300, ("target.example.",)),
        RecordSet("@", "CNAME", 300, ("target.example.",)),
    ],
    ids=lambda each: f"{each.name} {each.type}",
)
def test_what_the_server_left_out_without_a_word_is_named(server, monkeypatch, wanted):
    zone = server.new_zone(Record("alias", "CNAME", 300, "target.example."), Record("www", "A", 300, "192.0.2.2"))
    before = server.gateway.zone(zone)
    for where, name in ((rfc2136, "check_cnames"), (dns.update.UpdateMessage, "absent")):
        monkeypatch.setattr(where, name, lambda *args: None)  # as if nothing were looked at before
    with pytest.raises(Rejected, match=f"Der Eintrag {wanted.name} {wanted.type} .*hat ihn nicht übernommen"):
        server.gateway.change(before, [wanted])
    assert server.gateway.zone(zone).records == before.records


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("new", "CNAME", "target.example."), RecordSet("new", "A", 300, ("192.0.2.1",))),
        (("new", "A", "192.0.2.1"), RecordSet("new", "CNAME", 300, ("target.example.",))),
    ],
)
def test_a_cname_that_came_in_between_is_noticed_and_nothing_is_written(server, theirs, ours):
    zone = server.new_zone()
    seen = server.gateway.zone(zone)
    write(server, zone, *theirs)
    with pytest.raises(Changed):
        server.gateway.change(seen, [ours, RecordSet("other", "A", 300, ("192.0.2.5",))])
    assert {each.name for each in server.gateway.zone(zone).records} == {"@", "new"}


def test_a_change_of_nothing_is_not_even_sent(server):
    before = server.gateway.zone(server.new_zone())
    server.gateway.change(before, [])
    assert server.gateway.zone(before.name) == before


def test_what_a_signing_server_adds_is_not_the_customer_s():
    assert {"RRSIG", "NSEC", "DNSKEY"} <= rdata.SERVERS_OWN
