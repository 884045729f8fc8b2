"""Paying by transfer: what is to be transferred, and the code that a banking app reads."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import gateways
import values
from models import Customer
from rules.payments.wishes import Wish

MOST_REFERENCE = 140  # characters of a SEPA remittance text
MOST_CENTS = 999_999_999_99  # EPC069-12
MOST_NAME = 70


@dataclass(frozen=True)
class Transfer:
    """A transfer to the hoster: cents, the account, and what to name so that we find it."""

    cents: int
    name: str
    iban: str
    bic: str
    reference: str

    @property
    def can_be_scanned(self) -> bool:
        """Whether a code can be made of it: the IBAN is right and everything fits the standard."""
        return (
            _is_iban(self.iban)
            and len(self.bic) in (0, 8, 11)
            and 0 < self.cents <= MOST_CENTS
            and 0 < len(self.name) <= MOST_NAME
        )


def transfer(customer: Customer, wish: Wish) -> Transfer | None:
    """A transfer of what somebody wants to pay for the customer; None when that is nothing."""
    if wish.cents <= 0:
        return None
    hoster = gateways.settings.hoster
    return Transfer(
        cents=wish.cents,
        name=hoster.account_holder or hoster.name,
        iban=hoster.iban.replace(" ", "").upper(),
        bic=hoster.bic.replace(" ", "").upper(),
        reference=reference(customer.number, list(wish.invoices)),
    )


def reference(customer_number: int, invoices: list[str]) -> str:
    """What to write into the transfer; German for all, since the bank statement is read by the hoster.

    As many of the invoices as a remittance text can hold.
    """
    text = f"Kundennummer {customer_number}"
    for place, number in enumerate(invoices):
        longer = f"{text}, {number}" if place else f"{text}, Rechnung {number}"
        if len(longer) > MOST_REFERENCE:
            break
        text = longer
    return text


def qr_code(wanted: Transfer) -> bytes:
    """The EPC QR code (EPC069-12, version 002) of a transfer that `can_be_scanned`, as SVG in black on white."""
    from segno import helpers  # late: most requests never draw one

    code = helpers.make_epc_qr(
        name=wanted.name,
        iban=wanted.iban,
        amount=Decimal(wanted.cents) / 100,
        text=wanted.reference,
        bic=wanted.bic or None,
        encoding="utf-8",
    )
    svg = BytesIO()
    code.save(svg, kind="svg", border=4, scale=4, dark="#000", light="#fff")
    return svg.getvalue()


def _is_iban(text: str) -> bool:
    try:
        return values.iban(text) == text
    except ValueError:
        return False
