"""Rechnungskorrektur: what gives back all or a part of an invoice; the invoice itself stays as it is.

A correction is addressed to the buyer as of today, since that is where it is sent, but what decides about the tax stays
as on the original: tax case, rates, VAT id. It names the original (§ 31 Abs. 5 UStDV), is titled „Rechnungskorrektur“
and never „Gutschrift“ (§ 14 Abs. 2 UStG), and its lines carry the positions of the lines that they give back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from peewee import fn

import clock
import gateways
import texts
from database import write
from models import BilledPeriod, Booking, Charge, Contract, Invoice, InvoiceLine
from rules import Refused, audit, operation, work
from rules.accounting import ledger, losses, money, parties
from texts import t

NUMBERS = "correction"  # the range of numbers


@dataclass(frozen=True)
class Left:
    """What is left of an invoice after its corrections so far: net cents by position, gross cents."""

    lines: list[InvoiceLine]
    net_cents: Mapping[int, int]
    gross_cents: int
    corrections: int

    @property
    def is_whole(self) -> bool:
        return not self.corrections

    @property
    def is_nothing(self) -> bool:
        return not self.is_whole and (self.gross_cents <= 0 or not any(self.net_cents.values()))


@dataclass(frozen=True)
class Sums:
    """What a correction would give back, in cents, as positive amounts."""

    net_cents: int
    tax_cents: int
    gross_cents: int


def left_of(invoice: Invoice) -> Left:
    """What can still be given back of an invoice."""
    lines = list(InvoiceLine.select().where(InvoiceLine.invoice == invoice).order_by(InvoiceLine.position))
    net_cents = {line.position: line.net_cents for line in lines}
    given = (
        InvoiceLine.select(InvoiceLine.position, fn.SUM(InvoiceLine.net_cents).alias("cents"))
        .join(Invoice)
        .where(Invoice.corrects == invoice)
        .group_by(InvoiceLine.position)
    )
    for row in given:
        net_cents[row.position] = net_cents.get(row.position, 0) + row.cents
    earlier = Invoice.select(fn.COUNT(Invoice.id), fn.COALESCE(fn.SUM(Invoice.gross_cents), 0)).where(
        Invoice.corrects == invoice
    )
    count, gross_cents = earlier.scalar(as_tuple=True)
    rounding = Booking.get_or_none(Booking.source == _rounding_of(invoice))
    gone = int(gross_cents) - (rounding.amount_cents if rounding else 0)
    return Left(lines, net_cents, invoice.gross_cents + gone, count)


def sums(left: Left, amounts: Mapping[int, int]) -> Sums:
    """What giving back these net cents by position comes to."""
    rates = {line.position: line.tax_rate for line in left.lines}
    taxed = money.by_rate((cents, rates[position]) for position, cents in amounts.items())
    net_cents, tax_cents = sum(each.net_cents for each in taxed), sum(each.tax_cents for each in taxed)
    return Sums(net_cents, tax_cents, net_cents + tax_cents)


def cancel(invoice: Invoice, reason: str, bill_again: bool = False) -> Invoice:
    """Give back all that is left of an invoice (Storno); gives the correction.

    With `bill_again` what it charged for is due again and comes with the next invoice. Raises Refused when nothing is
    left, for a correction, in a locked month, and with `bill_again` when a later period is billed already.
    """
    with write():
        ledger.hold(invoice.customer)
        left = _checked(invoice)
        amounts = dict(left.net_cents) if left.is_whole else _within(left)
        made = _issue(invoice, left, amounts, reason)
        _close_cents(invoice, left.gross_cents + made.gross_cents)
        if bill_again:
            _let_bill_again(invoice, left.lines)
        audit.note("invoice cancelled", made, after={"corrects": invoice.number, "bill_again": bill_again})
    return made


def correct(invoice: Invoice, lines: Mapping[int, int], reason: str, seen: int | None = None) -> Invoice:
    """Give back a part of an invoice: net cents by the positions of its lines; gives the correction.

    `seen` is how many corrections there were when somebody decided this: a second click is no second correction.
    Raises Refused then, when it is nothing or more than is left, for a correction, and in a locked month.
    """
    amounts = {position: cents for position, cents in lines.items() if cents}
    with write():
        ledger.hold(invoice.customer)
        left = _checked(invoice)
        if seen not in (None, left.corrections):
            raise Refused(
                "Diese Rechnung wurde inzwischen schon korrigiert. Bitte sehen Sie sich den Rest noch einmal an."
            )
        check(left, amounts)
        made = _issue(invoice, left, amounts, reason)
        audit.note("invoice corrected", made, after={"corrects": invoice.number})
    return made


def check(left: Left, amounts: Mapping[int, int]) -> None:
    """Raises Refused when these net cents by position cannot be given back."""
    if not amounts:
        raise Refused("Bitte geben Sie bei mindestens einer Position einen Betrag ein.")
    for position, cents in amounts.items():
        most = left.net_cents.get(position, 0)
        if not 0 < cents <= most:
            raise Refused(
                "Von Position {position} lassen sich höchstens {most} netto korrigieren.",
                position=position, most=texts.money(max(most, 0)),
            )  # fmt: skip
    if sums(left, amounts).gross_cents > left.gross_cents or not _fits_by_rate(left, amounts):
        raise Refused(
            "Das ist mehr, als von der Rechnung übrig ist: noch {left} mit Umsatzsteuer.",
            left=texts.money(left.gross_cents),
        )


def preview(invoice: Invoice) -> Sums:
    """What a Storno of the invoice would give back."""
    left = left_of(invoice)
    return sums(left, left.net_cents if left.is_whole else _within(left))


def can_be_billed_again(invoice: Invoice) -> bool:
    """Whether the invoice charged for something that the next one could charge for again."""
    lines = InvoiceLine.select(InvoiceLine.id).where(InvoiceLine.invoice == invoice)
    periods, charges = BilledPeriod.select(), Charge.select()
    return bool(periods.where(BilledPeriod.line.in_(lines)).exists() or charges.where(Charge.line.in_(lines)).exists())


def _checked(invoice: Invoice) -> Left:
    if invoice.is_correction:
        raise Refused("Eine Rechnungskorrektur lässt sich nicht korrigieren.")
    left = left_of(invoice)
    if left.is_nothing:
        raise Refused("Von dieser Rechnung ist nichts mehr übrig, das sich korrigieren lässt.")
    return left


def _fits_by_rate(left: Left, amounts: Mapping[int, int]) -> bool:
    """Whether no rate gives back more than it has left; discounts count at their rate."""
    nets: dict[int, int] = defaultdict(int)
    for line in left.lines:
        nets[line.tax_rate] += left.net_cents[line.position] - amounts.get(line.position, 0)
    return all(cents >= 0 for cents in nets.values())


def _within(left: Left) -> dict[int, int]:
    """All that is left by position; where rounding made that a cent too much, a cent less."""
    amounts = {position: cents for position, cents in left.net_cents.items() if cents}
    while sums(left, amounts).gross_cents > left.gross_cents:
        largest = max(amounts, key=lambda position: amounts[position])
        amounts[largest] -= 1
    return {position: cents for position, cents in amounts.items() if cents}


def _issue(invoice: Invoice, left: Left, amounts: Mapping[int, int], reason: str) -> Invoice:
    """Write the correction, its booking and what has to be done with it."""
    today, given, customer = clock.today(), sums(left, amounts), invoice.customer
    ledger.check_unlocked(today)
    addressee = _addressee(invoice)
    made = Invoice.create(
        number=operation.next_number(NUMBERS, gateways.settings.billing.first_correction_number),
        kind="correction", corrects=invoice, customer=customer, issued_on=today, due_on=today,
        tax_case=invoice.tax_case, language=invoice.language, recipient="\n".join(addressee.lines),
        buyer=parties.written(addressee), seller=parties.seller(), note=reason,
        net_cents=-given.net_cents, tax_cents=-given.tax_cents, gross_cents=-given.gross_cents,
    )  # fmt: skip
    for line in left.lines:
        if line.position in amounts:
            _give_back(made, line, amounts[line.position], left.is_whole)
    losses.take_back(invoice, given.gross_cents)
    ledger.book(
        customer, "GS", given.gross_cents, today, invoice=made, settles=[str(invoice.number)],
        text=t("Korrektur der Rechnung {number}: {reason}", number=invoice.number, reason=reason)[:255],
    )  # fmt: skip
    work.later("invoice documents", made.id)
    return made


def _addressee(invoice: Invoice) -> parties.Buyer:
    """The buyer as of today, with what stood on the original for the tax and the authority."""
    then = parties.buyer_of(invoice)
    return replace(
        parties.buyer(invoice.customer), is_business=then.is_business, vat_id=then.vat_id, leitweg_id=then.leitweg_id,
        order_number=then.order_number,
    )  # fmt: skip


def _give_back(made: Invoice, line: InvoiceLine, cents: int, whole: bool) -> None:
    """A line that takes so many net cents back; prices stay positive, quantities are turned (EN 16931 BR-27)."""
    is_all = whole and cents == line.net_cents
    InvoiceLine.create(
        invoice=made, position=line.position, kind=line.kind, product=line.product, text=line.text,
        quantity=-line.quantity if is_all else -1 if cents > 0 else 1,
        price_cents=line.price_cents if is_all else abs(cents),
        net_cents=-cents, tax_rate=line.tax_rate, tax_category=line.tax_category, contract=line.contract_id,
        period_from=line.period_from, period_to=line.period_to,
    )  # fmt: skip


def _close_cents(invoice: Invoice, cents: int) -> None:
    """Several partial corrections may round the tax otherwise than the original did: book what that leaves."""
    if cents > 0:
        losses.take_back(invoice, cents)
        ledger.book(
            invoice.customer, "DI", cents, clock.today(), settles=[str(invoice.number)],
            text=t("Rundung der Korrekturen zur Rechnung {number}", number=invoice.number),
            source=_rounding_of(invoice),
        )  # fmt: skip


def _rounding_of(invoice: Invoice) -> str:
    return f"rounding of corrections {invoice.id}"


def _let_bill_again(invoice: Invoice, lines: Iterable[InvoiceLine]) -> None:
    """Make due again what the lines charged for."""
    ids = [line.id for line in lines]
    billed = list(BilledPeriod.select().where(BilledPeriod.line.in_(ids)).order_by(BilledPeriod.period_from))
    for contract_id, first in {each.contract_id: each.period_from for each in reversed(billed)}.items():
        _check_last(contract_id, first, ids)
        contract = Contract.get_by_id(contract_id)
        audit.change("contract billed again", contract, next_invoice_on=first)
    BilledPeriod.delete().where(BilledPeriod.line.in_(ids)).execute()
    Charge.update(line=None).where(Charge.line.in_(ids)).execute()


def _check_last(contract_id: int, first: object, ids: list[int]) -> None:
    """Raises Refused when another invoice has a later period of the contract, or a change of plan builds on this one.

    What such a change gave back and charged would stay, and the period would cost the new price all over.
    """
    later = BilledPeriod.select().where(
        BilledPeriod.contract == contract_id, BilledPeriod.period_from > first, BilledPeriod.line.not_in(ids)
    )
    if later.exists():
        raise Refused(
            "Ein späterer Zeitraum ist schon berechnet. Bitte stornieren Sie zuerst die Rechnung darüber, oder "
            "lassen Sie diese hier nicht neu berechnen.",
            "bill_again",
        )
    changes = Charge.select().where(
        Charge.contract == contract_id, Charge.kind == "proration", Charge.period_to >= first,
        Charge.line.is_null() | Charge.line.not_in(ids),
    )  # fmt: skip
    if changes.exists():
        raise Refused(
            "In diesem Zeitraum wurde der Tarif gewechselt. Bitte lassen Sie ihn nicht neu berechnen, sondern tragen "
            "Sie eine einzelne Position ein.",
            "bill_again",
        )
