"""An invoice as the letter that templates/documents/invoice.typ sets."""

from collections.abc import Sequence
from typing import Any

import texts
from models import Invoice, InvoiceLine
from rules.accounting import invoices, parties
from rules.payments import transfers
from texts import date, t

WINDOW_LINES = 6


def letter(invoice: Invoice) -> dict[str, Any]:
    """What the template asks for, in the language of the invoice."""
    with texts.speak(invoice.language):
        said, wanted = invoices.sheet(invoice), invoices.due(invoice)
        return {
            "date": invoice.issued_on,
            "title": f"{invoices.title(invoice)} {invoice.number}",
            "recipient": _window(invoice),
            "facts": _facts(invoice, wanted),
            "intro": _intro(invoice),
            **_table(said),
            **_sums(invoice, said, wanted),
            "payment": _payment(invoice, wanted),
            "notes": said.notes,
        }


def _window(invoice: Invoice) -> list[str]:
    """The lines of the address; a foreign one ends with its country in German, which our post reads (DIN 5008)."""
    lines = [line for line in invoice.recipient.splitlines() if line]
    country = parties.buyer_of(invoice).country
    if country and country != parties.seller_of(invoice).country:
        from babel import Locale

        name = str(Locale("de").territories.get(country, country)).upper()
        if lines[-1:] != [name]:
            return [*lines[: WINDOW_LINES - 1], name]
    return lines[:WINDOW_LINES]


def _facts(invoice: Invoice, wanted: invoices.Due) -> list[tuple[str, str]]:
    buyer = parties.buyer_of(invoice)
    facts = [
        (t("Kundennummer"), str(invoice.customer.number)),
        (t("Nummer der Korrektur") if invoice.is_correction else t("Rechnungsnummer"), str(invoice.number)),
        (t("Datum") if invoice.is_correction else t("Rechnungsdatum"), date(invoice.issued_on)),
        (t("Zur Rechnung"), str(invoice.corrects.number) if invoice.corrects else ""),
        (t("Zahlbar bis"), date(invoice.due_on) if wanted.transfer else ""),
        (t("Abbuchung am"), date(invoice.debit_on) if wanted.mandate else ""),
        (t("Ihre Bestellnummer"), buyer.order_number),
        (t("Ihre USt-IdNr."), buyer.vat_id),
        (t("Leitweg-ID"), buyer.leitweg_id),
    ]
    return [(label, value) for label, value in facts if value]


def _intro(invoice: Invoice) -> str:
    """What a correction refers to (§ 31 Abs. 5 UStDV) and why it was made; nothing on an invoice."""
    if not invoice.corrects:
        return str(invoice.note)
    refers = t(
        "Diese Korrektur gehört zur Rechnung {number} vom {day}.",
        number=invoice.corrects.number, day=date(invoice.corrects.issued_on),
    )  # fmt: skip
    return f"{refers} {t('Grund')}: {invoice.note}" if invoice.note else refers


def _table(said: invoices.Sheet) -> dict[str, Any]:
    """The heads of the columns and the lines: amounts with tax for consumers, the rate where there are several."""
    shows_rate, shows_gross = len(said.rates) > 1, bool(said.grosses)
    amount = t("Betrag") if shows_gross or not said.rates else t("Betrag netto")
    heads = [t("Pos."), t("Leistung"), t("Menge"), *([] if shows_gross else [t("Einzelpreis")])]
    heads += [t("USt."), amount] if shows_rate else [amount]
    grosses: Sequence[int | None] = said.grosses or [None] * len(said.lines)
    return {
        "heads": heads,
        "lines": [_line(line, gross, shows_rate) for line, gross in zip(said.lines, grosses, strict=True)],
    }


def _line(line: InvoiceLine, gross_cents: int | None, shows_rate: bool) -> dict[str, Any]:
    price = [] if gross_cents is not None else [texts.money(line.price_cents)]
    rate = [invoices.percent(line.tax_rate)] if shows_rate else []
    amount = line.net_cents if gross_cents is None else gross_cents
    return {
        "position": str(line.position),
        "text": line.text,
        "period": invoices.period(line),
        "cells": [texts.number(line.quantity), *price, *rate, texts.money(amount)],
    }


def _sums(invoice: Invoice, said: invoices.Sheet, wanted: invoices.Due) -> dict[str, Any]:
    """`before` the total net and tax, for consumers `within` it; `after` it what credit paid and what is left."""
    total = t("Gesamtbetrag"), texts.money(invoice.gross_cents)
    net = t("Summe netto"), texts.money(invoice.net_cents)
    label = t("darin {rate} Umsatzsteuer auf {net}") if said.grosses else t("Umsatzsteuer {rate} auf {net}")
    taxes = [
        (label.format(rate=invoices.percent(each.rate), net=texts.money(each.net_cents)), texts.money(each.tax_cents))
        for each in said.rates
    ]
    after = []
    if wanted.credit_cents:
        after = [
            (t("Ihr Guthaben, damit verrechnet"), texts.money(-wanted.credit_cents)),
            (t("Noch zu zahlen"), texts.money(wanted.cents)),
        ]
    if said.grosses:
        return {"before": [], "total": total, "within": [(t("darin Summe netto"), net[1]), *taxes], "after": after}
    return {"before": [net, *taxes] if said.rates else [], "total": total, "within": [], "after": after}


def _payment(invoice: Invoice, wanted: invoices.Due) -> dict[str, Any]:
    facts: list[tuple[str, str]] = []
    if transfer := wanted.transfer:
        facts = [
            (t("Empfänger"), transfer.name),
            (t("IBAN"), _in_fours(transfer.iban)),
            (t("Verwendungszweck"), transfer.reference),
        ]
    if wanted.mandate:
        facts = [
            (t("Mandatsreferenz"), wanted.mandate.reference),
            (t("Gläubiger-ID"), parties.seller_of(invoice).creditor_id),
        ]
    code = ""
    if wanted.transfer and wanted.transfer.can_be_scanned:
        code = transfers.qr_code(wanted.transfer).decode()
    return {
        "text": invoices.how_to_pay(invoice, wanted),
        "facts": [(label, value) for label, value in facts if value],
        "code": code,
        "scan": t("Mit der Banking-App scannen"),
    }


def _in_fours(iban: str) -> str:
    """An IBAN as people read it, on one line."""
    return "\u00a0".join(iban[at : at + 4] for at in range(0, len(iban), 4))
