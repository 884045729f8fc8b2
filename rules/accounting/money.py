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


def by_rate(amounts: Iterable[tuple[int, int]]) -> list[Taxed]:
    """The tax of (net_cents, rate) pairs: rounded after adding up by rate (EN 16931 BR-CO-17), highest first."""
    nets: dict[int, int] = defaultdict(int)
    for net_cents, rate in amounts:
        nets[rate] += net_cents
    return [Taxed(rate, nets[rate], tax(nets[rate], rate)) for rate in sorted(nets, reverse=True)]
