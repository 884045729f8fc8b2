"""What the hoster sells, and for how much from which day on."""

from datetime import date
from typing import Any

import clock
from database import write
from models import Contract, Plan, PlanPrice
from rules import Refused, audit
from rules.staff import unless_taken


def create(**details: Any) -> Plan:
    """A new plan; raises Refused when its name is taken."""
    with write(), unless_taken(_taken()):
        plan = Plan.create(**_checked(details))
        audit.note("plan made", plan, after=details)
    return plan


def change(plan: Plan, **details: Any) -> None:
    """Change a plan; its kind stays while contracts run under it. Raises Refused."""
    if details["kind"] != plan.kind and Contract.select().where(Contract.plan == plan).exists():
        raise Refused("Die Art kann sich nicht mehr ändern: Es gibt Verträge mit diesem Tarif.", "kind")
    with write(), unless_taken(_taken()):
        audit.change("plan changed", plan, **_checked(details))


def add_price(plan: Plan, valid_from: date, price_cents: int, setup_cents: int = 0) -> PlanPrice:
    """A price a period and one for the set-up (cents without VAT) for new contracts from a day on.

    Raises Refused when that day has one.
    """
    row = {"valid_from": valid_from, "price_cents": price_cents, "setup_cents": setup_cents}
    taken = Refused("Für diesen Tag steht schon ein Preis.", "valid_from")
    with write(), unless_taken(taken):
        price = PlanPrice.create(plan=plan, **row)
        audit.note("price added", plan, after=row)
    return price


def remove_price(price: PlanPrice) -> None:
    """Take away a price that does not hold yet; raises Refused for one that does or did."""
    if price.valid_from <= clock.today():
        raise Refused("Dieser Preis gilt schon. Bitte tragen Sie einen neuen ein.")
    with write():
        before = {name: getattr(price, name) for name in ("valid_from", "price_cents", "setup_cents")}
        audit.note("price removed", price.plan, before)
        price.delete_instance()


def price_today(plan: Plan) -> int:
    """What the plan costs today, cents without VAT; 0 while it has no price."""
    valid = PlanPrice.select().where(PlanPrice.plan == plan, PlanPrice.valid_from <= clock.today())
    price = valid.order_by(PlanPrice.valid_from.desc()).first()
    return price.price_cents if price else 0


def _taken() -> Refused:
    return Refused("Einen Tarif mit diesem Namen gibt es schon.", "name")


def _checked(details: dict[str, Any]) -> dict[str, Any]:
    if (details["kind"] == "other") != bool(details["category"]):
        raise Refused("Eine Gruppe gibt es nur bei anderen Produkten, und dort ist sie nötig.", "category")
    return details
