"""Bookings that somebody of the staff makes: a payment that came in, a credit without an invoice, a refund."""

from dataclasses import dataclass
from datetime import date

import clock
import texts
from database import write
from models import Booking, Customer
from rules import Refused
from rules.accounting import ledger

KINDS = ("ZA", "GS", "RZ")
METHODS = ("", "U", "K", "S")


@dataclass(frozen=True)
class Wish:
    """What is to be booked, `cents` positive; `key` makes a second click the same booking.

    A payment settles the invoice with the number `invoice` first, then the oldest.
    """

    kind: str
    cents: int
    booked_on: date
    text: str
    payment_method: str = ""
    invoice: str = ""
    key: str = ""

    @property
    def amount_cents(self) -> int:
        return -self.cents if self.kind == "RZ" else self.cents


def check(customer: Customer, wish: Wish) -> None:
    """Raises Refused for what cannot be booked: nothing, in the future, in a locked month, more than the credit."""
    if wish.cents <= 0:
        raise Refused("Bitte geben Sie einen Betrag über null ein.", "cents")
    if wish.booked_on > clock.today():
        raise Refused("Der Buchungstag liegt in der Zukunft.", "booked_on")
    try:
        ledger.check_unlocked(wish.booked_on)
    except Refused as refusal:
        raise Refused(refusal.sentence, "booked_on") from refusal
    credit = max(ledger.balance(customer), 0)
    if wish.kind == "RZ" and wish.cents > credit:
        raise Refused("Der Kunde hat nur {credit} Guthaben.", "cents", credit=texts.money(credit))


def book(customer: Customer, wish: Wish) -> Booking:
    """Book it, once. Raises Refused as `check` does."""
    source = f"by hand {customer.id} {wish.key}" if wish.key else None
    with write():
        ledger.hold(customer)
        if not (source and Booking.select().where(Booking.source == source).exists()):
            check(customer, wish)
        return ledger.book(
            customer, wish.kind, wish.amount_cents, wish.booked_on, text=wish.text,
            payment_method="" if wish.kind == "GS" else wish.payment_method,
            settles=[wish.invoice] if wish.invoice else [], source=source,
        )  # fmt: skip
