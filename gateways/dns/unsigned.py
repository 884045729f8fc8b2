"""What servers have in common on which DNSSEC is not ours to switch."""

from gateways.dns import refusals
from gateways.dns.facts import Signing


class Unsigned:
    """Refuses all that has to do with signing."""

    can_sign = False

    def signing(self, name: str) -> Signing:
        raise refusals.cannot_sign()

    def sign(self, name: str) -> None:
        raise refusals.cannot_sign()

    def unsign(self, name: str) -> None:
        raise refusals.cannot_sign()
