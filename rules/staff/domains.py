"""The domains that a customer has with the hoster."""

import gateways
from database import write
from models import Customer, Domain
from rules import Refused, audit
from rules.profile import customers
from rules.staff import unless_taken


def name_servers() -> list[str]:
    """The names of the name servers; new zones go to the first."""
    return [each.name for each in gateways.settings.nameserver]


def add(customer: Customer, name: str, name_server: str) -> Domain:
    """Add a domain (ASCII); raises Refused when it belongs to a customer already."""
    with write():
        known = Domain.select(Domain, Customer).join(Customer).where(Domain.name == name).first()
        if known:
            raise Refused("Diese Domain gehört schon zu Kunde {number}.", "name", number=known.customer.number)
        with unless_taken(Refused("Diese Domain gehört schon zu einem Kunden.", "name")):
            domain = Domain.create(customer=customer, name=name, name_server=name_server)
        audit.note("domain added", domain, after={"name": name, "name_server": name_server})
        customers.refresh_search(customer)
    return domain


def change(domain: Domain, name_server: str) -> None:
    """Let another name server answer for the domain; its records are not carried over."""
    with write():
        audit.change("name server changed", domain, name_server=name_server)


def remove(domain: Domain) -> None:
    """Remove a domain; raises Refused while a contract uses it."""
    used = Refused("Ein Vertrag gehört zu dieser Domain. Bitte ändern Sie erst den Vertrag.")
    with write(), unless_taken(used):  # the contract's foreign key refuses
        audit.note("domain removed", domain, {"name": domain.name, "name_server": domain.name_server})
        domain.delete_instance()
        customers.refresh_search(domain.customer)
