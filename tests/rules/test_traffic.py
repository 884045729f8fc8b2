"""How much traffic the servers had."""

from datetime import date

import pytest

import clock
from models import Contract, Customer, Plan, Server, TrafficSample
from rules.products import traffic


@pytest.fixture
def servers(house, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2027, 2, 14))
    customer, plan = Customer.get(Customer.number == 501), Plan.create(kind="server", name="FlexServer")
    contracts = [
        Contract.create(customer=customer, plan=plan, kind="server", started_on=date(2020, 1, 1)) for _ in range(2)
    ]
    return [Server.create(contract=each, name=f"s{each.id}.example", service_level="root") for each in contracts]


def test_the_days_of_a_month_are_summed_and_months_in_between_are_zero(servers):
    for day, received, sent in ((1, 5, 7), (14, 10, 20)):
        TrafficSample.create(server=servers[0], day=date(2027, 2, day), bytes_in=received, bytes_out=sent)
    TrafficSample.create(server=servers[0], day=date(2026, 12, 31), bytes_in=2**40, bytes_out=1)
    months = traffic.last_year([servers[0].id])[servers[0].id]
    assert [(each.bytes_in, each.bytes_out, each.total) for each in months] == [
        (15, 27, 42), (0, 0, 0), (2**40, 1, 2**40 + 1),
    ]  # fmt: skip


def test_a_year_is_the_present_month_and_the_eleven_before(servers):
    for day in (date(2026, 2, 28), date(2026, 3, 1)):
        TrafficSample.create(server=servers[0], day=day, bytes_in=1)
    months = traffic.last_year([servers[0].id])[servers[0].id]
    assert [each.day for each in (months[0], months[1], months[2], months[-1])] == [
        date(2027, 2, 1), date(2027, 1, 1), date(2026, 12, 1), date(2026, 3, 1),
    ]  # fmt: skip
    assert len(months) == 12 and sum(each.total for each in months) == 1


def test_each_server_has_its_own_numbers_and_those_not_measured_have_none(servers):
    TrafficSample.create(server=servers[1], day=date(2027, 2, 1), bytes_in=9)
    found = traffic.last_year([each.id for each in servers])
    assert list(found) == [servers[1].id] and found[servers[1].id][0].bytes_in == 9
