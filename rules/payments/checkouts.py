"""Paying on a provider's page: one wish is one checkout, however often somebody clicks."""

from datetime import timedelta
from hashlib import sha256

import clock
import gateways
from database import write
from gateways import Rejected, Unreachable
from gateways.payment import CARD, INSTANT, Order
from models import Account, Checkout, Customer, PayLink
from rules import Refused, audit, work
from rules.accounting import ledger
from rules.payments import events, wishes
from rules.payments.wishes import Wish
from texts import language, lazy, t

METHODS = {"K": CARD, "S": INSTANT}
OFFERED_HOURS = 23  # a page of Stripe ends after 24
MOST_AN_HOUR = 30  # of one customer
# How long after its start a checkout is asked after, in case no webhook comes.
LOOKS = tuple(timedelta(minutes=each) for each in (2, 10, 60, 360, 1500))
AWAY = lazy(
    "Die Bezahlseite ist gerade nicht erreichbar. Bitte versuchen Sie es in ein paar Minuten noch einmal, "
    "oder überweisen Sie."
)


def is_possible(provider: str = "") -> bool:
    """Whether a provider is set up, this one or any."""
    return provider in gateways.payment.names if provider else bool(gateways.payment.names)


def offered() -> list[tuple[str, str]]:
    """The providers that are set up, as (name, name for people), the preferred one first."""
    return [(name, name.title()) for name in gateways.payment.names]


def begin(
    customer: Customer,
    wish: Wish,
    method: str,
    form_key: str,
    seen_cents: int,
    base: str,
    account: Account | None = None,
    link: PayLink | None = None,
    provider: str = "",
) -> Checkout:
    """A checkout with the address of the provider's page ("" is the first one), or one that is paid already.

    The same `form_key` gives the same checkout, and so does the same wish while its page is open. `seen_cents` is what
    the page said; `base` the path below which the payer comes back. Raises Refused.
    """
    if wish.cents != seen_cents:
        if before := _paid_before(customer, form_key):
            return before
        raise Refused("Der offene Betrag hat sich inzwischen geändert. Bitte prüfen Sie ihn noch einmal.")
    wishes.check(wish)
    if not is_possible(provider):
        raise Refused("Online bezahlen ist gerade nicht möglich. Bitte überweisen Sie.")
    provider = provider or gateways.payment.names[0]
    for _ in range(3):  # a page that has ended meanwhile makes room for a new one
        checkout = _held(customer, wish, method, provider, form_key, account, link)
        checkout = _asked_after(checkout) if checkout.provider_id else _opened(checkout, base)
        if checkout.closed_at is None or checkout.paid_at:
            return checkout
    raise Refused(AWAY)


def look(key: str) -> None:
    """Ask after a checkout; `key` is its id and which look it is. The next one is put down while it is open."""
    number, _, place = key.partition(" ")
    checkout = Checkout.get_or_none(Checkout.id == int(number))
    if checkout is None or checkout.paid_at or checkout.closed_at or not checkout.provider_id:
        return
    events.check(checkout)
    _look_later(Checkout.get_by_id(checkout.id), int(place) + 1)


def _paid_before(customer: Customer, form_key: str) -> Checkout | None:
    """The checkout that this very form has paid: the way back shows a page from before."""
    return next((each for each in _of_form(customer, form_key) if each.paid_at), None)


def _of_form(customer: Customer, form_key: str) -> list[Checkout]:
    """The checkouts that this form has begun, in their order."""
    begun: list[Checkout] = []
    while known := Checkout.get_or_none(Checkout.key == _key(customer, form_key, len(begun))):
        begun.append(known)
    return begun


def _held(customer, wish, method, provider, form_key, account, link) -> Checkout:
    """The checkout of this form, an open one of the same wish, or a new one."""
    invoices = " ".join(wish.invoices)
    with write():
        ledger.hold(customer)
        begun = _of_form(customer, form_key)
        if known := next((each for each in begun if each.paid_at), None):
            return known
        wanted = (wish.cents, invoices, method, provider)
        if known := next((each for each in begun if each.closed_at is None and _is_for(each, wanted)), None):
            return known
        if same := _open_one(customer, wanted, link):
            return same
        _brake(customer)
        checkout = Checkout.create(
            customer=customer, provider=provider, method=method, cents=wish.cents, invoices=invoices,
            key=_key(customer, form_key, len(begun)), link=link, created_by=account,
        )  # fmt: skip
        audit.note("payment begun", checkout, after={"amount_cents": wish.cents, "payment_method": method})
        _look_later(checkout, 0)
    return checkout


def _is_for(checkout: Checkout, wanted: tuple[int, str, str, str]) -> bool:
    """Whether it is what is wanted: the way back shows the same form, where somebody may choose otherwise."""
    return (checkout.cents, checkout.invoices, checkout.method, checkout.provider) == wanted


def _open_one(customer, wanted, link) -> Checkout | None:
    cents, invoices, method, provider = wanted
    found = Checkout.of(customer).where(
        Checkout.cents == cents,
        Checkout.invoices == invoices,
        Checkout.method == method,
        Checkout.link.is_null() if link is None else Checkout.link == link,
        Checkout.provider == provider,
        Checkout.paid_at.is_null(),
        Checkout.closed_at.is_null(),
        Checkout.created_at > clock.ago(hours=OFFERED_HOURS),
    )
    return found.order_by(Checkout.id.desc()).first()


def _brake(customer: Customer) -> None:
    if Checkout.of(customer).where(Checkout.created_at > clock.ago(hours=1)).count() >= MOST_AN_HOUR:
        raise Refused("Das waren viele Versuche in kurzer Zeit. Bitte versuchen Sie es später noch einmal.")


def _key(customer: Customer, form_key: str, place: int) -> str:
    return sha256(f"{customer.id} {place} {form_key}".encode()).hexdigest()


def _asked_after(checkout: Checkout) -> Checkout:
    """The checkout as the provider knows it now; as we know it while the provider is away."""
    if checkout.paid_at is None:
        try:
            events.check(checkout)
        except (Unreachable, Rejected):
            return checkout
    return Checkout.get_by_id(checkout.id)


def _opened(checkout: Checkout, base: str) -> Checkout:
    """The checkout with its page; of several clicks at once each gets the same, by the provider's idempotency."""
    home = gateways.settings.public_url
    order = Order(
        cents=checkout.cents, method=METHODS[checkout.method], text=_text(checkout),
        customer=checkout.customer.number, invoices=checkout.invoices, language=language(),
        done_url=f"{home}{base}/vorgang/{checkout.id}?zurueck=1", cancel_url=f"{home}{base}",
        webhook_url=f"{home}/webhooks/{checkout.provider}",
    )  # fmt: skip
    try:
        page = gateways.payment.of(checkout.provider).begin(order, checkout.key)
    except (Unreachable, Rejected) as error:
        checkout = Checkout.get_by_id(checkout.id)
        if checkout.provider_id:  # another click was quicker
            return checkout
        raise Refused(AWAY) from error
    with write():
        Checkout.update(provider_id=page.id, address=page.address).where(
            Checkout.id == checkout, Checkout.provider_id.is_null()
        ).execute()
    return Checkout.get_by_id(checkout.id)


def _text(checkout: Checkout) -> str:
    """What the payer reads on the provider's page."""
    name, number = gateways.settings.hoster.name, checkout.customer.number
    if checkout.invoices:
        listed = ", ".join(checkout.invoices.split()[:5]) + (" …" if len(checkout.invoices.split()) > 5 else "")
        return t("{name}: Kundennummer {number}, Rechnung {invoices}", name=name, number=number, invoices=listed)
    return t("{name}: Kundennummer {number}", name=name, number=number)


def _look_later(checkout: Checkout, place: int) -> None:
    if place < len(LOOKS) and not checkout.paid_at and not checkout.closed_at:
        work.later("checkout", f"{checkout.id} {place}", checkout.created_at + LOOKS[place])
