"""The bookings of a month as DATEV has them: debtors against revenue, bank, fees and losses."""

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import JOIN, fn

import gateways
from models import Booking, Invoice, InvoiceLine, Payout, Settlement
from rules.accounting import ledger, money, parties
from rules.bookkeeping import accounts, losses
from rules.bookkeeping.datev.format import Amount, day, full_day
from rules.bookkeeping.spans import Span

Row = dict[str, Any]
AMOUNT, SIDE, ACCOUNT, OTHER, NUMBER = (
    "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "Konto", "Gegenkonto (ohne BU-Schlüssel)", "Belegfeld 1",
)  # fmt: skip
MOST_TEXT, MOST_NUMBER = 60, 36
# Where a kind of booking has its other side; of payments the way decides.
USES = {
    "RE": "without_invoice", "GS": "credit", "MG": "reminder_fee", "AB": "write_off", "IN": "collection",
    "DI": "difference", "KONTOAUSGLEICH": "clearing",
}  # fmt: skip
BY_PROVIDER = {"K", "S"}
BILLED = {"RE", "GS"}  # others that name an invoice pay it, or take that back


@dataclass
class Part:
    """What of an invoice goes to one account: net and tax in cents, the last day of what was served."""

    account: int
    rate: int
    net_cents: int = 0
    tax_cents: int = 0
    served_until: date | None = None


@dataclass
class Batch:
    """The bookings of a month; `images` are the ids of invoices whose picture goes along."""

    span: Span
    chart: accounts.Chart
    images: Collection[int] = ()
    is_final: bool = False
    _lines: Mapping[int, list[InvoiceLine]] = field(default_factory=dict)
    _paid: Mapping[int, list[tuple[str, int]]] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        """The rows by day; what they put on a debtor's account adds up to the customer's bookings of the month."""
        self._lines, self._paid = _lines(self.span), _paid(self.span)
        for booking in _bookings(self.span):
            yield from self._of(booking)
        for payout in Payout.select().where(Payout.arrives_on.between(self.span.first, self.span.last)):
            yield from self._of_payout(payout, payout.arrives_on or self.span.first)

    def _of(self, booking: Booking) -> Iterator[Row]:
        if booking.invoice and booking.kind in BILLED:
            left = -booking.amount_cents
            for part in parts(booking.invoice, self._lines.get(booking.invoice_id, []), self.chart):
                gross = part.net_cents + part.tax_cents
                left -= gross
                if gross:
                    yield self._row(booking, gross, part.account, booking.number) | self._tax(booking.invoice, part)
            if left:
                yield self._row(booking, left, self._other(booking), booking.number)
            return
        if booking.kind == "AB":
            yield from self._of_loss(booking)
            return
        left, other = -booking.amount_cents, self._other(booking)
        for number, cents in self._paid.get(booking.id, ()):
            left += cents
            yield self._row(booking, -cents, other, number)
        if left:
            yield self._row(booking, left, other, booking.number)

    def _of_loss(self, booking: Booking) -> Iterator[Row]:
        """A write-off by invoice and rate, since that decides which account corrects the VAT."""
        left = -booking.amount_cents
        for share in losses.shares(booking):
            account = self.chart.account(accounts.lost_use_of(share.tax_case, share.rate), booking.booked_on)
            left += share.gross_cents
            yield self._row(booking, -share.gross_cents, account, share.number)
        if left:
            yield self._row(booking, left, self._other(booking), booking.number)

    def _row(self, booking: Booking, cents: int, other: int, number: str) -> Row:
        """`cents` above zero are owed by the customer: in debit of their account."""
        text = booking.text or str(ledger.WORDS.get(booking.kind, booking.kind))
        return self._line(cents, accounts.debtor(booking.customer_id), other, booking.booked_on, number, text)

    def _line(self, cents: int, account: int, other: int, booked_on: date, number: str, text: str) -> Row:
        return {
            AMOUNT: Amount(abs(cents)), SIDE: "S" if cents > 0 else "H", "WKZ Umsatz": "EUR", ACCOUNT: account,
            OTHER: other, "Belegdatum": day(booked_on), NUMBER: _reference(number), "Buchungstext": text[:MOST_TEXT],
            "Festschreibung": int(self.is_final),
        }  # fmt: skip

    def _tax(self, invoice: Invoice, part: Part) -> Row:
        """What the tax of an invoice hangs on. The period of the return is that of the invoice's day."""
        more: Row = {
            "Leistungsdatum": full_day(part.served_until or invoice.issued_on),
            "Datum Zuord. Steuerperiode": full_day(invoice.issued_on),
            "Fälligkeit": full_day(invoice.due_on),
        }
        if invoice.tax_case in ("reverse_charge", "oss"):
            # a correction is sent to where the customer lives today, but taxed as what it corrects
            buyer = parties.buyer_of(invoice.corrects or invoice)
            country = buyer.vat_id if invoice.tax_case == "reverse_charge" else buyer.country
            more["EU-Land u. UStID (Bestimmung)"] = country
        if invoice.tax_case == "oss":
            more["EU-Steuersatz (Bestimmung)"] = Amount(part.rate)
        if invoice.id in self.images:
            more["Beleglink"] = f'BEDI "{guid(invoice)}"'
        return more

    def _other(self, booking: Booking) -> int:
        by_provider = booking.payment_method in BY_PROVIDER
        use = USES.get(booking.kind) or ("clearing" if by_provider else "bank")
        return self.chart.account(use, booking.booked_on)

    def _of_payout(self, payout: Payout, arrives_on: date) -> Iterator[Row]:
        """A provider's payout empties the clearing account; its fees stay there as costs."""
        clearing = self.chart.account("clearing", arrives_on)
        for use, cents in (("bank", payout.cents), ("fees", payout.fee_cents)):
            if cents:
                text = f"{payout.provider.title()} {payout.provider_id}"
                account = self.chart.account(use, arrives_on)
                yield self._line(cents, account, clearing, arrives_on, payout.provider_id, text)


def parts(invoice: Invoice, lines: list[InvoiceLine], chart: accounts.Chart) -> list[Part]:
    """An invoice by account and rate; net and tax add up to its own, a cent that is left goes to the last account."""
    found: dict[tuple[int, int], Part] = {}
    for line in lines:
        use = accounts.use_of(invoice.tax_case, line.tax_rate)
        account = chart.account(use, invoice.issued_on, line.product)
        part = found.setdefault((line.tax_rate, account), Part(account, line.tax_rate))
        part.net_cents += line.net_cents
        if line.period_to:
            part.served_until = max(part.served_until or line.period_to, line.period_to)
    for taxed in money.by_rate((line.net_cents, line.tax_rate) for line in lines):
        same = [part for part in found.values() if part.rate == taxed.rate]
        for part in same:
            part.tax_cents = money.tax(part.net_cents, part.rate)
        same[-1].tax_cents += taxed.tax_cents - sum(part.tax_cents for part in same)
    return list(found.values())


def guid(invoice: Invoice) -> str:
    """The name under which an invoice's picture is found, always the same."""
    address = f"{gateways.settings.public_url}/buchhaltung/rechnungen/{invoice.number}.pdf"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, address)).upper()


def _reference(number: str) -> str:
    """Belegfeld 1 takes letters, digits and a few signs."""
    return re.sub(r"[^A-Za-z0-9_$%/-]", "", number)[:MOST_NUMBER]


def _bookings(span: Span) -> Iterator[Booking]:
    within = Booking.booked_on.between(span.first, span.last) & (Booking.amount_cents != 0)
    joined = Booking.select(Booking, Invoice).join(Invoice, JOIN.LEFT_OUTER, on=Booking.invoice == Invoice.id)
    yield from joined.where(within).order_by(Booking.booked_on, Booking.id).iterator()


def _lines(span: Span) -> dict[int, list[InvoiceLine]]:
    """The positions of the invoices that were booked in the month."""
    lines: dict[int, list[InvoiceLine]] = defaultdict(list)
    booked = Booking.select(Booking.invoice).where(Booking.booked_on.between(span.first, span.last))
    chosen = InvoiceLine.select().where(InvoiceLine.invoice.in_(booked))
    for line in chosen.order_by(InvoiceLine.invoice, InvoiceLine.position).iterator():
        lines[line.invoice_id].append(line)
    return lines


def _paid(span: Span) -> dict[int, list[tuple[str, int]]]:
    """Which numbers the credits of the month settled until its end, and with how many cents."""
    debit, credit = Booking.alias(), Booking.alias()
    paid: dict[int, list[tuple[str, int]]] = defaultdict(list)
    settled = (
        Settlement.select(
            Settlement.credit.alias("paying"), debit.number.alias("number"), fn.SUM(Settlement.cents).alias("sum")
        )
        .join(debit, on=Settlement.debit == debit.id)
        .switch(Settlement)
        .join(credit, on=Settlement.credit == credit.id)
        .where(credit.booked_on.between(span.first, span.last), debit.booked_on <= span.last, debit.number != "")
        .group_by(Settlement.credit, debit.number)
        .having(fn.SUM(Settlement.cents) > 0)
        .order_by(Settlement.credit, debit.number)
    )
    for row in settled.namedtuples().iterator():
        paid[row.paying].append((row.number, int(row.sum)))
    return paid
