"""Contracts, where a form is not there to help."""

from datetime import date

import pytest

from models import AuditEntry, Contract, Customer, Domain, Plan, Server, ServerAddress
from rules import Refused
from rules.products import contracts
from rules.staff import servers


def details(plan, **more):
    return {
        "plan": plan.id, "domain": None, "description": "", "price_cents": 100, "period_months": 12,
        "started_on": date(2019, 5, 24), "next_invoice_on": None, "is_held": False, "accesses": {},
    } | more  # fmt: skip


@pytest.fixture
def bob(house):
    return Customer.get(Customer.number == 502)


@pytest.fixture
def webhosting(house):
    return Plan.create(kind="webhosting", name="businesshosting")


def test_a_contract_keeps_its_plan_when_it_is_changed(bob, webhosting):
    contract = contracts.create(bob, **details(webhosting))
    contracts.change(contract, **details(Plan.create(kind="webhosting", name="Groß"), description="anders"))
    assert (Contract.get().plan, Contract.get().description) == (webhosting, "anders")


def test_a_domain_of_somebody_else_is_refused(bob, webhosting):
    foreign = Domain.create(customer=Customer.get(Customer.number == 501), name="backstube.example")
    with pytest.raises(Refused) as refusal:
        contracts.create(bob, **details(webhosting, domain=foreign.id))
    assert refusal.value.field == "domain" and not Contract.select().exists()


def test_a_refused_change_leaves_no_trace(bob, webhosting):
    contract = contracts.create(bob, **details(webhosting))
    with pytest.raises(Refused):
        contracts.change(contract, **details(webhosting, price_cents=5, next_invoice_on=date(2019, 1, 1)))
    assert Contract.get().price_cents == 100
    assert not AuditEntry.select().where(AuditEntry.what == "contract changed").exists()


def test_holding_the_billing_keeps_the_moment_it_began(bob, webhosting):
    contract = contracts.create(bob, **details(webhosting, is_held=True))
    began = contract.billing_held_at
    contracts.change(contract, **details(webhosting, is_held=True, description="anders"))
    assert Contract.get().billing_held_at == began
    contracts.change(contract, **details(webhosting))
    assert Contract.get().billing_held_at is None


def test_a_contract_is_found_by_plan_domain_description_server_and_address(bob):
    plan = Plan.create(kind="server", name="Root FlexServer")
    domain = Domain.create(customer=bob, name="xn--mller-kva.example")
    contract = contracts.create(bob, **details(plan, domain=domain.id, description="Größe L"))
    servers.describe(contract, ["192.0.2.7"], [], name="web1", service_level="root", included_traffic_gb=1)
    text = Contract.get().search_text
    for word in ("root flexserver", "xn--mller-kva.example", "mueller.example", "groesse l", "web1", "192.0.2.7"):
        assert word in text


def test_a_server_that_is_refused_keeps_what_it_had(bob):
    plan = Plan.create(kind="server", name="Root FlexServer")
    first, second = (contracts.create(bob, **details(plan)) for _ in range(2))
    known = {"service_level": "root", "included_traffic_gb": 1}
    servers.describe(first, ["192.0.2.7"], [], name="web1", **known)
    servers.describe(second, ["192.0.2.8"], [("CPU", "2 Kerne")], name="web2", **known)
    with pytest.raises(Refused):
        servers.describe(second, ["192.0.2.7"], [], name="web3", **known)
    assert Server.get(Server.contract == second).name == "web2"
    assert {each.address for each in ServerAddress.select()} == {"192.0.2.7", "192.0.2.8"}
