"""From which networks a customer's people may log in."""

from database import write
from models import AllowedNetwork, Contact, Customer
from rules import Refused, audit, mail
from rules.access import sessions

MOST_NETWORKS = 100


def add(customer: Customer, network: str, note: str, address: str, confirmed_lockout: bool = False) -> None:
    """Allow a network (canonical, as `values.network` gives it) and tell the customer by mail.

    Raises Refused, also when whoever acts from `address` would lock themself out and has not confirmed that.
    """
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


def _delete(row: AllowedNetwork) -> None:
    audit.note("network removed", row, before={"network": row.network, "note": row.note})
    row.delete_instance()


def _tell(customer: Customer) -> None:
    """Mail the list as it is now to the customer's own address."""
    if customer.email:
        holder = Contact.holder_of(customer)
        networks = [row.network for row in AllowedNetwork.of(customer)]
        mail.later(
            "whitelist_changed", customer.email, customer=customer, account=holder and holder.account,
            networks=networks,
        )  # fmt: skip


def _check_lockout(networks: list[str], address: str, is_confirmed: bool) -> None:
    if networks and not is_confirmed and not sessions.contains(networks, address):
        raise Refused(
            "Ihre eigene Adresse {address} wäre dann nicht dabei. Sie könnten sich von hier aus nicht mehr anmelden.",
            "confirmed_lockout",
            address=address,
        )
