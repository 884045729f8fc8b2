"""A domain with a zone, two people who change it, and a name server that fails as a test wants it to."""

import pytest

import gateways
from gateways.dns import NameServers, Zone
from models import Account, Customer, Domain
from tests.rules.dns import zones

RECORDS = (
    "@ 3600 A 192.0.2.1",
    "www 3600 CNAME brot.example.",
    "mail 3600 A 192.0.2.2",
    "@ 3600 MX 10 mail.brot.example.",
    '@ 3600 TXT "v=spf1 mx -all"',
)


class Moody:
    """A name server before the real one: `on_change` and `on_zone` are called first and may raise."""

    can_sign = True

    def __init__(self, real):
        self.real, self.on_change, self.on_zone, self.after_change = real, [], [], []
        self.changes = 0

    def __getattr__(self, name):
        return getattr(self.real, name)

    def zone(self, name):
        self._do(self.on_zone)
        return self.real.zone(name)

    def change(self, before, sets):
        self.changes += 1
        self._do(self.on_change)
        self.real.change(before, sets)
        self._do(self.after_change)

    @staticmethod
    def _do(steps):
        step = steps.pop(0) if steps else None
        if isinstance(step, Exception):
            raise step
        if step:
            step()


@pytest.fixture
def domain(house):
    return Domain.create(customer=Customer.get(Customer.number == 501), name="brot.example")


@pytest.fixture
def server(house, domain, monkeypatch):
    moody = Moody(gateways.dns.default)
    moody.create(Zone("brot.example", 0, tuple(zones.record(each) for each in RECORDS)))
    monkeypatch.setattr(gateways, "dns", NameServers({"zones": moody}))
    return moody


@pytest.fixture
def alice(house):
    return Account.get(Account.email == "alice@alice.example")


@pytest.fixture
def agency(house):
    return Account.get(Account.email == "agentur@studio.example")


@pytest.fixture
def stands(server):
    """Whether a record, given as text, is served."""
    return lambda text: zones.record(text) in server.real.zone("brot.example").records


@pytest.fixture
def elsewhere(server):
    """Somebody else changes the zone by other means: `elsewhere("a 60 A 192.0.2.9", gone="…")`."""

    def change(*added, gone=()):
        from rules.dns.differences import sets

        zone = server.real.zone("brot.example")
        left = [each for each in zone.records if each not in map(zones.record, [gone] if gone else [])]
        server.real.change(zone, sets(zone.records, [*left, *map(zones.record, added)]))

    return change
