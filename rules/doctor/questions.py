"""A question to the whole database whose answer should be empty."""

from collections.abc import Iterator
from dataclasses import dataclass

import texts
from database import database
from texts import Lazy, t

MOST = 20  # lines of one question


@dataclass(frozen=True)
class Question:
    """`sql` finds what is wrong, in words of both databases; its columns fill the placeholders of `sentence`.

    Columns whose name ends with "cents" are shown as amounts.
    """

    sentence: Lazy
    sql: str

    def faults(self) -> Iterator[str]:
        """A sentence for each row that should not be there, MOST of them."""
        cursor = database.execute_sql(f"{self.sql} LIMIT {MOST + 1}")
        names = [column[0] for column in cursor.description]
        for place, row in enumerate(cursor.fetchall()):
            if place == MOST:
                yield t("… und weitere davon.")
                return
            yield t(self.sentence.text, **{name: _shown(name, value) for name, value in zip(names, row, strict=True)})


def _shown(name: str, value: object) -> str:
    return texts.plain(texts.money(int(str(value)))) if name.endswith("cents") else str(value)
