"""The demo data: a small hoster, two customers with something in every area, and as many more as wanted."""

from database import write
from models import Account, Customer
from rules import Refused
from rules.access.passwords import hashed
from rules.demo import customers, house
from rules.demo.many import many

__all__ = ["fill", "has_data", "logins", "many"]

LOGINS = {
    "10001": "Demo-Kunde-10001",
    "10002": "Demo-Kunde-10002",
    "admin@example.com": "Demo-Admin-1",
    "zweite@example.com": "Demo-Admin-2",
    "agentur@example.com": "Demo-Agentur-1",
}


def has_data() -> bool:
    """Whether the database has customers or accounts already."""
    return Customer.select().exists() or Account.select().exists()


def fill() -> None:
    """Fill an empty database; raises Refused when it is not empty."""
    if has_data():
        raise Refused("Die Datenbank ist nicht leer: Die Demo-Daten kommen nur in eine neue.")
    hashes = {login: hashed(password) for login, password in LOGINS.items()}
    phone_hash = hashed("blaumeise")
    files = house.files() | customers.files()
    customers.zones()
    with write():
        plans = house.create(hashes, files)
        customers.create(hashes, phone_hash, files, plans)


def logins() -> list[tuple[str, str]]:
    """The demo logins that still work with the passwords everybody knows."""
    if not Account.select().where(Account.is_demo).exists():
        return []
    return list(LOGINS.items())
