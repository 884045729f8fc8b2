"""Direct debits: which invoices are collected and when, followed until the day, and what the bank answers."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from peewee import fn

import clock
import gateways
from database import is_sqlite, write
from models import Booking, Collection, Contact, Customer, Invoice, Mandate, OpenItem, ReminderStop, StatementEntry
from rules import Refused, audit, mail
from rules.accounting import ledger
from rules.payments import business_days, mandates
from texts import lazy, t

# What the bank says when a debit comes back (ISO 20022 ExternalReturnReason1), for people.
REASONS = {
    "AC01": lazy("Die Kontonummer stimmt nicht."),
    "AC04": lazy("Das Konto ist aufgelöst."),
    "AC06": lazy("Das Konto ist gesperrt."),
    "AC13": lazy("Von diesem Konto darf nicht abgebucht werden."),
    "AG01": lazy("Von diesem Konto darf nicht abgebucht werden."),
    "AM04": lazy("Das Konto war nicht gedeckt."),
    "MD01": lazy("Der Bank liegt kein gültiges Mandat vor."),
    "MD06": lazy("Der Abbuchung wurde widersprochen."),
    "MD07": lazy("Der Kontoinhaber ist verstorben."),
    "MS02": lazy("Der Abbuchung wurde widersprochen."),
    "MS03": lazy("Die Bank nennt keinen Grund."),
    "SL01": lazy("Der Kontoinhaber hat die Abbuchung bei der Bank gesperrt."),
}
UNUSABLE = {"AC01", "AC04", "AC06", "AC13", "AG01", "MD01", "MD07"}  # with these no later debit will do better


class Due(NamedTuple):
    """What is collected on one day: how many, how much in cents."""

    day: date
    debits: int
    cents: int


def daily(_day: str) -> None:
    """Plan what became open and follow what is planned already."""
    follow()
    plan()


def plan() -> None:
    """Plan the collection of each open invoice of whoever pays by direct debit, and announce it where the invoice did
    not. An invoice is collected once under a mandate: what came back, or was withdrawn by hand, is not tried again.
    """
    for customer_id, bookings in groupby(_to_plan(), key=lambda row: row.customer_id):
        with write():
            customer = Customer.get_by_id(customer_id)
            ledger.hold(customer)
            mandate = Mandate.in_force(customer)
            for booking in bookings:
                if mandate and not _is_known(booking, mandate):
                    _plan(booking, mandate)


def follow() -> None:
    """Bring what lies in no file yet up to date: a payment or correction since changes the amount, and is told."""
    for collection in list(Collection.due()):
        with write():
            ledger.hold(collection.customer)
            if fresh := _waiting(collection):
                _follow(fresh)


def due_by_day() -> list[Due]:
    """What is to be collected, by the day on which it can be."""
    found: dict[date, list[int]] = {}
    earliest = business_days.next_one()
    for row in Collection.due():
        found.setdefault(max(row.collect_on, earliest), []).append(row.cents)
    return [Due(day, len(each), sum(each)) for day, each in sorted(found.items())]


def due_on(day: date) -> list[Collection]:
    """What is collected on a day; what was announced for a day that has passed, on the next."""
    earliest = business_days.next_one()
    return [each for each in Collection.due() if max(each.collect_on, earliest) == day]


def withdraw(collection: Collection) -> None:
    """Do not collect after all. Raises Refused for what lies in a file or is over."""
    with write():
        ledger.hold(collection.customer)
        free = _waiting(collection)
        if free is None:
            raise Refused("Diese Lastschrift liegt schon in einer Datei oder ist erledigt.")
        audit.change("collection withdrawn", free, withdrawn_at=clock.now())
        tell("debit_dropped", free, cents=free.cents)


def pay(collections: Iterable[Collection], day: date, entry: StatementEntry | None = None) -> None:
    """The bank has credited them on a day, as an entry says: each pays its invoice, once."""
    for collection in collections:
        with write():
            ledger.hold(collection.customer)
            _pay(Collection.get_by_id(collection.id), day, entry)


def give_back(collection: Collection, day: date, reason: str, entry: StatementEntry | None = None) -> bool:
    """The bank took a collection back on a day: the invoice is open again, with the fee, and the customer is told.

    False when that was known already. Where the account cannot be debited any more the mandate ends.
    """
    with write():
        ledger.hold(collection.customer)
        collection = Collection.get_by_id(collection.id)
        if collection.returned_at:
            return False
        _pay(collection, day, entry)
        customer, invoice = collection.customer, collection.debit.invoice
        number, source = collection.debit.number, _free(f"collection {collection.id} returned")
        ledger.book(
            customer, "RL", -collection.cents, day, text=t("Rücklastschrift {number}", number=number), invoice=invoice,
            payment_method="L", reverses=collection.booking, source=source,
        )  # fmt: skip
        fee = gateways.settings.billing.return_fee
        if fee:
            text = t("Gebühr für Rücklastschrift {number}", number=number)
            ledger.book(customer, "MG", -fee, day, text=text, source=source.replace("returned", "fee"))
        audit.change(
            "collection returned", collection, returned_at=clock.now(), return_reason=reason, returned_by=entry
        )
        word = str(REASONS.get(reason, t("Die Bank nennt keinen Grund.")))
        tell("debit_returned", collection, cents=collection.cents, fee=fee, reason=word)
        if reason in UNUSABLE and collection.mandate.revoked_at is None:
            mandates.revoke(collection.mandate, "unusable")
    return True


def _waiting(collection: Collection) -> Collection | None:
    """The collection as it stands now, None once it lies in a file; no file takes it until the transaction ends."""
    query = Collection.due().where(Collection.id == collection)
    return (query if is_sqlite() else query.for_update()).first()


def _to_plan() -> list[Booking]:
    """Open invoices of customers who pay by direct debit, without what a stop forbids."""
    stops = ReminderStop.in_force()
    stopped_customers = [stop.customer_id for stop in stops if stop.debit_id is None]
    stopped_debits = [stop.debit_id for stop in stops if stop.debit_id]
    return list(
        Booking.select(Booking, OpenItem.cents.alias("left"))
        .join(OpenItem, on=OpenItem.booking == Booking.id)
        .switch(Booking)
        .join(Customer)
        .join(Mandate, on=(Mandate.customer == Customer.id) & Mandate.revoked_at.is_null())
        .where(
            Booking.kind == "RE",
            Booking.invoice.is_null(False),
            OpenItem.cents < 0,
            Customer.payment_method == "direct_debit",
            Booking.customer.not_in(stopped_customers),
            Booking.id.not_in(stopped_debits),
            ~fn.EXISTS(Collection.select().where(Collection.debit == Booking.id, Collection.mandate == Mandate.id)),
        )
        .order_by(Booking.customer, Booking.id)
        .objects()
    )


def _is_known(booking: Booking, mandate: Mandate) -> bool:
    """Whether the invoice was collected under this mandate before, or is about to be, or came in, under any."""
    is_over = Collection.returned_at.is_null(False) | Collection.withdrawn_at.is_null(False)
    of_another = Collection.mandate != mandate
    return bool(Collection.select().where(Collection.debit == booking.id, ~(is_over & of_another)).exists())


def _plan(booking: Booking, mandate: Mandate) -> None:
    invoice, cents = Invoice.get_by_id(booking.invoice_id), -ledger.open_cents(booking)
    if cents <= 0:
        return
    is_announced = bool(invoice.debit_on and invoice.mandate_reference in ("", mandate.reference))
    day = max(invoice.debit_on or date.min, business_days.next_one()) if is_announced else _notice()
    attempt = Collection.select().where(Collection.debit == booking.id).count() + 1
    collection = Collection.create(
        mandate=mandate, customer=booking.customer_id, debit=booking.id, cents=cents,
        key=f"{booking.number}-{booking.id}-{attempt}", collect_on=business_days.on_or_after(day),
        announced_at=invoice.created_at if is_announced else clock.now(),
    )  # fmt: skip
    audit.note("collection planned", collection, after={"cents": cents, "collect_on": collection.collect_on})
    if not is_announced:
        tell("debit_announced", collection, cents=cents)
    elif cents != invoice.gross_cents:
        tell("debit_changed", collection, cents=cents)


def _notice() -> date:
    """The first day that can be announced today."""
    return clock.today() + timedelta(days=gateways.settings.billing.debit_notice_days)


def _follow(collection: Collection) -> None:
    # what lay in a file that was discarded outlives its mandate
    wants_debits = collection.customer.payment_method == "direct_debit" and collection.mandate.revoked_at is None
    cents = -ledger.open_cents(collection.debit) if wants_debits else 0
    if cents == collection.cents:
        return
    if cents <= 0:
        audit.change("collection withdrawn", collection, withdrawn_at=clock.now())
        tell("debit_dropped", collection, cents=collection.cents)
        return
    # more than was announced needs the whole notice again; less does not
    day = collection.collect_on if cents < collection.cents else business_days.on_or_after(_notice())
    audit.change("collection changed", collection, cents=cents, collect_on=day, announced_at=clock.now())
    tell("debit_changed", collection, cents=cents)


def _pay(collection: Collection, day: date, entry: StatementEntry | None) -> None:
    if collection.booking_id is None:
        collection.booking = ledger.book(
            collection.customer, "ZA", collection.cents, day, text=t("Lastschrift"), invoice=collection.debit.invoice,
            payment_method="L", settles=[collection.debit.number],
            source=_free(f"collection {collection.id}"),
        )  # fmt: skip
        collection.paid_by = entry
        collection.save(only=["booking", "paid_by"])
    elif entry and collection.paid_by_id and collection.paid_by_id == collection.returned_by_id:
        collection.paid_by = entry  # the credit comes after the return, which had paid it to be able to come back
        collection.save(only=["paid_by"])


def _free(source: str) -> str:
    """A source for a booking; another one where what was booked under it was taken back."""
    while Booking.select().where(Booking.source == source).exists():
        source += " again"
    return source


def tell(template: str, collection: Collection, **more: Any) -> None:
    """Write to the customer about a direct debit."""
    customer = collection.customer
    holder, to = Contact.holder_of(customer), customer.invoice_email or customer.email
    if to:
        mail.later(
            template, to, customer=customer, account=holder and holder.account, number=collection.debit.number,
            collect_on=collection.collect_on, iban=mandates.shown(collection.mandate.iban),
            mandate=collection.mandate, **more,
        )  # fmt: skip
