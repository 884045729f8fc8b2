"""The debtors of a span as DATEV's master data: everybody with a booking in it."""

from collections.abc import Iterator

from models import BillingDetails, Booking, Customer
from rules.accounting import taxes
from rules.bookkeeping import accounts
from rules.bookkeeping.datev.bookings import Row
from rules.bookkeeping.spans import Span

PERSON, COMPANY = "1", "2"


def rows(span: Span) -> Iterator[Row]:
    """One row a customer, by number."""
    booked = Booking.select(Booking.customer).where(Booking.booked_on.between(span.first, span.last))
    vat_ids = {row.customer_id: row.vat_id for row in BillingDetails.select().where(BillingDetails.vat_id != "")}
    for customer in Customer.select().where(Customer.id.in_(booked)).order_by(Customer.number).iterator():
        yield _row(customer, vat_ids.get(customer.id, ""))


def _row(customer: Customer, vat_id: str) -> Row:
    row: Row = {
        "Konto": accounts.debtor(customer.id), "Adressattyp": COMPANY if customer.company else PERSON,
        "Kurzbezeichnung": customer.name[:15], "Adressart": "STR", "Straße": customer.street[:36],
        "Postleitzahl": customer.zip[:10], "Ort": customer.city[:30], "Land": customer.country,
        "Kennz. Korrespondenzadresse": 1, "Telefon": customer.phone[:60],
        "E-Mail": (customer.invoice_email or customer.email)[:60], "Kunden-/Lief.-Nr.": str(customer.number),
    }  # fmt: skip
    if customer.company:
        row["Name (Adressattyp Unternehmen)"] = customer.company[:50]
    else:
        row["Name (Adressattyp natürl. Person)"] = customer.last_name[:30]
        row["Vorname (Adressattyp natürl. Person)"] = customer.first_name[:30]
    if vat_id and taxes.country_of(vat_id) in taxes.EU:
        row |= {"EU-Land": vat_id[:2], "EU-UStID": vat_id[2:15]}
    return row
