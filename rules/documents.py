"""Meine Dokumente."""

from typing import Any, BinaryIO

from models import Contact, Document
from rules import scans


def readable(contact: Contact) -> Any:
    """What the contact may open: papers for everybody, the customer's own with a right to its affairs."""
    may_see_own = contact.may("data", "billing", "contracts")
    return Document.of(contact.customer) if may_see_own else Document.general()


def content(document: Document, for_staff: bool = False) -> BinaryIO:
    """The file of a document, to be closed by the caller. Raises NotFound and Refused."""
    return scans.opened(document.file_key, for_staff)
