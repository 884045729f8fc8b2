"""The language of the moment, and how money, days and numbers are written in it."""

import subprocess
import sys
from contextvars import copy_context
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from wtforms import Form, StringField

import texts
from texts import lazy, moment, money, month, number, size, speak, t, tn

ONE_LINE = "Bitte schreiben Sie das in eine Zeile."
ONE_LINE_ENGLISH = "Please write this on one line."


def test_german_is_spoken_unless_somebody_switches():
    assert texts.language() == "de"
    assert t(ONE_LINE) == ONE_LINE


def test_a_text_is_english_inside_with_and_german_again_after_it():
    with speak("en"):
        assert t(ONE_LINE) == ONE_LINE_ENGLISH
        with speak("de"):
            assert t(ONE_LINE) == ONE_LINE
        assert texts.language() == "en"
    assert texts.language() == "de"


def test_the_language_returns_even_when_something_fails():
    with pytest.raises(RuntimeError), speak("en"):
        raise RuntimeError
    assert texts.language() == "de"


def test_a_request_may_switch_for_the_rest_of_its_time():
    def rest_of_a_request():
        speak("en")
        return t(ONE_LINE)

    assert copy_context().run(rest_of_a_request) == ONE_LINE_ENGLISH
    assert texts.language() == "de"


def test_a_language_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="xx"):
        speak("xx")


def test_placeholders_are_filled_in_both_languages():
    assert t("Das ist zu lang: höchstens {most} Zeichen.", most=5) == "Das ist zu lang: höchstens 5 Zeichen."
    with speak("en"):
        assert t("Das ist zu lang: höchstens {most} Zeichen.", most=5) == "This is too long: at most 5 characters."


def test_braces_in_what_somebody_typed_stay_as_they_are():
    assert t("Meinten Sie {text}?", text="{0.__class__}") == "Meinten Sie {0.__class__}?"


def test_a_text_may_have_a_placeholder_named_text():
    assert t("Gesucht: {text}", text="Brot") == "Gesucht: Brot"


@pytest.mark.parametrize(
    ("n", "shown"), [(0, "0 Domains"), (1, "Eine Domain"), (2, "2 Domains"), (1234, "1.234 Domains")]
)
def test_one_is_singular_and_every_other_number_plural(n, shown):
    assert tn("Eine Domain", "{n} Domains", n) == shown


def test_a_text_without_translation_is_shown_in_german():
    with speak("en"):
        assert t("Diesen Satz gibt es nirgends.") == "Diesen Satz gibt es nirgends."
        assert tn("{n} Unding", "{n} Undinge", 2) == "2 Undinge"


def test_a_label_declared_at_import_is_shown_in_the_language_of_the_moment():
    class Search(Form):
        query = StringField(lazy(ONE_LINE))

    template = Environment(autoescape=True).from_string("{{ f.query.label }}|{{ f.query.label.text }}|{{ x ~ '!' }}")
    shown = {}
    for language in texts.LANGUAGES:
        with speak(language):
            shown[language] = template.render(f=Search(), x=lazy(ONE_LINE))
    label = '<label for="query">{0}</label>|{0}|{0}!'
    assert shown == {"de": label.format(ONE_LINE), "en": label.format(ONE_LINE_ENGLISH)}


def test_a_label_is_escaped_like_any_other_text():
    assert Environment(autoescape=True).from_string("{{ x }}").render(x=lazy("<b>")) == "&lt;b&gt;"


def test_a_lazy_text_can_be_joined_formatted_and_compared():
    text = lazy(ONE_LINE)
    assert f"{text} " + text == ONE_LINE + " " + ONE_LINE
    assert text == ONE_LINE
    assert hash(text) == hash(ONE_LINE)


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [
        (0, "0,00\u00a0€", "€0.00"),
        (5, "0,05\u00a0€", "€0.05"),
        (123450, "1.234,50\u00a0€", "€1,234.50"),
        (-400, "-4,00\u00a0€", "-€4.00"),
        (-5, "-0,05\u00a0€", "-€0.05"),
        (123456789012, "1.234.567.890,12\u00a0€", "€1,234,567,890.12"),
        (None, "", ""),
    ],
)
def test_money_is_written_as_people_write_it(cents, german, english):
    assert money(cents) == german
    with speak("en"):
        assert money(cents) == english


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_money_never_loses_a_cent(cents):
    assert int(money(cents).removesuffix("\u00a0€").replace(".", "").replace(",", "")) == cents


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (date(2019, 5, 24), "24.05.2019", "24 May 2019"),
        (date(2026, 1, 3), "03.01.2026", "3 January 2026"),
        (datetime(2026, 12, 31, 23, 30), "01.01.2027", "1 January 2027"),  # UTC: in Berlin the year has begun
        (None, "", ""),
    ],
)
def test_a_day_is_a_day_in_berlin(day, german, english):
    assert texts.date(day) == german
    with speak("en"):
        assert texts.date(day) == english


@pytest.mark.parametrize(
    ("utc", "german", "english"),
    [
        (datetime(2019, 5, 24, 12, 5), "24.05.2019, 14:05\u00a0Uhr", "24 May 2019, 14:05"),  # summer time
        (datetime(2026, 12, 31, 23, 0), "01.01.2027, 00:00\u00a0Uhr", "1 January 2027, 00:00"),
        (None, "", ""),
    ],
)
def test_a_moment_is_shown_in_berlin_time(utc, german, english):
    assert moment(utc) == german
    with speak("en"):
        assert moment(utc) == english


def test_a_month_has_its_name():
    days = [date(2026, 3, 1), date(2026, 11, 30), None]
    assert [month(day) for day in days] == ["März 2026", "November 2026", ""]
    with speak("en"):
        assert [month(day) for day in days] == ["March 2026", "November 2026", ""]


@pytest.mark.parametrize(
    ("n", "german", "english"),
    [(1234567, "1.234.567", "1,234,567"), (Decimal("1234.5"), "1.234,5", "1,234.5"), (-3, "-3", "-3"), (None, "", "")],
)
def test_numbers_have_their_thousands_apart(n, german, english):
    assert number(n) == german
    with speak("en"):
        assert number(n) == english


@pytest.mark.parametrize(
    ("n", "german", "english"),
    [
        (0, "0 Byte", "0 bytes"),
        (999, "999 Byte", "999 bytes"),
        (1000, "1 kB", "1 kB"),
        (1_234_567, "1,2 MB", "1.2 MB"),
        (999_999, "999,9 kB", "999.9 kB"),
        (1_000_000, "1 MB", "1 MB"),
        (300_000_000_000, "300 GB", "300 GB"),
        (5 * 10**18, "5.000 PB", "5,000 PB"),
        (None, "", ""),
    ],
)
def test_sizes_have_the_unit_people_know(n, german, english):
    assert size(n) == german
    with speak("en"):
        assert size(n) == english


def test_babel_stays_outside_until_english_is_spoken():
    program = (
        "import sys, texts; texts.t('Ja'); texts.tn('a', 'b', 2); assert 'babel' not in sys.modules;"
        "texts.speak('en'); texts.t('Ja'); assert 'babel' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(texts.__file__).parent)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 Sekunden"),
        (1, "1 Sekunde"),
        (59, "59 Sekunden"),
        (300, "5 Minuten"),
        (3600, "1 Stunde"),
        (5400, "1 Stunde 30 Minuten"),
        (86400, "1 Tag"),
        (604800, "7 Tage"),
        (90061, "1 Tag 1 Stunde"),
    ],
)
def test_a_span_of_time_is_said_in_words(seconds, words):
    assert texts.span(seconds) == words


def test_whole_euros_are_written_as_each_language_does():
    assert texts.whole_money(-1234) == "-1.234\u00a0€"
    with texts.speak("en"):
        assert (texts.whole_money(-1234), texts.whole_money(5)) == ("-€1,234", "€5")
