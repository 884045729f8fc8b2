"""Which value added tax an invoice carries: the case of the customer, the rate of the day, the code of the standard."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import clock
import gateways
from models import BillingDetails, Customer, TaxRate, VatCheck
from rules import Refused
from texts import lazy

EU = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
# BT-151 (UNTDID 5305) by tax case. Services to a third country are not taxable here (§ 3a UStG): O, not G, which is for
# goods. With O the standard wants neither a rate nor the VAT ids of seller and buyer (BR-O-02, BR-O-05).
CATEGORIES = {"domestic": "S", "reverse_charge": "AE", "oss": "S", "export": "O", "small_business": "E"}
WORDS = {
    "domestic": lazy("Inland"),
    "reverse_charge": lazy("Steuerschuldnerschaft des Leistungsempfängers"),
    "oss": lazy("One-Stop-Shop"),
    "export": lazy("Drittland"),
    "small_business": lazy("Kleinunternehmer"),
}
TAXED = frozenset({"domestic", "oss"})
CHECK_DAYS = 31  # an answer of VIES older than that is asked for again
UNCHECKED = "unchecked"  # stands in for the case as long as VIES owes an answer: nothing may be issued


def case_of(customer: Customer) -> str:
    """The tax case of a customer as of now, one of Invoice.TAX_CASES, or UNCHECKED."""
    details = BillingDetails.get_or_none(BillingDetails.customer == customer)
    vat_id = details.vat_id if details else ""
    return case(customer.country, customer.is_business, vat_id, answers([customer.id]).get((customer.id, vat_id)))


def case(country: str, is_business: bool, vat_id: str, answer: str | None) -> str:
    """The tax case: `answer` is what VIES said of the VAT id not long ago ("valid", "invalid"), None is nothing.

    § 3a Abs. 2 and 5, § 13b, § 19 UStG: a business abroad in the EU owes the tax itself once its VAT id is known to be
    valid; whoever has none is taxed as a consumer, at home below the threshold of § 3a Abs. 5 UStG and in their own
    country above it.
    """
    hoster, billing = gateways.settings.hoster, gateways.settings.billing
    country = country or hoster.country
    is_abroad_in_eu = country in EU and country != hoster.country
    owes_itself = is_abroad_in_eu and is_business and vat_id and country_of(vat_id) != hoster.country
    if hoster.small_business and not (owes_itself and hoster.vat_id and answer != "invalid"):
        return "small_business"
    if owes_itself and answer != "invalid":
        return "reverse_charge" if answer == "valid" else UNCHECKED
    if is_abroad_in_eu:
        return "oss" if billing.oss else "domestic"
    return "domestic" if country == hoster.country else "export"


def country_of(vat_id: str) -> str:
    """The country (ISO 3166) of a VAT id; Greece writes EL."""
    return "GR" if vat_id[:2] == "EL" else vat_id[:2]


def answers(customers: Sequence[int]) -> dict[tuple[int, str], str]:
    """What VIES said last of the VAT ids of some customers (ids), "valid" or "invalid", by (customer, VAT id).

    What it said too long ago, and that it did not answer, is left out: "unreachable" is not "valid".
    """
    if not customers:
        return {}
    since = clock.ago(days=CHECK_DAYS)
    rows: Any = (
        VatCheck.select(VatCheck.customer, VatCheck.vat_id, VatCheck.answer)
        .where(VatCheck.customer.in_(list(customers)), VatCheck.checked_at >= since, VatCheck.answer != "unreachable")
        .order_by(VatCheck.checked_at, VatCheck.id)
        .tuples()
    )
    return {(customer, vat_id): answer for customer, vat_id, answer in rows}


class Rates:
    """The dated tax rates of all countries, read once."""

    def __init__(self) -> None:
        self.days: dict[str, list[date]] = defaultdict(list)
        self.rates: dict[str, list[int]] = defaultdict(list)
        for row in TaxRate.select().order_by(TaxRate.country, TaxRate.valid_from):
            self.days[row.country].append(row.valid_from)
            self.rates[row.country].append(row.rate)
        self.home = gateways.settings.hoster.country

    def of(self, case: str, country: str, day: date) -> int:
        """The rate (1900 is 19 %) of a case on the day on which a period ends (§ 27 Abs. 1 UStG).

        Raises Refused when no rate stands in the table for that country and day.
        """
        if case not in TAXED:
            return 0
        country = country if case == "oss" else self.home
        at = bisect_right(self.days.get(country, []), day)
        if not at:
            raise Refused("Für {country} ist kein Steuersatz eingetragen.", country=country)
        return self.rates[country][at - 1]


def rate(case: str, country: str, day: date) -> int:
    """One rate, as Rates.of gives it."""
    return Rates().of(case, country, day)


def shown_with_tax(customer: Any) -> bool:
    """Whether prices are shown to a customer with their tax: consumers see gross prices (§ 3 PAngV), businesses net."""
    return not customer.is_business
