"""What we tell a payment provider and what it tells us, whichever it is; all amounts are cents."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

CARD, INSTANT = "card", "instant"


@dataclass(frozen=True)
class Order:
    """What is to be paid on the provider's page: `cents` of EUR, by CARD or INSTANT; `text` is what the payer reads.

    `customer` and `invoices` (numbers, divided by blanks) come back with the payment. The payer returns to `done_url`
    or, having changed their mind, to `cancel_url`; the provider tells `webhook_url`.
    """

    cents: int
    method: str
    text: str
    customer: int
    invoices: str
    language: str
    done_url: str
    cancel_url: str
    webhook_url: str


@dataclass(frozen=True)
class Page:
    """The provider's page for one order: its id there and the address to send the payer to."""

    id: str
    address: str


@dataclass(frozen=True)
class Movement:
    """Money that moved; `id` is the provider's. The method of a payment is CARD or INSTANT."""

    KINDS = ("paid", "refunded", "refund failed", "charged back", "chargeback won")

    kind: str
    id: str
    cents: int
    currency: str
    method: str = ""


@dataclass(frozen=True)
class Event:
    """What a provider told, by a webhook or when it was asked.

    `page_id` is the Page's id, empty where the provider names its payment only; `customer` and `invoices` as in the
    order, None where they were not told. `has_ended`: nobody can pay on that page any more.
    """

    kind: str
    page_id: str = ""
    payment_id: str = ""
    customer: int | None = None
    invoices: str | None = None
    movements: tuple[Movement, ...] = ()
    has_ended: bool = False


@dataclass(frozen=True)
class PayoutFact:
    """A sum that the provider transferred to our bank account, after fees."""

    id: str
    cents: int
    arrives_on: date | None


@dataclass(frozen=True)
class PayoutPart:
    """A payment, refund, chargeback or fee in a payout: gross cents and the provider's fee.

    The payout is the sum of `cents` less the sum of `fee_cents`.
    """

    KINDS = ("payment", "refund", "chargeback", "fee", "other")

    payment_id: str
    kind: str
    cents: int
    fee_cents: int


class Provider(Protocol):
    """What every provider can do. All raise Rejected (never again) and Unreachable (try again)."""

    def begin(self, order: Order, key: str) -> Page:
        """A page to pay on; the same `key` gives the same page."""

    def state(self, page_id: str) -> Event:
        """How it stands with a page now."""

    def payouts(self, since: date) -> list[PayoutFact]:
        """What was transferred to us since a day."""

    def payout(self, payout_id: str) -> list[PayoutPart]:
        """What a payout consists of, by the provider's report."""
