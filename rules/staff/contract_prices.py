"""What a contract costs from a day on, and what is taken off."""

from datetime import date

import clock
from database import write
from models import BilledPeriod, Contract, ContractPrice, Discount
from rules import Refused, audit
from rules.staff import unless_taken


def add_price(contract: Contract, valid_from: date, price_cents: int, reason: str) -> ContractPrice:
    """What a period costs (net cents) that begins on a day or later.

    Raises Refused when that day has a price, lies before the contract or before a period that is billed.
    """
    if valid_from < contract.started_on:
        raise Refused("Das liegt vor dem Beginn des Vertrags.", "valid_from")
    row = {"valid_from": valid_from, "price_cents": price_cents, "reason": reason}
    taken = Refused("Für diesen Tag steht schon ein Preis.", "valid_from")
    with write(), unless_taken(taken):
        if _billed_since(contract, valid_from):
            raise Refused("Ab diesem Tag ist schon eine Zahlungsperiode berechnet.", "valid_from")
        _keep_first_price(contract, valid_from)
        price = ContractPrice.create(contract=contract, **row)
        audit.note("contract price added", contract, after=row)
    return price


def remove_price(price: ContractPrice) -> None:
    """Take away a price that does not hold yet; raises Refused for one that does or is on an invoice."""
    if price.valid_from <= clock.today():
        raise Refused("Dieser Preis gilt schon. Bitte tragen Sie einen neuen ein.")
    with write():
        if _billed_since(price.contract, price.valid_from):
            raise Refused("Dieser Preis steht schon auf einer Rechnung.")
        before = {"valid_from": price.valid_from, "price_cents": price.price_cents, "reason": price.reason}
        audit.note("contract price removed", price.contract, before)
        price.delete_instance()
        _forget_first_price(price.contract)


def add_discount(
    contract: Contract, text: str, share: int | None, cents: int | None, valid_from: date, valid_to: date | None
) -> Discount:
    """Something off the periods that begin within the span: hundredths of a percent or net cents. Raises Refused."""
    if (share is None) == (cents is None):
        raise Refused("Bitte geben Sie entweder Prozent oder einen Betrag ein.", "share")
    if valid_to and valid_to < valid_from:
        raise Refused("Das Ende liegt vor dem Anfang.", "valid_to")
    with write():
        discount = Discount.create(
            contract=contract, text=text, share=share, cents=cents, valid_from=valid_from, valid_to=valid_to
        )
        audit.note("discount added", contract, after=_described(discount))
    return discount


def end_discount(discount: Discount) -> None:
    """Let no further period have a discount: one that has not begun goes away, another one ends today.

    Raises Refused when it is over already.
    """
    today = clock.today()
    with write():
        if discount.valid_to and discount.valid_to <= today:
            raise Refused("Dieser Rabatt ist schon zu Ende.")
        audit.note("discount ended", discount.contract, _described(discount))
        if discount.valid_from > today and not _billed_since(discount.contract, discount.valid_from):
            discount.delete_instance()
        else:
            discount.valid_to = today
            discount.save(only=["valid_to"])


def _keep_first_price(contract: Contract, before: date) -> None:
    """Write down what the contract costs from its beginning: the first other price must not reach back."""
    if before > contract.started_on and not contract.prices.exists():
        ContractPrice.create(contract=contract, valid_from=contract.started_on, price_cents=contract.price_cents)


def _forget_first_price(contract: Contract) -> None:
    """Without any other price the contract itself says what it costs."""
    left = list(contract.prices)
    if len(left) == 1 and (left[0].valid_from, left[0].reason) == (contract.started_on, ""):
        left[0].delete_instance()


def _billed_since(contract: Contract, day: date) -> bool:
    """Whether a period that begins on a day or later is on an invoice."""
    later = BilledPeriod.select().where(BilledPeriod.contract == contract, BilledPeriod.period_from >= day)
    return bool(later.exists())


def _described(discount: Discount) -> dict[str, object]:
    return {
        "text": discount.text, "share": discount.share, "discount_cents": discount.cents,
        "valid_from": discount.valid_from, "valid_until": discount.valid_to,
    }  # fmt: skip
