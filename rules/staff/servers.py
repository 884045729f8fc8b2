"""What is special about the contract of a server."""

from collections.abc import Sequence
from typing import Any

from database import write
from models import Contract, Customer, Server, ServerAddress, Specification
from rules import Refused
from rules.products import contracts
from rules.staff import note_difference, unless_taken


def describe(
    contract: Contract,
    addresses: Sequence[str],
    specifications: Sequence[tuple[str, str]],
    **details: Any,
) -> None:
    """Set a server's name, service_level and included_traffic_gb, its IP addresses and what it is made of (label and
    value), all anew. Raises Refused when an address is another server's.
    """
    with write():
        server = Server.get_or_none(Server.contract == contract) or Server(contract=contract)
        before = described(server) if server.id else {}
        for name, value in details.items():
            setattr(server, name, value)
        server.save()
        _set_addresses(server, addresses)
        Specification.delete().where(Specification.server == server).execute()
        for position, (label, value) in enumerate(specifications):
            Specification.create(server=server, label=label, value=value, position=position)
        contracts.refresh_search(contract)
        note_difference("server changed", contract, before, described(server))


def described(server: Server) -> dict[str, Any]:
    """The server as its form and the audit log show it."""
    addresses = ServerAddress.by_server([server.id]).get(server.id, [])
    specifications = Specification.by_server([server.id]).get(server.id, [])
    return {
        "name": server.name,
        "service_level": server.service_level,
        "included_traffic_gb": server.included_traffic_gb,
        "addresses": [each.address for each in addresses],
        "specifications": [(each.label, each.value) for each in specifications],
    }


def _set_addresses(server: Server, addresses: Sequence[str]) -> None:
    other = (
        ServerAddress.select(ServerAddress.address, Customer.number.alias("number"))
        .join(Server)
        .join(Contract)
        .join(Customer)
        .where(ServerAddress.address.in_(list(addresses)), ServerAddress.server != server)
        .namedtuples()
        .first()
    )
    if other:
        raise Refused(
            "{address} gehört schon zu einem Server von Kunde {number}.", "addresses",
            address=other.address, number=other.number,
        )  # fmt: skip
    ServerAddress.delete().where(ServerAddress.server == server).execute()
    with unless_taken(Refused("Eine dieser Adressen gehört schon zu einem Server.", "addresses")):
        for address in dict.fromkeys(addresses):
            ServerAddress.create(server=server, address=address)
