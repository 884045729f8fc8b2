"""Brakes: who fails or asks for much too often waits, in all processes alike, before anything is hashed or made."""

from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import NamedTuple

import clock
from database import is_sqlite, write
from models import HOLDING, Brake
from rules import Refusal, audit
from texts import tn


class Limit(NamedTuple):
    """So many failures within a span are free; each further one makes wait, twice as long each time up to `longest`."""

    free: int
    span: timedelta
    first: timedelta
    longest: timedelta


MINUTE = timedelta(minutes=1)
LIMITS = {
    "account": Limit(5, 60 * MINUTE, MINUTE / 2, 15 * MINUTE),
    "browser": Limit(10, 60 * MINUTE, MINUTE / 2, 5 * MINUTE),
    "address": Limit(20, 15 * MINUTE, MINUTE, 15 * MINUTE),
    "link": Limit(10, 60 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    "factor": Limit(5, 60 * MINUTE, MINUTE, 15 * MINUTE),
    "proof": Limit(5, 60 * MINUTE, MINUTE / 2, 15 * MINUTE),
    "email": Limit(5, 60 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    "invited": Limit(5, 60 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    "inviting": Limit(60, 60 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    "phone pin": Limit(5, 60 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    "panel": Limit(20, 10 * MINUTE, MINUTE, 15 * MINUTE),
    "request": Limit(30, 60 * MINUTE, MINUTE, 15 * MINUTE),
    "dns": Limit(60, 10 * MINUTE, MINUTE, 15 * MINUTE),
    "statement": Limit(20, 10 * MINUTE, MINUTE, 15 * MINUTE),
    "auth code": Limit(5, 60 * MINUTE, 10 * MINUTE, 60 * MINUTE),
    "recovery": Limit(5, 24 * 60 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE),
}


class Braked(Refusal):
    """Somebody tried too often, whatever they sent; `seconds` is how long they have to wait."""

    status = 429

    def __init__(self, seconds: int):
        super().__init__(
            tn(
                "Das ging zu oft hintereinander. Bitte warten Sie {n} Minute oder rufen Sie uns an.",
                "Das ging zu oft hintereinander. Bitte warten Sie {n} Minuten oder rufen Sie uns an.",
                -(-seconds // 60),
            )
        )
        self.seconds = seconds


def check(*brakes: tuple[str, str]) -> None:
    """Raises Braked when one of the brakes, each a name in LIMITS and a key, holds at the moment."""
    now = clock.now()
    found = [HOLDING.one(name=name, key=_digest(key)) for name, key in brakes]
    holding = [brake.until for brake in found if brake and brake.until and brake.until > now]
    if holding:
        raise Braked(int((max(holding) - now).total_seconds()) or 1)


def count(*brakes: tuple[str, str]) -> None:
    """Count something under each of the brakes before it is done, well or not; raises Braked when one of them holds."""
    check(*brakes)
    failed(*brakes)


def count_account(name: str) -> None:
    """The same under the brake of the account at work; jobs and commands have none."""
    if account := audit.account():
        count((name, str(account.id)))


def failed(*brakes: tuple[str, str]) -> None:
    """Count a failure under each of the brakes."""
    for name, key in brakes:
        with write():
            _count(name, key)


def release(*brakes: tuple[str, str]) -> None:
    """Forget the failures: whoever it was has shown who they are."""
    with write():
        for name, key in brakes:
            Brake.delete().where(Brake.name == name, Brake.key == _digest(key)).execute()


def end_old() -> None:
    """Forget what is nobody's brake any more."""
    longest = max(limit.span + limit.longest for limit in LIMITS.values())
    with write():
        Brake.delete().where(Brake.began_at < clock.now() - longest).execute()


def place(address: str) -> str:
    """From where somebody tries: an IPv4 address, or the /64 of an IPv6 one, which is one household's or server's."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


def _count(name: str, key: str) -> None:
    limit, now = LIMITS[name], clock.now()
    Brake.insert(name=name, key=_digest(key)).on_conflict_ignore().execute()
    query = Brake.select().where(Brake.name == name, Brake.key == _digest(key))
    brake = (query if is_sqlite() else query.for_update()).get()
    if brake.began_at < now - limit.span and (brake.until is None or brake.until < now):
        brake.failures, brake.began_at, brake.until = 0, now, None
    brake.failures += 1
    over = brake.failures - limit.free
    if over >= 0:
        brake.until = now + min(limit.first * 2 ** min(over, 20), limit.longest)
    brake.save()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
