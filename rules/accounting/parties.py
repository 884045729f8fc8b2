"""Who sells and who buys, as it stood on the day of the invoice."""

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

import gateways
from database import write
from models import BillingDetails, Contact, Customer, Invoice, SellerSnapshot

encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


@dataclass(frozen=True)
class Buyer:
    """The customer on an invoice; `lines` are those of the letter's address, `contact` a person if wanted."""

    number: int
    is_business: bool
    name: str
    lines: tuple[str, ...]
    street: str
    zip: str
    city: str
    country: str
    email: str
    contact: str = ""
    vat_id: str = ""
    leitweg_id: str = ""
    order_number: str = ""


def buyer(customer: Customer) -> Buyer:
    """The customer as of now."""
    details = BillingDetails.get_or_none(BillingDetails.customer == customer) or BillingDetails()
    return Buyer(**fields_of(customer, details, person_of(customer)))


def language_of(customer: Customer) -> str:
    """In which language a customer gets papers."""
    details = BillingDetails.get_or_none(BillingDetails.customer == customer)
    return str(details.language) if details else "de"


def person_of(customer: Any) -> str:
    """The Ansprechpartner on a company's invoices, if one is wanted there."""
    wanted = customer.invoice_with_contact and customer.company
    contact = Contact.holder_of(customer.id) if wanted else None
    return contact.name if contact else ""


def fields_of(customer: Any, details: Any, person: str) -> dict[str, Any]:
    """The fields of a Buyer out of what has those of Customer and of BillingDetails, and an Ansprechpartner."""
    name = customer.name
    lines = (name, person, customer.street, f"{customer.zip} {customer.city}".strip(), _foreign(customer.country))
    return {
        "number": customer.number,
        "is_business": customer.is_business,
        "name": name,
        "lines": tuple(filter(None, lines)),
        "street": customer.street,
        "zip": customer.zip,
        "city": customer.city,
        "country": customer.country,
        "email": customer.invoice_email or customer.email,
        "contact": person,
        "vat_id": details.vat_id,
        "leitweg_id": details.leitweg_id,
        "order_number": details.order_number,
    }


def _foreign(country: str) -> str:
    """The last line of an address abroad: the country in capitals, in the language of the post office here."""
    if not country or country == gateways.settings.hoster.country:
        return ""
    from babel import Locale  # late: most customers live here

    return str(Locale("de").territories.get(country, country)).upper()


def written(party: Buyer) -> str:
    """A buyer as it is kept on the invoice."""
    return encoded(vars(party))


def buyer_of(invoice: Invoice) -> Buyer:
    """The buyer as of the invoice's day; of invoices from before the portal kept them, as of now."""
    kept = json.loads(invoice.buyer)
    if not kept:
        return buyer(invoice.customer)
    return Buyer(**kept | {"lines": tuple(kept["lines"])})


def seller() -> SellerSnapshot:
    """The hoster as of now; the same wording is kept once."""
    data = json.dumps(asdict(gateways.settings.hoster), ensure_ascii=False, sort_keys=True)
    digest = sha256(data.encode()).hexdigest()
    with write():
        SellerSnapshot.insert(digest=digest, data=data).on_conflict_ignore().execute()
        return SellerSnapshot.get(SellerSnapshot.digest == digest)


def seller_of(invoice: Invoice) -> Any:
    """The hoster (config.Hoster) as of the invoice's day."""
    now = gateways.settings.hoster
    return replace(now, **json.loads(invoice.seller.data)) if invoice.seller else now
