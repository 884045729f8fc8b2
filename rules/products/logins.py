"""The way from a contract into its panel, already signed in."""

import gateways
from database import write
from gateways import Rejected, Unreachable
from gateways.panel import Account
from models import Contact, Contract, PanelAccess, state_of
from rules import NotFound, Refused, audit
from rules.access import brakes


def right() -> str:
    """The right that somebody needs to open a panel."""
    return gateways.settings.panels.right


def may_open(contact: Contact) -> bool:
    return bool(contact.may(right()))


def open(contract: Contract, kind: str, address: str) -> str:
    """The address that opens a contract's panel, once, by one of its kinds of access; `address` is who asks.

    Raises NotFound for an access that it does not have, Refused for a contract that does not run and a panel that does
    not let anybody in now, Braked after too many of them. The log has everything but the address.
    """
    if kind not in PanelAccess.KINDS:
        raise NotFound
    access = PanelAccess.get_or_none(PanelAccess.contract == contract, PanelAccess.kind == kind)
    if access is None:
        raise NotFound
    if state_of(contract) == "suspended":
        raise Refused("Dieser Vertrag ist gesperrt, deshalb ist auch der Zugang zu.")
    if state_of(contract) == "ended":
        raise Refused("Dieser Vertrag ist beendet, den Zugang gibt es nicht mehr.")
    brakes.count_account("panel")
    found = _ask(contract, access, address)
    _note("panel opened", contract, access)
    return found


def _ask(contract: Contract, access: PanelAccess, address: str) -> str:
    if not access.panel:
        return str(access.url)
    account = Account(access.user_name, contract.domain.name if contract.domain else "")
    try:
        return gateways.panel.of(access.panel).login(account, address)
    except Unreachable as error:
        _note("panel not opened", contract, access, error)
        raise Refused(
            "Der Server antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal."
        ) from error
    except Rejected as error:
        _note("panel not opened", contract, access, error)
        raise Refused(
            "Der Server lässt die Anmeldung gerade nicht zu. Bitte rufen Sie uns an, wir sehen nach."
        ) from error


def _note(what: str, contract: Contract, access: PanelAccess, error: Exception | None = None) -> None:
    facts = {"way": access.kind, "panel": access.panel, "user_name": access.user_name, "error": str(error or "")}
    with write():
        audit.note(what, contract, after={name: value for name, value in facts.items() if value})
