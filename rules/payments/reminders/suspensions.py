"""Contracts that staff are asked to block after the last reminder, and to let go on once the debt is paid."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from peewee import JOIN

import clock
import gateways
from database import write
from models import (
    GIVEN_UP,
    Booking,
    Contract,
    Customer,
    InvoiceLine,
    OpenItem,
    Reminder,
    ReminderStop,
    Settlement,
    Suspension,
    SuspensionProposal,
    state_of,
)
from rules import Refused, audit
from rules.accounting import ledger
from rules.payments.reminders import HOLDS
from rules.payments.reminders.cases import hold
from rules.products import contracts
from texts import t

ONE_DECISION = timedelta(minutes=1)  # longest between saying yes and the block


def propose(reminders: Iterable[Reminder]) -> None:
    """Ask staff about the contracts on the invoices of these reminders, unless they are blocked or ended."""
    for reminder in reminders:
        billed = InvoiceLine.select(InvoiceLine.contract).where(
            InvoiceLine.invoice == reminder.debit.invoice_id, InvoiceLine.contract.is_null(False)
        )
        for contract in Contract.select().where(Contract.id.in_(billed)).order_by(Contract.id):
            known = SuspensionProposal.open().where(SuspensionProposal.contract == contract).exists()
            if not known and state_of(contract) in ("active", "cancelled"):
                SuspensionProposal.create(contract=contract, reminder=reminder)


def waiting() -> list[SuspensionProposal]:
    """What staff have not decided about, while the debt is open."""
    return list(SuspensionProposal.open())


def count() -> int:
    """How many decisions wait: to block, and to let go on."""
    return SuspensionProposal.open().count() + len(paid())


def accept(proposal: SuspensionProposal) -> None:
    """Block the contract. Raises Refused once it is decided or paid, and while the last reminder gives time."""
    debit, letter = proposal.reminder.debit, proposal.reminder.letter
    with write():
        ledger.hold(letter.customer)
        if code := hold():
            raise Refused(HOLDS[code])
        if not ledger.open_cents(debit):
            raise Refused("Inzwischen ist bezahlt.")
        if letter.pay_until >= clock.today():
            raise Refused("Die Frist der letzten Mahnung läuft noch.")
        if _is_stopped(letter.customer, debit):
            raise Refused("Für diese Forderung gilt ein Mahnstopp.")
        _decide(proposal, is_accepted=True)
        contracts.suspend(proposal.contract, t("Rechnung {number} ist nicht bezahlt.", number=debit.number))


def decline(proposal: SuspensionProposal, note: str) -> None:
    """Let the contract go on although the debt is open. Raises Refused once it is decided."""
    with write():
        _decide(proposal, is_accepted=False, note=note)
        audit.note("suspension declined", proposal.contract, after={"note": note})


def paid() -> list[SuspensionProposal]:
    """Blocked contracts whose debt is paid by now: they may go on."""
    owed = OpenItem.select(OpenItem.booking).where(OpenItem.cents < 0)
    given_up = (
        Settlement.select(Settlement.debit)
        .join(Booking, on=Settlement.credit == Booking.id)
        .where(Booking.kind.in_(GIVEN_UP))
    )
    return list(
        _accepted().where(Reminder.debit.not_in(owed), Reminder.debit.not_in(given_up)).order_by(SuspensionProposal.id)
    )


def lift_paid(_key: str = "") -> None:
    """Let all contracts go on whose debt is paid, where the settings want no question about it.

    Only the block that was made for the debt ends: one for another reason, made later, stays.
    """
    if not gateways.settings.panels.auto_unsuspend:
        return
    for proposal in paid():
        with write(), suppress(Refused):
            ledger.hold(proposal.contract.customer)
            blocked_at = Contract.get_by_id(proposal.contract_id).suspended_at
            if blocked_at and proposal.decided_at and blocked_at - proposal.decided_at < ONE_DECISION:
                resume(proposal)


def resume(proposal: SuspensionProposal) -> None:
    """Let a contract go on. Raises Refused when it is not blocked any more."""
    contracts.resume(proposal.contract)


def _accepted() -> Any:
    return (
        SuspensionProposal.select(SuspensionProposal, Contract, Customer, Reminder, Booking, Suspension.reason)
        .join(Contract)
        .join(Customer)
        .join_from(Contract, Suspension, JOIN.INNER)
        .join_from(SuspensionProposal, Reminder)
        .join(Booking, on=Reminder.debit == Booking.id)
        .where(SuspensionProposal.is_accepted)
    )


def _decide(proposal: SuspensionProposal, **decision: Any) -> None:
    undecided = SuspensionProposal.update(decided_at=clock.now(), decided_by=audit.actor().account, **decision).where(
        SuspensionProposal.id == proposal, SuspensionProposal.decided_at.is_null()
    )
    if not undecided.execute():
        raise Refused("Darüber ist schon entschieden.")


def _is_stopped(customer: Customer, debit: Booking) -> bool:
    stops = ReminderStop.in_force().where(ReminderStop.customer == customer)
    return bool(stops.where(ReminderStop.debit.is_null() | (ReminderStop.debit == debit)).exists())
