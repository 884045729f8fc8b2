"""What staff keep of a domain's registration: with whom, since when, until when, locked or not, for whom."""

from typing import Any

import clock
from database import write
from models import Domain, Registration
from rules import Refused
from rules.products.domains import wishes
from rules.staff import note_difference

FIELDS = ("registrar", "registered_on", "expires_on", "holder_name", "holder_email", "holder_phone")


def of(domain: Domain) -> Registration | None:
    """What is known, or None."""
    return Registration.get_or_none(Registration.domain == domain)


def keep(domain: Domain, is_locked: bool, **details: Any) -> None:
    """Set FIELDS and whether it is locked against moving. Raises Refused when it would end before it began."""
    begins, ends = details["registered_on"], details["expires_on"]
    if begins and ends and ends < begins:
        raise Refused("Das Ende kann nicht vor dem Beginn liegen.", "expires_on")
    with write():
        row = of(domain) or Registration(domain=domain)
        before = described(row) if row.id else {}
        for name, value in details.items():
            setattr(row, name, value)
        was_locked, row.locked_at = row.is_locked, (row.locked_at or clock.now()) if is_locked else None
        row.save()
        note_difference("registration changed", domain, before, described(row))
        if was_locked and not is_locked:
            wishes.settle(domain, "unlock", "domain_unlocked")


def unlock(domain: Domain) -> None:
    """The registrar has lifted the lock; whoever asked for it hears so. Raises Refused when there is none."""
    row = of(domain)
    if row is None or not row.is_locked:
        raise Refused("Diese Domain ist nicht gesperrt.")
    keep(domain, is_locked=False, **{name: getattr(row, name) for name in FIELDS})


def ask_to_unlock(domain: Domain, author: str) -> None:
    """Ask staff to have the lock lifted; the holder is told. Raises Refused when there is none or they are at it."""
    row = of(domain)
    if row is None or not row.is_locked:
        raise Refused("Diese Domain ist nicht gesperrt.")
    with write():
        wishes.ask(domain, "unlock", author)
        wishes.tell_holder("unlock_asked", domain, author)


def described(row: Registration) -> dict[str, Any]:
    """The registration as its form and the audit log show it."""
    return {name: getattr(row, name) for name in FIELDS} | {"is_locked": row.is_locked}
