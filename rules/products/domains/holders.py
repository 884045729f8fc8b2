"""The holder of a domain: who has the domain says that the data are right (§ 49 BSIG), and when they said so."""

from datetime import datetime, timedelta

import clock
from database import write
from models import Domain, HolderCheck, Registration
from rules import Refused, audit, support
from rules.products.domains import wishes
from texts import t
from values import domain_shown

EVERY = timedelta(days=365)  # so long a check is good


def due_before() -> datetime:
    """Checks older than this moment are to be made anew."""
    return clock.now() - EVERY


def is_due(newest: HolderCheck | None) -> bool:
    """Whether the holder's data are to be confirmed now, after this last check."""
    return newest is None or newest.created_at < due_before()


def confirm(domain: Domain, author: str, name: str, email: str, phone: str) -> bool:
    """Put down that these are the holder's data; where they are new, staff are asked to pass them on (then True), and
    the holder of the contract is told.

    Raises Refused when nothing is kept of the registration.
    """
    with write():
        row = Registration.get_or_none(Registration.domain == domain)
        if row is None:
            raise Refused("Diese Domain ist nicht über uns registriert.")
        before = {"holder_name": row.holder_name, "holder_email": row.holder_email, "holder_phone": row.holder_phone}
        after = {"holder_name": name, "holder_email": email, "holder_phone": phone}
        is_new = before != after
        HolderCheck.create(
            domain=domain, name=name, email=email, phone=phone, is_new=is_new, checked_by=audit.actor().account
        )
        audit.note("holder confirmed", domain, {"domain": domain.name} | before, {"domain": domain.name} | after)
        if is_new:
            Registration.update(**after).where(Registration.id == row).execute()
            _pass_on(domain, author, name, email, phone)
            wishes.tell_holder("holder_changed", domain, author)
    return is_new


def _pass_on(domain: Domain, author: str, name: str, email: str, phone: str) -> None:
    shown = domain_shown(domain.name)
    support.create(
        domain.customer, author, t("Inhaberdaten von {domain}", domain=shown),
        t("Bitte geben Sie für {domain} diese Daten des Inhabers weiter:", domain=shown)
        + f"\n\n{name}\n{email}\n{phone}",
    )  # fmt: skip
