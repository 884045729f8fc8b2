"""The VAT of each country as dated rows, kept by the hoster's people."""

from datetime import date

import clock
from database import write
from models import TaxRate
from rules import Refused, audit
from rules.staff import unless_taken


def add(country: str, valid_from: date, rate: int) -> TaxRate:
    """The standard rate of a country (hundredths of a percent) from a day on; raises Refused when that day has one."""
    row = {"country": country, "valid_from": valid_from, "rate": rate}
    with write(), unless_taken(Refused("Für dieses Land und diesen Tag steht schon ein Satz.", "valid_from")):
        added = TaxRate.create(**row)
        audit.note("tax rate added", added, after=row)
    return added


def remove(rate: TaxRate) -> None:
    """Take away a rate that does not hold yet; raises Refused for one that does or did."""
    if rate.valid_from <= clock.today():
        raise Refused("Dieser Satz gilt schon. Bitte tragen Sie einen neuen ein.")
    with write():
        audit.note("tax rate removed", rate, {name: getattr(rate, name) for name in ("country", "valid_from", "rate")})
        rate.delete_instance()
