"""Files that people sent are opened once the virus scanner found nothing in them.

Where none is set up (CLAMAV_URL) nothing is scanned; what one has found before stays closed.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO, NamedTuple

import clock
import gateways
from database import Table, write
from models import SENT, Attachment, Document, Message, Recovery, RecoveryClaim, Scan, Ticket
from rules import Refused, audit, files, mail, work

WORK = "scan"
DAILY = "file scans"
A_SECOND = 4  # files that are put down at once fall due so fast, so that other work comes in between
AT_ONCE = 500  # rows of one INSERT
MOST_PLACES = 20


class Place(NamedTuple):
    """Where a file is: what it is attached to, its name there, and the staff's page of it."""

    row: Table
    name: str
    path: str


def is_on() -> bool:
    """Whether there is a scanner."""
    return bool(gateways.settings.clamav_url)


def later(key: str) -> None:
    """Put down that a file is to be scanned, in the transaction of whatever keeps it."""
    if is_on():
        with write():
            Scan.insert(file_key=key, sent_at=clock.now()).on_conflict(
                conflict_target=[Scan.file_key], update={Scan.sent_at: clock.now()}
            ).execute()
            work.again(WORK, [key])


def opened(key: str, for_staff: bool = False) -> BinaryIO:
    """A file that somebody sent, to be closed by the caller. Raises Refused (see `check`) and NotFound."""
    check(key, for_staff)
    return files.opened(key)


def check(key: str, for_staff: bool = False) -> None:
    """Raises Refused for a file that is not scanned yet, or is malware; staff learn its name."""
    finding = withheld([key]).get(key)
    if finding == "":
        raise Refused(
            "Die Datei wird noch auf Schadsoftware geprüft. Bitte versuchen Sie es in einer Minute noch einmal."
        )
    if finding and for_staff:
        raise Refused("Diese Datei ist gesperrt. Der Virenscanner hat darin gefunden: {finding}", finding=finding)
    if finding:
        raise Refused("Diese Datei ist gesperrt, weil wir darin Schadsoftware gefunden haben.")


def withheld(keys: Iterable[str]) -> dict[str, str]:
    """Those of the files that nobody may open: with what was found, or "" as long as they are not scanned."""
    wanted = {key for key in keys if key}
    known = {each.file_key: each for each in Scan.select().where(Scan.file_key.in_(wanted))} if wanted else {}
    waiting = {key for key in wanted if not (key in known and known[key].scanned_at)} if is_on() else set()
    return dict.fromkeys(waiting, "") | {key: each.finding for key, each in known.items() if each.finding}


def examine(key: str) -> None:
    """The work "scan": have a file scanned; the hoster hears of what is found. Raises Unreachable and Rejected."""
    if not is_on() or not Scan.select().where(Scan.file_key == key).exists():
        return  # switched off, or deleted since
    with gateways.files.open(key) as file:
        file.seek(_salt(key))
        finding = gateways.scanner.scan(file).finding
    with write():
        before = Scan.get_or_none(Scan.file_key == key)
        if before:
            Scan.update(scanned_at=clock.now(), finding=finding).where(Scan.id == before).execute()
            if finding != before.finding:
                _tell(list(_places(key)), before.finding, finding)


def forget(key: str) -> None:
    """Forget what was said of a file that is deleted, or will be at once."""
    with write():
        Scan.delete().where(Scan.file_key == key).execute()


def begin() -> None:
    """Put down what has no verdict; asked when a process starts, as a scanner may just have been set up."""
    if is_on():
        work.again(DAILY, [clock.today().isoformat()])


def daily(day: str) -> None:
    """The work of every day: scan what has no verdict, and again, by newer signatures, what was sent lately."""
    if not is_on():
        return
    with write():
        for table in SENT:
            rows = [{"file_key": key, "sent_at": sent_at} for key, sent_at in Scan.unknown(table)]
            for start in range(0, len(rows), AT_ONCE):
                Scan.insert_many(rows[start : start + AT_ONCE]).on_conflict_ignore().execute()
    owed = Scan.owed(since=clock.at(date.fromisoformat(day), 0))
    work.again(WORK, [each.file_key for each in owed], A_SECOND)


def _salt(key: str) -> int:
    """How many bytes stand before the content of a file."""
    of_recovery = (table.select().where(table.file_key == key).exists() for table in (RecoveryClaim, Recovery))
    return Recovery.SALT if any(of_recovery) else 0


def _tell(places: list[Place], before: str, finding: str) -> None:
    for place in places[:MOST_PLACES]:
        what = "malware found" if finding else "malware no longer found"
        audit.note(what, place.row, {"finding": before}, {"finding": finding, "file_name": place.name})
    if finding:
        hoster = gateways.settings.hoster
        mail.later("malware_found", hoster.email, finding=finding, places=places[:MOST_PLACES])


def _places(key: str) -> Iterator[Place]:
    """Everything that a file is attached to; the same content may have been sent more than once."""
    attached: Any = Attachment.select(Attachment, Message, Ticket).join(Message).join(Ticket)
    for each in attached.where(Attachment.file_key == key).order_by(Attachment.id):
        ticket = each.message.ticket
        yield Place(ticket, each.name, f"/verwaltung/anfragen/{ticket.number}")
    for document in Document.select().where(Document.file_key == key).order_by(Document.id):
        customer = document.customer
        path = f"/verwaltung/kunden/{customer.number}/dokumente" if customer else "/verwaltung/dokumente"
        yield Place(document, document.file_name or document.name, path)
    for claim in RecoveryClaim.select().where(RecoveryClaim.file_key == key):
        yield Place(claim, f"{claim.claimed}.{claim.file_kind}", "/verwaltung/wiederherstellung")
    for case in Recovery.select().where(Recovery.file_key == key):
        yield Place(case, f"{case.number}.{case.file_kind}", f"/verwaltung/wiederherstellung/{case.number}")
