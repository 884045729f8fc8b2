"""Bank statements: read once, however often and in however many pieces they come, then matched entry by entry."""

from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

import clock
import gateways
import texts
import values
from database import is_sqlite, write
from gateways import Rejected
from gateways.bank import statements
from gateways.bank.entries import Entry
from models import Account, Statement, StatementEntry, Work
from rules import Refused, audit, work
from rules.payments import matching
from rules.staff import unless_taken
from rules.uploads import file_name

AT_ONCE = 200  # rows of one INSERT
AT_A_TIME = 500  # entries that one piece of work matches
WORK = "bank statement"
AHEAD = timedelta(days=5)  # before Easter a bank books under the day after it


@dataclass(frozen=True)
class Progress:
    """How far the matching of a statement's new entries is."""

    new: int
    examined: int
    open: int
    is_stuck: bool

    @property
    def is_over(self) -> bool:
        return self.examined >= self.new or self.is_stuck


def upload(file: BinaryIO, name: str, by: Account) -> list[Statement]:
    """Read a file with one or several statements; their entries are matched afterwards by the work.

    Gives those that were not known. Raises Refused for what is no statement, too large, all known already, or of an
    account that is not one of the hoster's.
    """
    data = file.read(statements.LARGEST + 1)
    if not data:
        raise Refused("Die Datei ist leer.", "file")
    try:
        found = statements.read(data)
    except Rejected as error:
        raise Refused(str(error), "file") from error
    for each in found:
        _check_account(each.sheet.iban)
    with write():
        made = [each for each in (_keep(statement, file_name(name), by) for statement in found) if each]
        if not made:
            raise Refused("Dieser Kontoauszug ist schon eingelesen. Es wurde nichts gebucht.", "file")
    return made


def progress(statement: Statement) -> Progress:
    """How far the statement is."""
    entries = StatementEntry.select().where(StatementEntry.statement == statement)
    failed = Work.select().where(
        Work.kind == WORK, Work.key.startswith(f"{statement.id}:"), Work.failed_at.is_null(False)
    )
    return Progress(
        new=entries.count(),
        examined=entries.where(StatementEntry.examined_at.is_null(False)).count(),
        open=entries.where(StatementEntry.decision == "").count(),
        is_stuck=failed.exists(),
    )


def examine(key: str) -> None:
    """Match some of a statement's entries (`key` is its id and the place of the piece); the rest is put down anew.

    Money that came in goes first, so that a debit is paid before it comes back.
    """
    statement_id, _, piece = key.partition(":")
    waiting = (
        StatementEntry.select()
        .where(StatementEntry.statement == int(statement_id), StatementEntry.examined_at.is_null())
        .order_by(StatementEntry.booked_on, StatementEntry.cents.desc(), StatementEntry.id)
        .limit(AT_A_TIME)
    )
    entries = list(waiting)
    for entry in entries:
        _examine(entry)
    if len(entries) == AT_A_TIME:
        work.later(WORK, f"{statement_id}:{int(piece or 0) + 1}")


def _examine(entry: StatementEntry) -> None:
    """Match one entry, once, however often the work begins; what a rule refuses is left to the staff."""
    try:
        with write():
            query = StatementEntry.select().where(StatementEntry.id == entry, StatementEntry.examined_at.is_null())
            fresh = (query if is_sqlite() else query.for_update()).first()
            if fresh is not None and fresh.decision == "":
                matching.match(fresh)
            _mark_examined(entry)
    except Refused:
        _mark_examined(entry)


def _mark_examined(entry: StatementEntry) -> None:
    with write():
        StatementEntry.update(examined_at=clock.now()).where(StatementEntry.id == entry).execute()


def _keep(found: statements.Statement, name: str, by: Account) -> Statement | None:
    """Write a statement down with those of its entries that no other brought; None when it is known."""
    sheet = found.sheet
    if Statement.select().where(Statement.digest == found.digest).exists():
        return None
    _check_days(found)
    _check_format(found)
    with unless_taken(Refused("Dieser Kontoauszug wird gerade schon eingelesen.", "file")):
        statement = Statement.create(
            digest=found.digest, format=found.format, name=name, iban=sheet.iban, begins_on=sheet.begins_on,
            ends_on=sheet.ends_on, closing_cents=sheet.closing_cents, entry_count=len(sheet.entries), uploaded_by=by,
        )  # fmt: skip
    rows = [_row(statement, entry) for entry in sheet.entries]
    for start in range(0, len(rows), AT_ONCE):
        StatementEntry.insert_many(rows[start : start + AT_ONCE]).on_conflict_ignore().execute()
    audit.note("statement uploaded", statement, after={"name": name, "ends_on": sheet.ends_on})
    work.later(WORK, f"{statement.id}:0")
    return statement


def _check_account(account: str) -> None:
    """What came in elsewhere is nobody's payment to the hoster; some banks write the currency behind the number."""
    own = [gateways.settings.hoster.iban.replace(" ", "").upper(), *gateways.settings.billing.accounts]
    if account.upper().removesuffix("EUR") in own:
        return
    if not account:
        raise Refused("In diesem Kontoauszug steht nicht, von welchem Konto er ist. Es wurde nichts gebucht.", "file")
    raise Refused(
        "Dieser Kontoauszug ist vom Konto {account}, das nicht als Ihres eingetragen ist. Es wurde nichts gebucht. "
        "Gehört es Ihnen, muss es in den Einstellungen unter billing.accounts stehen.", "file", account=account,
    )  # fmt: skip


def _check_days(found: statements.Statement) -> None:
    """A day that lies far ahead would say for as long that the statements are up to date, and let reminders go out."""
    for day in (found.sheet.begins_on, found.sheet.ends_on):
        if not values.FIRST_DAY <= day <= clock.today() + AHEAD:
            raise Refused(
                "Im Kontoauszug steht der {day}. Das kann nicht sein, es wurde nichts gebucht.", "file",
                day=f"{day:%d.%m.}{day.year:04}",
            )  # fmt: skip


def _check_format(found: statements.Statement) -> None:
    """The same booking is written differently in the two formats, so one span of days is taken in one of them only."""
    sheet = found.sheet
    other = (
        Statement.select()
        .where(
            Statement.iban == sheet.iban,
            Statement.format != found.format,
            Statement.begins_on <= sheet.ends_on,
            Statement.ends_on >= sheet.begins_on,
        )
        .first()
    )
    if other:
        raise Refused(
            "Für diese Tage gibt es schon einen Kontoauszug im Format {format}. Bitte bleiben Sie dabei, sonst würde "
            "doppelt gebucht.", "file", format=other.format,
        )  # fmt: skip


def _row(statement: Statement, entry: Entry) -> dict[str, object]:
    with texts.speak("de"):
        words = f"{texts.date(entry.booked_on)} {entry.name} {entry.iban} {entry.text} {entry.reference}"
        found_by = values.fold(f"{words} {texts.money(entry.cents)}")
    return {
        "statement": statement, "key": entry.key, "booked_on": entry.booked_on, "cents": entry.cents,
        "name": entry.name, "iban": entry.iban, "text": entry.text, "reference": entry.reference,
        "mandate_reference": entry.mandate_reference, "return_reason": entry.return_reason, "search_text": found_by,
    }  # fmt: skip
