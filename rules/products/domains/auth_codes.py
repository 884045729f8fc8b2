"""The code with which a domain moves: kept sealed, given out to who asks, of no use after a while."""

from dataclasses import dataclass
from datetime import date, timedelta

import clock
from database import write
from models import AuthCode, Domain
from rules import audit
from rules.access import brakes, seal
from rules.products.domains import wishes

PURPOSE = "auth code"
VALID = timedelta(days=30)  # as the registries hold it; then there must be a new one


@dataclass(frozen=True)
class Given:
    """A code that is given out, and the last day on which it is of use."""

    code: str
    valid_until: date


def ask(domain: Domain, author: str) -> Given | None:
    """The code, or None when staff has to get one first and the customer will hear of it by mail.

    The holder is told in both cases. Raises Refused when staff is at it already, and brakes.Braked: each time there is
    a mail.
    """
    brakes.count(("auth code", str(domain.id)))
    given = _known(domain)
    with write():
        if given:
            audit.note("auth code given out", domain, after={"domain": domain.name, "valid_until": given.valid_until})
        else:
            wishes.ask(domain, "auth code", author)
        wishes.tell_holder("auth_code_asked", domain, author)
    return given


def enter(domain: Domain, code: str) -> None:
    """Keep a new code in the place of the former one; whoever waits for it hears that it is there."""
    sealed, valid_until = seal.seal(code, PURPOSE), clock.today() + VALID
    with write():
        AuthCode.delete().where(AuthCode.domain == domain).execute()
        AuthCode.create(domain=domain, sealed=sealed, valid_until=valid_until, entered_by=audit.actor().account)
        audit.note("auth code entered", domain, after={"domain": domain.name, "valid_until": valid_until})
        wishes.settle(domain, "auth code", "auth_code_ready")


def forget_expired(_day: str) -> None:
    """Delete the codes that are of no use any more."""
    with write():
        AuthCode.delete().where(AuthCode.valid_until < clock.today()).execute()


def _known(domain: Domain) -> Given | None:
    row = AuthCode.known(domain)
    try:
        return Given(seal.unseal(row.sealed, PURPOSE), row.valid_until) if row else None
    except seal.Broken:  # the portal has another secret key now: as good as none
        return None
