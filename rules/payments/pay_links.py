"""Links with which anybody can pay for a customer: made by customer or staff, until they expire or are revoked."""

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

import clock
import gateways
from database import write
from models import Account, Checkout, Customer, PayLink
from rules import NotFound, Refused, audit
from rules.access import tokens
from rules.accounting import ledger
from rules.payments import wishes
from rules.payments.wishes import Wish

MOST_WORKING = 20


@dataclass(frozen=True)
class Shown:
    """A link as its customer sees it: its whole address, what is to be paid now (cents; 0 when it is paid).

    The address is empty when it was made by a secret key that the portal has no more; where it was sent it still works.
    """

    link: PayLink
    address: str
    wish: Wish


def create(customer: Customer, wish: Wish, account: Account | None) -> PayLink:
    """A link for a wish: for what will be open of its invoices, or for an amount. Raises Refused."""
    if wish.cents < wishes.LEAST_CENTS:
        raise Refused("Für diesen Betrag gibt es keinen Link zum Bezahlen.")
    wishes.check_count(wish)
    seed = tokens.new()
    token = _token(gateways.settings.secret_key, seed)
    with write():
        ledger.hold(customer)
        if same := _same(customer, wish):
            return same
        if len(PayLink.working(customer)) >= MOST_WORKING:
            raise Refused("Mehr als {n} Links sind nicht möglich. Bitte beenden Sie einen.", n=MOST_WORKING)
        link = PayLink.create(
            customer=customer, seed=seed, token_hash=tokens.digest(token), invoices=" ".join(wish.invoices),
            cents=None if wish.invoices else wish.cents, created_by=account,
            expires_at=clock.later(days=gateways.settings.billing.pay_link_days),
        )  # fmt: skip
        audit.note("pay link made", link, after={"expires_at": link.expires_at})
    return link


def revoke(link: PayLink) -> None:
    """End a link."""
    with write():
        if link.revoked_at is None:
            audit.change("pay link revoked", link, revoked_at=clock.now())


def shown(customer: Customer) -> list[Shown]:
    """The links that work, newest first."""
    home = gateways.settings.public_url
    return [Shown(link, path(link) and f"{home}{path(link)}", wish(link)) for link in PayLink.working(customer)]


def path(link: PayLink) -> str:
    """Where anybody pays with it; empty when none of the portal's secret keys made it."""
    made = (_token(key, link.seed) for key in gateways.settings.secret_keys)
    return next((f"/zahlen/{token}" for token in made if tokens.digest(token) == link.token_hash), "")


def need_former_key() -> bool:
    """Whether the address of a link that works can be shown by a former secret key only."""
    present = gateways.settings.secret_key
    return any(tokens.digest(_token(present, link.seed)) != link.token_hash for link in PayLink.all_working())


def find(token: str) -> PayLink:
    """The link that works; raises NotFound for one that ended, expired or never was."""
    link = PayLink.get_or_none(PayLink.token_hash == tokens.digest(token))
    if link is None or not link.works:
        raise NotFound
    return link


def find_checkout(token: str, checkout_id: int) -> Checkout:
    """A checkout that was begun with the link, even when that has expired meanwhile; raises NotFound."""
    link = PayLink.get_or_none(PayLink.token_hash == tokens.digest(token))
    checkout = Checkout.get_or_none(Checkout.id == checkout_id, Checkout.link == link) if link else None
    if checkout is None:
        raise NotFound
    return checkout


def wish(link: PayLink) -> Wish:
    """What is to be paid with it now."""
    if link.cents is None:
        return wishes.of_invoices(link.customer, link.invoices.split())
    is_paid = Checkout.select().where(Checkout.link == link, Checkout.paid_at.is_null(False)).exists()
    return Wish(0 if is_paid else link.cents)


def _same(customer: Customer, wanted: Wish) -> PayLink | None:
    """A working link for the same: another click makes no other."""
    known = [each for each in PayLink.working(customer) if path(each)]
    if not wanted.invoices:
        return next((each for each in known if each.cents == wanted.cents and wish(each).cents), None)
    numbers = " ".join(wanted.invoices)
    return next((each for each in known if each.cents is None and each.invoices == numbers), None)


def _token(key: str, seed: str) -> str:
    """The secret of the address: only the portal's key makes it of the seed, so a stolen table opens nothing."""
    made = hmac.new(key.encode(), f"pay link {seed}".encode(), sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
