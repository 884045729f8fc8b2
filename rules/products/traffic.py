"""How much traffic the servers had, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import clock
from models import TrafficSample

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """What one server received and sent in the month that begins with `day`, in bytes."""

    day: date
    bytes_in: int = 0
    bytes_out: int = 0

    @property
    def total(self) -> int:
        return self.bytes_in + self.bytes_out


def last_year(servers: Sequence[int]) -> dict[int, list[Month]]:
    """The last MONTHS months by the id of the server, the present one first, from the first that was measured on.

    Months without samples in between are zero; servers that were not measured in all that time are left out.
    """
    days = _first_days()
    measured: dict[int, dict[date, Month]] = {}
    for row in TrafficSample.by_month(servers, since=days[-1]):
        day = date(int(row.year), int(row.month), 1)
        measured.setdefault(row.server, {})[day] = Month(day, int(row.bytes_in), int(row.bytes_out))
    return {
        server: [months.get(day) or Month(day) for day in days if day >= min(months)]
        for server, months in measured.items()
    }


def _first_days() -> list[date]:
    today = clock.today()
    counted = [today.year * 12 + today.month - 1 - back for back in range(MONTHS)]
    return [date(each // 12, each % 12 + 1, 1) for each in counted]
