"""Stripe, asked by its own SDK."""

import logging
from datetime import date, datetime

import pytest

import gateways
from gateways import Rejected, Unreachable
from gateways.payment import CARD, INSTANT, Event, Movement, Order, PayoutFact, PayoutPart

ORDER = Order(1190, CARD, "Muster: Rechnung 7001", 501, "7001", "de", "http://127.0.0.1/ok", "http://127.0.0.1/no", "")
PAID = Movement("paid", "pi_1", 1190, "EUR", CARD)


@pytest.fixture
def gateway(stripe):
    return gateways.payment.of("stripe")


def test_the_same_key_gives_the_same_page_and_another_key_another(gateway, stripe):
    page = gateway.begin(ORDER, "k1")
    assert page.address == f"{stripe.address}/pay/{page.id}"
    assert gateway.begin(ORDER, "k1") == page
    assert gateway.begin(ORDER, "k2").id != page.id


def test_the_state_of_a_page_says_what_was_paid(gateway, stripe):
    page = gateway.begin(ORDER, "k")
    assert gateway.state(page.id) == Event("state", page.id, "", 501, "7001")
    stripe.pay(page.id)
    assert gateway.state(page.id) == Event("state", page.id, "pi_1", 501, "7001", (PAID,))


def test_a_page_that_expired_has_ended(gateway, stripe):
    page = gateway.begin(ORDER, "k")
    stripe.sessions[page.id]["status"] = "expired"
    assert gateway.state(page.id).has_ended


def test_a_signed_event_says_the_same_as_the_state(gateway, stripe):
    page = gateway.begin(ORDER, "k")
    body, headers = stripe.signed("checkout.session.completed", stripe.pay(page.id))
    event = gateway.read_event(headers["Stripe-Signature"], body.encode())
    assert event == Event("checkout.session.completed", page.id, "pi_1", 501, "7001", (PAID,))


@pytest.mark.parametrize(
    ("kind", "status", "moved"),
    [
        ("refund.created", "pending", None),
        ("refund.updated", "succeeded", "refunded"),
        ("charge.refund.updated", "failed", "refund failed"),
        ("refund.failed", "failed", "refund failed"),
        ("charge.dispute.funds_withdrawn", "needs_response", "charged back"),
        ("charge.dispute.funds_reinstated", "won", "chargeback won"),
        ("charge.dispute.created", "needs_response", None),
        ("customer.created", "", None),
    ],
)
def test_only_what_moves_money_is_an_event(gateway, stripe, kind, status, moved):
    about = {"id": "x_1", "status": status, "amount": 500, "currency": "eur", "payment_intent": "pi_1"}
    body, headers = stripe.signed(kind, about)
    event = gateway.read_event(headers["Stripe-Signature"], body.encode())
    assert (event and event.movements) == (moved and (Movement(moved, "x_1", 500, "EUR"),))


@pytest.mark.parametrize("body", ["", "[]", "{", "{}", '{"type":"x","data":[]}', '{"type":1,"data":{"object":{}}}'])
def test_what_is_signed_but_no_event_is_refused(gateway, body):
    import stripe as sdk

    signature = sdk.WebhookSignature.generate_signature_header(body, "whsec_of_the_tests")
    with pytest.raises(Rejected):
        gateway.read_event(signature, body.encode())


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "v1=", "t=x", "\x00"])
def test_what_is_not_signed_is_refused(gateway, stripe, signature):
    body, _ = stripe.signed("checkout.session.completed", {})
    with pytest.raises(Rejected):
        gateway.read_event(signature, body.encode())


def test_what_is_not_utf8_is_refused(gateway):
    with pytest.raises(Rejected):
        gateway.read_event("t=1,v1=00", b"\xff")


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unreachable), (429, Unreachable), (400, Rejected), (401, Rejected)]
)
def test_trouble_is_told_in_two_words_and_names_no_key(gateway, stripe, status, error, caplog):
    stripe.trouble = status
    with caplog.at_level(logging.DEBUG), pytest.raises(error) as raised:
        gateway.begin(ORDER, "k")
    assert "sk_test" not in caplog.text + str(raised.value)


def test_a_provider_that_is_away_is_unreachable(gateway, stripe):
    stripe.stop()
    with pytest.raises(Unreachable):
        gateway.begin(ORDER, "k")


def test_nothing_is_asked_inside_a_transaction(stripe):
    import database

    with database.write(), pytest.raises(RuntimeError):
        gateways.payment.of("stripe").begin(ORDER, "k")


def test_a_payout_is_split_into_its_payments_refunds_and_fees(gateway, stripe):
    day = int(datetime(2026, 3, 2, 12).timestamp())
    row = {"object": "payout", "id": "po_1", "amount": 1500, "currency": "eur", "arrival_date": day, "status": "paid"}
    stripe.payout_rows = [row, row | {"id": "po_2", "status": "failed"}, row | {"id": "po_3", "currency": "usd"}]
    source = {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}
    line = {"object": "balance_transaction", "id": "txn"}
    stripe.transactions["po_1"] = [
        line | {"type": "payout", "amount": -1500, "fee": 0, "source": "po_1"},
        line | {"type": "charge", "amount": 2000, "fee": 60, "source": source},
        line | {"type": "refund", "amount": -400, "fee": 0, "source": source | {"id": "re_1", "object": "refund"}},
        line | {"type": "stripe_fee", "amount": -40, "fee": 0, "source": None},
    ]
    assert gateway.payouts(date(2026, 3, 1)) == [PayoutFact("po_1", 1500, date(2026, 3, 2))]
    parts = gateway.payout("po_1")
    assert parts == [
        PayoutPart("pi_1", "payment", 2000, 60),
        PayoutPart("pi_1", "refund", -400, 0),
        PayoutPart("", "fee", -40, 0),
    ]
    assert sum(part.cents - part.fee_cents for part in parts) == 1500


def test_paying_instantly_leaves_cards_out(gateway, stripe):
    from dataclasses import replace

    page = gateway.begin(replace(ORDER, method=INSTANT), "k")
    stripe.pay(page.id)
    assert gateway.state(page.id).movements[0].method == INSTANT
