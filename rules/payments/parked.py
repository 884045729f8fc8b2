"""What did not fit: staff book it to a customer or leave it, with a note."""

import clock
from database import write
from models import Account, Customer, ProviderEvent
from rules import Refused, audit
from rules.payments import events
from values import MOST_CENTS


def book(row: ProviderEvent, account: Account, number: int, cents: int, note: str) -> None:
    """Book a parked movement to the customer with this number; cents are positive. Raises Refused."""
    customer = Customer.get_or_none(Customer.number == number)
    if customer is None:
        raise Refused("Diesen Kunden gibt es nicht.", "number")
    if not 0 < cents <= MOST_CENTS:
        raise Refused("Bitte geben Sie einen Betrag über 0,00 € an.", "cents")
    with write():
        row = _open(row)
        sign = events.SIGNS[events.kind_of(row)]
        row.booking = events.post(row, customer, sign * cents)
        _close(row, account, note)
        if events.kind_of(row) == "paid" and row.checkout and not row.checkout.paid_at:
            audit.change("payment received", row.checkout, paid_at=clock.now(), closed_at=None)
        events.settle(row.provider, row.payment_id)


def ignore(row: ProviderEvent, account: Account, note: str) -> None:
    """Leave a parked movement unbooked, and say why. Raises Refused when it was settled meanwhile."""
    with write():
        _close(_open(row), account, note)


def _open(row: ProviderEvent) -> ProviderEvent:
    events.one_at_a_time()
    row = ProviderEvent.get_by_id(row.id)
    if not row.parked_for or row.settled_at:
        raise Refused("Das wurde inzwischen schon geklärt.")
    return row


def _close(row: ProviderEvent, account: Account, note: str) -> None:
    row.settled_at, row.settled_by, row.note = clock.now(), account, note
    row.save(only=["booking", "settled_at", "settled_by", "note"])
    audit.note("payment settled", row, after={"note": note, "amount_cents": row.cents})
