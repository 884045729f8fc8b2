"""The language of the moment: what people read, and how money, days and numbers are written in it."""

import datetime
from collections import UserString
from collections.abc import Callable
from contextvars import ContextVar, Token
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import clock

if TYPE_CHECKING:
    from babel.support import Translations

LANGUAGES = ("de", "en")
CATALOGUES = Path(__file__).parent / "translations"
MONTHS = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}

NO_BREAK = "\u00a0"  # between a number and its unit: „4,00 €“ stays on one line
KEPT = 4096  # days and amounts that are written out once: lists have the same few hundred again and again

_language: ContextVar[str] = ContextVar("language", default="de")


def language() -> str:
    """The language of the moment, one of LANGUAGES."""
    return _language.get()


class Speaking:
    """A language that was switched to; as a context manager it switches back at the end."""

    def __init__(self, language: str) -> None:
        self._before: Token[str] = _language.set(language)

    def __enter__(self) -> None:
        """The language is already set."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _language.reset(self._before)


def speak(language: str) -> Speaking:
    """Switch the language: `speak("en")` for the rest of the request, `with speak("en"):` for a while.

    Threads are kept between requests: a request that does not call it speaks the language of the one before.
    Raises ValueError when there is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}")
    return Speaking(language)


def t(text: str, /, **values: object) -> str:
    """`text` (German) in the language of the moment, its {placeholders} filled when values are given."""
    if _language.get() != "de":
        text = _catalogue(_language.get()).gettext(text)
    return text.format(**values) if values else text


def tn(singular: str, plural: str, n: int, /, **values: object) -> str:
    """Like t() for a text that depends on the number n; {n} is that number."""
    if _language.get() == "de":
        text = singular if n == 1 else plural
    else:
        text = _catalogue(_language.get()).ngettext(singular, plural, n)
    return text.format(n=number(n), **values)


class Lazy(UserString):
    """A text that is translated each time it is shown.

    Not a `str`, so that Jinja, MarkupSafe and str() ask for the translation instead of copying the German.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def data(self) -> str:  # type: ignore[override]
        return t(self.text)


def lazy(text: str) -> Lazy:
    """A text declared at import, such as a form's label."""
    return Lazy(text)


@cache
def _catalogue(language: str) -> "Translations":
    """The catalogue of a language, compiled in memory; Babel is not imported before it is needed."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    compiled = BytesIO()
    with (CATALOGUES / language / "LC_MESSAGES" / "portal.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled, domain="portal")


def money(cents: int | None) -> str:
    """Cents as people write euros: „1.234,50 €“ (with a no-break space), in English "€1,234.50"."""
    return "" if cents is None else _money(cents, _language.get())


def whole_money(euros: int) -> str:
    """Whole euros without cents: „1.234 €“, in English "€1,234"."""
    return f"{number(euros)}{NO_BREAK}€" if language() == "de" else f"{'-' if euros < 0 else ''}€{abs(euros):,}"


@lru_cache(KEPT)
def _money(cents: int, language: str) -> str:
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if language == "de":
        return f"{sign}{euros:,}".replace(",", ".") + f",{rest:02d}{NO_BREAK}€"
    return f"{sign}€{euros:,}.{rest:02d}"


def date(day: datetime.date | None) -> str:
    """A day: „24.05.2019“, in English "24 May 2019". Of a moment (naive UTC) it is the day in Berlin."""
    if day is None:
        return ""
    return _date(clock.local(day).date() if isinstance(day, datetime.datetime) else day, _language.get())


@lru_cache(KEPT)
def _date(day: datetime.date, language: str) -> str:
    if language == "de":
        return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"


def moment(utc: datetime.datetime | None) -> str:
    """A naive UTC moment in Berlin: „24.05.2019, 14:05 Uhr“, in English "24 May 2019, 14:05"."""
    if utc is None:
        return ""
    shown = clock.local(utc)
    ending = f"{NO_BREAK}Uhr" if language() == "de" else ""
    return f"{date(shown.date())}, {shown.hour:02d}:{shown.minute:02d}{ending}"


def plain(text: str) -> str:
    """A text for another program or a terminal: its no-break spaces are blanks."""
    return text.replace(NO_BREAK, " ")


def month(day: datetime.date | None) -> str:
    """The month of a day: „November 2026“."""
    return "" if day is None else f"{MONTHS[language()][day.month - 1]} {day.year}"


def period(months: int | None) -> str:
    """How often something is paid: „monatlich“, „12 Monate“; nothing for what is paid once."""
    return _period(months, _language.get()) if months else ""


@lru_cache(KEPT)
def _period(months: int, language: str) -> str:
    with speak(language):
        return t("monatlich") if months == 1 else t("{n} Monate", n=months)


def span(seconds: int) -> str:
    """A span of time in its two largest units: „1 Stunde 30 Minuten“."""
    words = []
    for length, in_unit in SPANS:
        if seconds >= length:
            words.append(in_unit(seconds // length))
            seconds %= length
    return " ".join(words[:2]) or SPANS[-1][1](0)


SPANS: tuple[tuple[int, Callable[[int], str]], ...] = (
    (86400, lambda n: tn("{n} Tag", "{n} Tage", n)),
    (3600, lambda n: tn("{n} Stunde", "{n} Stunden", n)),
    (60, lambda n: tn("{n} Minute", "{n} Minuten", n)),
    (1, lambda n: tn("{n} Sekunde", "{n} Sekunden", n)),
)


def number(n: int | float | Decimal | None) -> str:
    """A number with its thousands apart: „1.234,5“, in English "1,234.5"."""
    if n is None:
        return ""
    shown = f"{n:,}"
    return shown.translate({ord(","): ".", ord("."): ","}) if language() == "de" else shown


def size(n: int | None) -> str:
    """A number of bytes in steps of 1000: „1,2 MB“, „300 GB“."""
    if n is None:
        return ""
    if n < 1000:
        return str(n) + " " + t("Byte")
    tenths, units = n // 100, iter(("kB", "MB", "GB", "TB", "PB"))
    unit = next(units)
    while tenths >= 10_000 and unit != "PB":
        tenths, unit = tenths // 1000, next(units)
    return f"{number(tenths / 10 if tenths % 10 else tenths // 10)} {unit}"
