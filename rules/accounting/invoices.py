"""What an invoice says: on the screen, on paper and in its XML."""

from dataclasses import dataclass
from typing import Any

from peewee import fn

import texts
from models import Booking, Invoice, InvoiceLine, Mandate, Settlement
from rules.accounting import money, parties
from rules.payments import transfers
from texts import date, t


@dataclass(frozen=True)
class Sheet:
    """An invoice as it is read: its lines, the tax by rate (none where none is shown), what else is to be said.

    `grosses` are the lines with tax in cents, for consumers, who are shown those (§ 3 PAngV); empty for businesses.
    """

    lines: list[InvoiceLine]
    rates: list[money.Taxed]
    notes: list[str]
    grosses: list[int]


def sheet(invoice: Invoice) -> Sheet:
    """What stands on an invoice besides its own fields, in the language of the moment."""
    lines = list(InvoiceLine.select().where(InvoiceLine.invoice == invoice).order_by(InvoiceLine.position))
    amounts = [(line.net_cents, line.tax_rate) for line in lines]
    shows_tax = case(invoice) in ("domestic", "oss")
    is_consumer = shows_tax and not parties.buyer_of(invoice).is_business
    return Sheet(
        lines=lines,
        rates=money.by_rate(amounts) if shows_tax else [],
        notes=[each for each in (reason(invoice), _of_country(invoice)) if each],
        grosses=money.gross_by_line(amounts) if is_consumer else [],
    )


def case(invoice: Invoice) -> str:
    """The tax case; invoices from before it was kept are those of a small business when the hoster is one."""
    is_from_before = invoice.seller_id is None and invoice.tax_cents == 0
    if is_from_before and parties.seller_of(invoice).small_business:
        return "small_business"
    return str(invoice.tax_case)


def reason(invoice: Invoice) -> str:
    """Why no tax is charged, as the law wants it said; nothing where some is."""
    return {
        "small_business": t("Nach § 19 UStG wird keine Umsatzsteuer berechnet."),
        "reverse_charge": t(  # § 14a Abs. 1 and 5 UStG ask for these words
            "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge)."
        ),
        "export": t("Die Leistung ist in Deutschland nicht steuerbar (§ 3a UStG)."),
    }.get(case(invoice), "")


def _of_country(invoice: Invoice) -> str:
    if case(invoice) != "oss":
        return ""
    from babel import Locale  # late: most requests never name a country

    country = Locale(texts.language()).territories.get(parties.buyer_of(invoice).country, "")
    return t("Umsatzsteuer von {country}, über den One-Stop-Shop (OSS) der EU abgeführt.", country=country)


def title(invoice: Invoice) -> str:
    """„Rechnung“, or „Rechnungskorrektur“ and never „Gutschrift“ (§ 14 Abs. 2 UStG)."""
    return t("Rechnungskorrektur") if invoice.is_correction else t("Rechnung")


def percent(rate: int) -> str:
    """A tax rate for the screen: 1900 is „19 %“, 750 is „7,5 %“."""
    return texts.number(rate // 100 if rate % 100 == 0 else rate / 100) + " %"


def period(line: InvoiceLine) -> str:
    """The time that a position covers: „24.05.2019–23.05.2020“, or nothing."""
    return "–".join(date(day) for day in (line.period_from, line.period_to) if day)


def credit_used(invoice: Invoice) -> int:
    """The cents of an invoice that credit from before it settled; what was paid later is no part of it."""
    debit = Booking.get_or_none(Booking.invoice == invoice, Booking.kind == "RE")
    if debit is None:
        return 0
    used = Settlement.select(fn.COALESCE(fn.SUM(Settlement.cents), 0)).where(
        Settlement.debit == debit, Settlement.credit < debit
    )
    return int(used.scalar())


@dataclass(frozen=True)
class Due:
    """What is to be paid of an invoice (cents): by the `mandate` of a direct debit, or by a `transfer`, or nothing."""

    cents: int
    credit_cents: int
    transfer: transfers.Transfer | None = None
    mandate: Mandate | None = None


def due(invoice: Invoice) -> Due:
    """What an invoice asks for, as of its day."""
    credit_cents = credit_used(invoice)
    cents = invoice.gross_cents - credit_cents
    if cents <= 0:
        return Due(cents, credit_cents)
    mandate = _mandate(invoice)
    return Due(cents, credit_cents, None if mandate else _transfer(invoice, cents), mandate)


def _mandate(invoice: Invoice) -> Mandate | None:
    """The mandate by which it is collected; None where it is not."""
    if invoice.debit_on is None:
        return None
    return Mandate.get_or_none(Mandate.reference == invoice.mandate_reference)


def _transfer(invoice: Invoice, cents: int) -> transfers.Transfer:
    seller: Any = parties.seller_of(invoice)
    return transfers.Transfer(
        cents=cents,
        name=seller.account_holder or seller.name,
        iban=seller.iban.replace(" ", "").upper(),
        bic=seller.bic.replace(" ", "").upper(),
        reference=transfers.reference(invoice.customer.number, [str(invoice.number)]),
    )


def how_to_pay(invoice: Invoice, wanted: Due) -> str:
    """What is to be done, one sentence or two; a direct debit is announced (SEPA Rulebook: amount, day, mandate)."""
    amount = texts.money(wanted.cents)
    if invoice.is_correction:
        return t("Wir schreiben {amount} Ihrem Kundenkonto gut.", amount=texts.money(-invoice.gross_cents))
    if wanted.mandate:
        return t(
            "Wir buchen {amount} am {day} von Ihrem Konto mit der Endung {digits} ab. Bitte überweisen Sie nicht.",
            amount=amount, day=date(invoice.debit_on), digits=wanted.mandate.iban[-4:],
        )  # fmt: skip
    if wanted.transfer:
        return t("Bitte überweisen Sie {amount} bis zum {day}.", amount=amount, day=date(invoice.due_on))
    return t("Sie müssen nichts bezahlen.")
