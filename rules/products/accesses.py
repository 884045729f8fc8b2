"""The ways from a contract into its panel, as staff enter them."""

from collections.abc import Mapping

from peewee import fn

import gateways
from models import Contract, Customer, PanelAccess, state_of
from rules import Refused


def set_all(contract: Contract, wanted: Mapping[str, tuple[str, str]]) -> None:
    """Set the ways anew: kind → the panel's name and the user there, or "" and a plain address; what is empty is none.

    Raises Refused for a user who is another customer's, or as whom the portal itself comes there.
    """
    for kind, (panel, user) in wanted.items():
        if panel and user:
            _check(contract, kind, panel, user)
    PanelAccess.delete().where(PanelAccess.contract == contract).execute()
    for kind, (panel, text) in wanted.items():
        if text and panel:
            PanelAccess.create(contract=contract, kind=kind, panel=panel, user_name=text)
        elif text:
            PanelAccess.create(contract=contract, kind=kind, url=text)


def check_still_its_own(contract: Contract) -> None:
    """Raises Refused when a user of the contract, which had ended, was given to another customer since."""
    for each in PanelAccess.select().where(PanelAccess.contract == contract, PanelAccess.panel != ""):
        _check(contract, each.kind, each.panel, each.user_name)


def panels(contract: Contract | None = None) -> list[str]:
    """The panels to choose from, and those of a contract that are not set up any more."""
    known = list(gateways.panel.names)
    chosen = [each.panel for each in contract.accesses] if contract else []
    return known + sorted({name for name in chosen if name and name not in known})


def described(contract: Contract) -> dict[str, str]:
    """The ways as the audit log shows them."""
    accesses = PanelAccess.select().where(PanelAccess.contract == contract).order_by(PanelAccess.kind)
    return {each.kind: each.shown for each in accesses}


def _check(contract: Contract, kind: str, panel: str, user: str) -> None:
    """Who opens the panel is whoever stands here: it must be nobody else's name, and not that of the whole server."""
    if contract.kind != "server" and user.lower() == gateways.panel.own_user(panel).lower():
        raise Refused("Mit diesem Benutzer verwaltet das Kundencenter den ganzen Server.", kind)
    others = (
        Contract.select(Contract, Customer.number)
        .join(PanelAccess)
        .switch(Contract)
        .join(Customer)
        .where(
            PanelAccess.panel == panel,
            fn.LOWER(PanelAccess.user_name) == user.lower(),
            Contract.customer != contract.customer_id,
        )
    )
    for other in others:
        if state_of(other) != "ended":
            raise Refused(
                "Dieser Benutzer gehört zu einem Vertrag von Kunde {number}.", kind, number=other.customer.number
            )  # fmt: skip
