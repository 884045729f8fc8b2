"""What was measured is taken: in any order and any number of times the same sums come out of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import clock
import texts
import values
from database import database, is_sqlite, write
from models import (
    Contract,
    Server,
    TrafficReading,
    put_days,
    put_readings,
    readings_between,
    servers_called,
    traffic_between,
)
from rules import Refused, audit
from rules.products.traffic import alerts, this_month
from texts import t

KEPT_DAYS = 14  # so long a reading may come a second time or be corrected
MOST_BYTES = 10**15  # of one sample and direction
MOST_A_DAY = 10**17  # of one server and direction: the sum of a year fits every column
FIRST_DAY = date(2000, 1, 1)
AHEAD = timedelta(minutes=5)  # so much a measuring machine's clock may be fast
NOTHING = (0, 0)
LOCK = 4_202_612  # PostgreSQL's lock for this module: any number that no other uses

Key = tuple[int, date]
Bytes = tuple[int, int]


@dataclass(frozen=True)
class Sample:
    """What a server (its name or an IP address) received and sent, in bytes: on a whole day, or up to a moment of it.

    The moment is naive UTC, the day one in Europe/Berlin.
    """

    server: str
    day: date
    moment: datetime | None
    bytes_in: int
    bytes_out: int


@dataclass
class Outcome:
    """How many samples were new, replaced another value or were known; and which were not taken, and why."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        """Count another outcome's samples too."""
        self.new += other.new
        self.replaced += other.replaced
        self.unchanged += other.unchanged
        self.refused += other.refused


def sample(server: str, when: str, bytes_in: int, bytes_out: int) -> Sample:
    """A sample of what somebody wrote; raises ValueError with a sentence."""
    day, moment = moment_of(when)
    for each in (bytes_in, bytes_out):
        if not 0 <= each <= MOST_BYTES:
            raise ValueError(t("Mehr als {most} oder weniger als null kann ein Messwert nicht sein.",
                               most=texts.size(MOST_BYTES)))  # fmt: skip
    return Sample(called(server), day, moment, bytes_in, bytes_out)


def called(text: str) -> str:
    """A server's name in lower case, or an IP address in canonical notation; raises ValueError."""
    text = values.clean(text).lower().removesuffix(".")
    if not text:
        raise ValueError(t("Es fehlt, um welchen Server es geht."))
    try:
        return values.network(text)
    except ValueError:
        return text


def moment_of(text: str) -> tuple[date, datetime | None]:
    """A day, or a moment and its day: „2026-11-30“, „30.11.2026“, "2026-11-30T12:05:00+01:00" or seconds since 1970.

    Raises ValueError.
    """
    text = values.clean(text)
    try:
        day, moment = values.day(text), None
    except ValueError:
        day, moment = _moment(text)
    if day > clock.today() or (moment and moment > clock.now() + AHEAD):
        raise ValueError(t("{day} liegt in der Zukunft.", day=texts.moment(moment) if moment else texts.date(day)))
    if day < FIRST_DAY:
        raise ValueError(t("{day} liegt zu weit zurück.", day=texts.date(day)))
    return day, moment


def _moment(text: str) -> tuple[date, datetime]:
    wrong = t("„{text}“ ist weder ein Tag noch ein Zeitpunkt mit Zeitzone.", text=text)
    try:
        found = datetime.fromtimestamp(int(text), UTC) if _is_seconds(text) else datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError(wrong)
        moment = found.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        return clock.local(moment).date(), moment
    except (ValueError, OverflowError) as error:
        raise ValueError(wrong) from error


def _is_seconds(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 10


def store(placed: Iterable[tuple[int, Sample]], dry_run: bool = False) -> Outcome:
    """Take samples, each with its place in what was sent; says by place which were not taken, and why.

    A sample of a server and a day, or of a server and a moment, takes the place of the former one. The sum of a day is
    that of the whole day where somebody sent it, else the sum of its readings. Raises Refused when a day's sum is more
    than can be.
    """
    with write(), database.atomic() as step:
        _one_at_a_time()
        batch = _Batch(list(placed))
        batch.take()
        batch.write()
        if dry_run:
            step.rollback()
    return batch.outcome


def forget_old(_day: str) -> None:
    """Delete the readings that can come no second time; the sums of their days stay."""
    with write():
        TrafficReading.delete().where(TrafficReading.day < oldest_reading()).execute()


def oldest_reading() -> date:
    """The first day of which single readings are taken today."""
    return clock.today() - timedelta(days=KEPT_DAYS)


def _one_at_a_time() -> None:
    """Two batches must not add up the same day beside each other. SQLite has one writer."""
    if not is_sqlite():
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


class _Batch:
    """Some samples and what the database knows about their servers and days."""

    def __init__(self, placed: list[tuple[int, Sample]]) -> None:
        self.placed, self.outcome = placed, Outcome()
        self.servers: dict[str, set[int]] = {}
        for row in servers_called(sorted({each.server for _, each in placed})) if placed else ():
            self.servers.setdefault(row.name, set()).add(row.server)
        ids = sorted(set().union(*self.servers.values()))
        self.days: dict[Key, Bytes] = {}
        self.by_readings: set[Key] = set()  # the days whose sums are made of readings
        for row in traffic_between(ids, [each.day for _, each in placed]):
            self.days[row.server, row.day] = (row.bytes_in, row.bytes_out)
            if row.has_readings:
                self.by_readings.add((row.server, row.day))
        self.former = dict(self.days)
        moments = [each.moment for _, each in placed if each.moment]
        known = readings_between(ids, moments)
        self.readings = {(row.server, row.moment): (row.bytes_in, row.bytes_out) for row in known}
        self.fresh: dict[tuple[int, datetime], tuple[date, Bytes]] = {}
        self.whole: set[Key] = set()
        self.displaced: set[Key] = set()

    def take(self) -> None:
        for place, each in self.placed:
            if refusal := self._refusal(each):
                self.outcome.refused.append((place, refusal))
            else:
                self._take(each)

    def _refusal(self, each: Sample) -> str:
        found = self.servers.get(each.server, set())
        if not found:
            return t("Den Server „{server}“ gibt es hier nicht.", server=each.server)
        if len(found) > 1:
            return t("„{server}“ heißen mehrere Server. Bitte nehmen Sie die IP-Adresse.", server=each.server)
        key = (next(iter(found)), each.day)
        if each.moment is None:
            return ""
        if each.day < oldest_reading():
            return t("Der {day} ist länger als {n} Tage her: Bitte senden Sie die Summe des ganzen Tages.",
                     day=texts.date(each.day), n=KEPT_DAYS)  # fmt: skip
        if key in self.whole or (key in self.days and key not in self.by_readings):
            return t("Für den {day} gibt es schon die Summe des ganzen Tages.", day=texts.date(each.day))
        return ""

    def _take(self, each: Sample) -> None:
        server, new = next(iter(self.servers[each.server])), (each.bytes_in, each.bytes_out)
        key = (server, each.day)
        if each.moment is None:
            self._count(self.days.get(key), new, key in self.by_readings)
            self.days[key] = new
            self.whole.add(key)
            if key in self.by_readings:
                self.by_readings.remove(key)
                self.displaced.add(key)
            return
        former = self.readings.get((server, each.moment))
        self._count(former, new)
        if former != new:
            self.days[key] = _sum(self.days.get(key, NOTHING), new, former or NOTHING)
            self.readings[server, each.moment] = new
            self.fresh[server, each.moment] = (each.day, new)
            self.by_readings.add(key)

    def _count(self, known: Bytes | None, new: Bytes, is_otherwise: bool = False) -> None:
        if known is None:
            self.outcome.new += 1
        elif known == new and not is_otherwise:
            self.outcome.unchanged += 1
        else:
            self.outcome.replaced += 1

    def write(self) -> None:
        for server, day in sorted(self.displaced):
            TrafficReading.delete().where(TrafficReading.server == server, TrafficReading.day == day).execute()
        fresh = {at: more for at, more in self.fresh.items() if (at[0], more[0]) not in self.whole}
        put_readings([(server, moment, day, *new) for (server, moment), (day, new) in fresh.items()])
        touched = {(server, day) for (server, _), (day, _) in fresh.items()}
        changed = {key: now for key in touched | self.whole if (now := self.days[key]) != self.former.get(key)}
        if any(max(now) > MOST_A_DAY for now in changed.values()):
            raise Refused("Mehr als {most} an einem Tag kann ein Server nicht haben.", most=texts.size(MOST_A_DAY))
        put_days([(server, day, *now) for (server, day), now in sorted(changed.items())])
        self._note(changed)
        alerts.look(sorted({server for server, day in changed if day.replace(day=1) == this_month()}))

    def _note(self, changed: dict[Key, Bytes]) -> None:
        """Put down what was corrected; that a day goes on and its sum grows is no correction."""
        yesterday = clock.today() - timedelta(days=1)
        corrected: dict[int, list[Key]] = {}
        for key, now in changed.items():
            before = self.former.get(key)
            if before is not None and (key[1] < yesterday or now[0] < before[0] or now[1] < before[1]):
                corrected.setdefault(key[0], []).append(key)
        for server, keys in corrected.items():
            contract = Contract.select().join(Server).where(Server.id == server).get()
            before_all, after_all = (sum(sum(known[key]) for key in keys) for known in (self.former, changed))
            count = {"days": len(keys)}
            audit.note("traffic corrected", contract, count | {"bytes": before_all}, count | {"bytes": after_all})


def _sum(day: Bytes, new: Bytes, former: Bytes) -> Bytes:
    """A day's bytes with a new reading in the place of a former one."""
    return day[0] + new[0] - former[0], day[1] + new[1] - former[1]
