"""Value added tax and rounding: half up, per rate and invoice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Taxed:
    """The net amount of an invoice at one rate and the tax on it, in cents; 1900 is 19 %."""

    rate: int
    net_cents: int
    tax_cents: int


def tax(net_cents: int, rate: int) -> int:
    """The tax in cents on a net amount at a rate (1900 is 19 %), half a cent away from zero."""
    whole = (abs(net_cents) * rate + 5_000) // 10_000
    return -whole if net_cents < 0 else whole


def tax_within(gross_cents: int, rate: int) -> int:
    """The tax in cents that a gross amount holds at a rate, half a cent away from zero."""
    whole = (abs(gross_cents) * rate * 2 + 10_000 + rate) // (2 * (10_000 + rate))
    return -whole if gross_cents < 0 else whole


def by_rate(amounts: Iterable[tuple[int, int]]) -> list[Taxed]:
    """The tax of (net_cents, rate) pairs: rounded after adding up by rate (EN 16931 BR-CO-17), highest first."""
    nets: dict[int, int] = defaultdict(int)
    for net_cents, rate in amounts:
        nets[rate] += net_cents
    return [Taxed(rate, nets[rate], tax(nets[rate], rate)) for rate in sorted(nets, reverse=True)]


def gross_by_line(amounts: Iterable[tuple[int, int]]) -> list[int]:
    """What each of (net_cents, rate) pairs costs with tax, in cents, such that they add up to what `by_rate` comes to.

    Each is rounded down; the cents that the sum of a rate has beyond that go to the lines that lost most.
    """
    lines = list(amounts)
    exact = [net_cents * rate for net_cents, rate in lines]
    grosses = [net_cents + share // 10_000 for (net_cents, _), share in zip(lines, exact, strict=True)]
    for taxed in by_rate(lines):
        places = [place for place, (_, rate) in enumerate(lines) if rate == taxed.rate]
        missing = taxed.net_cents + taxed.tax_cents - sum(grosses[place] for place in places)
        for place in sorted(places, key=lambda place: -(exact[place] % 10_000))[:missing]:
            grosses[place] += 1
    return grosses
