"""The scanned bill of a case: kept apart from all other files, read under witness, deleted when its time has come."""

import secrets
from io import BytesIO
from typing import BinaryIO

import clock
import gateways
from database import write
from gateways import Unreachable
from models import Account, Recovery, RecoveryView
from rules import NotFound, Refused, audit, scans, work

KEPT_DAYS = 30
ENDINGS = {"pdf": "pdf", "jpeg": "jpg", "png": "png"}


def keep(content: bytes) -> str:
    """Store a document; gives its key. Raises Refused."""
    try:
        # Equal files are stored once, and this one must go without taking another along.
        return gateways.files.put(secrets.token_bytes(Recovery.SALT) + content)
    except Unreachable as error:
        raise Refused(
            "Die Datei lässt sich gerade nicht speichern. Bitte versuchen Sie es in ein paar Minuten noch einmal.",
            "document",
        ) from error


def look(case: Recovery, account: Account) -> tuple[BinaryIO, str]:
    """The document and its file name; that somebody of the staff looks is written down first.

    Raises NotFound when it is deleted, Refused while it cannot be read or may not be.
    """
    if not case.file_key:
        raise NotFound
    scans.check(case.file_key, for_staff=True)
    with write():
        RecoveryView.create(recovery=case, staff_account=account)
        audit.note("recovery document read", case)
    with scans.opened(case.file_key, for_staff=True) as file:
        content = file.read()[Recovery.SALT :]
    return BytesIO(content), f"wiederherstellung-{case.number}.{ENDINGS[case.file_kind]}"


def delete_later(key: str, days: int = KEPT_DAYS) -> None:
    """Put down that a document is to be deleted."""
    work.later("recovery file", key, due=clock.later(days=days))


def delete(key: str) -> None:
    """The work "recovery file": delete a document for ever. Raises Unreachable."""
    gateways.files.delete(key)
    case = Recovery.get_or_none(Recovery.file_key == key)
    with write():
        scans.forget(key)
        if case:
            audit.change("recovery document deleted", case, file_key="", document_deleted_at=clock.now())
