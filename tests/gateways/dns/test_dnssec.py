"""DNSSEC: switched on and off on PowerDNS, refused elsewhere."""

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdatatype
import pytest

from gateways import Rejected
from gateways.dns import Record, RecordSet, Signing


def answer(server, name, kind):
    """The set that is served and its signature."""
    found = server.ask(name, kind, dnssec=True)
    owner = dns.name.from_text(name)
    rrset = found.find_rrset(found.answer, owner, "IN", kind)
    return rrset, found.find_rrset(found.answer, owner, "IN", "RRSIG", kind)


def validated(server, zone, name, kind):
    keys, signature = answer(server, f"{zone}.", "DNSKEY")
    trusted = {dns.name.from_text(zone): keys}
    dns.dnssec.validate(keys, signature, trusted)
    found, signature = answer(server, name, kind)
    dns.dnssec.validate(found, signature, trusted)
    return keys


def test_a_signed_zone_validates_and_its_ds_data_is_that_of_its_key(powerdns):
    zone = powerdns.new_zone(Record("www", "A", 300, "192.0.2.1"))
    assert powerdns.gateway.can_sign and powerdns.gateway.signing(zone) == Signing(False)
    powerdns.gateway.sign(zone)
    keys = validated(powerdns, zone, f"www.{zone}.", "A")
    signing = powerdns.gateway.signing(zone)
    assert signing.is_on and len(keys) == 1
    made = {dns.dnssec.make_ds(f"{zone}.", keys[0], digest).to_text() for digest in ("SHA256", "SHA384")}
    assert set(signing.ds) == made
    assert [dns.rdata.from_text("IN", "DNSKEY", each) for each in signing.dnskeys] == list(keys)


def test_a_change_of_a_signed_zone_is_signed_and_dnssec_s_own_records_stay_out_of_sight(powerdns):
    zone = powerdns.new_zone(Record("www", "A", 300, "192.0.2.1"))
    before = powerdns.gateway.zone(zone)
    powerdns.gateway.sign(zone)
    signed = powerdns.gateway.zone(zone)
    assert signed.records == before.records and signed.version == before.version
    powerdns.gateway.change(before, [RecordSet("a.b.new", "A", 300, ("192.0.2.2",))])
    validated(powerdns, zone, f"a.b.new.{zone}.", "A")


def test_to_sign_twice_makes_no_second_key(powerdns):
    zone = powerdns.new_zone()
    powerdns.gateway.sign(zone)
    first = powerdns.gateway.signing(zone)
    powerdns.gateway.sign(zone)
    assert powerdns.gateway.signing(zone) == first


def test_a_zone_that_is_signed_no_longer_serves_no_signatures_and_no_keys(powerdns):
    zone = powerdns.new_zone(Record("www", "A", 300, "192.0.2.1"))
    powerdns.gateway.sign(zone)
    for _ in range(2):
        powerdns.gateway.unsign(zone)
        assert powerdns.gateway.signing(zone) == Signing(False)
    found = powerdns.ask(f"www.{zone}.", "A", dnssec=True)
    assert {each.rdtype for each in found.answer} == {dns.rdatatype.A}
    assert not powerdns.ask(f"{zone}.", "DNSKEY").answer


@pytest.mark.parametrize("call", ["signing", "sign", "unsign"])
def test_a_zone_that_is_not_there_cannot_be_signed(powerdns, call):
    with pytest.raises(Rejected, match="nicht eingerichtet"):
        getattr(powerdns.gateway, call)("unknown.example")


@pytest.mark.parametrize("call", ["signing", "sign", "unsign"])
@pytest.mark.parametrize("kind", ["zonefiles", "bind", "knot"])
def test_where_dnssec_is_not_ours_to_switch_it_is_refused_with_a_sentence(request, kind, call):
    server = request.getfixturevalue(kind)
    assert not server.gateway.can_sign
    with pytest.raises(Rejected, match="DNSSEC nicht von hier aus"):
        getattr(server.gateway, call)(server.new_name())
