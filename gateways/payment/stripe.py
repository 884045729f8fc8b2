"""Stripe: Checkout Sessions, signed webhooks, payouts with their balance transactions (API reference of Stripe)."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gateways.errors import Rejected, Unreachable
from gateways.payment.facts import CARD, INSTANT, Event, Movement, Order, Page, PayoutFact, PayoutPart
from texts import t

if TYPE_CHECKING:
    from stripe import StripeClient

TIMEOUT_SECONDS = 8
MOST_AGE_SECONDS = 300  # of a webhook
SESSION_ENDED = {"checkout.session.expired", "checkout.session.async_payment_failed"}
DISPUTES = {"charge.dispute.funds_withdrawn": "charged back", "charge.dispute.funds_reinstated": "chargeback won"}
REFUNDS = {"succeeded": "refunded", "failed": "refund failed", "canceled": "refund failed"}
ITEMS = {
    "charge": "payment", "payment": "payment", "refund": "refund", "payment_refund": "refund",
    "payment_failure_refund": "refund", "refund_failure": "refund", "adjustment": "chargeback", "stripe_fee": "fee",
}  # fmt: skip


class Stripe:
    """The account of `secret_key`; `api_base` names a stand-in."""

    def __init__(self, options: Mapping[str, str]) -> None:
        self._secret_key, self._webhook_secret = options["secret_key"], options["webhook_secret"]
        self._api_base = options.get("api_base", "")

    @cached_property
    def _client(self) -> "StripeClient":
        import stripe  # late: a portal without it starts faster

        return stripe.StripeClient(
            self._secret_key,
            base_addresses={"api": self._api_base} if self._api_base else {},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def begin(self, order: Order, key: str) -> Page:
        """A Checkout Session; `key` is Stripe's idempotency key and the client_reference_id."""
        metadata = {"customer": str(order.customer), "invoices": order.invoices}
        by_card = {"payment_method_types": ["card"]}
        product = {"currency": "eur", "unit_amount": order.cents, "product_data": {"name": order.text}}
        params: Any = {
            "mode": "payment",
            "client_reference_id": key,
            "success_url": order.done_url,
            "cancel_url": order.cancel_url,
            "locale": order.language,
            "line_items": [{"quantity": 1, "price_data": product}],
            "metadata": metadata,
            "payment_intent_data": {"description": order.text, "metadata": metadata},
            **(by_card if order.method == CARD else {"excluded_payment_method_types": ["card"]}),
        }
        with _errors():
            session = self._client.v1.checkout.sessions.create(params=params, options={"idempotency_key": key})
        address = session.url or ""
        if not address.startswith("https://") and not self._api_base:
            raise Rejected(t("Die Bezahlseite hat keine sichere Adresse."))
        return Page(session.id, address)

    def state(self, page_id: str) -> Event:
        """The Checkout Session as it is now."""
        with _errors():
            session = _plain(self._client.v1.checkout.sessions.retrieve(page_id))
        return _of_session("state", session, session.get("status") == "expired")

    def read_event(self, signature: str, body: bytes) -> Event | None:
        """What a webhook tells, None when it is about no money of ours.

        Its signature and age (5 minutes at most) are checked by the SDK; raises Rejected.
        """
        import stripe

        try:
            stripe.WebhookSignature.verify_header(body, signature, self._webhook_secret, MOST_AGE_SECONDS)
            given = json.loads(body)
            return _event(given["type"], given["data"]["object"])
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Rejected(t("Diese Meldung kommt nicht von Stripe oder ist zu alt.")) from error

    def payouts(self, since: date) -> list[PayoutFact]:
        """Payouts that are paid or on their way."""
        begin = int(datetime.combine(since, time.min, UTC).timestamp())
        params: Any = {"arrival_date": {"gte": begin}, "limit": 100}
        with _errors():
            found = [_plain(each) for each in self._client.v1.payouts.list(params=params).auto_paging_iter()]
        return [
            PayoutFact(each["id"], each["amount"], datetime.fromtimestamp(each["arrival_date"], UTC).date())
            for each in found
            if each["status"] in ("paid", "in_transit") and each["currency"] == "eur"
        ]

    def payout(self, payout_id: str) -> list[PayoutPart]:
        """The balance transactions of a payout; without those of a payout that somebody made by hand."""
        params: Any = {"payout": payout_id, "limit": 100, "expand": ["data.source"]}
        with _errors():
            listed = self._client.v1.balance_transactions.list(params=params)
            found = [_plain(each) for each in listed.auto_paging_iter()]
        return [
            PayoutPart(_payment_of(each.get("source")), ITEMS.get(each["type"], "other"), each["amount"], each["fee"])
            for each in found
            if each["type"] != "payout"
        ]


@contextmanager
def _errors() -> Iterator[None]:
    """What the SDK raises, in our two words; its own messages may quote the key and go nowhere."""
    import stripe

    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise Unreachable(t("Der Zahlungsanbieter antwortet gerade nicht.")) from error
    except stripe.StripeError as error:
        if error.http_status is None or error.http_status >= 500 or error.http_status == 409:
            raise Unreachable(t("Der Zahlungsanbieter antwortet gerade nicht.")) from error
        code = f"{error.http_status} {error.code or ''}".strip()
        raise Rejected(t("Der Zahlungsanbieter lehnt das ab ({code}).", code=code)) from error


def _plain(given: Any) -> dict[str, Any]:
    """An object of the SDK as a dict: its own have no `get`."""
    found: dict[str, Any] = given.to_dict()
    return found


def _event(kind: str, about: dict[str, Any]) -> Event | None:
    """The event in our words, None for a kind that moves no money of ours."""
    if kind.startswith("checkout.session."):
        return _of_session(kind, about, kind in SESSION_ENDED)
    if kind.startswith("refund.") or kind == "charge.refund.updated":
        moved = REFUNDS.get(about["status"])
    else:
        moved = DISPUTES.get(kind)
    if moved is None:
        return None
    movement = Movement(moved, about["id"], about["amount"], about["currency"].upper())
    return Event(kind, payment_id=about.get("payment_intent") or "", movements=(movement,))


def _of_session(kind: str, session: dict[str, Any], has_ended: bool) -> Event:
    """What is known of a Checkout Session; the payment moved when `payment_status` says so."""
    payment_id, metadata = session.get("payment_intent") or "", session.get("metadata") or {}
    paid: tuple[Movement, ...] = ()
    if session.get("payment_status") == "paid":
        method = CARD if session.get("payment_method_types") == ["card"] else INSTANT
        paid = (Movement("paid", payment_id, session["amount_total"], session["currency"].upper(), method),)
    customer = metadata.get("customer", "")
    return Event(
        kind, page_id=session["id"], payment_id=payment_id,
        customer=int(customer) if customer.isdecimal() else None, invoices=metadata.get("invoices"),
        movements=paid, has_ended=has_ended and not paid,
    )  # fmt: skip


def _payment_of(source: Any) -> str:
    """The payment that a balance transaction is about: its source's payment intent, else the source itself."""
    if isinstance(source, dict):
        return str(source.get("payment_intent") or source.get("id") or "")
    return str(source or "")
