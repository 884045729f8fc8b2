"""What contracts cost from a day on: dated prices, the set-up, what is left to pay or give back when a plan changes."""

from datetime import date
from typing import Any

from peewee import fn

import values
from database import write
from models import BilledPeriod, Charge, Contract, ContractPrice, Invoice, InvoiceLine, Plan, PlanPrice
from rules import Refused, audit
from rules.accounting import ledger, parties, periods
from texts import speak, t


def price_on(contract: Contract, day: date) -> int:
    """What a period of a contract costs that begins on a day: net cents."""
    valid = ContractPrice.select().where(ContractPrice.contract == contract, ContractPrice.valid_from <= day)
    dated = valid.order_by(ContractPrice.valid_from.desc()).first()
    return dated.price_cents if dated else contract.price_cents


def set_price(contract: Contract, price_cents: int, reason: str = "") -> None:
    """What the periods cost from now on that no invoice covers yet; what was fixed for a later day stays.

    While nothing is fixed by day, the contract's own price says it alone.
    """
    first = contract.next_invoice_on or contract.started_on
    with write():
        dated = ContractPrice.select().where(ContractPrice.contract == contract)
        if dated.exists():
            ContractPrice.delete().where(
                ContractPrice.contract == contract, ContractPrice.valid_from == first
            ).execute()
            ContractPrice.create(contract=contract, valid_from=first, price_cents=price_cents, reason=reason)
        contract.price_cents = price_cents
        contract.save(only=["price_cents"])


def take_effect(day: str) -> None:
    """Let contracts show the price that holds on a day. What was due before and is not billed yet keeps its own."""
    today = date.fromisoformat(day)
    newest = (
        ContractPrice.select(ContractPrice.contract, fn.MAX(ContractPrice.valid_from).alias("since"))
        .where(ContractPrice.valid_from <= today)
        .group_by(ContractPrice.contract)
    )
    for row in list(newest):
        with write():
            contract = Contract.get_by_id(row.contract_id)
            price = price_on(contract, today)
            if contract.price_cents != price:
                _keep_base(contract)
                contract.price_cents = price
                contract.save(only=["price_cents"])


def _keep_base(contract: Contract) -> None:
    """Fix what the contract cost from its start, before its own price is another one."""
    earlier = ContractPrice.select().where(
        ContractPrice.contract == contract, ContractPrice.valid_from <= contract.started_on
    )
    if not earlier.exists():
        ContractPrice.create(
            contract=contract, valid_from=contract.started_on, price_cents=contract.price_cents
        )  # fmt: skip


def set_up(contract: Contract) -> Charge | None:
    """The charge for setting a new contract up, by the plan's price of its first day; None where that is free."""
    valid = PlanPrice.select().where(PlanPrice.plan == contract.plan, PlanPrice.valid_from <= contract.started_on)
    price = valid.order_by(PlanPrice.valid_from.desc()).first()
    if price is None or not price.setup_cents or not contract.period_months or not contract.next_invoice_on:
        return None
    with speak(parties.language_of(contract.customer)):
        text = t("Einrichtung {what}", what=_name(contract, contract.plan))
    return Charge.create(
        customer=contract.customer_id, contract=contract, kind="setup", product=contract.kind, text=text,
        price_cents=price.setup_cents, due_on=contract.started_on, created_by=audit.actor().account,
    )  # fmt: skip


def plan_change(contract: Contract, day: date, new_plan: Plan, new_price: int) -> list[Charge]:
    """Put a contract under another plan from a day on, at a price (net cents) a period.

    What is paid already for that day and later is given back by days, and charged at the new price: charges that wait
    for the next invoice. Raises Refused for a plan of another kind, a day before the contract or before its last
    change, after its end, and beyond what is billed: until there the old price has to be billed first.
    """
    with write():
        ledger.hold(contract.customer)
        contract = Contract.get_by_id(contract.id)
        _check(contract, day, new_plan)
        paid = _paid(contract, day)
        old = contract.plan
        charges = [charge for span in paid for charge in _remainders(contract, day, span, old, new_plan, new_price)]
        before = {"plan": old.name, "price_cents": contract.price_cents}
        contract.plan = new_plan
        contract.save(only=["plan"])
        set_price(contract, new_price, t("Tarifwechsel"))
        audit.note("plan of contract changed", contract, before, {"plan": new_plan.name, "price_cents": new_price})
    return charges


def _check(contract: Contract, day: date, new_plan: Plan) -> None:
    if new_plan.kind != contract.kind:
        raise Refused("Der neue Tarif muss von derselben Art sein wie der bisherige.", "plan")
    if day < contract.started_on:
        raise Refused("Das liegt vor dem Beginn des Vertrags.", "day")
    if contract.cancelled_on and day > contract.cancelled_on:
        raise Refused("An diesem Tag ist der Vertrag schon zu Ende.", "day")
    if contract.next_invoice_on and day > contract.next_invoice_on:
        raise Refused("Bis zu diesem Tag ist noch nicht alles berechnet. Bitte schreiben Sie erst die Rechnung.", "day")
    later = Charge.select().where(Charge.contract == contract, Charge.kind == "proration", Charge.period_from > day)
    if later.exists():
        raise Refused("Für einen späteren Tag gibt es schon einen Tarifwechsel.", "day")


def _paid(contract: Contract, day: date) -> list[tuple[date, date, int, int]]:
    """What is billed for a day and later: first and last day, the net cents paid for it and the days they are for."""
    spans = BilledPeriod.select().where(BilledPeriod.contract == contract, BilledPeriod.period_to >= day)
    found = [(span.period_from, span.period_to, _net_of(span)) for span in spans.order_by(BilledPeriod.period_from)]
    known = {each[1]: each for each in found or _billed_elsewhere(contract, day)}
    known |= {last: (first, last, cents) for first, last, cents in _changes(contract) if last in known}
    return [(first, last, cents, (last - first).days + 1) for _, (first, last, cents) in sorted(known.items())]


def _billed_elsewhere(contract: Contract, day: date) -> list[tuple[date, date, int]]:
    """The periods that were billed before the portal kept which: those up to the next invoice."""
    found: list[tuple[date, date, int]] = []
    following = contract.next_invoice_on
    while following and contract.period_months and following > day:
        first = periods.period(contract, -1 - len(found)).first
        found.append((first, following - periods.DAY, price_on(contract, first)))
        following = first
    return found


def _changes(contract: Contract) -> list[tuple[date, date, int]]:
    """The spans that earlier changes of plan charged anew, the last one last."""
    made: Any = (
        Charge.select(Charge.period_from, Charge.period_to, Charge.price_cents)
        .where(Charge.contract == contract, Charge.kind == "proration", Charge.quantity > 0)
        .order_by(Charge.period_from, Charge.id)
        .tuples()
    )
    return list(made)


def _net_of(span: BilledPeriod) -> int:
    """What a billed period came to with its discounts, less what corrections gave back of it."""
    invoice = span.line.invoice_id
    lines = InvoiceLine.select(fn.SUM(InvoiceLine.net_cents)).join(Invoice)
    same = lines.where(
        (Invoice.id == invoice) | (Invoice.corrects == invoice),
        InvoiceLine.contract == span.contract_id,
        InvoiceLine.period_from == span.period_from,
        InvoiceLine.kind.in_(("period", "discount")),
    )
    return int(same.scalar() or 0)


def _remainders(
    contract: Contract, day: date, span: tuple[date, date, int, int], old: Plan, new: Plan, new_price: int
) -> list[Charge]:
    """The two charges for what is left of a billed span: the old plan back, the new one instead."""
    first, last, paid_cents, paid_days = span
    start = max(day, first)
    days = (last - start).days + 1
    back = periods.share(paid_cents, days, paid_days)
    whole = _full_days(contract, first, last)
    instead = periods.share(new_price, days, whole)
    made = []
    with speak(parties.language_of(contract.customer)):
        for plan, quantity, cents in ((old, -1, back), (new, 1, instead)):
            made.append(
                Charge.create(
                    customer=contract.customer_id,
                    contract=contract,
                    kind="proration",
                    product=contract.kind,
                    text=t("Tarifwechsel: {what}", what=_name(contract, plan)),
                    quantity=quantity,
                    price_cents=cents,
                    period_from=start,
                    period_to=last,
                    due_on=day,
                    created_by=audit.actor().account,
                )  # fmt: skip
            )
    return made


def _full_days(contract: Contract, first: date, last: date) -> int:
    """The days of the full period that a billed span belongs to."""
    following = last + periods.DAY
    months = contract.period_months or 1
    day = periods.anchor(contract.billing_day, contract.started_on, following)
    begin = periods.moved(following, -months, day)
    return (following - min(begin, first)).days


def _name(contract: Contract, plan: Plan) -> str:
    """A contract under a plan, as invoices call it."""
    return f"{plan.name} {values.domain_shown(contract.domain.name) if contract.domain else ''}".strip()
