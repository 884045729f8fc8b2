"""After the last reminder staff are asked to block the contract, and to let it go on once the debt is paid."""

from dataclasses import replace
from datetime import timedelta

import pytest

import clock
import config
import database
import gateways
from models import AuditEntry, Contract, SuspensionProposal, Work
from rules import Refused
from rules.accounting import ledger
from rules.payments.reminders import losses, stops, suspensions
from rules.products import contracts
from tests.rules.payments.owing import bank_statement, do_work, owe, pay, remind, rent


@pytest.fixture
def proposal(alice, later):
    """Alice has had her last reminder, and its time is over."""
    bank_statement()
    owe(alice.customer, 7001, 1428, contract=rent(alice.customer))
    for days in (14, 14, 12):
        remind()
        later(days=days)
        bank_statement()
    return SuspensionProposal.open().get()


def contract():
    return Contract.get()


def test_only_the_last_reminder_asks_for_a_suspension(alice, later):
    bank_statement()
    owe(alice.customer, 7001, 1428, contract=rent(alice.customer))
    asked = []
    for _ in range(3):
        remind()
        asked.append(SuspensionProposal.open().count())
        later(days=14)
        bank_statement()
    assert asked == [0, 0, 1]


def test_an_accepted_one_blocks_the_contract(proposal):
    suspensions.accept(proposal)
    assert contract().suspensions.get().reason == "Rechnung 7001 ist nicht bezahlt."
    assert not SuspensionProposal.open().exists()
    with pytest.raises(Refused, match="schon entschieden"):
        suspensions.accept(proposal)
    assert suspensions.paid() == []


def test_a_declined_one_leaves_the_contract_alone(proposal):
    suspensions.decline(proposal, "zahlt bald")
    assert not contract().suspended_at
    assert not SuspensionProposal.open().exists()
    with pytest.raises(Refused):
        suspensions.accept(proposal)


def test_nobody_is_blocked_before_the_time_to_pay_is_over(alice, later):
    bank_statement()
    owe(alice.customer, 7001, 1428, contract=rent(alice.customer))
    for _ in range(3):
        remind()
        later(days=14 if SuspensionProposal.select().count() == 0 else 7)
        bank_statement()
    with pytest.raises(Refused, match="Frist"):
        suspensions.accept(SuspensionProposal.open().get())
    assert not contract().suspended_at


def test_who_paid_meanwhile_is_not_blocked(proposal, alice):
    pay(alice.customer, 1428)
    assert not SuspensionProposal.open().exists()
    with pytest.raises(Refused, match="bezahlt"):
        suspensions.accept(proposal)
    assert not contract().suspended_at


def test_nobody_is_blocked_while_the_bank_has_not_said_who_paid(proposal, later):
    later(days=4)
    with pytest.raises(Refused, match="Kontoauszug"):
        suspensions.accept(proposal)


def test_nobody_is_blocked_whose_reminders_are_stopped(proposal, alice):
    stops.make(alice.customer, "disputed")
    with pytest.raises(Refused, match="Mahnstopp"):
        suspensions.accept(proposal)


def test_once_it_is_paid_staff_are_asked_to_let_the_contract_go_on(proposal, alice):
    suspensions.accept(proposal)
    pay(alice.customer, 1428)
    (found,) = suspensions.paid()
    suspensions.resume(found)
    assert not contract().suspended_at
    assert suspensions.paid() == []


def test_what_was_written_off_is_not_paid(proposal, alice):
    suspensions.accept(proposal)
    losses.write_off(alice.customer, [proposal.reminder.debit_id], "")
    assert suspensions.paid() == []


def test_a_contract_that_is_blocked_already_is_not_proposed(alice, later):
    bank_statement()
    blocked = rent(alice.customer)
    contracts.suspend(blocked, "Missbrauch")
    owe(alice.customer, 7001, 1428, contract=blocked)
    for _ in range(3):
        remind()
        later(days=14)
        bank_statement()
    assert not SuspensionProposal.select().exists()


@pytest.fixture
def by_itself(house):
    """The hoster wants no question about a block whose debt is paid."""
    gateways.start(replace(house, panels=config.Panels(auto_unsuspend=True)), database.in_write)


def test_where_the_hoster_wants_it_a_payment_lets_the_contract_go_on_by_itself(proposal, alice, by_itself):
    suspensions.accept(proposal)
    pay(alice.customer, 1427)
    do_work(ledger.PAID)
    assert contract().suspended_at
    pay(alice.customer, 1)
    do_work(ledger.PAID)
    assert not contract().suspended_at
    assert AuditEntry.get(AuditEntry.what == "contract resumed").who == "Zeitsteuerung"


def test_otherwise_staff_are_asked(proposal, alice):
    suspensions.accept(proposal)
    pay(alice.customer, 1428)
    suspensions.lift_paid()
    assert contract().suspended_at and not Work.select().where(Work.kind == ledger.PAID).exists()


def test_a_block_for_another_reason_stays_although_the_debt_is_paid(proposal, alice, by_itself, later):
    suspensions.accept(proposal)
    contracts.resume(contract())
    later(minutes=2)
    contracts.suspend(contract(), "Missbrauch")
    pay(alice.customer, 1428)
    do_work(ledger.PAID)
    suspensions.lift_paid(clock.today().isoformat())
    assert contract().suspended_at


def test_what_was_paid_while_nobody_looked_is_found_the_next_day(proposal, alice, by_itself):
    suspensions.accept(proposal)
    pay(alice.customer, 1428)
    Work.delete().execute()
    suspensions.lift_paid(clock.today().isoformat())
    suspensions.lift_paid((clock.today() + timedelta(days=1)).isoformat())
    assert not contract().suspended_at
