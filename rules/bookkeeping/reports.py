"""The reports as CSV files, each with all its rows."""

from datetime import date
from io import BytesIO

from models import WHOLE_JOURNAL
from rules.accounting import ledger, taxes
from rules.bookkeeping import deferred, eu_sales, journal, open_items, oss
from rules.bookkeeping.sheets import Cents, sheet
from rules.bookkeeping.spans import Span
from texts import t


def journal_sheet(span: Span, tax_case: str = "") -> BytesIO:
    """The invoices and corrections of a span, of one tax case or of all."""
    rows = WHOLE_JOURNAL.rows(first=span.first.isoformat(), last=span.last.isoformat(), tax_case=tax_case)
    head = (
        t("Rechnungsdatum"), t("Nummer"), t("Art"), t("Kundennummer"), t("Kunde"), t("Steuerfall"), t("Netto"),
        t("Steuer"), t("Brutto"),
    )  # fmt: skip
    return sheet(head, (
        (row.issued_on, row.number, t("Rechnungskorrektur") if row.kind == "correction" else t("Rechnung"),
         row.customer_number, row.company or f"{row.first_name} {row.last_name}".strip(), taxes.WORDS[row.tax_case],
         Cents(row.net_cents), Cents(row.tax_cents), Cents(row.gross_cents))
        for row in rows
    ))  # fmt: skip


def sums_sheet(span: Span) -> BytesIO:
    """The sums by month, tax case and rate."""
    head = (t("Monat"), t("Steuerfall"), t("Steuersatz"), t("Rechnungen"), t("Netto"), t("Steuer"), t("Brutto"))
    return sheet(head, (
        (f"{row.month:%m/%Y}", taxes.WORDS[row.tax_case], Cents(row.rate), row.invoices, Cents(row.net_cents),
         Cents(row.tax_cents), Cents(row.gross_cents))
        for row in journal.sums(span.first, span.last)
    ))  # fmt: skip


def open_items_sheet(day: date) -> BytesIO:
    """Every open item as of a day; owed above zero."""
    head = (
        t("Kundennummer"), t("Kunde"), t("Nummer"), t("Art"), t("Text"), t("Buchungstag"), t("Fällig am"),
        t("Tage überfällig"), t("Alter"), t("Offen"),
    )  # fmt: skip
    return sheet(head, (
        (item.customer_number, item.customer_name, item.number, ledger.WORDS.get(item.kind, item.kind), item.text,
         item.booked_on, item.due_on, max((day - item.due_on).days, 0) if item.cents > 0 else None,
         open_items.AGES[open_items.age(item.due_on, day)][1] if item.cents > 0 else t("Guthaben"), Cents(item.cents))
        for item in open_items.as_of(day)
    ))  # fmt: skip


def deferred_sheet(day: date) -> BytesIO:
    """Every position that goes on after a day, with what is left of it."""
    head = (
        t("Rechnung"), t("Kundennummer"), t("Produkt"), t("Text"), t("Zeitraum von"), t("Zeitraum bis"), t("Netto"),
        t("Abzugrenzen"),
    )  # fmt: skip
    return sheet(head, (
        (part.number, part.customer_number, part.product, part.text, part.period_from, part.period_to,
         Cents(part.net_cents), Cents(part.cents))
        for part in deferred.as_of(day)
    ))  # fmt: skip


def eu_sales_sheet(span: Span) -> BytesIO:
    """The Zusammenfassende Meldung: country, VAT id without it, whole euros, kind of turnover (S: services)."""
    head = (t("Länderkennzeichen"), t("Umsatzsteuer-ID"), t("Betrag in Euro"), t("Art der Leistung"), t("Kunde"))
    return sheet(head, (
        (row.vat_id[:2], row.vat_id[2:], row.euros, "S", ", ".join(sorted(row.names)))
        for row in eu_sales.report(span.first, span.last)
    ))  # fmt: skip


def oss_sheet(span: Span) -> BytesIO:
    """The sums for the One-Stop-Shop."""
    head = (t("Land"), t("Steuersatz"), t("Zeitraum"), t("Netto"), t("Steuer"))
    return sheet(head, (
        (row.country, Cents(row.rate), row.quarter.label, Cents(row.net_cents), Cents(row.tax_cents))
        for row in oss.report(span)
    ))  # fmt: skip
