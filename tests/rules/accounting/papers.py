"""Invoices to try papers on: issued to one of the cast, with lines and a booking."""

from datetime import date, timedelta

from models import BillingDetails, Invoice, InvoiceLine
from rules.accounting import ledger, money, parties, taxes

DAY = date(2026, 11, 22)
YEAR = (DAY, date(2027, 11, 21))


def issue(customer, number, *lines, case="domestic", corrects=None, period=YEAR, **more):
    """Issue an invoice of (text, price in net cents, rate) or (…, quantity) to a customer, or a correction."""
    given = [(text, price, rate, *(quantity or (1,))) for text, price, rate, *quantity in lines]
    taxed = money.by_rate((price * quantity, rate) for _, price, rate, quantity in given)
    buyer = parties.buyer(customer)
    net, tax = sum(each.net_cents for each in taxed), sum(each.tax_cents for each in taxed)
    fields = {
        "kind": "correction" if corrects else "invoice", "recipient": "\n".join(buyer.lines), "tax_case": case,
        "buyer": parties.written(buyer), "seller": parties.seller(), "due_on": DAY + timedelta(days=14),
    }  # fmt: skip
    invoice = Invoice.create(
        number=number, customer=customer, corrects=corrects, issued_on=DAY, net_cents=net, tax_cents=tax,
        gross_cents=net + tax, **fields | more,
    )  # fmt: skip
    for position, (text, price, rate, quantity) in enumerate(given, 1):
        InvoiceLine.create(
            invoice=invoice, position=position, text=text, quantity=quantity, price_cents=price,
            net_cents=price * quantity, tax_rate=rate, tax_category=taxes.CATEGORIES[case],
            period_from=period and period[0], period_to=period and period[1],
        )  # fmt: skip
    ledger.book(customer, "GS" if invoice.is_correction else "RE", -net - tax, DAY, invoice=invoice)
    return invoice


def details(customer, **fields):
    """What the bookkeeping knows of a customer."""
    return BillingDetails.create(customer=customer, **fields)
