"""What providers transferred to our bank account, and of which payments and fees it consists."""

from datetime import date, timedelta

import gateways
from database import write
from gateways import Rejected, Unreachable
from gateways.payment import PayoutFact, PayoutPart
from models import Checkout, Payout, PayoutItem

SINCE = timedelta(days=45)  # how far back a payout is looked for that we have not stored
NEAR = timedelta(days=7)  # the bank's day and the provider's may differ by weekends and holidays


def fetch(day: str) -> None:
    """Store the payouts until a day (ISO) that are not there yet. Raises what the last provider in trouble raised."""
    trouble: Exception | None = None
    for provider in gateways.payment.names:
        try:
            _fetch(provider, date.fromisoformat(day) - SINCE)
        except (Unreachable, Rejected) as error:
            trouble = error
    if trouble:
        raise trouble


def of_amount(cents: int, day: date) -> Payout | None:
    """The payout of so many cents that arrives nearest to a day, at most a week from it; None when there is none."""
    near = Payout.select().where(Payout.cents == cents, Payout.arrives_on.between(day - NEAR, day + NEAR))
    found = [(abs((each.arrives_on or day) - day), each.id, each) for each in near]
    return min(found)[2] if found else None


def _fetch(provider: str, since: date) -> None:
    gateway = gateways.payment.of(provider)
    for fact in gateway.payouts(since):
        if not Payout.select().where(Payout.provider_id == fact.id).exists():
            _store(provider, fact, gateway.payout(fact.id))


def _store(provider: str, fact: PayoutFact, parts: list[PayoutPart]) -> None:
    with write():
        fees = sum(part.fee_cents for part in parts)
        row = {"provider": provider, "cents": fact.cents, "fee_cents": fees, "arrives_on": fact.arrives_on}
        Payout.insert(provider_id=fact.id, **row).on_conflict_ignore().execute()
        payout = Payout.get(Payout.provider_id == fact.id)
        if payout.items.exists():  # another process was quicker
            return
        for part in parts:
            checkout = Checkout.get_or_none(Checkout.payment_id == part.payment_id) if part.payment_id else None
            PayoutItem.create(
                payout=payout, payment_id=part.payment_id, kind=part.kind, checkout=checkout, cents=part.cents,
                fee_cents=part.fee_cents,
            )  # fmt: skip
