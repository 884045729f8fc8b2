"""Mail at 80 % and at 100 % of what is included: each once a month, to whoever is to know."""

from datetime import date, datetime

import pytest

import clock
from models import Account, Cancellation, Contact, Contract, Customer, Outbox, Subscription, Suspension
from rules.products.traffic import alerts
from tests.rules.products.measuring import GB, server, take

S1 = "s1.example"


@pytest.fixture
def clock_at(house, monkeypatch):
    def clock_at(*moment):
        monkeypatch.setattr(clock, "now", lambda: datetime(*moment))

    clock_at(2026, 11, 20, 12)
    return clock_at


def mails():
    return [(each.recipient, each.subject) for each in Outbox.select().order_by(Outbox.id)]


def test_mail_goes_out_at_80_and_at_100_percent_and_each_only_once_a_month(clock_at):
    server(included=100)
    take((S1, "2026-11-01", 79 * GB, 0))
    assert mails() == []
    take((S1, "2026-11-02", 0, 1 * GB))
    take((S1, "2026-11-03", 0, 1 * GB))
    assert mails() == [("alice@alice.example", "s1.example: 80 % des Traffics sind verbraucht")]
    take((S1, "2026-11-04", 50 * GB, 0), (S1, "2026-11-05", 1, 0))
    take((S1, "2026-11-04", 60 * GB, 0))
    assert [subject for _, subject in mails()[1:]] == ["s1.example: 100 % des Traffics sind verbraucht"]
    assert "131,0 GB von 100 GB" in Outbox.select().order_by(Outbox.id.desc()).get().text
    clock_at(2026, 12, 20, 12)
    take((S1, "2026-12-01", 90 * GB, 0))
    assert len(mails()) == 3


def test_who_jumps_over_both_gets_one_mail(clock_at):
    server(included=100)
    take((S1, "2026-11-01", 120 * GB, 0))
    take((S1, "2026-11-02", 1, 0))
    assert [subject for _, subject in mails()] == ["s1.example: 100 % des Traffics sind verbraucht"]


def test_former_months_unlimited_servers_and_ended_contracts_make_no_mail(clock_at):
    server(included=0)
    ended = server("s2.example", included=1)
    Cancellation.create(contract=ended.contract, effective_on=date(2026, 11, 19))
    server("s3.example", included=1)
    take(
        (S1, "2026-11-01", 900 * GB, 0),
        ("s2.example", "2026-11-01", 900 * GB, 0),
        ("s3.example", "2026-10-31", 900 * GB, 0),
    )
    assert mails() == []


def test_a_trial_makes_no_mail(clock_at):
    server(included=1)
    take((S1, "2026-11-01", GB, 0), dry_run=True)
    assert mails() == []
    take((S1, "2026-11-01", GB, 0))
    assert len(mails()) == 1


def test_nothing_else_changes_by_it(clock_at):
    owned = server(included=1)
    take((S1, "2026-11-01", 5 * GB, 0))
    assert not Suspension.select().exists() and Contract.get_by_id(owned.contract_id).suspended_at is None


def test_those_who_asked_for_it_and_may_see_servers_get_it_too_each_in_their_language(clock_at):
    server(included=1)
    alice, agency = Customer.get(Customer.number == 501), Contact.get(Contact.email == "agentur@studio.example")
    assert len(list(alerts.listeners(alice))) == 1
    Subscription.create(contact=agency, topic="traffic")
    assert len(list(alerts.listeners(alice))) == 1  # no right to see servers
    agency.rights = frozenset({"contracts"})
    agency.save()
    Account.update(language="en").where(Account.id == agency.account_id).execute()
    take((S1, "2026-11-01", GB, 0))
    assert mails() == [
        ("alice@alice.example", "s1.example: 100 % des Traffics sind verbraucht"),
        ("agentur@studio.example", "s1.example: 100 % of the traffic is used up"),
    ]
    assert "/produkte/server/traffic/" in Outbox.get().text
    agency.until = date(2026, 11, 19)
    agency.save()
    assert len(list(alerts.listeners(alice))) == 1
