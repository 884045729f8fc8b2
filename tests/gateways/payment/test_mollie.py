"""Mollie, asked by its own SDK."""

import logging
from dataclasses import replace
from datetime import date

import pytest

import gateways
from config import Settings, WrongSetting
from gateways import Rejected, Unreachable
from gateways.payment import CARD, INSTANT, Event, Movement, Order, PayoutFact, PayoutPart, from_settings

ORDER = Order(
    1190, CARD, "Muster: Rechnung 7001", 501, "7001", "de", "http://127.0.0.1/ok", "http://127.0.0.1/no",
    "http://127.0.0.1/webhooks/mollie",
)  # fmt: skip
EUR = {"currency": "EUR"}


@pytest.fixture
def gateway(mollie):
    return gateways.payment.of("mollie")


def test_the_same_key_gives_the_same_page(gateway, mollie):
    page = gateway.begin(ORDER, "k1")
    assert page.address == f"{mollie.address}/pay/{page.id}"
    assert gateway.begin(ORDER, "k1") == page
    payment = mollie.payments[page.id]
    assert payment["amount"] == {"currency": "EUR", "value": "11.90"}
    assert payment["method"] == "creditcard" and payment["webhookUrl"] == ORDER.webhook_url


def test_the_payer_chooses_how_to_pay_instantly(gateway, mollie):
    page = gateway.begin(replace(ORDER, method=INSTANT, cents=1000), "k")
    assert "method" not in mollie.payments[page.id]
    assert mollie.payments[page.id]["amount"]["value"] == "10.00"


def test_the_state_says_what_was_paid_refunded_and_charged_back(gateway, mollie):
    page = gateway.begin(ORDER, "k")
    assert gateway.state(page.id) == Event("open", page.id, page.id, 501, "7001")
    mollie.payments[page.id] |= {
        "status": "paid", "method": "creditcard",
        "_embedded": {
            "refunds": [{"id": "re_1", "status": "refunded", "amount": EUR | {"value": "5.00"}},
                        {"id": "re_2", "status": "pending", "amount": EUR | {"value": "1.00"}}],
            "chargebacks": [{"id": "chb_1", "amount": EUR | {"value": "-11.90"}, "reversedAt": "2026-03-01"}],
        },
    }  # fmt: skip
    assert gateway.state(page.id).movements == (
        Movement("paid", page.id, 1190, "EUR", CARD),
        Movement("refunded", "re_1", 500, "EUR"),
        Movement("charged back", "chb_1", 1190, "EUR"),
        Movement("chargeback won", "chb_1", 1190, "EUR"),
    )


@pytest.mark.parametrize("status", ["canceled", "expired", "failed"])
def test_a_page_that_nobody_can_pay_on_has_ended(gateway, mollie, status):
    page = gateway.begin(ORDER, "k")
    mollie.payments[page.id]["status"] = status
    assert gateway.state(page.id).has_ended


@pytest.mark.parametrize("name", ["tr_unknown", "../payments", "", "tr_", "tr_1/refunds", "tr_1\n"])
def test_a_payment_that_is_not_there_is_refused(gateway, name):
    with pytest.raises(Rejected):
        gateway.state(name)


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unreachable), (429, Unreachable), (422, Rejected), (401, Rejected)]
)
def test_trouble_is_told_in_two_words_and_names_no_key(gateway, mollie, status, error, caplog):
    mollie.trouble = status
    with caplog.at_level(logging.DEBUG), pytest.raises(error) as raised:
        gateway.begin(ORDER, "k")
    assert "test_a" not in caplog.text + str(raised.value)


def test_a_provider_that_is_away_is_unreachable(gateway, mollie):
    mollie.stop()
    with pytest.raises(Unreachable):
        gateway.begin(ORDER, "k")


@pytest.mark.parametrize("options", [{"api_key": "sk_x"}, {"api_key": "test_x", "access_token": "x"}])
def test_a_key_of_another_kind_is_a_wrong_setting_that_does_not_show_it(options):
    with pytest.raises(WrongSetting) as raised:
        from_settings(Settings(payment={"mollie": options}), lambda: False)
    assert "sk_x" not in str(raised.value)


def test_without_an_access_token_there_are_no_payouts():
    providers = from_settings(Settings(payment={"mollie": {"api_key": "test_x"}}), lambda: False)
    assert providers.of("mollie").payouts(date(2026, 1, 1)) == []


def test_a_settlement_is_split_and_what_is_missing_is_its_fee(gateway, mollie):
    row = {
        "id": "stl_1",
        "status": "paidout",
        "settledAt": "2026-03-02T00:00:00+00:00",
        "amount": EUR | {"value": "15.31"},
    }
    mollie.settlements = [row, row | {"id": "stl_2", "status": "open", "settledAt": None}]
    mollie.parts = {
        "payments": [{"id": "tr_1", "amount": EUR | {"value": "20.00"}}],
        "refunds": [{"id": "re_1", "paymentId": "tr_1", "amount": EUR | {"value": "4.00"}}],
    }
    assert gateway.payouts(date(2026, 3, 1)) == [PayoutFact("stl_1", 1531, date(2026, 3, 2))]
    assert gateway.payouts(date(2026, 3, 3)) == []
    assert gateway.payout("stl_1") == [
        PayoutPart("tr_1", "payment", 2000, 0),
        PayoutPart("tr_1", "refund", -400, 0),
        PayoutPart("", "fee", 0, 69),
    ]


def test_a_provider_that_is_not_set_up_is_away(house):
    with pytest.raises(Unreachable):
        gateways.payment.of("mollie")
