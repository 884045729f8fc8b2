"""The traffic of a server as pictures: the days of a month, and the months beside what is included."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import texts
from rules.plot import Bar, Frame, Plot, Size, Tick
from rules.products.traffic import GIGABYTE, Forecast, Sum
from texts import t

LEAST = 4.0  # bytes
DAY_NAME, MONTH_NAME = 24, 44  # units that „31“ and „11/26“ take with room around them
VALUE, LINE = 112, 18  # units that two values beside each other take across, and one takes down
OUT_OF_SIGHT = 8  # what is included is left out when it is so many times as much as was used


def of_days(month: date, days: Sequence[Sum], size: Size) -> Plot:
    """Every day of a month: received (hatched) and sent on top of it; the strongest says how much it was."""
    measured = {each.day: each for each in days}
    every = (month + timedelta(days=n) for n in range(monthrange(month.year, month.month)[1]))
    days = [measured.get(day) or Sum(day) for day in every]
    frame = Frame([each.total for each in days], len(days), size, LEAST, has_words=True)
    names = frame.names([str(each.day.day) for each in days], DAY_NAME)
    label = t("Tag im {month}", month=texts.month(month))
    return _plot(frame, days, names, across=label, down=t("Traffic am Tag"))


def of_months(months: Sequence[Sum], included_gb: int, forecast: Forecast | None, size: Size) -> Plot:
    """The months, the last with what it may come to (dashed), and a line at what is included."""
    expected = [forecast.total] if forecast else []
    values, included = [each.total for each in months] + expected, included_gb * GIGABYTE
    is_shown = 0 < included <= OUT_OF_SIGHT * max(values, default=0)
    frame = Frame([*values, included] if is_shown else values, len(months), size, LEAST, has_words=True)
    names = frame.names([f"{each.day:%m/%y}" for each in months], MONTH_NAME)
    written = _sizes(frame)
    limits = [Tick(frame.y(included), written(included))] if is_shown else []
    more = []
    if forecast and months:  # its value is written; that of what stands below it would lie on the picture
        value = written(forecast.total)
        more = [frame.bar(len(months) - 1, months[-1].total, forecast.total, kind="dashed", value=value)]
    return _plot(frame, months, names, more, limits, across=t("Monat"), down=t("Traffic im Monat"))


def _plot(
    frame: Frame, sums: Sequence[Sum], names: list[Tick], more: Sequence[Bar] = (), limits: Sequence[Tick] = (),
    across: str = "", down: str = "",
) -> Plot:  # fmt: skip
    peak, written = _peak(frame, sums, more), _sizes(frame)
    bars = []
    for place, each in enumerate(sums):
        bars.append(frame.bar(place, 0, each.bytes_in, kind="hatched"))
        said = written(each.total) if place == peak else ""
        bars.append(frame.bar(place, each.bytes_in, each.total, value=said))
    return Plot(frame.size, frame.y(0), frame.grid(written), names, [*bars, *more], [], list(limits), across, down)


def _peak(frame: Frame, sums: Sequence[Sum], more: Sequence[Bar]) -> int | None:
    """The place of the greatest sum, unless its value would lie on another that is written."""
    peak = max(range(len(sums)), key=lambda place: sums[place].total, default=None)
    if peak is None or not sums[peak].total:
        return None
    lies_on = (
        abs(each.x + each.width / 2 - frame.centres[peak]) < VALUE and each.y < frame.y(sums[peak].total) + LINE
        for each in more
    )
    return None if any(lies_on) else peak


def _sizes(frame: Frame) -> Callable[[float], str]:
    """How sizes are written at this axis: in GB with one decimal as in the table, smaller ones as MB or less."""
    if frame.highest < GIGABYTE:
        return lambda value: texts.size(round(value))
    return lambda value: f"{_number(value / GIGABYTE)} GB"


def _number(value: float) -> str:
    shown = round(value, 1)
    return texts.number(int(shown) if shown == int(shown) else shown)
