"""The course of some months as a picture: where its bars, line and labels stand. What it looks like is a template's."""

from collections.abc import Sequence
from dataclasses import dataclass

import texts
from rules.bookkeeping.journal import Month

STEPS = (1, 2, 2.5, 5, 10)
LINES = 4  # of the grid, at most
CLOSE = 32  # units: less than that, and two labels lie on each other


@dataclass(frozen=True)
class Bar:
    """The revenue of a month: a rectangle that grows from the line of zero."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str


@dataclass(frozen=True)
class Point:
    """What is open at the end of a month; its value stands so far `beside` it that the line does not cross it."""

    x: float
    y: float
    value: str
    beside: float


@dataclass(frozen=True)
class Tick:
    """A line of the grid and what it stands for; or a month and its name."""

    at: float
    label: str


@dataclass(frozen=True)
class Plot:
    """All of it, in units of the picture's width and height."""

    width: int
    height: int
    left: int
    zero: float
    bars: list[Bar]
    points: list[Point]
    grid: list[Tick]
    months: list[Tick]

    @property
    def line(self) -> str:
        """The points as SVG wants them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def of(months: Sequence[Month], width: int, height: int, left: int) -> Plot:
    """Lay the months out: bars of revenue, a line of what is open, `left` units for the labels of the amounts."""
    top, bottom = 24, 28
    highest, lowest, step = _scale(months)
    space = (width - left) / max(len(months), 1)
    scale = (height - top - bottom) / (highest - lowest)

    def y(cents: float) -> float:
        return round(top + (highest - cents) * scale, 1)

    centres = [round(left + space * (place + 0.5), 1) for place in range(len(months))]
    peak = max((month.net_cents for month in months), default=0)
    # The last month says what is open: two amounts that close to each other could not be read.
    crowded = months[-1] if months and abs(y(months[-1].net_cents) - y(months[-1].open_cents)) < CLOSE else None
    bars = [
        Bar(
            x=round(centre - space * 0.32, 1), y=min(y(month.net_cents), y(0)), width=round(space * 0.64, 1),
            height=round(abs(y(month.net_cents) - y(0)), 1), label=texts.month(month.month),
            value=_short(month.net_cents) if month.net_cents == peak > 0 and month is not crowded else "",
        )
        for centre, month in zip(centres, months, strict=True)
    ]  # fmt: skip
    heights = [y(month.open_cents) for month in months]
    falls = len(heights) > 1 and heights[-1] > heights[-2]
    points = [
        Point(centre, height, _short(month.open_cents) if month is months[-1] else "", 20 if falls else -10)
        for centre, height, month in zip(centres, heights, months, strict=True)
    ]
    every = 1 if space > 44 else 2 if space > 22 else 3
    names = [
        Tick(centre, _name(month)) for place, (centre, month) in enumerate(zip(centres, months, strict=True))
        if (len(months) - 1 - place) % every == 0
    ]  # fmt: skip
    count = round((highest - lowest) / step)
    grid = [Tick(y(lowest + step * n), _short(lowest + step * n)) for n in range(count + 1)]
    return Plot(width, height, left, y(0), bars, points, grid, names)


def _scale(months: Sequence[Month]) -> tuple[float, float, float]:
    """The highest and lowest line of the grid and the distance between lines, round amounts in cents."""
    values = [0, *(month.net_cents for month in months), *(month.open_cents for month in months)]
    most, least = max(values), min(values)
    spread = max(most - least, 100 * LINES)
    power = 10.0 ** (len(str(int(spread / LINES))) - 1)
    step = next(step * power for step in STEPS if step * power * LINES >= spread)
    highest = -(-most // step) * step
    lowest = least // step * step
    return max(highest, lowest + step), lowest, step


def _name(month: Month) -> str:
    """„11/26“."""
    return f"{month.month:%m/%y}"


def _short(cents: float) -> str:
    """An amount in few signs: whole euros."""
    return f"{texts.number(round(cents / 100))} €"
