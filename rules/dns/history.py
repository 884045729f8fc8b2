"""What was saved in a zone: who, when, what; and how to undo one of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from models import Account, Customer, Domain, ZoneDraft, ZoneSave
from rules import Refused
from rules.dns import drafts
from rules.dns.differences import Change, changes
from rules.dns.drafts import Standing, records_from

A_PAGE = 20


@dataclass(frozen=True)
class Past:
    """A save with the rows of its difference."""

    save: ZoneSave
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Pasts:
    """Some saves, the newest first; `older` is the id to go on from, None at the end."""

    found: Sequence[Past]
    older: int | None


def pasts(customer: Customer, domain: Domain, before: int | None = None) -> Pasts:
    """The customer's saves of a domain, older than `before` (an id)."""
    query = ZoneSave.newest(customer, domain).limit(A_PAGE + 1)
    rows = list(query.where(ZoneSave.id < before) if before else query)
    found = [Past(row, told(row)) for row in rows[:A_PAGE]]
    return Pasts(found, rows[A_PAGE - 1].id if len(rows) > A_PAGE else None)


def page_of(asked: str) -> int | None:
    """The id that an address asks to go on from; None for what is no number that a database can hold."""
    is_number = asked.isascii() and asked.isdigit() and 0 < int(asked[:11]) < 2**31
    return int(asked) if is_number and len(asked) < 11 else None


def told(row: ZoneSave) -> tuple[Change, ...]:
    """The rows of a save's difference."""
    return changes(records_from(row.before), records_from(row.after))


def remaining(standing: Standing) -> tuple[Change, ...]:
    """What a draft that undoes a save leaves out of it, because somebody has changed the same since."""
    if standing.draft is None or standing.draft.undo_of is None:
        return ()
    present = standing.zone.records
    return tuple(each for each in told(standing.draft.undo_of) if not drafts.stands(each, present))


def undo(row: ZoneSave, account: Account) -> None:
    """Put the contrary of a save into the account's draft, as far as it still stands; remaining() tells the rest.

    Raises Refused for one that was not done, beside other changes that wait, and when nothing of it is left.
    """
    if row.state != "done":
        raise Refused("Diese Änderung wurde nicht gespeichert: Es gibt nichts rückgängig zu machen.")
    if ZoneDraft.by(row.domain, account).exists():
        raise Refused("Bitte speichern oder verwerfen Sie zuerst Ihre offenen Änderungen.")
    count = drafts.put(row.domain, account, lambda present: drafts.undone(present, told(row)), undo_of=row)
    if not count:
        raise Refused("Davon ist nichts mehr übrig: Es wurde inzwischen anders geändert.")
