"""From which networks a customer's people may log in."""

from ipaddress import ip_network
from typing import Any

import clock
from database import write
from models import Account, AllowedNetwork, Contact, Customer, WhitelistSuspension
from rules import Refused, audit, mail
from rules.access import sessions

MOST_NETWORKS = 100
WIDEST = {4: 8, 6: 19}  # of each version of IP: as much as a whole provider has
SUSPENSIONS = (1, 24, 7 * 24)  # hours


def add(customer: Customer, network: str, note: str, address: str, confirmed_lockout: bool = False) -> None:
    """Allow a network (canonical, as `values.network` gives it) and tell the customer by mail.

    Raises Refused, also when whoever acts from `address` would lock themself out and has not confirmed that.
    """
    _check_width(network)
    with write():
        networks = [row.network for row in AllowedNetwork.of(customer)]
        if network in networks:
            raise Refused("Dieses Netz steht schon in der Liste.", "network")
        if len(networks) >= MOST_NETWORKS:
            raise Refused("Mehr als {n} Einträge sind nicht möglich.", n=MOST_NETWORKS)
        _check_lockout([*networks, network], address, confirmed_lockout)
        row = AllowedNetwork.create(customer=customer, network=network, note=note)
        audit.note("network allowed", row, after={"network": network, "note": note})
        _tell(customer)


def remove(row: AllowedNetwork, address: str, confirmed_lockout: bool = False) -> None:
    """Allow a network no longer; without any, logins are possible from everywhere. Raises Refused as `add`."""
    with write():
        rest = [each.network for each in AllowedNetwork.of(row.customer_id) if each.id != row.id]
        _check_lockout(rest, address, confirmed_lockout)
        strike(row)


def strike(row: AllowedNetwork) -> None:
    """The same for the hoster's people, whose own address plays no part: a customer locked themself out."""
    with write():
        _delete(row)
        _tell(row.customer)


def strike_all(customer: Customer) -> None:
    """Let the customer's people log in from everywhere again."""
    with write():
        rows = list(AllowedNetwork.of(customer))
        for row in rows:
            _delete(row)
        if rows:
            _tell(customer)


def suspend(customer: Customer, by: Account, reason: str, hours: int) -> None:
    """Let the customer's people in from everywhere for some hours and tell them by mail; a longer or shorter one before
    it ends. Raises Refused when there is no list.
    """
    if hours not in SUSPENSIONS:
        raise Refused("Bitte wählen Sie etwas aus der Liste.", "hours")
    with write():
        if not AllowedNetwork.of(customer).exists():
            raise Refused("Die IP-Whitelist ist leer: Anmelden geht schon von überall.")
        if former := WhitelistSuspension.in_force(customer):
            _end(former)
        details = {"reason": reason, "until_at": clock.later(minutes=hours * 60)}
        suspension = WhitelistSuspension.create(
            customer=customer, staff_account=by, reason=reason, until=details["until_at"]
        )
        audit.note("whitelist suspended", suspension, after=details)
        _mail("whitelist_suspended", customer, reason=reason, until=suspension.until)


def resume(customer: Customer) -> None:
    """Let the list hold again before the suspension is over. Raises Refused when there is none."""
    with write():
        suspension = WhitelistSuspension.in_force(customer)
        if suspension is None:
            raise Refused("Die IP-Whitelist gilt schon wieder.")
        _end(suspension)
        _mail("whitelist_resumed", customer)


def _end(suspension: WhitelistSuspension) -> None:
    audit.change("whitelist resumed", suspension, ended_at=clock.now())


def _check_width(network: str) -> None:
    found = ip_network(network)
    widest = WIDEST[found.version]
    if found.prefixlen < widest:
        raise Refused(
            "Dieses Netz ist viel zu groß: Es ließe einen großen Teil des Internets herein. "
            "Möglich sind Netze ab /{widest}; ein Anschluss hat meist eine einzelne Adresse.",
            "network",
            widest=widest,
        )


def _delete(row: AllowedNetwork) -> None:
    audit.note("network removed", row, before={"network": row.network, "note": row.note})
    row.delete_instance()


def _tell(customer: Customer) -> None:
    """Mail the list as it is now to the customer's own address."""
    _mail("whitelist_changed", customer, networks=[row.network for row in AllowedNetwork.of(customer)])


def _mail(template: str, customer: Customer, **values: Any) -> None:
    if customer.email:
        holder = Contact.holder_of(customer)
        mail.later(template, customer.email, customer=customer, account=holder and holder.account, **values)


def _check_lockout(networks: list[str], address: str, is_confirmed: bool) -> None:
    if networks and not is_confirmed and not sessions.contains(networks, address):
        raise Refused(
            "Ihre eigene Adresse {address} wäre dann nicht dabei. Sie könnten sich von hier aus nicht mehr anmelden.",
            "confirmed_lockout",
            address=address,
        )
