"""Reports as CSV for a spreadsheet: semicolons, decimal comma, UTF-8 with a mark, so that Excel opens it as it is."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, TextIOWrapper
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def sheet(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> BytesIO:
    """A file of rows; whole numbers stay numbers, cents come as Cents, days are written as 31.12.2026."""
    file = BytesIO()
    text = TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    text.detach()
    file.seek(0)
    return file


class Cents(int):
    """An amount in cents, written in euros: „-1234,50“."""

    def __str__(self) -> str:
        return f"{'-' if self < 0 else ''}{abs(self) // 100},{abs(self) % 100:02d}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    # A spreadsheet would run what begins like a formula (OWASP: CSV injection).
    return f"'{text}" if text.startswith(FORMULA) else text
