"""What has to happen outside: put down with the change that wants it, done afterwards, at least once."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

import clock
from database import is_sqlite, write
from gateways import Rejected, Unreachable
from models import Work
from rules import audit

log = logging.getLogger("kundencenter.work")
LEASE = timedelta(minutes=5)
MOST_TRIES = 12
AT_ONCE = 500  # rows of one INSERT


def later(kind: str, key: object, due: datetime | None = None) -> None:
    """Put down work of a kind; the same kind and key once only."""
    with write():
        Work.insert(kind=kind, key=str(key), due=due or clock.now()).on_conflict_ignore().execute()


@lru_cache(maxsize=100)
def later_on(kind: str, day: date, hour: int) -> None:
    """Put down work of a kind for an hour (Europe/Berlin) of a day, which is its key; asked of the database once."""
    later(kind, day.isoformat(), clock.at(day, hour))


def again(kind: str, keys: Sequence[object], a_second: int = AT_ONCE) -> None:
    """Put down work of a kind, or once more what was done or waits for its next try; so many fall due a second.

    What was given up gets one more try, so that staff go on seeing it; what somebody is doing goes on.
    """
    now = clock.now()
    with write():
        for second, start in enumerate(range(0, len(keys), a_second)):
            some = [str(key) for key in keys[start : start + a_second]]
            due = now + timedelta(seconds=second)
            is_free = Work.leased_until.is_null() | (Work.leased_until < now)
            known = (Work.kind == kind) & Work.key.in_(some) & is_free
            Work.update(tries=MOST_TRIES - 1).where(known, Work.failed_at.is_null(False)).execute()
            Work.update(tries=0).where(known, Work.done_at.is_null(False)).execute()
            Work.update(due=due, done_at=None, failed_at=None).where(known).execute()
            rows = [{"kind": kind, "key": key, "due": due} for key in some]
            Work.insert_many(rows).on_conflict_ignore().execute()


def later_each(kind: str, keys: Sequence[object], a_second: int) -> None:
    """The same for many, so many due a second that what others put down meanwhile need not wait for all of them."""
    first = clock.now()
    rows = [
        {"kind": kind, "key": str(key), "due": first + timedelta(seconds=place / a_second)}
        for place, key in enumerate(keys)
    ]
    with write():
        for start in range(0, len(rows), AT_ONCE):
            Work.insert_many(rows[start : start + AT_ONCE]).on_conflict_ignore().execute()


def do_next(handlers: Mapping[str, Callable[[str], None]]) -> bool:
    """Do one thing that is due; False when there is none."""
    job = _take(tuple(handlers))
    if job is None:
        return False
    try:
        with audit.acting("Zeitsteuerung"):
            handlers[job.kind](job.key)
    except Unreachable as error:
        _put_off(job, str(error))
    except Rejected as error:
        _give_up(job, str(error))
    except Exception as error:  # whatever one job does wrong, the others go on and staff see it
        log.exception("work %s %s failed", job.kind, job.key)
        _put_off(job, f"{type(error).__name__}: {error}")
    else:
        _end(job, done_at=clock.now(), error="")
    return True


def _take(kinds: tuple[str, ...]) -> Work | None:
    """Lease the next piece of work, so that nobody else does it meanwhile; what always ends the process is given up."""
    with write():
        query = Work.due_now().where(Work.kind.in_(kinds)).order_by(Work.due, Work.id).limit(1)
        job = (query if is_sqlite() else query.for_update("FOR UPDATE SKIP LOCKED")).first()
        if job and job.tries < MOST_TRIES:
            job.leased_until = clock.now() + LEASE
            job.tries += 1
            job.save(only=["leased_until", "tries"])
            return job
        if job:
            _give_up(job, job.error or "the process ended each time")
    return _take(kinds) if job else None


def _put_off(job: Work, error: str) -> None:
    if job.tries >= MOST_TRIES:
        _give_up(job, error)
    else:
        _end(job, due=clock.now() + timedelta(minutes=2**job.tries), error=error)


def _give_up(job: Work, error: str) -> None:
    _end(job, failed_at=clock.now(), error=error)


def _end(job: Work, **values: object) -> None:
    with write():
        Work.update(leased_until=None, **values).where(Work.id == job).execute()
