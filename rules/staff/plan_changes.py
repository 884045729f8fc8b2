"""Another plan from a day on, as the hoster's people enter it: looked at first, then put down."""

from dataclasses import dataclass
from datetime import date

import clock
from database import database, write
from models import Charge, Contract, Plan, PlanPrice
from rules import Refused
from rules.accounting import prices
from rules.products import contracts, panel_tasks


@dataclass(frozen=True)
class Preview:
    """What a change would bring: the plan, its price a period and what is charged or given back (net cents)."""

    plan: Plan
    price_cents: int
    charges: list[Charge]

    @property
    def net_cents(self) -> int:
        return sum(each.quantity * each.price_cents for each in self.charges)


def preview(contract: Contract, plan: int, day: date, price_cents: int | None) -> Preview:
    """What `change` would do; nothing stays of it. Raises Refused."""
    with write(), database.atomic() as step:
        found = _change(contract, plan, day, price_cents)
        step.rollback()
    return found


def change(contract: Contract, plan: int, day: date, price_cents: int | None) -> None:
    """Put a contract under the plan with this id from a day on; without a price (net cents) it costs the plan's.

    Its panel follows when the day begins. Raises Refused.
    """
    with write():
        old = contract.plan
        _change(contract, plan, day, price_cents)
        changed = Contract.get_by_id(contract.id)
        contracts.refresh_search(changed)
        panel_tasks.follow_plan(changed, old, max(clock.now(), clock.at(day, 0)))


def _change(contract: Contract, plan: int, day: date, price_cents: int | None) -> Preview:
    new = Plan.get_or_none(Plan.id == plan)
    if new is None:
        raise Refused("Diesen Tarif gibt es nicht.", "plan")
    if new.id == contract.plan_id:
        raise Refused("Diesen Tarif hat der Vertrag schon.", "plan")
    price = _price(contract, new, day) if price_cents is None else price_cents
    return Preview(new, price, prices.plan_change(contract, day, new, price))


def _price(contract: Contract, plan: Plan, day: date) -> int:
    """What the plan costs on a day, for a contract that is paid as often."""
    if plan.period_months != contract.period_months:
        raise Refused("Dieser Tarif hat eine andere Zahlungsperiode. Bitte geben Sie den Preis ein.", "price_cents")
    valid = PlanPrice.select().where(PlanPrice.plan == plan, PlanPrice.valid_from <= day)
    price = valid.order_by(PlanPrice.valid_from.desc()).first()
    if price is None:
        raise Refused("Dieser Tarif hat an diesem Tag noch keinen Preis. Bitte geben Sie ihn ein.", "price_cents")
    return int(price.price_cents)
