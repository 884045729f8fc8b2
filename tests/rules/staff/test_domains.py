"""Domains kept by the hoster's people."""

import pytest

import clock
from models import AuditEntry, Contract, Customer, Domain, Plan
from rules import Refused
from rules.staff import domains


@pytest.fixture
def bob(house):
    return Customer.get(Customer.number == 502)


def test_a_domain_under_contract_stays(bob):
    domain = domains.add(bob, "brandt.example", "")
    plan = Plan.create(kind="domain", name="Domain")
    Contract.create(customer=bob, plan=plan, domain=domain, kind="domain", started_on=clock.today())
    with pytest.raises(Refused):
        domains.remove(domain)
    assert Domain.get() == domain


def test_entering_changing_and_removing_are_noted_with_before_and_after(bob):
    domain = domains.add(bob, "brandt.example", "ns1")
    domains.change(domain, "ns2")
    domains.change(domain, "ns2")
    domains.remove(domain)
    noted = [(each.what, each.before, each.after) for each in AuditEntry.select().order_by(AuditEntry.id)]
    assert noted == [
        ("domain added", "{}", '{"name": "brandt.example", "name_server": "ns1"}'),
        ("name server changed", '{"name_server": "ns1"}', '{"name_server": "ns2"}'),
        ("domain removed", '{"name": "brandt.example", "name_server": "ns2"}', "{}"),
    ]
