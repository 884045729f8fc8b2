"""Who sells and who buys, as it stood on the day of the invoice."""

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

import gateways
from database import write
from models import BillingDetails, Contact, Customer, Invoice, SellerSnapshot


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
    contact = Contact.holder_of(customer) if customer.invoice_with_contact else None
    person = contact.name if contact and customer.company else ""
    return Buyer(
        number=customer.number,
        is_business=customer.is_business,
        name=customer.name,
        lines=tuple(
            each for each in (customer.name, person, customer.street, f"{customer.zip} {customer.city}".strip()) if each
        ),
        street=customer.street,
        zip=customer.zip,
        city=customer.city,
        country=customer.country,
        email=customer.invoice_email or customer.email,
        contact=person,
        vat_id=details.vat_id,
        leitweg_id=details.leitweg_id,
        order_number=details.order_number,
    )


def written(party: Buyer) -> str:
    """A buyer as it is kept on the invoice."""
    return json.dumps(asdict(party), ensure_ascii=False)


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
