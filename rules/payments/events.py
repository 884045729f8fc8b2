"""What providers tell: each movement is stored once, with its booking; in any order the same comes out of it."""

import json
from dataclasses import asdict

import clock
import gateways
import texts
from database import database, is_sqlite, write
from gateways import Rejected, Unreachable
from gateways.payment import CARD, Event, Movement
from models import Booking, Checkout, Customer, ProviderEvent
from rules import Refused, audit
from rules.accounting import ledger
from texts import lazy, t

LOCK = 4_202_611  # PostgreSQL's lock for this module: any number that no other uses
BOOKED_AS = {"paid": "ZA", "refunded": "RZ", "refund failed": "ZA", "charged back": "RL", "chargeback won": "ZA"}
SIGNS = {"paid": 1, "refunded": -1, "refund failed": 1, "charged back": -1, "chargeback won": 1}
UNDOES = {"refund failed": "refunded", "chargeback won": "charged back"}
WORDS = {
    "paid": lazy("Zahlung"),
    "refunded": lazy("Rückzahlung"),
    "refund failed": lazy("Rückzahlung nicht angekommen"),
    "charged back": lazy("Zahlung zurückgeholt"),
    "chargeback won": lazy("Zurückgeholte Zahlung doch erhalten"),
}
REASONS = {
    "unknown": lazy("Dazu gibt es hier keinen Zahlungsvorgang."),
    "currency": lazy("Die Währung ist nicht Euro."),
    "amount": lazy("Der Betrag ist ein anderer als der gewünschte."),
    "customer": lazy("Kunde oder Rechnungen stimmen nicht mit dem Zahlungsvorgang überein."),
    "unpaid": lazy("Die Zahlung dazu ist nicht gebucht."),
    "twice": lazy("Dieser Vorgang ist schon bezahlt."),
    "locked": lazy("Der Monat ist abgeschlossen."),
}


def is_signed(signature: str, body: bytes) -> bool:
    """Whether this comes from Stripe and is no older than it may be."""
    try:
        gateways.payment.stripe.read_event(signature, body)
    except (Rejected, Unreachable):
        return False
    return True


def receive(signature: str, body: bytes) -> None:
    """Take what Stripe tells. Raises Rejected and Unreachable for what `is_signed` refuses."""
    event = gateways.payment.stripe.read_event(signature, body)
    if event:
        record("stripe", event)


def told_by_mollie(page_id: str) -> bool:
    """Mollie says that something changed: ask for it, if it is ours. False when Mollie should tell again."""
    known = "\x00" not in page_id
    checkout = Checkout.get_or_none(Checkout.provider == "mollie", Checkout.provider_id == page_id) if known else None
    if checkout is None:
        return True
    try:
        check(checkout)
    except Unreachable:
        return False
    except Rejected:  # it knows the payment no longer: to tell again would not help
        return True
    return True


def check(checkout: Checkout) -> None:
    """Ask the provider how it stands. Raises Rejected and Unreachable."""
    record(checkout.provider, gateways.payment.of(checkout.provider).state(checkout.provider_id or ""))


def record(provider: str, event: Event) -> None:
    """Store what moved, each movement once, and book all that fits now, the earlier ones of the payment included."""
    with write(), texts.speak("de"):
        one_at_a_time()
        checkout = _checkout_of(provider, event)
        if checkout and event.payment_id and not checkout.payment_id:
            checkout.payment_id = event.payment_id
            checkout.save(only=["payment_id"])
        if checkout and event.has_ended and not checkout.paid_at and not checkout.closed_at:
            checkout.closed_at = clock.now()
            checkout.save(only=["closed_at"])
        for movement in event.movements:
            _store(provider, event, movement, checkout)
        settle(provider, event.payment_id)


def settle(provider: str, payment_id: str) -> None:
    """Book what fits of a payment's movements and park the rest with a reason, in an order of its own."""
    if not payment_id:
        return
    checkout = Checkout.get_or_none(Checkout.provider == provider, Checkout.payment_id == payment_id)
    told = list(
        ProviderEvent.select().where(ProviderEvent.provider == provider, ProviderEvent.payment_id == payment_id)
    )
    told.sort(key=lambda row: (Movement.KINDS.index(kind_of(row)), row.event_id))
    for row in told:
        if row.booking_id is None and row.settled_at is None:
            row.checkout = row.checkout or checkout
            _book_or_park(row, told)


def kind_of(row: ProviderEvent) -> str:
    """Which of Movement.KINDS it is."""
    return str(json.loads(row.payload)["movement"]["kind"])


def movement_of(row: ProviderEvent) -> Movement:
    """What moved."""
    return Movement(**json.loads(row.payload)["movement"])


def one_at_a_time() -> None:
    """Let events wait for each other: a refund must see the payment that arrives with it. SQLite has one writer."""
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def _checkout_of(provider: str, event: Event) -> Checkout | None:
    mine = Checkout.select().where(Checkout.provider == provider)
    if event.page_id:
        return mine.where(Checkout.provider_id == event.page_id).first()
    return mine.where(Checkout.payment_id == event.payment_id).first() if event.payment_id else None


def _store(provider: str, event: Event, movement: Movement, checkout: Checkout | None) -> None:
    event_id = f"{movement.kind} {movement.id}"
    if ProviderEvent.select().where(ProviderEvent.provider == provider, ProviderEvent.event_id == event_id).exists():
        return
    facts = {"customer": event.customer, "invoices": event.invoices, "movement": asdict(movement)}
    ProviderEvent.create(
        provider=provider, event_id=event_id, kind=event.kind, payment_id=event.payment_id, checkout=checkout,
        cents=SIGNS[movement.kind] * movement.cents, payload=json.dumps(facts, ensure_ascii=False),
    )  # fmt: skip


def _book_or_park(row: ProviderEvent, told: list[ProviderEvent]) -> None:
    movement = movement_of(row)
    paid = next((each for each in told if each.booking_id and kind_of(each) == "paid"), None)
    if movement.kind in UNDOES and not _is_booked(UNDOES[movement.kind], movement.id, told):
        return  # what it undoes has not been told yet, or never took effect
    row.parked_for = _fault(row, movement, paid)
    if not row.parked_for:
        try:
            row.booking = _book(row, movement, paid)
        except Refused:  # the month was handed over
            row.parked_for = "locked"
    row.save(only=["checkout", "booking", "parked_for"])


def _is_booked(kind: str, movement_id: str, told: list[ProviderEvent]) -> bool:
    return any(each.booking_id and each.event_id == f"{kind} {movement_id}" for each in told)


def _fault(row: ProviderEvent, movement: Movement, paid: ProviderEvent | None) -> str:
    """Why it cannot be booked: a code of REASONS, or nothing."""
    if movement.kind != "paid":
        taken = SIGNS[movement.kind] < 0
        return "unpaid" if paid is None else "amount" if taken and movement.cents > paid.cents else ""
    facts, checkout = json.loads(row.payload), row.checkout
    if checkout is None:
        return "unknown"
    if movement.currency != "EUR":
        return "currency"
    if movement.cents != checkout.cents:
        return "amount"
    if facts["customer"] != checkout.customer.number or facts["invoices"] != checkout.invoices:
        return "customer"
    return "twice" if paid or checkout.paid_at else ""


def _book(row: ProviderEvent, movement: Movement, paid: ProviderEvent | None) -> Booking | None:
    cents = SIGNS[movement.kind] * movement.cents
    if paid and paid.booking:
        return post(row, paid.booking.customer, cents, reverses=paid.booking if cents < 0 else None)
    if row.checkout is None:
        return None
    booking = post(row, row.checkout.customer, cents)
    audit.change("payment received", row.checkout, paid_at=clock.now(), closed_at=None)
    return booking


def post(row: ProviderEvent, customer: Customer, cents: int, reverses: Booking | None = None) -> Booking:
    """Put a movement into a customer's ledger. Raises Refused when the month was handed over."""
    movement, checkout = movement_of(row), row.checkout
    by_card = movement.method == CARD if movement.method else bool(checkout and checkout.method == "K")
    return ledger.book(
        customer,
        BOOKED_AS[movement.kind],
        cents,
        clock.today(),
        text=t("{what} über {provider}", what=str(WORDS[movement.kind]), provider=row.provider.title()),
        payment_method="K" if by_card else "S",
        settles=checkout.invoices.split() if checkout and cents > 0 else (),
        reverses=reverses,
        source=f"{row.provider} {row.event_id}",
    )
