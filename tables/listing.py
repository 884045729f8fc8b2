"""Lists that people search, sort and page through; each of their questions is compiled once."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from peewee import SQL, DateField, DateTimeField, IntegerField, NodeList, Tuple

from database import Compiled, field_of, parameter
from values import clean, fold

SIZES = (10, 25, 100)
MOST_WORDS = 4
MOST = 2**31 - 1


class Page(NamedTuple):
    """One page of a list as it was asked for at `address`; `next` and `previous` are query strings or None."""

    address: str
    rows: list[Any]
    q: str
    sort: str
    size: int
    next: str | None
    previous: str | None
    sizes = SIZES

    @property
    def is_empty(self) -> bool:
        return not self.rows

    def link(self, sort: str = "", size: int = 0) -> str:
        """The address of this list with something changed; it begins again with the first page."""
        return f"{self.address}?q={quote_plus(self.q)}&sort={sort or self.sort}&size={size or self.size}"


class Listing:
    """A list. `build` gives the query without order; `columns` are what it can be sorted by, none of them NULL;
    `search` is a folded text column; `default` names the first order, with "-" for descending.
    """

    def __init__(
        self, build: Callable[[], Any], columns: Mapping[str, Any], search: Any, key: Any, default: str
    ) -> None:
        self.build, self.columns, self.search, self.key, self.default = build, columns, search, key, default
        self.compiled: dict[tuple[Any, ...], Compiled] = {}

    def page(self, address: str, asked: Mapping[str, str], **scope: Any) -> Page:
        """The page that `asked` (q, sort, size, after, before as they came in) describes, within `scope`.

        What makes no sense is taken as not asked.
        """
        sort = asked.get("sort", "") if asked.get("sort", "").removeprefix("-") in self.columns else self.default
        size = int(asked["size"]) if asked.get("size") in map(str, SIZES) else SIZES[0]
        q = asked.get("q", "")[:100].replace("\x00", "").strip()
        words = fold(q).split()[:MOST_WORDS]
        back = "before" in asked
        token = asked.get("before") or asked.get("after")
        place = _place(token, self._kind(sort)) if token else None
        rows = self._rows(sort, back and place is not None, place, words, size, scope)
        more, rows = len(rows) > size, rows[:size]
        if back and place is not None:
            rows.reverse()
        has_next, has_previous = (True, more) if back and place is not None else (more, place is not None)
        base = f"?q={quote_plus(q)}&sort={sort}&size={size}"
        return Page(
            address=address, rows=rows, q=q, sort=sort, size=size,
            next=f"{base}&after={_token(rows[-1])}" if rows and has_next else None,
            previous=f"{base}&before={_token(rows[0])}" if rows and has_previous else None,
        )  # fmt: skip

    def _kind(self, sort):
        """What the values of the sorted column are: days, moments (both ISO text in a token), whole numbers or text."""
        field = field_of(self.columns[sort.removeprefix("-")])
        kinds = {DateTimeField: datetime, DateField: date, IntegerField: int}
        return next((kind for each, kind in kinds.items() if isinstance(field, each)), str)

    def _rows(self, sort, back, place, words, size, scope):
        variant = (sort, back, place is not None, len(words))
        if variant not in self.compiled:
            self.compiled[variant] = Compiled(lambda: self._query(*variant))
        values = scope | {f"word{n}": _pattern(word) for n, word in enumerate(words)} | {"size": size + 1}
        if place is not None:
            values |= {"place": place[0], "place_id": place[1]}
        return self.compiled[variant].rows(**values)

    def _query(self, sort, back, has_place, word_count):
        column = self.columns[sort.removeprefix("-")]
        descending = sort.startswith("-") != back
        query = self.build().select_extend(column.alias("sort_value"), self.key.alias("sort_id"))
        for n in range(word_count):
            query = query.where(NodeList((self.search, SQL("LIKE"), parameter(f"word{n}"), SQL("ESCAPE '!'"))))
        if has_place:
            here, there = Tuple(column, self.key), Tuple(parameter("place"), parameter("place_id"))
            query = query.where(here < there if descending else here > there)
        order = [each.desc() if descending else each.asc() for each in (column, self.key)]
        return query.order_by(*order).limit(parameter("size"))


def _pattern(word: str) -> str:
    """A LIKE pattern for what contains the word."""
    for special in "!%_":
        word = word.replace(special, "!" + special)
    return f"%{word}%"


def _token(row: Any) -> str:
    """Where a row stands in the order, for an address."""
    # A moment is written as SQLite keeps it, with a blank.
    value = str(row.sort_value) if isinstance(row.sort_value, date) else row.sort_value
    return base64.urlsafe_b64encode(json.dumps([value, row.sort_id]).encode()).decode().rstrip("=")


def _place(token: str, kind: type) -> tuple[str | int, int] | None:
    """What a token says, or None when it is none of ours."""
    try:
        value, row_id = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        clean(str(value), most=1000)
        if kind in (date, datetime) and str(kind.fromisoformat(value)) != value:
            return None
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    fits = type(value) is (int if kind is int else str) and type(row_id) is int
    if not fits or abs(row_id) > MOST or (kind is int and abs(value) > MOST):
        return None
    return value, row_id
