"""Mollie: payments on its page, unsigned webhooks that name a payment, settlements (API reference v2 of Mollie)."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from config import WrongSetting
from gateways.errors import Rejected, Unreachable
from gateways.payment.facts import CARD, INSTANT, Event, Movement, Order, Page, PayoutFact, PayoutPart
from texts import t

if TYPE_CHECKING:
    from mollie.api.client import Client

TIMEOUT_SECONDS = 8
ID = re.compile(r"tr_[A-Za-z0-9]{1,60}")
ENDED = {"canceled", "expired", "failed"}
REFUNDS = {"refunded": "refunded", "failed": "refund failed", "canceled": "refund failed"}
LOCALES = {"de": "de_DE", "en": "en_GB"}
PAGE = 250  # entries of a list that Mollie gives at once


class Mollie:
    """The account of `api_key`; payouts need an organisation's `access_token` too. `api_base` names a stand-in."""

    def __init__(self, options: Mapping[str, str], is_public: bool) -> None:
        self._api_key, self._access_token = options["api_key"], options.get("access_token", "")
        self._api_base = options.get("api_base", "")
        self._has_webhook = is_public or bool(self._api_base)
        if not re.fullmatch(r"(live|test)_\w+", self._api_key):
            raise WrongSetting("payment.mollie.api_key: must begin with live_ or test_")
        if self._access_token and not self._access_token.startswith("access_"):
            raise WrongSetting("payment.mollie.access_token: must begin with access_")

    def _client(self, access_token: str = "") -> "Client":
        """A client for one question: the SDK's keeps a connection that threads must not share."""
        from mollie.api.client import Client  # late: a portal without it starts faster

        client = Client(api_endpoint=self._api_base, timeout=TIMEOUT_SECONDS, retry=0)
        if access_token:
            client.set_access_token(access_token)
        else:
            client.set_api_key(self._api_key)
        return client

    def begin(self, order: Order, key: str) -> Page:
        """A payment of Mollie; without a webhook where Mollie could not reach it, which it would refuse."""
        wanted = {
            "amount": {"currency": "EUR", "value": f"{Decimal(order.cents) / 100:.2f}"},
            "description": order.text,
            "redirectUrl": order.done_url,
            "cancelUrl": order.cancel_url,
            "locale": LOCALES.get(order.language, "de_DE"),
            "metadata": {"customer": order.customer, "invoices": order.invoices},
            **({"webhookUrl": order.webhook_url} if self._has_webhook else {}),
            **({"method": "creditcard"} if order.method == CARD else {}),
        }
        with _errors():
            payment = self._client().payments.create(wanted, idempotency_key=key)
        address = payment.checkout_url or ""
        if not address.startswith("https://") and not self._api_base:
            raise Rejected(t("Die Bezahlseite hat keine sichere Adresse."))
        return Page(payment["id"], address)

    def state(self, page_id: str) -> Event:
        """The payment as it is now, with what was refunded and charged back."""
        if not ID.fullmatch(page_id):
            raise Rejected(t("Diese Zahlung gibt es nicht."))
        with _errors():
            payment = self._client().payments.get(page_id, embed="refunds,chargebacks")
        metadata = payment.get("metadata") or {}
        return Event(
            payment["status"], page_id=page_id, payment_id=page_id, customer=metadata.get("customer"),
            invoices=metadata.get("invoices"), movements=tuple(_movements(payment)),
            has_ended=payment["status"] in ENDED,
        )  # fmt: skip

    def payouts(self, since: date) -> list[PayoutFact]:
        """Settlements that were paid out; none without an access token, which alone may read them."""
        if not self._access_token:
            return []
        with _errors():
            listed = list(_all(self._client(self._access_token).settlements.list(limit=PAGE)))
        settled = [(each, datetime.fromisoformat(each["settledAt"]).date()) for each in listed if each.get("settledAt")]
        return [
            PayoutFact(each["id"], _cents(each["amount"]), day)
            for each, day in settled
            if each["status"] == "paidout" and day >= since
        ]

    def payout(self, payout_id: str) -> list[PayoutPart]:
        """Payments, refunds and chargebacks of a settlement, and its costs as one fee."""
        with _errors():
            settlement = self._client(self._access_token).settlements.get(payout_id)
            payments, refunds = list(_all(settlement.payments.list())), list(_all(settlement.refunds.list()))
            chargebacks = list(_all(settlement.chargebacks.list()))
        parts = [PayoutPart(each["id"], "payment", _settled(each), 0) for each in payments]
        parts += [PayoutPart(each["paymentId"], "refund", -abs(_settled(each)), 0) for each in refunds]
        parts += [PayoutPart(each["paymentId"], "chargeback", -abs(_settled(each)), 0) for each in chargebacks]
        fees = sum(part.cents for part in parts) - _cents(settlement["amount"])
        return [*parts, PayoutPart("", "fee", 0, fees)] if fees else parts


@contextmanager
def _errors() -> Iterator[None]:
    """What the SDK raises, in our two words; its own messages may quote the key and go nowhere."""
    from mollie.api import error as errors

    try:
        yield
    except errors.ResponseError as error:
        if int(error.status or 500) >= 500 or error.status in (409, 429):
            raise Unreachable(t("Der Zahlungsanbieter antwortet gerade nicht.")) from error
        raise Rejected(t("Der Zahlungsanbieter lehnt das ab ({code}).", code=error.status)) from error
    except errors.Error as error:
        raise Unreachable(t("Der Zahlungsanbieter antwortet gerade nicht.")) from error


def _movements(payment: Mapping[str, Any]) -> Iterator[Movement]:
    """What moved of a payment, the payment itself first."""
    if payment["status"] != "paid":
        return
    method = CARD if payment.get("method") == "creditcard" else INSTANT
    yield _movement("paid", payment, method)
    embedded = payment.get("_embedded") or {}
    for refund in embedded.get("refunds", ()):
        if refund["status"] in REFUNDS:
            yield _movement(REFUNDS[refund["status"]], refund)
    for chargeback in embedded.get("chargebacks", ()):
        yield _movement("charged back", chargeback)
        if chargeback.get("reversedAt"):
            yield _movement("chargeback won", chargeback)


def _movement(kind: str, given: Mapping[str, Any], method: str = "") -> Movement:
    return Movement(kind, given["id"], abs(_cents(given["amount"])), given["amount"]["currency"], method)


def _cents(amount: Mapping[str, str]) -> int:
    return int(Decimal(amount["value"]) * 100)


def _settled(given: Mapping[str, Any]) -> int:
    """What something came to in our currency."""
    return _cents(given.get("settlementAmount") or given["amount"])


def _all(page: Any) -> Iterator[Any]:
    """All entries of a list that comes in pages."""
    while page is not None:
        yield from page
        page = page.get_next()
