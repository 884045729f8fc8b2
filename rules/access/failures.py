"""Failed tries to get in, noted where the customers whom they concern see them."""

from database import write
from models import Account, Contact
from rules import audit


def note(what: str, account: Account | None, address: str) -> None:
    """Note a visitor's failed try at each customer of the account; as much is written for one that does not exist."""
    contacts = list(Contact.of_account(account)) if account else []
    with write(), audit.acting("Besucher", address=address):
        for row in contacts or [account or Account()]:
            audit.note(what, row)
