"""What is billed in these tests: contracts as needed, and the hoster's settings as somebody else would have them."""

from dataclasses import replace

import pytest

import clock
import database
import gateways
from models import Contract, Domain, Plan


@pytest.fixture
def contract(house):
    """Makes contracts: `contract(customer, cents=990, months=1, first=day, plan="Hosting", domain="x.example")`."""

    def make(customer, cents=990, months=1, first=None, plan="Hosting", domain=None, **more):
        sold, _ = Plan.get_or_create(name=plan, defaults={"kind": more.pop("kind", "webhosting")})
        name = domain and Domain.create(customer=customer, name=domain)
        first = first or clock.today()
        return Contract.create(
            customer=customer, plan=sold, kind=sold.kind, domain=name, price_cents=cents, period_months=months,
            next_invoice_on=first, **{"started_on": first} | more,
        )  # fmt: skip

    return make


@pytest.fixture
def settings(house):
    """Changes settings: `settings(billing={"oss": True}, hoster={"small_business": True})`."""

    def change(**tables):
        changed = {name: replace(getattr(gateways.settings, name), **values) for name, values in tables.items()}
        gateways.start(replace(gateways.settings, **changed), database.in_write)

    return change
