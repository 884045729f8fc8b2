"""Asking for a new address, and what came of it."""

import pytest

from models import Account, Contact, Customer, Outbox
from rules.access import email_changes

NEW, FORMER, THIEF = "neu@alice.example", "alice@alice.example", "dieb@fern.example"


def ask(alice, email=NEW):
    email_changes.ask(Account.get_by_id(alice.account.id), email, Customer.get_by_id(alice.customer.id))


def token(recipient):
    """The one in the newest mail with a link to this address."""
    for mail in Outbox.select().where(Outbox.recipient == recipient).order_by(Outbox.id.desc()):
        for path in (email_changes.CONFIRM, email_changes.STOP):
            if path in mail.text:
                return mail.text.partition(path)[2].split()[0]
    pytest.fail(f"no link for {recipient}")


def addresses(alice):
    """What the login, the customer and the holder have."""
    account, contact = Account.get_by_id(alice.account.id), Contact.get_by_id(alice.contact.id)
    return account.email, Customer.get_by_id(alice.customer.id).email, contact.email


def mails():
    return [(mail.recipient, mail.subject) for mail in Outbox.select().order_by(Outbox.id)]
