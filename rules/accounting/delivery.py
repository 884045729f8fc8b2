"""How a paper reaches the customer: by mail with the file attached, or by post in the next print bundle."""

from collections.abc import Sequence
from typing import Any

from database import write
from models import BillingDetails, Customer, Delivery, Invoice
from rules import mail

POST = "post"  # stands for the recipient of what is printed


def hand_over(
    paper: str,
    customer: Customer,
    file_name: str,
    file_key: str,
    template: str,
    invoice: Invoice | None = None,
    more_files: Sequence[mail.File] = (),
    **values: Any,
) -> list[Delivery]:
    """Put a PDF on its way to everybody who gets this customer's papers; the same paper to the same recipient once.

    `paper` names it ("invoice 1731953"). `template` is one of templates/emails and gets `values`; `more_files` go with
    the mail alone. Gives what was put on its way now.
    """
    language = invoice.language if invoice else _details(customer).language
    files = [mail.File(file_name, file_key), *more_files]
    made = []
    with write():
        known = {each.recipient for each in Delivery.select().where(Delivery.paper == paper)}
        for recipient in recipients(customer):
            if recipient in known:
                continue
            outbox = None
            if recipient != POST:
                outbox = mail.later(template, recipient, customer, language=language, files=files, **values)
            made.append(
                Delivery.create(
                    paper=paper,
                    customer=customer,
                    invoice=invoice,
                    recipient=recipient,
                    file_key=file_key,
                    outbox=outbox,
                )
            )
    return made


def recipients(customer: Customer) -> list[str]:
    """The addresses that get a customer's papers, POST among them who wants paper or has no address at all."""
    first = POST if customer.invoice_by_post else customer.invoice_email or customer.email or POST
    second = _details(customer).second_email
    return [first, second] if second and second != first else [first]


def _details(customer: Customer) -> BillingDetails:
    return BillingDetails.get_or_none(BillingDetails.customer == customer) or BillingDetails()
