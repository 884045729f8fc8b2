"""Bills become rows: invoices with their lines, bookings, open items, billed periods, what is to be done with them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from peewee import Value, fn

import gateways
import texts
from models import AuditEntry, BilledPeriod, Booking, Charge, Invoice, InvoiceLine, OpenItem, UnsentEntry, Work
from rules import audit, operation
from rules.accounting import due, ledger, originals, parties
from rules.accounting.positions import Bill
from rules.accounting.rows import Rows, copy, exactly, move_on, new_ids
from rules.payments import business_days
from texts import t

DOCUMENTS = "invoice documents"
MOST_TEXT = 255


class Writer:
    """Writes bills within one transaction; `gross_cents` is what they came to."""

    def __init__(self, day: date) -> None:
        self.day, self.gross_cents = day, 0
        billing = gateways.settings.billing
        due_on = day + timedelta(days=billing.due_days)
        debit_on = business_days.on_or_after(day + timedelta(days=billing.debit_notice_days))
        # as the database writes days: they are the same for all
        self.issued_on, self.debit_on = day.isoformat(), debit_on.isoformat()
        self.due_on, self.due_with_debit = due_on.isoformat(), max(due_on, debit_on).isoformat()
        self.invoices: list[tuple[Any, ...]] = []
        self.lines: list[tuple[Any, ...]] = []
        self.bookings: list[tuple[Any, ...]] = []
        self.charges: list[tuple[int, int]] = []
        self.booked_by_hand: list[tuple[int, str, int, str]] = []

    def write(self, bills: Sequence[Bill]) -> Mapping[int, int]:
        """Write them, and move their contracts on; gives the invoices' ids by customer.

        Raises Refused in a locked month.
        """
        ledger.check_unlocked(self.day)
        move_on([step for bill in bills for step in bill.following])
        worth = [bill for bill in bills if not bill.is_free]
        if not worth:
            return {}
        ids = new_ids(Invoice, len(worth))
        line_ids = iter(new_ids(InvoiceLine, sum(len(bill.positions) for bill in worth)))
        booking_ids = iter(new_ids(Booking, len(worth)))
        customers = [bill.payer.id for bill in worth]
        self.mandates, self.with_credit = due.mandates(customers), due.with_credit(customers)
        self.seller = parties.seller()
        numbers = _numbers(worth)
        for bill, invoice, number in zip(worth, ids, numbers, strict=True):
            self._invoice(bill, invoice, number)
            self._lines(bill, invoice, line_ids)
            self._booking(bill, invoice, number, next(booking_ids))
        self._insert()
        self._follow(ids)
        return dict(zip(customers, ids, strict=True))

    def _invoice(self, bill: Bill, invoice: int, number: int) -> None:
        payer, gross, gives_back = bill.payer, bill.gross_cents, bill.gives_back
        buyer = parties.fields_of(payer, payer, parties.person_of(payer))
        mandate = self.mandates.get(payer.id, "") if gross > 0 else ""
        due_on = self.issued_on if gives_back else self.due_with_debit if mandate else self.due_on
        self.gross_cents += gross
        self.invoices.append((
            invoice, number, "correction" if gives_back else "invoice", payer.id, self.issued_on, due_on, bill.case,
            payer.language, "\n".join(buyer["lines"]), parties.encoded(buyer), self.seller.id,
            "direct_debit" if mandate else "transfer", self.debit_on if mandate else None, mandate,
            _note(bill) if gives_back else "", bill.net_cents, bill.tax_cents, gross,
        ))  # fmt: skip

    def _lines(self, bill: Bill, invoice: int, ids: Iterator[int]) -> None:
        for at, (line, id) in enumerate(zip(bill.positions, ids, strict=False), start=1):
            span = (_iso(line.period_from), _iso(line.period_to))
            self.lines.append((id, invoice, at) + line[:9] + span)  # from kind to contract
            if line.charge:
                self.charges.append((id, line.charge))

    def _booking(self, bill: Bill, invoice: int, number: int, id: int) -> None:
        """The booking as `ledger.book` writes it; where something is to be settled, that does it itself."""
        payer, cents, text = bill.payer, -bill.gross_cents, _booked_text(bill)
        kind = "GS" if bill.gives_back else "RE"
        if cents >= 0 or payer.id in self.with_credit:
            self.booked_by_hand.append((invoice, kind, cents, text))
            return
        method = "L" if payer.id in self.mandates else "U"
        shown = str(number)
        found_by = ledger.search_text(shown, self.day, kind, text, cents)
        self.bookings.append((id, payer.id, invoice, shown, self.issued_on, kind, text, cents, method, found_by))

    def _insert(self) -> None:
        Rows(
            Invoice, "id", "number", "kind", "customer", "issued_on", "due_on", "tax_case", "language", "recipient",
            "buyer", "seller", "payment_method", "debit_on", "mandate_reference", "note", "net_cents", "tax_cents",
            "gross_cents",
        ).insert(self.invoices)  # fmt: skip
        Rows(
            InvoiceLine, "id", "invoice", "position", "kind", "product", "text", "quantity", "price_cents", "net_cents",
            "tax_rate", "tax_category", "contract", "period_from", "period_to",
        ).insert(self.lines)  # fmt: skip
        Rows(
            Booking, "id", "customer", "invoice", "number", "booked_on", "kind", "text", "amount_cents",
            "payment_method", "search_text",
        ).insert(self.bookings)  # fmt: skip

    def _follow(self, ids: Sequence[int]) -> None:
        """What follows from the invoices (ids), their lines and their bookings."""
        invoices = Invoice.select().where(exactly(Invoice.id, ids)).order_by(Invoice.id)
        copy(
            _written(InvoiceLine, self.lines, ids).where(InvoiceLine.kind == "period"), BilledPeriod,
            contract=InvoiceLine.contract, period_from=InvoiceLine.period_from, period_to=InvoiceLine.period_to,
            line=InvoiceLine.id,
        )  # fmt: skip
        if self.bookings:
            copy(
                _written(Booking, self.bookings, ids).join(Invoice), OpenItem, booking=Booking.id,
                customer=Booking.customer, cents=Booking.amount_cents, due_on=Invoice.due_on,
            )  # fmt: skip
        copy(invoices, Work, kind=DOCUMENTS, key=Invoice.id.cast("text"))
        self._audit(invoices, ids)
        for line, charge in self.charges:
            Charge.update(line=line).where(Charge.id == charge).execute()
        for invoice, kind, cents, text in self.booked_by_hand:
            kept = Invoice.get_by_id(invoice)
            method = "" if kind == "GS" else "L" if kept.debit_on else "U"
            ledger.book(
                kept.customer, kind, cents, self.day, text=text, invoice=kept, payment_method=method, due_on=kept.due_on
            )

    def _audit(self, invoices: Any, ids: Sequence[int]) -> None:
        """Note each invoice, as `audit.note` does."""
        who = audit.actor()
        is_forwarded = audit.is_forwarded()
        newest = AuditEntry.select(fn.MAX(AuditEntry.id)).scalar() or 0 if is_forwarded else 0
        amount, number = Invoice.gross_cents.cast("text"), Invoice.number.cast("text")
        after = Value('{"amount_cents": ').concat(amount).concat(', "number": ').concat(number).concat("}")
        copy(
            invoices, AuditEntry, account=who.account.id if who.account else None, who=who.who, address=who.address,
            request=who.request, customer=Invoice.customer, what="invoice issued", table="invoice", row=Invoice.id,
            after=after,
        )  # fmt: skip
        if is_forwarded:
            noted = AuditEntry.select().where(AuditEntry.id > newest, AuditEntry.table == "invoice")
            copy(noted.where(exactly(AuditEntry.row, ids)).order_by(AuditEntry.id), UnsentEntry, entry=AuditEntry.id)


def _written(table: Any, rows: Sequence[tuple[Any, ...]], invoices: Sequence[int]) -> Any:
    """The rows of a table that were just inserted with these ids, and nobody else's with ids between them."""
    ours = table.select().where(table.id.between(rows[0][0], rows[-1][0]), exactly(table.invoice, invoices))
    return ours.order_by(table.id)


def _numbers(bills: Sequence[Bill]) -> list[int]:
    """A number for each: of the invoices' range, or of the corrections' for what gives back."""
    billing = gateways.settings.billing
    back = sum(bill.gives_back for bill in bills)
    invoices = iter(_taken("invoice", billing.first_invoice_number, len(bills) - back))
    corrections = iter(_taken("correction", billing.first_correction_number, back))
    return [next(corrections if bill.gives_back else invoices) for bill in bills]


def _taken(name: str, first: int, count: int) -> Sequence[int]:
    return operation.next_numbers(name, first, count) if count else ()


def _booked_text(bill: Bill) -> str:
    """What stands in the ledger: the first position with its time, and how many more there are."""
    first = bill.positions[0]
    text = first.text
    if first.period_from and first.period_to:
        text = f"{text} {_span(first.period_from, first.period_to)}"
    more = len(bill.positions) - 1
    return f"{text[: MOST_TEXT - 30]} und {more} weitere" if more else text[:MOST_TEXT]


@lru_cache(4096)
def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@lru_cache(4096)
def _span(first: date, last: date) -> str:
    with texts.speak("de"):
        return f"{texts.date(first)}-{texts.date(last)}"


def _note(bill: Bill) -> str:
    """Which invoices a document that gives back refers to (§ 31 Abs. 5 UStDV)."""
    numbers = [str(each.number) for each in originals.charged(bill.payer.id, bill.positions)]
    return t("Betrifft: {numbers}", numbers=", ".join(numbers)) if numbers else ""
