"""Adressdaten as customers change them themselves."""

from collections.abc import Mapping
from typing import Any

from database import write
from models import Account, Customer
from rules.access import email_changes
from rules.profile import customers


def save(customer: Customer, account: Account, details: Mapping[str, Any]) -> bool:
    """Change the fields of the customer; gives whether a new e-mail address waits for its confirmation now.

    Only the holder's `account` may send an e-mail address. Raises brakes.Braked, and then nothing is changed.
    """
    email = details.get("email", customer.email)
    asks_new_email = email != customer.email
    with write():
        if asks_new_email:
            email_changes.ask(account, email, customer)
        customers.change_address(customer, {name: details[name] for name in details if name != "email"})
    return bool(asks_new_email)
