"""The DATEV format (EXTF, header 700) as its published description has it: columns, head, cells, characters.

Text is quoted, numbers are not; Windows-1252, semicolons, CR LF; no control characters.
https://developer.datev.de/datev/platform/de/dtvf
"""

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO, TextIOWrapper
from typing import IO, Any, NamedTuple

import clock
import gateways
from rules import Refused
from rules.bookkeeping import accounts


class Format(NamedTuple):
    """One kind of file: its number and name, its version, its columns and which of them (from 1) are text."""

    category: int
    name: str
    version: int
    columns: tuple[str, ...]
    texts: frozenset[int]


class Amount(int):
    """Cents, written as „1234,56“."""

    def __str__(self) -> str:
        return f"{self // 100},{self % 100:02d}"


class Day(int):
    """A day of a year, written as "0311"."""

    def __str__(self) -> str:
        return f"{int(self):04d}"


class FullDay(int):
    """A day, written as "03112026"."""

    def __str__(self) -> str:
        return f"{int(self):08d}"


class Nothing(int):
    """An empty field that is not text."""

    def __str__(self) -> str:
        return ""


NOTHING = Nothing()


def day(given: date) -> Day:
    """A day without its year: TTMM."""
    return Day(given.strftime("%d%m"))


def full_day(given: date) -> FullDay:
    """A day: TTMMJJJJ."""
    return FullDay(given.strftime("%d%m%Y"))


def write(
    kind: Format, rows: Iterable[Mapping[str, Any]], file: IO[bytes], *,
    year_begins: date, title: str = "", first: date | None = None, last: date | None = None, is_final: bool = False,
) -> None:  # fmt: skip
    """Write a file: head, columns and rows (by the names of the columns, amounts as Amount).

    Raises Refused for a control character, and ValueError for a column that the format does not have.
    """
    text = TextIOWrapper(file, "cp1252", errors="strict", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(_head(kind, year_begins, title, first, last, is_final))
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(kind.columns)
    empty = ["" if place in kind.texts else NOTHING for place in range(1, len(kind.columns) + 1)]
    places = {name: place for place, name in enumerate(kind.columns)}
    for row in rows:
        cells = list(empty)
        for name, value in row.items():
            cells[places[name]] = plain(value) if isinstance(value, str) else value
        writer.writerow(cells)
    text.detach()


def as_bytes(kind: Format, rows: Iterable[Mapping[str, Any]], **head: Any) -> bytes:
    """The same in memory."""
    file = BytesIO()
    write(kind, rows, file, **head)
    return file.getvalue()


def plain(text: str) -> str:
    """The text in the letters of Windows-1252, others without their accents or as "?". Raises Refused for controls."""
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Refused("In „{text}“ steht ein unsichtbares Zeichen.", text=text[:40])
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(letter: str) -> str:
    for each in (letter, unicodedata.normalize("NFD", letter)[0]):
        try:
            each.encode("cp1252")
        except UnicodeEncodeError:
            continue
        return each
    return "?"


def _head(
    kind: Format, year_begins: date, title: str, first: date | None, last: date | None, is_final: bool
) -> list[Any]:
    """The first line, 31 fields; of master data those of bookings stay empty."""
    datev, are_bookings = gateways.settings.datev, kind.category == 21
    made = _moment(clock.local(clock.now()))
    return [
        "EXTF", 700, kind.category, kind.name, kind.version, made, NOTHING, "KC", "", "", datev.consultant,
        datev.client, _ymd(year_begins), accounts.LENGTH, _ymd(first), _ymd(last), plain(title)[:30], "",
        1 if are_bookings else NOTHING, 0 if are_bookings else NOTHING, int(is_final) if are_bookings else NOTHING,
        "EUR" if are_bookings else "", NOTHING, "", NOTHING, NOTHING, datev.chart.removeprefix("SKR"), NOTHING,
        NOTHING, "", "",
    ]  # fmt: skip


def _moment(moment: datetime) -> int:
    """JJJJMMTTHHMMSS and milliseconds."""
    return int(moment.strftime("%Y%m%d%H%M%S")) * 1000


def _ymd(given: date | None) -> int:
    return int(given.strftime("%Y%m%d")) if given else NOTHING
