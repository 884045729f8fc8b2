"""Servers of Alice's and samples of them."""

from datetime import date

from models import Contract, Customer, Plan, Server, ServerAddress, TrafficReading, TrafficSample
from rules.products.traffic import samples

GB = 10**9


def server(name="s1.example", number=501, included=300, address=None):
    plan, _ = Plan.get_or_create(name="FlexServer", defaults={"kind": "server"})
    contract = Contract.create(
        customer=Customer.get(Customer.number == number), plan=plan, kind="server", started_on=date(2020, 1, 1)
    )
    made = Server.create(contract=contract, name=name, service_level="root", included_traffic_gb=included)
    if address:
        ServerAddress.create(server=made, address=address)
    return made


def take(*given, dry_run=False):
    """Store samples of (server, when, bytes in, bytes out); places count from 1."""
    return samples.store([(at, samples.sample(*each)) for at, each in enumerate(given, 1)], dry_run)


def days():
    """What the database says: (server's name, day) with the bytes in and out."""
    rows = TrafficSample.select(TrafficSample, Server).join(Server)
    return {(row.server.name, row.day): (row.bytes_in, row.bytes_out) for row in rows}


def readings():
    return TrafficReading.select().count()
