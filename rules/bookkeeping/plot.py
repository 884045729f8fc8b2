"""The course of some months as a picture: revenue as bars, what is open as a line."""

from collections.abc import Sequence

import texts
from rules import plot
from rules.bookkeeping.journal import Month
from rules.plot import Frame, Plot, Point, Size

LEAST = 100 * plot.LINES  # cents: whole euros on the axis
NAME = 44  # units that „11/26“ takes with room around it


def of(months: Sequence[Month], width: int, height: int, left: int) -> Plot:
    """Lay the months out: bars of revenue, a line of what is open, `left` units for the labels of the amounts."""
    values = [cents for month in months for cents in (month.net_cents, month.open_cents)]
    frame = Frame(values, len(months), Size(width, height, left), LEAST)
    peak = max((month.net_cents for month in months), default=0)
    # The last month says what is open: two amounts that close to each other could not be read.
    last = months[-1] if months else None
    crowded = last if last and abs(frame.y(last.net_cents) - frame.y(last.open_cents)) < plot.CLOSE else None
    bars = [
        frame.bar(
            place, 0, month.net_cents, label=texts.month(month.month),
            value=_short(month.net_cents) if month.net_cents == peak > 0 and month is not crowded else "",
        )
        for place, month in enumerate(months)
    ]  # fmt: skip
    heights = [frame.y(month.open_cents) for month in months]
    falls = len(heights) > 1 and heights[-1] > heights[-2]
    points = [
        Point(centre, height, _short(month.open_cents) if month is last else "", 20 if falls else -10)
        for centre, height, month in zip(frame.centres, heights, months, strict=True)
    ]
    names = frame.names([f"{month.month:%m/%y}" for month in months], NAME)
    return Plot(frame.size, frame.y(0), frame.grid(_short), names, bars, points)


def _short(cents: float) -> str:
    """An amount in few signs: whole euros."""
    return texts.whole_money(round(cents / 100))
