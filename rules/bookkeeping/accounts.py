"""The accounts of the chart (SKR03 or SKR04) that revenue, payments and losses are booked on, from a day on."""

from datetime import date

import clock
import gateways
from database import write
from models import ChartAccount
from rules import Refused, audit
from rules.staff import unless_taken
from texts import lazy

REDUCED_RATE = 700  # § 12 Abs. 2 UStG
# What has an account: the tax cases of invoices, and what else is booked.
USES = {
    "domestic": lazy("Erlöse Inland, allgemeiner Steuersatz"),
    "reduced": lazy("Erlöse Inland, ermäßigter Steuersatz"),
    "reverse_charge": lazy("Erlöse EU-Unternehmen, Steuerschuldnerschaft des Leistungsempfängers"),
    "oss": lazy("Erlöse EU-Verbraucher, One-Stop-Shop"),
    "export": lazy("Erlöse Drittland"),
    "small_business": lazy("Erlöse als Kleinunternehmer"),
    "without_invoice": lazy("Forderung ohne Rechnung"),
    "credit": lazy("Gutschrift ohne Rechnungskorrektur"),
    "bank": lazy("Bank"),
    "clearing": lazy("Geldtransit (Zahlungen über Anbieter)"),
    "fees": lazy("Gebühren der Zahlungsanbieter"),
    "reminder_fee": lazy("Mahngebühren"),
    "write_off": lazy("Forderungsverluste ohne Umsatzsteuer"),
    "write_off_standard": lazy("Forderungsverluste, allgemeiner Steuersatz"),
    "write_off_reduced": lazy("Forderungsverluste, ermäßigter Steuersatz"),
    "collection": lazy("Zweifelhafte Forderungen (Inkasso)"),
    "difference": lazy("Kleindifferenzen"),
}
REVENUE = ("domestic", "reduced", "reverse_charge", "oss", "export", "small_business")
# Where a loss corrects the VAT (§ 17 UStG) by being booked: automatic accounts, each for one rate of the day.
LOST = {1900: "write_off_standard", REDUCED_RATE: "write_off_reduced"}
LENGTH = 4  # digits of a general ledger account; a debtor's number has one more
LAST_DEBTOR = 69_999


class Chart:
    """The accounts of the hoster's chart, read once."""

    def __init__(self) -> None:
        self.name = gateways.settings.datev.chart
        rows = ChartAccount.select().where(ChartAccount.chart == self.name).order_by(ChartAccount.valid_from)
        self._rows: dict[tuple[str, str], list[ChartAccount]] = {}
        for row in rows:
            self._rows.setdefault((row.use, row.product), []).append(row)

    def account(self, use: str, day: date, product: str = "") -> int:
        """The account of a use on a day, of the product or else of every other. Raises Refused when there is none."""
        if use == "bank" and bank_of_settings():
            return bank_of_settings()
        for key in ((use, product), (use, "")):
            valid = [row.account for row in self._rows.get(key, ()) if row.valid_from <= day]
            if valid:
                return int(valid[-1])
        raise Refused("Im {chart} fehlt das Konto für „{use}“.", chart=self.name, use=USES[use])


def bank_of_settings() -> int:
    """The account of the bank that the settings name; 0 when they leave it to the chart."""
    return gateways.settings.datev.bank_account


def use_of(tax_case: str, rate: int) -> str:
    """What a position earns: its tax case, at home with the lower rate (700 is 7 %) something of its own."""
    return "reduced" if tax_case == "domestic" and rate == REDUCED_RATE else tax_case


def lost_use_of(tax_case: str, rate: int) -> str:
    """Where what is lost of an invoice goes: only VAT that was owed at home at a rate of today is corrected there."""
    return LOST.get(rate, "write_off") if tax_case == "domestic" else "write_off"


def debtor(customer_id: int) -> int:
    """The customer's account: the first of the setting and the customer's place. Raises Refused beyond the range."""
    account = gateways.settings.datev.first_debtor + customer_id
    if account > LAST_DEBTOR:
        raise Refused(
            "Für Kunden gibt es Debitorenkonten bis {last}. Bitte setzen Sie first_debtor kleiner.", last=LAST_DEBTOR
        )
    return account


def listed() -> list[ChartAccount]:
    """The rows of the hoster's chart in the order of USES, the newest of each first."""
    rows = ChartAccount.select().where(ChartAccount.chart == gateways.settings.datev.chart)
    places = {use: place for place, use in enumerate(USES)}
    known = [row for row in rows if row.use in places]
    return sorted(known, key=lambda row: (places[row.use], row.product, -row.valid_from.toordinal()))


def add(use: str, product: str, account: int, valid_from: date) -> ChartAccount:
    """An account for a use from a day on. Raises Refused for a product where none can be and a day that has one."""
    if product and use not in REVENUE:
        raise Refused("Ein eigenes Konto je Produkt gibt es nur bei Erlösen.", "product")
    if not 0 < account < 10**LENGTH:
        raise Refused("Sachkonten haben hier höchstens {n} Stellen.", "account", n=LENGTH)
    details = {"use": use, "product": product, "account": account, "valid_from": valid_from}
    with write(), unless_taken(Refused("Für diesen Tag steht schon ein Konto.", "valid_from")):
        row = ChartAccount.create(chart=gateways.settings.datev.chart, **details)
        audit.note("account of the chart added", row, after=_said(row))
    return row


def remove(row: ChartAccount) -> None:
    """Take away an account that does not hold yet; raises Refused for one that does or did."""
    if row.valid_from <= clock.today():
        raise Refused("Dieses Konto gilt schon. Bitte tragen Sie ein neues ein.")
    with write():
        audit.note("account of the chart removed", row, _said(row))
        row.delete_instance()


def _said(row: ChartAccount) -> dict[str, object]:
    """A row for the audit log."""
    use = str(USES[row.use])
    return {"use": use, "product": row.product, "number": row.account, "valid_from": row.valid_from}
