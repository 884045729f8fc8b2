"""now() and today(); nobody else asks the time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The moment, naive UTC without microseconds (as it is stored)."""
    return _utc().replace(tzinfo=None, microsecond=0)


def _utc() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day in Europe/Berlin."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A naive UTC moment as Europe/Berlin shows it."""
    return moment.replace(tzinfo=UTC).astimezone(BERLIN)


def at(day: date, hour: int) -> datetime:
    """The moment (naive UTC) at which an hour of a day begins in Europe/Berlin."""
    return datetime.combine(day, time(hour), BERLIN).astimezone(UTC).replace(tzinfo=None)


def ago(**span: float) -> datetime:
    """The moment that lies `span` (as for timedelta) back, naive UTC."""
    return now() - timedelta(**span)


def later(**span: float) -> datetime:
    """The moment that lies `span` (as for timedelta) ahead, naive UTC."""
    return now() + timedelta(**span)
