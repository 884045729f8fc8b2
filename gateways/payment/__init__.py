"""Payments on a provider's page: Stripe and Mollie behind one Protocol."""

from collections.abc import Callable, Mapping
from typing import cast

from config import Settings
from gateways.errors import Unreachable
from gateways.guard import guard
from gateways.payment.facts import (
    CARD,
    INSTANT,
    Event,
    Movement,
    Order,
    Page,
    PayoutFact,
    PayoutPart,
    Provider,
)
from gateways.payment.mollie import Mollie
from gateways.payment.stripe import Stripe
from texts import t

__all__ = [
    "CARD", "INSTANT", "Event", "Movement", "Order", "Page", "PayoutFact", "PayoutPart", "Provider", "Providers",
    "from_settings",
]  # fmt: skip


class Providers:
    """The providers of the settings, by name ("stripe", "mollie")."""

    def __init__(self, providers: Mapping[str, Provider]) -> None:
        self._providers = providers

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are set up, the preferred one first."""
        return tuple(self._providers)

    def of(self, name: str) -> Provider:
        """The provider of that name. Raises Unreachable when the settings have it no longer."""
        if name not in self._providers:
            raise Unreachable(t("Der Zahlungsanbieter „{name}“ ist nicht eingerichtet.", name=name))
        return self._providers[name]

    @property
    def stripe(self) -> Stripe:
        """Stripe, whose webhooks are signed. Raises Unreachable when it is not set up."""
        return cast(Stripe, self.of("stripe"))


def from_settings(settings: Settings, in_transaction: Callable[[], bool]) -> Providers:
    """The providers, each closed inside a transaction. Raises WrongSetting."""
    built = {name: _build(name, options, settings.is_public) for name, options in settings.payment.items()}
    return Providers({name: guard(provider, in_transaction) for name, provider in built.items()})


def _build(name: str, options: Mapping[str, str], is_public: bool) -> Provider:
    return Stripe(options) if name == "stripe" else Mollie(options, is_public)
