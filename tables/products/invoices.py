"""Which invoices charge for which contracts."""

from peewee import fn

from tables.accounting.invoices import Invoice, InvoiceLine

MOST = 12


def invoices_of(customer, contracts):
    """The newest MOST invoices of this customer for each of some contracts, as lists by the contract's id.

    Rows have contract, number, issued_on and gross_cents. Invoices of a former owner stay with them.
    """
    newest_first = (Invoice.issued_on.desc(), Invoice.number.desc())
    ranked = (
        InvoiceLine.select(
            InvoiceLine.contract, Invoice.number, Invoice.issued_on, Invoice.gross_cents,
            fn.ROW_NUMBER().over(partition_by=[InvoiceLine.contract], order_by=newest_first).alias("place"),
        )
        .join(Invoice)
        .where(InvoiceLine.contract.in_(contracts), Invoice.customer == customer)
        .group_by(InvoiceLine.contract, Invoice.id, Invoice.number, Invoice.issued_on, Invoice.gross_cents)
        .alias("ranked")
    )  # fmt: skip
    rows = (
        Invoice.select(ranked.c.contract_id, ranked.c.number, ranked.c.issued_on, ranked.c.gross_cents)
        .from_(ranked)
        .where(ranked.c.place <= MOST)
        .order_by(ranked.c.place)
        .namedtuples()
    )
    found = {}
    for row in rows:
        found.setdefault(row.contract_id, []).append(row)
    return found
