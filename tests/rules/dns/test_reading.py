"""What the name server says about a domain, in words."""

import pytest

import gateways
from gateways.dns import Record, Zone
from models import Customer, Domain
from rules import Refused, dns
from rules.dns import entries


@pytest.fixture
def domain(house):
    return Domain.create(customer=Customer.get(Customer.number == 501), name="xn--brtchen-b1a.example")


def groups(domain):
    return entries.rows(domain.name, dns.zone_of(domain).records)


def listed(domain, *records):
    gateways.dns.default.create(Zone(domain.name, 0, records))
    return {
        group: [(each.name, each.kind) for each in found if each.kind != "NS"]
        for group, found in groups(domain).items()
    }


@pytest.mark.parametrize(
    ("name", "type", "data", "group", "kind"),
    [
        ("@", "A", "192.0.2.1", "web", "A"),
        ("www", "AAAA", "2001:db8::1", "web", "AAAA"),
        ("shop", "CNAME", "shops.example.", "web", "CNAME"),
        ("@", "MX", "10 mail.example.", "mail", "MX"),
        ("imap", "A", "192.0.2.2", "mail", "A"),
        ("autodiscover", "CNAME", "mail.example.", "mail", "CNAME"),
        ("@", "TXT", '"v=spf1 mx -all"', "mail", "TXT (SPF)"),
        ("@", "TXT", '"V=SPF1"', "mail", "TXT (SPF)"),
        ("@", "TXT", '"v=spf10 is something else"', "other", "TXT"),
        ("s1._domainkey", "TXT", '"v=DKIM1; p=AAAA"', "mail", "TXT (DKIM)"),
        ("s2._domainkey", "CNAME", "s2.mailer.example.", "mail", "CNAME"),
        ("_dmarc", "TXT", '"v=DMARC1; p=none"', "mail", "TXT (DMARC)"),
        ("_smtp._tls", "TXT", '"v=TLSRPTv1; rua=mailto:tls@example.com"', "mail", "TXT"),
        ("_imaps._tcp", "SRV", "0 1 993 mail.example.", "mail", "SRV"),
        ("_sip._tcp", "SRV", "0 1 5060 sip.example.", "other", "SRV"),
        ("@", "CAA", '0 issue "ca.example"', "other", "CAA"),
        ("@", "TXT", '"proof=1"', "other", "TXT"),
    ],
)
def test_records_are_grouped_by_what_they_are_for(domain, name, type, data, group, kind):
    found = listed(domain, Record(name, type, 3600, data))
    assert [entry for entry_group, entries in found.items() if entry_group == group for entry in entries] == [
        (("" if name == "@" else f"{name}.") + "brötchen.example", kind)
    ]


def test_every_entry_says_what_it_does_also_a_rare_one(domain):
    gateways.dns.default.create(
        Zone(domain.name, 0, (Record("@", "A", 60, "192.0.2.1"), Record("@", "LOC", 60, "52 22 0 N 9 43 0 E 55m")))
    )
    found = {each.kind: str(each.meaning) for group in groups(domain).values() for each in group}
    assert "IPv4-Adresse" in found["A"] and "Fachleute" in found["LOC"]


def test_the_name_servers_are_those_of_the_settings(domain):
    assert dns.nameservers(domain) == ("ns1.muster-hosting.example", "ns2.muster-hosting.example")
    domain.name_server = "zones"
    assert dns.nameservers(domain) == ("ns1.muster-hosting.example", "ns2.muster-hosting.example")
    domain.name_server = "gone"
    assert dns.nameservers(domain) == ()


def test_a_domain_without_a_zone_is_refused_with_a_sentence(domain):
    with pytest.raises(Refused, match="nichts eingetragen"):
        dns.zone_of(domain)
