"""Saving a draft: read, compare with what was shown, check, write once, read back, compare; only then it is saved.

The ZoneSave stands before the name server is told, and a job looks after it: whatever dies on the way, the page says in
the end what the server has.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import clock
import gateways
from database import write
from gateways.dns import Changed, Record, Zone
from models import Account, Domain, ZoneDraft, ZoneSave
from rules import Refused, audit, work
from rules.access import brakes
from rules.dns import Away, NoZone, server_of, zone_of
from rules.dns.differences import applied, sets
from rules.dns.drafts import Standing, as_json, check_settled, found, locked, records_from, standing_of
from texts import lazy

WORK = "dns check"
FIRST_LOOK = timedelta(minutes=1)
# An answer that did not come in time may still be worked on: so long what is not there may yet arrive.
STILL_ARRIVING = timedelta(minutes=2)
A_CLICK = timedelta(seconds=10)  # after a save nothing was left to do: whoever clicks again means that save
NOTICED, TOLD_FOR = timedelta(seconds=30), timedelta(minutes=15)
EVERY_MINUTE = 60  # times; then every quarter of an hour
MOST_LOOKS = 300
REASONS = {
    "overtaken": lazy("Jemand anderes war schneller."),
    "away": lazy("Der Nameserver war nicht erreichbar."),
    "missing": lazy("Die Änderung ist dort nicht angekommen."),
    "partly": lazy("Dort steht nur ein Teil davon, oder jemand hat es inzwischen geändert."),
    "no zone": lazy("Für diese Domain ist auf unserem Nameserver nichts eingetragen."),
    "unknown": lazy("Das ließ sich nicht prüfen. Bitte rufen Sie uns an."),
}


@dataclass(frozen=True)
class News:
    """How a save went, to be told."""

    state: str
    created_at: datetime
    reason: str


class Overtaken(Refused):
    """What was shown is not what is there any more; nothing was written."""


def save(domain: Domain, account: Account, shown: str, accepted: bool, by_hand: bool = True) -> ZoneSave:
    """Save an account's draft as it was `shown` (Standing.digest); warnings have to be `accepted`.

    The save is "done", or "checking" when the server gave no answer. Raises Overtaken when somebody else was quicker,
    Away when the server is away, brakes.Braked after many `by_hand`, else Refused; the draft then stays.
    """
    try:
        standing = standing_of(zone_of(domain), ZoneDraft.by(domain, account).first())
    except Away as away:
        raise _away() from away
    if standing.draft is None and (last := _just_saved(domain, account)):
        return last  # the second of two clicks
    if by_hand:
        brakes.count(("dns", str(account)))
    _check(domain, standing, shown, accepted)
    row = _begin(domain, account, standing)
    try:
        server_of(domain).change(standing.zone, sets(records_from(row.before), records_from(row.after)))
    except Changed as error:
        _end(row, "failed", "overtaken")
        raise _overtaken() from error
    except gateways.Rejected as error:
        _end(row, "failed", str(error))
        raise Refused("Der Nameserver hat das nicht angenommen. {reason}", reason=str(error)) from error
    except gateways.Unanswered:
        return row
    except gateways.Unreachable as error:
        _end(row, "failed", "away")
        raise _away() from error
    return _read_back(row)


def _check(domain: Domain, standing: Standing, shown: str, accepted: bool) -> None:
    if not standing.changes and not standing.lost:
        raise Refused("Es gibt keine Änderungen zu speichern.")
    if standing.digest != shown or standing.lost:
        raise _overtaken()
    findings, _ = found(domain, standing)
    if any(each.stops for each in findings):
        raise Refused("So lässt sich das nicht speichern. Bitte beheben Sie zuerst, was unten steht.")
    if findings and not accepted:
        raise Refused("Bitte bestätigen Sie, dass Sie die Hinweise gelesen haben.", field="accepted")


def _just_saved(domain: Domain, account: Account) -> ZoneSave | None:
    query = ZoneSave.select().where(ZoneSave.domain == domain, ZoneSave.account == account, ZoneSave.state == "done")
    return query.where(ZoneSave.settled_at > clock.now() - A_CLICK).order_by(ZoneSave.id.desc()).first()


def _begin(domain: Domain, account: Account, standing: Standing) -> ZoneSave:
    """Put down what is about to be done, and who will look after it; of two clicks at once the second is refused."""
    told = {(each.name, each.type) for each in sets(standing.zone.records, standing.after)}
    before, after = (
        [each for each in records if (each.name, each.type) in told]
        for records in (standing.zone.records, standing.after)
    )
    with write():
        draft = locked(domain, account)
        check_settled(domain)
        if draft is None or standing.draft is None or (draft.edits, draft.version) != (
            standing.draft.edits, standing.draft.version,
        ):  # fmt: skip
            raise _overtaken()
        row = ZoneSave.create(
            customer=domain.customer_id, domain=domain, account=account, who=audit.actor().who,
            before=as_json(before), after=as_json(after), undo_of=draft.undo_of,
        )  # fmt: skip
        audit.note("dns change sent", row, {"dns": _lines(before)}, {"dns": _lines(after)})
        work.later(WORK, _key(row, 0), clock.now() + FIRST_LOOK)
    return row


def _lines(records: list[Record]) -> list[str]:
    return [f"{each.name} {each.ttl} {each.type} {each.data}" for each in records]


def _read_back(row: ZoneSave) -> ZoneSave:
    try:
        zone = zone_of(row.domain)
    except Refused:
        return row  # it was written, but not seen: the job looks again
    settle(row, zone, is_final=True)
    if row.state == "failed":
        raise Refused("Der Nameserver hat das nicht angenommen. {reason}", reason=why(row))
    return row


def settle(row: ZoneSave, zone: Zone, is_final: bool) -> None:
    """Write down which way a save went, by the zone that the server has now; unless `is_final` it may yet arrive."""
    before, after = records_from(row.before), records_from(row.after)
    wanted = sets(before, after)
    if not sets(zone.records, applied(zone.records, wanted)):
        _end(row, "done")
    elif not is_final:
        return
    elif not sets(zone.records, applied(zone.records, sets(after, before))):
        _end(row, "failed", "missing")
    else:
        _end(row, "failed", "partly")


def check(key: str) -> None:
    """Look which way a save went of which nobody knows; the job is "<id>", or as _key() makes it."""
    number, looked, *_ = [*key.split(" "), "0"]
    row = ZoneSave.get_or_none(ZoneSave.id == int(number))
    if row is None or row.state != "checking":
        return
    looks = int(looked) + 1
    try:
        settle(row, zone_of(row.domain), is_final=clock.now() - row.created_at >= STILL_ARRIVING)
    except NoZone:
        _end(row, "failed", "no zone")
    except Refused:
        if looks >= MOST_LOOKS:
            _end(row, "failed", "unknown")
    if row.state == "checking":
        pause = timedelta(minutes=1 if looks < EVERY_MINUTE else 15)
        work.later(WORK, _key(row, looks), clock.now() + pause)


def _key(row: ZoneSave, looks: int) -> str:
    """A job that no other save had: with a domain its saves go, and SQLite gives their ids to others."""
    return f"{row.id} {looks} {row.created_at:%Y%m%d%H%M%S%f}"


def why(row: ZoneSave) -> str:
    """Why a save failed, in words."""
    return str(REASONS.get(row.reason, row.reason))


def _end(row: ZoneSave, state: str, reason: str = "") -> None:
    """Settle a save that is still open; once it is done its draft is."""
    with write():
        locked(row.domain, row.account)
        row.state = ZoneSave.get_by_id(row.id).state
        if row.state != "checking":
            return
        row.state, row.reason, row.settled_at = state, reason[:500], clock.now()
        row.save(only=["state", "reason", "settled_at"])
        if state == "done":
            ZoneDraft.delete().where(ZoneDraft.domain == row.domain, ZoneDraft.account == row.account).execute()
        audit.note(f"dns change {state}", row, after={"reason": why(row)} if reason else None)


def to_tell(row: ZoneSave | None, waits: bool) -> News | None:
    """What there is to say about the last save: nobody knows yet, it failed and its draft `waits`, or it took so long
    that whoever saved has left."""
    if row is None or (row.state == "failed" and not waits):
        return None
    settled = row.settled_at or row.created_at
    is_old = settled - row.created_at <= NOTICED or clock.now() - settled >= TOLD_FOR
    if row.state == "done" and is_old:
        return None
    return News(row.state, row.created_at, why(row))


def _away() -> Away:
    return Away(
        "Unser Nameserver antwortet gerade nicht. Ihre Änderungen stehen noch hier; bitte versuchen Sie es in ein paar "
        "Minuten noch einmal."
    )


def _overtaken() -> Overtaken:
    return Overtaken(
        "Inzwischen hat sich etwas geändert. Es wurde nichts gespeichert: Bitte sehen Sie sich die Änderungen noch "
        "einmal an."
    )
