"""Alice's domain with a zone."""

import pytest

import gateways
from gateways.dns import Record, Zone
from models import Domain

RECORDS = (
    Record("@", "A", 300, "192.0.2.10"),
    Record("xn--brtchen-b1a", "CNAME", 86400, "brot.example."),
    Record("@", "MX", 3600, "10 mail.hoster.example."),
    Record("@", "TXT", 3600, '"<b>v=spf2"'),
)


@pytest.fixture
def domain(alice):
    return Domain.create(customer=alice.customer, name="brot.example")


@pytest.fixture
def zone(domain):
    gateways.dns.default.create(Zone("brot.example", 0, RECORDS))


@pytest.fixture
def served():
    """What the name server has now, as texts."""
    return lambda: {
        f"{each.name} {each.ttl} {each.type} {each.data}"
        for each in gateways.dns.default.zone("brot.example").records
        if each.type != "NS"
    }
