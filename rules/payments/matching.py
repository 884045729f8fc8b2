"""Finds out what an entry of a bank statement is: by itself where nothing else fits, otherwise as proposals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import gateways
import values
from models import Booking, Collection, CollectionFile, Customer, Mandate, OpenItem, StatementEntry
from rules.payments import decisions, payouts
from texts import money, t

NUMBER = re.compile(r"(?<![0-9])[0-9]{3,10}(?![0-9])")
MOST_NUMBERS = 30  # of one text
CREDIT_DAYS = 5  # so many days after its day a file is credited at the latest
RETURN_DAYS = 14 * 31  # SDD Core: 8 weeks, 13 months when there was no mandate
MOST_PROPOSALS = 5


@dataclass(frozen=True)
class Proposal:
    """What an entry may be and why: of `kind` "booking" (customer, invoices), "file", "return" or "payout"."""

    kind: str
    reason: str
    customer: Customer | None = None
    numbers: tuple[str, ...] = ()
    id: int | None = None


def match(entry: StatementEntry) -> bool:
    """Decide about an entry where there is one answer; False leaves it to the staff."""
    ways = (_by_collection, _by_file, _by_payout, _by_text) if entry.cents > 0 else (_by_return,)
    return any(way(entry) for way in ways)


def proposals(entry: StatementEntry) -> list[Proposal]:
    """What staff may decide with one click, the likeliest first."""
    found: dict[tuple[object, ...], Proposal] = {}
    for each in _credits(entry) if entry.cents > 0 else _debits(entry):
        found.setdefault((each.kind, each.customer and each.customer.id, each.numbers, each.id), each)
        if len(found) == MOST_PROPOSALS:
            break
    return list(found.values())


def _by_collection(entry: StatementEntry) -> bool:
    """One debit, credited by itself, is known by its EndToEndId."""
    collection = Collection.get_or_none(Collection.key == entry.reference) if entry.reference else None
    if collection is None or collection.booking_id or collection.cents != entry.cents:
        return False
    decisions.collect(entry, [collection])
    return True


def _by_file(entry: StatementEntry) -> bool:
    """The one sum that the bank credits for a file, around its day."""
    files = _files(entry)
    named = [each for each in files if each.message_id in f"{entry.text} {entry.reference}"]
    fitting = named or files
    if len(fitting) != 1 or not (named or _is_ours(entry)):
        return False
    decisions.collect_file(entry, fitting[0])
    return True


def _by_payout(entry: StatementEntry) -> bool:
    payout = payouts.of_amount(entry.cents, entry.booked_on)
    if payout is None or payout.provider not in values.fold(f"{entry.name} {entry.text}"):
        return False
    decisions.pay_out(entry, _payout_note(payout))
    return True


def _by_text(entry: StatementEntry) -> bool:
    """By the numbers of invoices or customers in the text, when the amount fits exactly one of them."""
    most = gateways.settings.billing.small_difference
    for candidates in (_of_invoices(entry), _of_customers(entry)):
        fitting = {key: owed for key, owed in candidates.items() if abs(owed - entry.cents) <= most}
        if len(fitting) > 1:
            fitting = {key: owed for key, owed in fitting.items() if owed == entry.cents}
        if len({customer for customer, _ in fitting}) == 1:
            # several ways within one customer: the one with the most invoices says most
            (customer, numbers), owed = max(fitting.items(), key=lambda each: len(each[0][1]))
            if customer not in (_named_customers(entry) or [customer]):
                return False  # a slip in the invoice's number: many owe the same amount
            decisions.book(entry, customer, numbers, owed - entry.cents)
            return True
    return False


def _by_return(entry: StatementEntry) -> bool:
    """A debit that came back is known by its EndToEndId, else by its mandate and amount."""
    found = [each for each in _returnable(entry) if each.key == entry.reference]
    if not found and entry.mandate_reference and entry.return_reason:
        found = [
            each for each in _returnable(entry)
            if each.mandate.reference == entry.mandate_reference and each.cents == -entry.cents
        ]  # fmt: skip
    if len(found) != 1 or -entry.cents < found[0].cents:
        return False
    decisions.give_back(entry, found[0])
    return True


def _numbers(entry: StatementEntry) -> list[str]:
    """What may be the number of an invoice or a customer in the text, without the account numbers in it."""
    return list(dict.fromkeys(NUMBER.findall(entry.text)))[:MOST_NUMBERS]


def _of_invoices(entry: StatementEntry) -> dict[tuple[Customer, tuple[str, ...]], int]:
    """What is owed for the open invoices that the text names: all of a customer's together, and each alone."""
    owed: dict[tuple[Customer, tuple[str, ...]], int] = {}
    by_customer: dict[Customer, dict[str, int]] = {}
    for item in _open_items().where(Booking.number.in_(_numbers(entry))):
        by_customer.setdefault(item.booking.customer, {})[item.booking.number] = -item.cents
    for customer, items in by_customer.items():
        owed[customer, tuple(items)] = sum(items.values())
        for number, cents in items.items():
            owed[customer, (number,)] = cents
    return owed


def _of_customers(entry: StatementEntry) -> dict[tuple[Customer, tuple[str, ...]], int]:
    """What the customers owe whom the text names: all together, and each invoice alone."""
    owed: dict[tuple[Customer, tuple[str, ...]], int] = {}
    for customer in _named_customers(entry):
        items = {item.booking.number: -item.cents for item in _open_items().where(OpenItem.customer == customer)}
        if items:
            total = -sum(item.cents for item in OpenItem.select().where(OpenItem.customer == customer))
            owed[customer, tuple(filter(None, items))] = total
        for number, cents in items.items():
            owed.setdefault((customer, (number,)), cents)
    return owed


def _named_customers(entry: StatementEntry) -> list[Customer]:
    numbers = [int(each) for each in _numbers(entry) if int(each) < 2**31]
    return list(Customer.select().where(Customer.number.in_(numbers)))


def _open_items():
    return (
        OpenItem.select(OpenItem, Booking, Customer)
        .join(Booking)
        .join(Customer, on=Booking.customer == Customer.id)
        .where(OpenItem.cents < 0)
        .order_by(Booking.booked_on, Booking.id)
    )


def _files(entry: StatementEntry) -> list[CollectionFile]:
    """The files of this sum that the bank has not credited."""
    unpaid = Collection.select(Collection.file).where(Collection.booking.is_null(), Collection.file.is_null(False))
    return list(
        CollectionFile.select().where(
            CollectionFile.cents == entry.cents,
            CollectionFile.submitted_at.is_null(False),
            CollectionFile.discarded_at.is_null(),
            CollectionFile.collect_on <= entry.booked_on,
            CollectionFile.collect_on >= entry.booked_on - timedelta(days=CREDIT_DAYS),
            CollectionFile.id.in_(unpaid),
        )
    )


def _is_ours(entry: StatementEntry) -> bool:
    """Whether nobody else is named at the other end, as with the sum of a file."""
    hoster = gateways.settings.hoster
    ours = {"", values.fold(hoster.name), values.fold(hoster.account_holder)}
    return values.fold(entry.name) in ours and entry.iban in ("", hoster.iban.replace(" ", ""))


def _returnable(entry: StatementEntry) -> list[Collection]:
    """Collections that the bank may still take back."""
    return list(
        Collection.select()
        .where(
            Collection.file.is_null(False),
            Collection.returned_at.is_null(),
            Collection.collect_on >= entry.booked_on - timedelta(days=RETURN_DAYS),
            (Collection.cents == -entry.cents) | (Collection.key == entry.reference),
        )
        .order_by(Collection.id.desc())
    )


def _credits(entry: StatementEntry) -> Iterator[Proposal]:
    for file in _files(entry):
        yield Proposal("file", t("Lastschriftdatei {id} über denselben Betrag", id=file.message_id), id=file.id)
    if payout := payouts.of_amount(entry.cents, entry.booked_on):
        yield Proposal("payout", _payout_note(payout))
    for (customer, numbers), owed in _of_invoices(entry).items():
        reason = t("Rechnung {numbers} ist genannt, offen sind {owed}", numbers=", ".join(numbers), owed=money(owed))
        yield Proposal("booking", reason, customer, numbers)
    for customer in _named_customers(entry):
        yield Proposal("booking", t("Kundennummer {number} ist genannt", number=customer.number), customer)
    yield from _by_account(entry)
    yield from _by_amount(entry)


def _by_account(entry: StatementEntry) -> Iterator[Proposal]:
    """Customers whose mandate names this account, or who paid from it before."""
    if not entry.iban:
        return
    for mandate in Mandate.select().where(Mandate.iban == entry.iban).order_by(Mandate.id.desc()).limit(3):
        yield Proposal("booking", t("Das Konto steht in einem Mandat"), mandate.customer)
    before = StatementEntry.select(StatementEntry.customer).where(
        StatementEntry.iban == entry.iban, StatementEntry.decision == "booked"
    )
    for customer in Customer.select().where(Customer.id.in_(before)).limit(3):
        yield Proposal("booking", t("Von diesem Konto kam schon eine Zahlung"), customer)


def _by_amount(entry: StatementEntry) -> Iterator[Proposal]:
    """Open invoices of just this amount, when there are few; first those of somebody of that name."""
    items = list(_open_items().where(OpenItem.cents == -entry.cents, Booking.number != "").limit(20))
    words = set(values.fold(entry.name).split())
    alike = [each for each in items if words & set(each.booking.customer.search_text.split())]
    for item in alike or (items if len(items) <= 3 else []):
        customer, number = item.booking.customer, item.booking.number
        reason = t("Rechnung {number} ist über denselben Betrag offen", number=number)
        yield Proposal("booking", reason, customer, (number,))


def _debits(entry: StatementEntry) -> Iterator[Proposal]:
    for each in _returnable(entry):
        reason = t("Lastschrift zu Rechnung {number} über {cents}", number=each.debit.number, cents=money(each.cents))
        yield Proposal("return", reason, each.customer, id=each.id)
    yield from _by_account(entry)
    for customer in _named_customers(entry):
        yield Proposal("booking", t("Kundennummer {number} ist genannt", number=customer.number), customer)


def _payout_note(payout) -> str:
    return t("Auszahlung von {provider}, Gebühr {fee}", provider=payout.provider.title(), fee=money(payout.fee_cents))
