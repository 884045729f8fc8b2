"""Documents per second and core, and peak memory: `python -m bench.documents [INVOICES]`.

Each invoice gets its XML and its PDF/A-3, which are stored; one to ten lines. What counts is the processor time of all
threads.
"""

import resource
import sys
import tempfile
import time
from datetime import date, timedelta

import config
import database
import gateways
from models import Customer, Invoice, InvoiceDocument, InvoiceLine
from rules import audit, operation
from rules.accounting import documents, money, parties

INVOICES = 1000
WARM_UP = 5
DAY = date(2026, 11, 22)


def issue(customer, number):
    """An invoice with one to ten lines."""
    prices = [499 + number * 7 % 900 + 100 * position for position in range(number % 10 + 1)]
    taxed = money.by_rate((price, 1900) for price in prices)
    buyer = parties.buyer(customer)
    invoice = Invoice.create(
        number=number, customer=customer, issued_on=DAY, due_on=DAY + timedelta(days=14), buyer=parties.written(buyer),
        recipient="\n".join(buyer.lines), seller=parties.seller(), net_cents=taxed[0].net_cents,
        tax_cents=taxed[0].tax_cents, gross_cents=taxed[0].net_cents + taxed[0].tax_cents,
    )  # fmt: skip
    for position, price in enumerate(prices, 1):
        InvoiceLine.create(
            invoice=invoice, position=position, text=f"Domain kunde{number}-{position}.example", price_cents=price,
            net_cents=price, tax_rate=1900, period_from=DAY, period_to=date(2027, 11, 21),
        )  # fmt: skip
    return invoice


def issue_all(count):
    customer = Customer.create(
        number=30001, kind="business", company="Bäckerei Süß & Söhne OHG", email="post@suess.example",
        street="Große Straße 5", zip="37073", city="Göttingen",
    )  # fmt: skip
    return [issue(customer, 3_000_001 + number) for number in range(count)]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else INVOICES
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load({"KUNDENCENTER_DATA_DIR": folder, "KUNDENCENTER_CONFIG": ""})
        database.start(settings.database_url)
        gateways.start(settings, database.in_write)
        operation.upgrade()
        with audit.acting("Messung"):
            with database.write():
                invoices = issue_all(count + WARM_UP)
            for invoice in invoices[:WARM_UP]:
                documents.make(invoice)
            began, cpu = time.perf_counter(), time.process_time()
            for done, invoice in enumerate(invoices[WARM_UP:], 1):
                documents.make(invoice)
                if done % 100 == 0:
                    print(f"  {done} of {count}", file=sys.stderr, flush=True)
            cpu, clock = time.process_time() - cpu, time.perf_counter() - began
        made = InvoiceDocument.select().where(InvoiceDocument.format == "pdf").count()
        database.drop_connection()
    if made != count + WARM_UP:
        raise SystemExit(f"{made} PDFs were made of {count + WARM_UP} invoices")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count} invoices as PDF/A-3 with XML: {count / cpu:.1f} a second and core, {cpu / count * 1000:.0f} ms each "
        f"({count / clock:.1f} a second by the clock); peak memory {peak:.0f} MiB"
    )


if __name__ == "__main__":
    main()
