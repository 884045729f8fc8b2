"""Traffic out of a CSV file: what each line says, and why a line is not taken."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from database import write
from models import TrafficSample
from rules import Refused, audit
from rules.products.traffic import samples
from rules.products.traffic.samples import Outcome, Sample
from texts import t

HEADS = {  # column: how its head may be written, in lower case
    "server": ("server", "servername", "ip", "ip-adresse", "address"),
    "when": ("day", "time", "timestamp", "tag", "datum", "zeitpunkt"),
    "bytes_in": ("bytes_in", "in", "eingehend", "bytes eingehend"),
    "bytes_out": ("bytes_out", "out", "ausgehend", "bytes ausgehend"),
}
AT_ONCE = 5000  # samples of one transaction
LONGEST_LINE = 1000  # bytes
MOST_SHOWN = 80  # characters of a value in a sentence


def take(path: Path, say: Callable[[str], object], dry_run: bool = False) -> bool:
    """Take the samples of a file and say what became of it, line by line where one was not taken.

    True when every line was taken. A file that breaks off or comes again does no harm. Raises Refused when it is no
    such table, and OSError.
    """
    outcome = Outcome()
    for chunk in _chunks(path):
        taken = samples.store([(at, found) for at, found in chunk if isinstance(found, Sample)], dry_run)
        taken.refused += [(at, found) for at, found in chunk if isinstance(found, str)]
        outcome.add(taken)
        for line, reason in sorted(taken.refused):
            say(t("Zeile {line}: {reason}", line=line, reason=reason))
    counts = {"new": outcome.new, "replaced": outcome.replaced}
    if any(counts.values()) and not dry_run:
        with write():
            audit.note("traffic imported", TrafficSample(), after={"file_name": path.name} | counts)
    say(_summary(outcome))
    if dry_run:
        say(t("Das war nur eine Probe: Es wurde nichts geändert."))
    return not outcome.refused


def _summary(outcome: Outcome) -> str:
    return t(
        "Neu: {new}, ersetzt: {replaced}, schon bekannt: {unchanged}, nicht übernommen: {refused}.",
        new=outcome.new, replaced=outcome.replaced, unchanged=outcome.unchanged, refused=len(outcome.refused),
    )  # fmt: skip


def _chunks(path: Path) -> Iterator[list[tuple[int, Sample | str]]]:
    with path.open("rb") as file:
        yield from map(list, _grouped(_lines(iter(file))))


def _grouped(rows: Iterator[tuple[int, Sample | str]]) -> Iterator[list[tuple[int, Sample | str]]]:
    group: list[tuple[int, Sample | str]] = []
    for row in rows:
        group.append(row)
        if len(group) == AT_ONCE:
            yield group
            group = []
    yield group


def _lines(file: Iterator[bytes]) -> Iterator[tuple[int, Sample | str]]:
    """The number of each line and its sample, or why it is none; each line stands for itself, in UTF-8."""
    head = next(file, b"").decode("utf-8-sig", "replace")
    delimiter = max(";,\t", key=head.count)
    places = _places(_split(head, delimiter))
    for number, line in enumerate(file, 2):
        if line.strip():
            try:
                yield number, _sample(line, delimiter, places)
            except ValueError as error:
                yield number, str(error)


def _places(head: list[str]) -> dict[str, int]:
    """In which column stands what; raises Refused."""
    names = [each.strip().lower() for each in head]
    places = {column: at for column, known in HEADS.items() for at, name in enumerate(names) if name in known}
    if missing := [column for column in HEADS if column not in places]:
        raise Refused(
            "In der ersten Zeile fehlt eine Spalte: {columns}. Erwartet wird zum Beispiel "
            "„server;day;bytes_in;bytes_out“.",
            columns=", ".join(HEADS[column][0] for column in missing),
        )  # fmt: skip
    return places


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error as error:
        raise ValueError(t("Das ist keine Zeile einer CSV-Tabelle.")) from error


def _sample(line: bytes, delimiter: str, places: dict[str, int]) -> Sample:
    if len(line) > LONGEST_LINE:
        raise ValueError(t("Die Zeile ist zu lang."))
    try:
        fields = _split(line.decode(), delimiter)
    except UnicodeDecodeError as error:
        raise ValueError(t("Die Zeile ist nicht in UTF-8 geschrieben.")) from error
    if len(fields) <= max(places.values()):
        raise ValueError(t("Es fehlen Spalten."))
    found = {column: fields[at].strip() for column, at in places.items()}
    return samples.sample(found["server"], found["when"], _bytes(found["bytes_in"]), _bytes(found["bytes_out"]))


def _bytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise ValueError(t("„{text}“ ist keine Zahl von Bytes.", text=text[:MOST_SHOWN]))
    return int(text)
