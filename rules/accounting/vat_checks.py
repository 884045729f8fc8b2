"""Whether VAT ids of businesses abroad are valid: VIES is asked before they get an invoice, its answers are kept."""

from collections.abc import Sequence

import gateways
import values
from database import write
from gateways import Unreachable
from gateways.vies import Answer
from models import BillingDetails, Customer, VatCheck
from rules import Refused, audit
from rules.accounting import taxes

AT_ONCE = 1000
ENOUGH = 3  # so many in a row without an answer: it is away for the others too


def check(customer: Customer) -> VatCheck:
    """Ask VIES about a customer's VAT id now and keep the answer, "unreachable" too; never inside a transaction.

    Raises Refused when the customer has no VAT id, or one that cannot be.
    """
    details = BillingDetails.get_or_none(BillingDetails.customer == customer)
    if details is None or not details.vat_id:
        raise Refused("Bei diesem Kunden ist keine Umsatzsteuer-ID eingetragen.", "vat_id")
    try:
        vat_id = values.vat_id(details.vat_id)
    except ValueError as error:
        raise Refused(str(error), "vat_id") from error
    try:
        return _keep(customer, details.vat_id, gateways.vies.check(vat_id))
    except Unreachable:
        return _keep(customer, details.vat_id, None)


def _keep(customer: Customer, vat_id: str, answer: Answer | None) -> VatCheck:
    word = "unreachable" if answer is None else "valid" if answer.is_valid else "invalid"
    said = answer or Answer(False)
    with write():
        kept = VatCheck.create(
            customer=customer, vat_id=vat_id, answer=word, name=said.name, address=said.address,
            reference=said.reference,
        )  # fmt: skip
        audit.note("vat id checked", kept, after={"vat_id": vat_id, "answer": word})
    return kept


def refresh(customers: Sequence[int]) -> None:
    """Ask for those of some customers (ids) whose tax case waits for an answer.

    An id whose form is wrong is kept as invalid without asking. While the service is away nobody else is asked about.
    """
    away = 0
    for customer, vat_id in _waiting(customers):
        if away >= ENOUGH:
            return
        try:
            values.vat_id(vat_id)
        except ValueError:
            _keep(customer, vat_id, Answer(False))
            continue
        away = away + 1 if check(customer).answer == "unreachable" else 0


def _waiting(customers: Sequence[int]) -> list[tuple[Customer, str]]:
    """The customers among them without whose answer no invoice can be made, with their VAT ids."""
    wanted = set(customers)
    known = (
        Customer.select(Customer, BillingDetails.vat_id.alias("vat_id"))
        .join(BillingDetails)
        .where(BillingDetails.vat_id != "", Customer.country != gateways.settings.hoster.country)
        .order_by(Customer.id)
        .objects()
    )
    rows = [row for row in known if row.id in wanted]
    answers: dict[tuple[int, str], str] = {}
    for start in range(0, len(rows), AT_ONCE):
        answers |= taxes.answers([row.id for row in rows[start : start + AT_ONCE]])
    return [
        (row, row.vat_id)
        for row in rows
        if taxes.case(row.country, row.is_business, row.vat_id, answers.get((row.id, row.vat_id))) == taxes.UNCHECKED
    ]
