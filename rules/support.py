"""Supportanfragen: what customers ask and what both sides write about it."""

from collections.abc import Iterable
from typing import Any, BinaryIO

import clock
import gateways
from database import write
from gateways import Unreachable
from models import Account, Attachment, Contact, Customer, Message, Ticket
from rules import Refused, audit, mail, operation, scans, uploads
from rules.access import brakes

FIRST_NUMBER = 1001
MOST_FILES = 10

Sent = tuple[str, BinaryIO]  # the name that the sender gave the file, and what is in it


def create(customer: Customer, author: str, subject: str, text: str, files: Iterable[Sent] = ()) -> Ticket:
    """Open a request in the name of whoever acts, and confirm it by mail.

    Raises Refused (about the files) and brakes.Braked.
    """
    brakes.count_account("request")
    kept = _keep(files)
    with write():
        ticket = Ticket.create(number=operation.next_number("ticket", FIRST_NUMBER), customer=customer, subject=subject)
        _add(ticket, author, text, kept, from_staff=False)
        audit.note("request opened", ticket, after={"number": ticket.number, "subject": subject, "files": len(kept)})
        _tell("ticket_received", ticket)
    return ticket


def reply(ticket: Ticket, author: str, text: str, files: Iterable[Sent] = (), from_staff: bool = False) -> Message:
    """Add an answer; a closed request is open again. The customer hears of the hoster's answers by mail.

    Raises Refused (about the files) and brakes.Braked.
    """
    if not from_staff:
        brakes.count_account("request")
    kept = _keep(files)
    with write():
        message = _add(ticket, author, text, kept, from_staff)
        audit.note("request answered", ticket, after={"from_staff": from_staff, "files": len(kept)})
        reopen(ticket)
        ticket.changed_at = message.created_at
        ticket.save(only=["changed_at"])
        if from_staff:
            _tell("ticket_answered", ticket, author=author, text=text)
    return message


def close(ticket: Ticket) -> None:
    """Close a request in the name of whoever acts; a closed one stays as it is."""
    if ticket.is_open:
        now = clock.now()
        with write():
            audit.change("request closed", ticket, closed_at=now, closed_by=audit.actor().account, changed_at=now)


def reopen(ticket: Ticket) -> None:
    """Open a closed request again."""
    with write():
        audit.change("request reopened", ticket, closed_at=None, closed_by=None)


def content(attachment: Attachment, for_staff: bool = False) -> BinaryIO:
    """What is in an attachment, to be closed by the caller. Raises NotFound and Refused."""
    return scans.opened(attachment.file_key, for_staff)


def keys(messages: Iterable[Message]) -> list[str]:
    """The keys of all files that came with these messages."""
    return [file.file_key for message in messages for file in message.attachments]


def _keep(files: Iterable[Sent]) -> list[tuple[str, int, str]]:
    """Put the files where files are kept, before anything is written: names, sizes (bytes) and keys."""
    given = list(files)
    if len(given) > MOST_FILES:
        raise Refused("Mehr als {n} Dateien auf einmal sind nicht möglich.", "files", n=MOST_FILES)
    checked = [uploads.check(stream, uploads.ATTACHMENTS, "files", name) for name, stream in given]
    try:
        return [(file.name, file.size, gateways.files.put(file.data)) for file in checked]
    except Unreachable as error:
        raise Refused(
            "Die Anhänge lassen sich gerade nicht speichern. Ihr Text steht noch hier: Bitte versuchen Sie es in ein "
            "paar Minuten noch einmal, oder senden Sie ihn ohne Anhang.",
            "files",
        ) from error


def _add(ticket: Ticket, author: str, text: str, kept: list[tuple[str, int, str]], from_staff: bool) -> Message:
    message = Message.create(
        ticket=ticket, account=audit.actor().account, author=author, from_staff=from_staff, text=text
    )
    for name, size, key in kept:
        Attachment.create(message=message, name=name, size=size, file_key=key)
        scans.later(key)
    return message


def _tell(template: str, ticket: Ticket, **values: Any) -> None:
    """Mail to the person who asked, as long as they may; otherwise to the customer's own address."""
    account, address = _asked_by(ticket)
    if address:
        mail.later(template, address, customer=ticket.customer, account=account, ticket=ticket, **values)


def _asked_by(ticket: Ticket) -> tuple[Account | None, str]:
    first = ticket.messages.where(~Message.from_staff).order_by(Message.id).first()
    contact = (
        first
        and first.account_id
        and Contact.of_account(first.account_id).where(Contact.customer == ticket.customer_id).first()
    )
    if contact and contact.may("support"):
        return contact.account, contact.email or contact.account.email or ticket.customer.email
    return None, str(ticket.customer.email)
