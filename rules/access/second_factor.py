"""The second factor: what somebody has besides what they know; who must have one, and what happens when it changes."""

from typing import Any

import clock
from database import write
from models import Account, Authenticator, Contact, Customer, Passkey, RecoveryCode
from rules import Refused, audit, mail
from rules.access import brakes


def is_set(account: Account) -> bool:
    """Whether the account has an authenticator app or a passkey."""
    return any(kind.select().where(kind.account == account).exists() for kind in (Authenticator, Passkey))


def is_missing(who: Any) -> bool:
    """Whether somebody (sessions.Who) has to set up a factor before anything else: staff, or where a customer says so.

    The demo's staff need none.
    """
    if who.factors:
        return False
    is_asked_of_staff = who.staff is not None and not who.account.is_demo
    return is_asked_of_staff or (who.customer is not None and who.customer.second_factor_required_at is not None)


def is_required(account: Account) -> bool:
    """Whether the account must have a factor somewhere: as staff, or as contact of a customer that requires it."""
    if account.staff.exists() and not account.is_demo:
        return True
    return any(contact.customer.second_factor_required_at for contact in Contact.of_account(account))


def require(customer: Customer, by: Contact) -> None:
    """All contacts of the customer need a second factor from now on; a mail tells those who have none.

    Raises Refused when `by` is not the holder, and brakes.Braked: each time there are mails.
    """
    _check_holder(by)
    brake = ("email", f"factor required of {customer.id}")
    brakes.check(brake)
    with write():
        brakes.failed(brake)
        if not audit.change("second factor required", customer, second_factor_required_at=_since(customer)):
            return
        for contact in Contact.listed(customer):
            if contact.is_active and contact.account and not is_set(contact.account):
                address = contact.account.email or contact.email or customer.email
                mail.later("factor_required", address, customer=customer, account=contact.account)


def unrequire(customer: Customer, by: Contact) -> None:
    """Each contact of the customer decides again; raises Refused when `by` is not the holder."""
    _check_holder(by)
    with write():
        audit.change("second factor no longer required", customer, second_factor_required_at=None)


def check_removable(account: Account) -> None:
    """Raises Refused when the account has one factor only and must have one."""
    if _count(account) <= 1 and is_required(account):
        raise Refused(
            "Ohne zweiten Faktor geht es bei Ihrem Zugang nicht: Er ist vorgeschrieben. "
            "Richten Sie zuerst einen anderen ein."
        )


def tell_added(account: Account, customer: Customer | None) -> None:
    """Tell the account's owner that a factor was set up."""
    _tell("factor_added", account, customer)


def tell_removed(account: Account, customer: Customer | None) -> None:
    """Tell the account's owner that a factor was removed; with the last one the recovery codes go."""
    if not is_set(account):
        RecoveryCode.delete().where(RecoveryCode.account == account).execute()
    _tell("factor_removed", account, customer)


def forget_all(account: Account) -> None:
    """Let the account have no factor any more: it was lost, and somebody has shown in another way who they are."""
    with write():
        for kind in (Authenticator, Passkey, RecoveryCode):
            kind.delete().where(kind.account == account).execute()
        audit.note("second factor forgotten", account)


def _count(account: Account) -> int:
    return sum(kind.select().where(kind.account == account).count() for kind in (Authenticator, Passkey))


def _since(customer: Customer) -> Any:
    return customer.second_factor_required_at or clock.now()


def _check_holder(by: Contact) -> None:
    if not by.is_holder:
        raise Refused("Das entscheidet der Vertragsinhaber.")


def _tell(template: str, account: Account, customer: Customer | None) -> None:
    if address := account.email or (customer and customer.email):
        mail.later(template, address, customer=customer, account=account)
