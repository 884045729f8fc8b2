"""What providers pay out in one sum."""

from datetime import date, datetime

import pytest

import gateways
from gateways import Unreachable
from models import Payout, PayoutItem
from rules.payments import events, payouts
from tests.providers import MOLLIE, STRIPE, set_up
from tests.rules.payments.test_checkouts import begin, bill

DAY = date(2026, 3, 2)


@pytest.fixture
def paid_out(alice, stripe):
    """A payment of Alice that was paid out with another one."""
    bill(alice.customer, 7001, 1190)
    checkout = begin(alice.customer)
    stripe.pay(checkout.provider_id)
    events.check(checkout)
    arrival = int(datetime(2026, 3, 2, 12).timestamp())
    stripe.payout_rows = [{"object": "payout", "id": "po_1", "amount": 2100, "currency": "eur",
                           "arrival_date": arrival, "status": "paid"}]  # fmt: skip
    line = {"object": "balance_transaction", "type": "charge", "fee": 45}
    stripe.transactions["po_1"] = [
        line | {"amount": 1190, "source": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}},
        line | {"amount": 1000, "source": {"id": "ch_2", "object": "charge", "payment_intent": "pi_x"}},
    ]
    return checkout


def test_a_payout_is_stored_once_with_what_it_consists_of(paid_out):
    for _ in range(2):
        payouts.fetch("2026-03-03")
    payout = Payout.get()
    assert (payout.cents, payout.fee_cents, payout.arrives_on) == (2100, 90, DAY)
    assert [(item.payment_id, item.cents, item.fee_cents) for item in PayoutItem.with_customers(payout)] == [
        ("pi_1", 1190, 45), ("pi_x", 1000, 45),
    ]  # fmt: skip
    assert [item.checkout and item.checkout.id for item in PayoutItem.with_customers(payout)] == [paid_out.id, None]


@pytest.mark.parametrize(("cents", "day", "is_found"), [
    (2100, date(2026, 3, 2), True), (2100, date(2026, 3, 9), True), (2100, date(2026, 2, 23), True),
    (2100, date(2026, 3, 10), False), (2101, date(2026, 3, 2), False),
])  # fmt: skip
def test_a_payout_is_found_by_its_amount_near_its_day(paid_out, cents, day, is_found):
    payouts.fetch("2026-03-03")
    assert (payouts.of_amount(cents, day) is not None) == is_found


def test_of_two_the_nearer_one_is_found(house):
    for name, day in (("a", date(2026, 3, 1)), ("b", date(2026, 3, 4))):
        Payout.create(provider="stripe", provider_id=name, cents=100, fee_cents=0, arrives_on=day)
    assert payouts.of_amount(100, date(2026, 3, 3)).provider_id == "b"
    assert payouts.of_amount(100, date(2026, 3, 2)).provider_id == "a"


def test_one_provider_in_trouble_does_not_stop_the_other(house, paid_out, stripe):
    away = {"mollie": MOLLIE | {"api_base": "http://127.0.0.1:9"}, "stripe": STRIPE | {"api_base": stripe.address}}
    set_up(house, away)
    assert gateways.payment.names == ("mollie", "stripe")
    with pytest.raises(Unreachable):
        payouts.fetch("2026-03-03")
    assert Payout.get().provider_id == "po_1"


def test_it_is_fetched_once_a_day_by_itself():
    import work

    assert ("payouts", 5, payouts.fetch) in work.DAILY
