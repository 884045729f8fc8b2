"""What an e-invoice says (EN 16931), as plain data; BT and BG are the terms and groups of that standard."""

from dataclasses import dataclass
from datetime import date

TRANSFER, DIRECT_DEBIT, CLEARING = "58", "59", "97"  # UNTDID 4461
NOT_SUBJECT = "O"  # UNTDID 5305


@dataclass(frozen=True)
class Party:
    """Seller or buyer (BG-4, BG-7); `number` is the customer's (BT-46), `register` the seller's (BT-30)."""

    name: str
    street: str
    zip: str
    city: str
    country: str
    email: str = ""
    phone: str = ""
    contact: str = ""
    number: str = ""
    vat_id: str = ""
    tax_number: str = ""
    register: str = ""


@dataclass(frozen=True)
class Line:
    """A position (BG-25): prices and amounts in net cents, the rate in hundredths of a percent."""

    position: int
    text: str
    quantity: int
    price_cents: int
    net_cents: int
    category: str
    rate: int
    period: tuple[date, date] | None = None


@dataclass(frozen=True)
class Tax:
    """The tax of one category and rate (BG-23) in cents; `reason` where none is charged (BT-120)."""

    category: str
    rate: int
    net_cents: int
    tax_cents: int
    reason: str = ""


@dataclass(frozen=True)
class Payment:
    """How the amount is paid (BG-16): `means` is one of TRANSFER, DIRECT_DEBIT, CLEARING; `terms` a sentence.

    `debtor_iban`, `mandate` and `creditor_id` belong to a direct debit (BG-19).
    """

    means: str
    terms: str
    due_on: date | None = None
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    debtor_iban: str = ""
    mandate: str = ""
    creditor_id: str = ""


@dataclass(frozen=True)
class Invoice:
    """An invoice, or a credit note, whose amounts are positive too; `corrects` are number and day of its originals.

    With `leitweg_id` it is an XRechnung. `paid_cents` is what was paid before (BT-113).
    """

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    payment: Payment
    language: str = "de"
    notes: tuple[str, ...] = ()
    order_number: str = ""
    leitweg_id: str = ""
    is_credit_note: bool = False
    corrects: tuple[tuple[str, date], ...] = ()
    paid_cents: int = 0

    @property
    def file_name(self) -> str:
        """How the XML is called inside the PDF (Factur-X 1.0, 6.2.2; XRECHNUNG is a reference profile of ZUGFeRD)."""
        return "xrechnung.xml" if self.leitweg_id else "factur-x.xml"
