"""Contracts as the hoster's people keep them: made, changed, cancelled, blocked."""

from datetime import date
from typing import Any

from peewee import fn

import clock
import texts
from database import write
from models import (
    BilledPeriod,
    Cancellation,
    Contract,
    Customer,
    Domain,
    Plan,
    Server,
    ServerAddress,
    Suspension,
)
from rules import Refused, audit
from rules.accounting import periods, prices
from rules.products import accesses, panel_tasks
from rules.staff import note_difference, plans, unless_taken
from values import domain_shown, fold


def create(customer: Customer, **details: Any) -> Contract:
    """A new contract; `details` as for `change`, with the id of a plan. Without a price it costs what the plan costs.

    What the plan's set-up costs comes with the first invoice. Raises Refused.
    """
    with write():
        plan = Plan.get_or_none(Plan.id == details["plan"])
        if plan is None:
            raise Refused("Diesen Tarif gibt es nicht.", "plan")
        contract = Contract(customer=customer, plan=plan, kind=plan.kind)
        _lay_in(contract, plan, details)
        contract.save(force_insert=True)
        accesses.set_all(contract, details["accesses"])
        refresh_search(contract)
        audit.note("contract made", contract, after=described(contract))
        if charge := prices.set_up(contract):
            audit.note("set-up charged", charge, after={"text": charge.text, "price_cents": charge.price_cents})
    return contract


def change(contract: Contract, **details: Any) -> None:
    """Set domain (id), description, price_cents, period_months, started_on, next_invoice_on, is_held (nothing billed)
    and accesses (kind → panel and user, or "" and address). Raises Refused.

    The plan stays: `rules.accounting.prices.plan_change` changes it and settles what is billed already.
    """
    with write():
        before = described(contract)
        _check_billed(contract, details["next_invoice_on"])
        _lay_in(contract, contract.plan, details)
        contract.save()
        accesses.set_all(contract, details["accesses"])
        refresh_search(contract)
        note_difference("contract changed", contract, before, described(contract))


def _lay_in(contract: Contract, plan: Plan, details: dict[str, Any]) -> None:
    started_on, next_invoice_on = details["started_on"], details["next_invoice_on"]
    if next_invoice_on and next_invoice_on < started_on:
        raise Refused("Die nächste Rechnung kann nicht vor dem Beginn liegen.", "next_invoice_on")
    contract.domain = _domain(contract, details["domain"])
    contract.description = details["description"]
    if contract.id is None or not contract.prices.exists():  # otherwise its dated prices say what it costs
        contract.price_cents = _price(plan, details["period_months"], details["price_cents"])
    contract.period_months = details["period_months"]
    contract.started_on, contract.next_invoice_on = started_on, next_invoice_on
    if next_invoice_on:
        contract.billing_day = periods.anchor(contract.billing_day, started_on, next_invoice_on)
    if details["is_held"] != (contract.billing_held_at is not None):
        contract.billing_held_at = clock.now() if details["is_held"] else None


def _price(plan: Plan, months: int | None, cents: int | None) -> int:
    """What was agreed, else what the plan costs today; raises Refused where that is the price of another period."""
    if cents is not None:
        return cents
    today = plans.price_today(plan)
    if today and months != plan.period_months:
        raise Refused(
            "Der Tarif kostet {price} ({period}). Bitte geben Sie den Preis für Ihre Zahlungsperiode ein.",
            "price_cents", price=texts.money(today), period=texts.period(plan.period_months) or texts.t("einmalig"),
        )  # fmt: skip
    return today


def _check_billed(contract: Contract, next_invoice_on: date | None) -> None:
    """Raises Refused where days would be billed that stand on an invoice already."""
    billed = BilledPeriod.select(fn.MAX(BilledPeriod.period_to)).where(BilledPeriod.contract == contract).scalar()
    if billed and next_invoice_on and next_invoice_on <= billed:
        raise Refused("Bis zum {day} ist schon berechnet.", "next_invoice_on", day=texts.date(billed))


def _domain(contract: Contract, domain_id: int | None) -> Domain | None:
    if domain_id is None:
        return None
    domain = Domain.of(contract.customer).where(Domain.id == domain_id).first()
    if domain is None:
        raise Refused("Diese Domain hat der Kunde nicht.", "domain")
    return domain


def cancel(contract: Contract, effective_on: date, reason: str) -> None:
    """Put down a cancellation for the end of a day; raises Refused when there is one already."""
    if effective_on < contract.started_on:
        raise Refused("Das Ende kann nicht vor dem Beginn des Vertrags liegen.", "effective_on")
    known = Refused("Dieser Vertrag ist schon gekündigt. Bitte nehmen Sie die Kündigung erst zurück.")
    with write(), unless_taken(known):
        Cancellation.create(
            contract=contract, effective_on=effective_on, reason=reason, cancelled_by=audit.actor().account
        )
        audit.note("contract cancelled", contract, after={"effective_on": effective_on, "reason": reason})


def take_back(contract: Contract) -> None:
    """Take a cancellation back; raises Refused when there is none, or what it opens is another customer's by now."""
    with write():
        cancellation = Cancellation.get_or_none(Cancellation.contract == contract)
        if cancellation is None:
            raise Refused("Dieser Vertrag ist nicht gekündigt.")
        accesses.check_still_its_own(contract)
        before = {"effective_on": cancellation.effective_on, "reason": cancellation.reason}
        cancellation.delete_instance()
        audit.note("cancellation taken back", contract, before)
        panel_tasks.withdraw(contract, "delete")


def suspend(contract: Contract, reason: str) -> None:
    """Block a contract until `resume`; raises Refused when it is blocked already."""
    with write(), unless_taken(Refused("Dieser Vertrag ist schon gesperrt.")):
        Suspension.create(
            contract=contract, reason=reason, suspended_by=audit.actor().account, created_at=clock.now()
        )  # fmt: skip
        audit.note("contract suspended", contract, after={"reason": reason})
        panel_tasks.follow(contract, "suspend")


def resume(contract: Contract) -> None:
    """Let a blocked contract go on; raises Refused when it is not blocked."""
    with write():
        suspension = Suspension.get_or_none(Suspension.contract == contract)
        if suspension is None:
            raise Refused("Dieser Vertrag ist nicht gesperrt.")
        suspension.delete_instance()
        audit.note("contract resumed", contract, {"reason": suspension.reason})
        panel_tasks.follow(contract, "unsuspend")


def refresh_search(contract: Contract) -> None:
    """Bring the contract's search text up to date with its plan, domain, description and server."""
    with write():
        Contract.update(search_text=search_text(contract)).where(Contract.id == contract).execute()


def search_text(contract: Contract) -> str:
    """What a contract is found by, folded."""
    domain = contract.domain.name if contract.domain else ""
    server = Server.get_or_none(Server.contract == contract)
    addresses = [each.address for each in ServerAddress.select().where(ServerAddress.server == server)]
    words = [contract.plan.name, domain, domain_shown(domain), contract.description, server.name if server else ""]
    return fold(" ".join(words + addresses))


def described(contract: Contract) -> dict[str, Any]:
    """The contract as the audit log shows it, names instead of ids."""
    return {
        "plan": contract.plan.name,
        "domain": contract.domain.name if contract.domain else "",
        "description": contract.description,
        "price_cents": contract.price_cents,
        "period_months": contract.period_months,
        "started_on": contract.started_on,
        "next_invoice_on": contract.next_invoice_on,
        "is_held": contract.billing_held_at is not None,
        "accesses": accesses.described(contract),
    }
