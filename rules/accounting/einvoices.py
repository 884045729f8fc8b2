"""An invoice as the data of an e-invoice (EN 16931)."""

import texts
from gateways import einvoice
from models import Invoice, InvoiceLine
from rules.accounting import invoices, money, originals, parties, taxes


def of(invoice: Invoice) -> einvoice.Invoice:
    """The same that the letter says; what a correction gives back is positive, as in credit notes (UNTDID 1001 381)."""
    sign = -1 if invoice.is_correction else 1
    with texts.speak(invoice.language):
        said, wanted = invoices.sheet(invoice), invoices.due(invoice)
        buyer = parties.buyer_of(invoice)
        return einvoice.Invoice(
            number=str(invoice.number),
            issued_on=invoice.issued_on,
            seller=_seller(invoice),
            buyer=_buyer(buyer),
            lines=tuple(_line(invoice, line, sign) for line in said.lines),
            taxes=tuple(_taxes(invoice, said.lines, sign)),
            payment=_payment(invoice, wanted),
            notes=tuple(note for note in (*said.notes, str(invoice.note)) if note),
            order_number=buyer.order_number,
            leitweg_id=buyer.leitweg_id,
            is_credit_note=invoice.is_correction,
            corrects=tuple((str(each.number), each.issued_on) for each in originals.of(invoice)),
            paid_cents=wanted.credit_cents,
        )


def _seller(invoice: Invoice) -> einvoice.Party:
    seller = parties.seller_of(invoice)
    return einvoice.Party(
        name=seller.name, street=seller.street, zip=seller.zip, city=seller.city, country=seller.country,
        email=seller.email, phone=seller.phone, contact=seller.name, vat_id=seller.vat_id.replace(" ", ""),
        tax_number=seller.tax_number, register=seller.register,
    )  # fmt: skip


def _buyer(buyer: parties.Buyer) -> einvoice.Party:
    return einvoice.Party(
        name=buyer.name, street=buyer.street, zip=buyer.zip, city=buyer.city, country=buyer.country or "DE",
        email=buyer.email, contact=buyer.contact, number=str(buyer.number), vat_id=buyer.vat_id,
    )  # fmt: skip


def _category(invoice: Invoice, line: InvoiceLine) -> str:
    """The line's own; lines from before it was kept say "S" without a rate, which none may (BR-S-05)."""
    if line.tax_category == "S" and not line.tax_rate:
        return {**taxes.CATEGORIES, "domestic": "Z", "oss": "Z"}[invoices.case(invoice)]
    return str(line.tax_category)


def _line(invoice: Invoice, line: InvoiceLine, sign: int) -> einvoice.Line:
    return einvoice.Line(
        position=line.position, text=line.text, quantity=sign * line.quantity, price_cents=line.price_cents,
        net_cents=sign * line.net_cents, category=_category(invoice, line), rate=line.tax_rate,
        period=(line.period_from, line.period_to) if line.period_from and line.period_to else None,
    )  # fmt: skip


def _taxes(invoice: Invoice, lines: list[InvoiceLine], sign: int) -> list[einvoice.Tax]:
    categories = {line.tax_rate: _category(invoice, line) for line in lines}
    return [
        einvoice.Tax(
            category=categories[each.rate], rate=each.rate, net_cents=sign * each.net_cents,
            tax_cents=sign * each.tax_cents, reason="" if each.rate else invoices.reason(invoice),
        )
        for each in money.by_rate((line.net_cents, line.tax_rate) for line in lines)
    ]  # fmt: skip


def _payment(invoice: Invoice, wanted: invoices.Due) -> einvoice.Payment:
    terms = invoices.how_to_pay(invoice, wanted)
    creditor_id = parties.seller_of(invoice).creditor_id
    if wanted.mandate and creditor_id:
        return einvoice.Payment(
            einvoice.DIRECT_DEBIT, terms, invoice.debit_on, debtor_iban=wanted.mandate.iban,
            mandate=wanted.mandate.reference, creditor_id=creditor_id,
        )  # fmt: skip
    if transfer := wanted.transfer:
        return einvoice.Payment(einvoice.TRANSFER, terms, invoice.due_on, transfer.iban, transfer.bic, transfer.name)
    return einvoice.Payment(einvoice.CLEARING, terms, invoice.debit_on if wanted.mandate else None)
