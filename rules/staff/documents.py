"""Documents that the hoster lays out for all customers, or for one."""

from typing import Any, BinaryIO

import clock
import gateways
from database import write
from gateways import Unreachable
from models import Customer, Document
from rules import Refused, audit, scans, uploads


def publish(customer: Customer | None, file: BinaryIO | None, file_name: str, **details: Any) -> Document:
    """Lay out a file or a link (details: name, description, action, url, position); without a customer for all.

    Raises Refused unless there is exactly one of both, and about a file that will not do.
    """
    if bool(file) == bool(details["url"]):
        raise Refused("Bitte geben Sie entweder eine Datei oder eine Adresse an.", "file")
    stored = _stored(file, file_name)
    with write():
        document = Document.create(customer=customer, **details, **stored)
        audit.note("document published", document, after=details | stored)
        _scan(stored)
    return document


def change(document: Document, file: BinaryIO | None, file_name: str, **details: Any) -> None:
    """Change a document; without a new file it keeps the one it has, unless it becomes a link. Raises Refused."""
    if file and details["url"]:
        raise Refused("Bitte geben Sie entweder eine Datei oder eine Adresse an.", "file")
    if not (file or details["url"] or document.file_key):
        raise Refused("Bitte geben Sie eine Datei oder eine Adresse an.", "file")
    stored = {"file_key": "", "file_name": ""} if details["url"] else _stored(file, file_name)
    with write():
        audit.change("document changed", document, **details, **stored)
        _scan(stored)


def withdraw(document: Document) -> None:
    """Show a document to nobody any more."""
    with write():
        audit.change("document withdrawn", document, withdrawn_at=clock.now())


def _scan(stored: dict[str, str]) -> None:
    if key := stored.get("file_key"):
        scans.later(key)


def _stored(file: BinaryIO | None, file_name: str) -> dict[str, str]:
    if not file:
        return {}
    checked = uploads.check(file, uploads.ATTACHMENTS, "file", file_name)
    try:
        return {"file_key": gateways.files.put(checked.data), "file_name": checked.name}
    except Unreachable as error:
        raise Refused("Die Datei kann gerade nicht gespeichert werden.", "file") from error
