"""What the providers tell, as it comes over the wire."""

import time

import pytest

from models import Checkout, ProviderEvent
from rules.accounting import ledger
from tests.rules.payments.test_checkouts import begin, bill
from tests.rules.payments.test_events import complete, money_back

STRIPE, MOLLIE = "/webhooks/stripe", "/webhooks/mollie"


@pytest.fixture
def checkout(alice, stripe):
    bill(alice.customer, 7001, 1190)
    return begin(alice.customer)


def deliver(visitor, signed):
    return visitor.client.post(STRIPE, data=signed[0], headers=signed[1])


def test_a_signed_event_is_booked_without_login_or_token_and_again_changes_nothing(checkout, stripe, visitor):
    signed = stripe.signed("checkout.session.completed", stripe.pay(checkout.provider_id))
    assert [deliver(visitor, signed).status_code for _ in range(10)] == [200] * 10
    assert ledger.balance(checkout.customer) == 0
    assert ProviderEvent.select().count() == 1


@pytest.mark.parametrize("wrong", ["secret", "age", "body", "missing"])
def test_what_is_not_authentic_or_too_old_is_refused_and_stored_nowhere(checkout, stripe, visitor, wrong):
    about = stripe.pay(checkout.provider_id)
    old = int(time.time()) - 400
    body, headers = stripe.signed(
        "checkout.session.completed", about, "whsec_other" if wrong == "secret" else "whsec_of_the_tests",
        old if wrong == "age" else None,
    )  # fmt: skip
    if wrong == "body":
        body = body.replace("1190", "1191")
    if wrong == "missing":
        del headers["Stripe-Signature"]
    assert deliver(visitor, (body, headers)).status_code == 401
    assert not ProviderEvent.select().exists() and ledger.balance(checkout.customer) == -1190


def test_a_kind_of_event_that_nobody_needs_is_taken_and_forgotten(checkout, stripe, visitor):
    assert deliver(visitor, stripe.signed("customer.created", {"id": "cus_1"})).status_code == 200
    assert deliver(visitor, stripe.signed("refund.created", money_back("re_9", payment=None))).status_code == 200
    assert ProviderEvent.select().where(ProviderEvent.parked_for == "").count() <= 1


def test_a_provider_that_is_not_set_up_tells_nothing(alice, visitor):
    assert visitor.client.post(STRIPE, data="{}").status_code == 401
    assert visitor.client.post(MOLLIE, data={"id": "tr_1"}).status_code == 401


def test_mollie_is_answered_with_200_for_ids_that_nobody_knows_and_503_while_it_is_away(alice, mollie, visitor):
    bill(alice.customer, 7001, 1190)
    checkout = begin(alice.customer)
    mollie.payments[checkout.provider_id] |= {"status": "paid", "method": "creditcard"}
    assert visitor.client.post(MOLLIE, data={"id": "tr_unknown"}).status_code == 200
    assert visitor.client.post(MOLLIE, data={}).status_code == 200
    assert visitor.client.post(MOLLIE, data=b"\xff\x00", content_type="text/plain").status_code == 200
    mollie.trouble = 500
    assert visitor.client.post(MOLLIE, data={"id": checkout.provider_id}).status_code == 503
    mollie.trouble = 0
    assert visitor.client.post(MOLLIE, data={"id": checkout.provider_id}).status_code == 200
    assert ledger.balance(alice.customer) == 0 and Checkout.get_by_id(checkout.id).paid_at


def test_refunds_come_to_the_account(checkout, stripe, visitor):
    complete(stripe, checkout)
    deliver(visitor, stripe.signed("refund.created", money_back("re_1", 190)))
    assert ledger.balance(checkout.customer) == -190
