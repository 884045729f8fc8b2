"""How prices are shown to a customer: consumers see them with the tax (§ 3 Abs. 1 PAngV), businesses without."""

from dataclasses import dataclass

import clock
import gateways
from models import RATE_OF_DAY, Customer
from rules.accounting import money, taxes
from texts import Lazy, lazy


@dataclass(frozen=True, slots=True)
class Shown:
    """The tax that shown prices contain (1900 is 19 %), a word for it, and a sentence for the head of a list."""

    rate: int
    word: Lazy
    sentence: Lazy

    def cents(self, net_cents: int) -> int:
        """A net price as it is shown, in cents."""
        return net_cents + money.tax(net_cents, self.rate) if self.rate else net_cents


NET = Shown(0, lazy("zzgl. MwSt."), lazy("Preise je Zahlungsperiode, zzgl. MwSt."))
WITHOUT = Shown(0, lazy("ohne MwSt."), lazy("Preise je Zahlungsperiode. Es kommt keine MwSt. dazu."))


def shown_to(customer: Customer) -> Shown:
    """How this customer sees prices today; asks the database at most once."""
    if gateways.settings.hoster.small_business:
        return WITHOUT
    if not taxes.shown_with_tax(customer):
        return NET
    case = taxes.case(customer.country, is_business=False, vat_id="", answer=None)
    if case not in taxes.TAXED:
        return WITHOUT
    country = customer.country if case == "oss" else gateways.settings.hoster.country
    row = RATE_OF_DAY.one(country=country, day=clock.today().isoformat())
    if row is None:
        return NET
    return Shown(row.rate, lazy("inkl. MwSt."), lazy("Preise je Zahlungsperiode, inkl. MwSt."))
