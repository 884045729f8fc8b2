"""Where the bars, lines and labels of a plot stand; what it looks like is a template's (macros/plot.html)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

STEPS = (1, 2, 2.5, 5, 10)
LINES = 4  # of the grid, at most
TOP, BOTTOM = 24, 28  # units for a value above the highest bar, and for the names below
WORDS = 16  # units more for what an axis is called
BAR, WIDEST = 0.64, 56  # of the space that a bar has; units at most
CLOSE = 32  # units: less than that, and two labels lie on each other


@dataclass(frozen=True)
class Size:
    """Width and height of a picture in units, and what the labels of the values take of the width."""

    width: int
    height: int
    left: int


class Bar(NamedTuple):
    """A rectangle; `kind` says how it is drawn: "bar", "hatched" or "dashed"."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""
    value: str = ""
    kind: str = "bar"


@dataclass(frozen=True)
class Point:
    """A point of a line; its value stands so far `beside` it that the line does not cross it."""

    x: float
    y: float
    value: str
    beside: float


class Tick(NamedTuple):
    """A line of the grid and what it stands for; or a place on the lower axis and its name."""

    at: float
    label: str


@dataclass(frozen=True)
class Plot:
    """All of it. `limits` are lines that the legend explains; `across` and `down` say in words what the axes are."""

    size: Size
    zero: float
    grid: list[Tick]
    names: list[Tick]
    bars: list[Bar]
    points: list[Point] = field(default_factory=list)
    limits: list[Tick] = field(default_factory=list)
    across: str = ""
    down: str = ""

    @property
    def names_at(self) -> int:
        """How far down the names of the lower axis stand."""
        return self.size.height - 8 - WORDS * bool(self.across)

    @property
    def line(self) -> str:
        """The points as SVG wants them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def said(self) -> list[Bar]:
        """The bars whose value is written."""
        return [bar for bar in self.bars if bar.value]

    @property
    def shapes(self) -> dict[str, str]:
        """The bars of each kind as one path."""
        paths: dict[str, list[str]] = {}
        for bar in self.bars:
            if bar.height:
                paths.setdefault(bar.kind, []).append(f"M{bar.x} {bar.y}h{bar.width}v{bar.height}h-{bar.width}z")
        return {kind: "".join(found) for kind, found in paths.items()}


class Frame:
    """Turns values into places: `count` bars side by side, round values on the axis that hold all of `values`.

    Values that differ by less than `least` are drawn as if they differed by so much; `has_words` keeps room for what
    the axes are called.
    """

    def __init__(self, values: Iterable[float], count: int, size: Size, least: float, has_words: bool = False) -> None:
        self.size = size
        self.highest, self.lowest, self.step = _scale(values, least)
        self.top, bottom = TOP + WORDS * has_words, BOTTOM + WORDS * has_words
        self.space = (size.width - size.left) / max(count, 1)
        self.scale = (size.height - self.top - bottom) / (self.highest - self.lowest)
        self.width = min(self.space * BAR, WIDEST)
        self.centres = [round(size.left + self.space * (place + 0.5), 1) for place in range(count)]

    def y(self, value: float) -> float:
        """How far down a value stands."""
        return round(self.top + (self.highest - value) * self.scale, 1)

    def bar(self, place: int, low: float, high: float, **more: str) -> Bar:
        """The bar of a place between two values."""
        upper, lower = sorted((self.y(high), self.y(low)))
        x = round(self.centres[place] - self.width / 2, 1)
        return Bar(x, upper, round(self.width, 1), round(lower - upper, 1), **more)

    def grid(self, label: Callable[[float], str]) -> list[Tick]:
        """The lines for round values."""
        count = round((self.highest - self.lowest) / self.step)
        values = [self.lowest + self.step * n for n in range(count + 1)]
        return [Tick(self.y(value), label(value)) for value in values]

    def names(self, labels: Sequence[str], width: float) -> list[Tick]:
        """The names below, the last and as many before it as have room; `width` is that of one, in units."""
        every = max(1, -(-int(width) // max(int(self.space), 1)))
        last = len(labels) - 1
        return [
            Tick(centre, label) for place, (centre, label) in enumerate(zip(self.centres, labels, strict=True))
            if (last - place) % every == 0
        ]  # fmt: skip


def _scale(values: Iterable[float], least: float) -> tuple[float, float, float]:
    """The highest and lowest line of the grid and the distance between lines, round values."""
    found = [0, *values]
    most, fewest = max(found), min(found)
    spread = max(most - fewest, least)
    power = 10.0 ** (len(str(int(spread / LINES))) - 1)
    step = next(step * power for step in STEPS if step * power * LINES >= spread)
    highest = -(-most // step) * step
    lowest = fewest // step * step
    return max(highest, lowest + step), lowest, step
