"""What the staff decide: two of them have to agree, or one and whoever typed the code of the letter."""

from datetime import datetime, time
from functools import reduce
from operator import or_

import clock
from database import write
from models import (
    Account,
    AuditEntry,
    Contact,
    Customer,
    EmailChange,
    Recovery,
    RecoveryVote,
    Staff,
)
from rules import Refused, audit, mail
from rules.access import browsers, links, passwords, second_factor
from rules.access.recovery import cases
from rules.profile import customers
from rules.staff import unless_taken
from rules.staff.customers import account_of
from texts import lazy

NEEDED = 2
LINK_HOURS = 24
TAKEN = lazy(
    "Mit der neuen E-Mail-Adresse gibt es schon einen anderen Zugang. So lässt sich der Antrag nicht freigeben."
)


def agree(case: Recovery, account: Account) -> bool:
    """One of the staff agrees; the second one grants, which gives True.

    Raises Refused before the waiting time has passed, after the end, and to whoever has agreed already.
    """
    with write():
        case = cases.locked(Recovery, case.id)
        check_ripe(case)
        agreed = agreeing(case)
        if account.id in agreed:
            raise Refused("Sie haben schon zugestimmt. Die zweite Zustimmung muss von jemand anderem kommen.")
        _check_free(case)
        RecoveryVote.create(recovery=case, staff_account=account, agrees=True)
        audit.note("recovery agreed", case, after={"number": case.number})
        is_enough = len(agreed) + 1 >= NEEDED
        if is_enough:
            grant(case)
    return is_enough


def decline(case: Recovery, account: Account, reason: str) -> None:
    """One of the staff ends the case; whoever asked gets the reason by mail. Raises Refused as `agree`."""
    with write():
        case = cases.locked(Recovery, case.id)
        check_ripe(case)
        RecoveryVote.delete().where(RecoveryVote.recovery == case, RecoveryVote.staff_account == account).execute()
        RecoveryVote.create(recovery=case, staff_account=account, agrees=False, reason=reason)
        cases.decline(case, reason)


def agreeing(case: Recovery) -> list[int]:
    """The accounts of those who agreed and still belong to the staff."""
    agreed = [vote.staff_account_id for vote in RecoveryVote.of(case) if vote.agrees]
    return [person.account_id for person in Staff.select().where(Staff.account.in_(agreed))]


def moved_at(case: Recovery) -> datetime | None:
    """When the stored postal address was last changed after the day of the bill, which then cannot show the new one.

    Whoever may change it could make it the one on a bill of their own.
    """
    is_postal = reduce(or_, [AuditEntry.after.contains(f'"{name}"') for name in ("street", "zip", "city")])
    entries = AuditEntry.select().where(
        AuditEntry.customer == case.customer_id, AuditEntry.what == "address changed", is_postal,
        AuditEntry.at > datetime.combine(case.bill_on, time.min),
    )  # fmt: skip
    newest = entries.order_by(AuditEntry.id.desc()).first()
    return newest.at if newest else None


def check_ripe(case: Recovery) -> None:
    """Raises Refused when nothing may be decided (any more, or yet)."""
    if not case.is_open:
        raise Refused("Dieser Antrag ist schon beendet.")
    if not case.is_ripe:
        raise Refused("Die Wartezeit läuft noch. So lange kann jeder, der den Kunden kennt, den Antrag stoppen.")


def elsewhere(case: Recovery) -> list[Customer]:
    """Other customers whom the same login reaches: with the case it is given back for them too."""
    holder = Contact.holder_of(case.customer)
    places = Contact.of_account(holder.account) if holder and holder.account else ()
    return [each.customer for each in places if each.customer_id != case.customer_id]


def grant(case: Recovery) -> None:
    """Give the login to the new address: everything that let somebody in before ends. The case must be locked.

    Raises Refused when another login has the address.
    """
    holder, account = _holder(case)
    customer, known = case.customer, cases.known_addresses(case.customer)
    audit.note("recovery granted", case, after={"number": case.number, "email": case.email})
    with unless_taken(Refused(TAKEN)):
        audit.change("login changed", account, email=case.email, password_hash=None, is_demo=False)
    audit.change("address changed", customer, email=case.email)
    audit.change("holder changed", holder, email=case.email)
    customers.refresh_search(customer)
    _end_ways_in(account, customer)
    audit.note("ways in ended", holder)
    cases.end(case, "granted")
    _tell(case, account, known)


def _tell(case: Recovery, account: Account, known: dict[str, Account | None]) -> None:
    for address, whose in known.items():
        if address != case.email:
            mail.later("recovery_done", address, customer=case.customer, account=whose)
    token = links.create(account, LINK_HOURS * 60)
    mail.later(
        "recovery_granted", case.email, customer=case.customer, account=account, path=f"/passwort-neu/{token}",
        hours=LINK_HOURS,
    )  # fmt: skip


def _end_ways_in(account: Account, customer: Customer) -> None:
    passwords.end_ways_in(account)
    second_factor.forget_all(account)
    browsers.forget_all(account)
    EmailChange.update(replaced_at=clock.now()).where(
        (EmailChange.account == account) | (EmailChange.customer == customer), EmailChange.replaced_at.is_null()
    ).execute()


def _holder(case: Recovery) -> tuple[Contact, Account]:
    """The customer's holder and the account it logs in with, made where there was none."""
    account = account_of(case.customer)
    return Contact.holder_of(case.customer), account


def _check_free(case: Recovery) -> None:
    _, account = _holder(case)
    if Account.select().where(Account.email == case.email, Account.id != account.id).exists():
        raise Refused(TAKEN)
