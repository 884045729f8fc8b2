"""How much traffic the servers had, and what a month may come to."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

import clock
from models import TrafficSample
from rules.plot import Size
from rules.products import traffic
from rules.products.traffic import Sum, plots
from tests.rules.products.measuring import GB, server

WIDE = Size(900, 320, 76)


@pytest.fixture
def in_february(house, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 2, 14, 12))


def measure(server, day, received=0, sent=0):
    TrafficSample.create(server=server, day=day, bytes_in=received, bytes_out=sent)


def test_months_are_summed_and_those_in_between_are_zero(in_february):
    owned = server()
    for day, received, sent in ((date(2027, 2, 1), 5, 7), (date(2027, 2, 14), 10, 20), (date(2026, 12, 31), 2**40, 1)):
        measure(owned, day, received, sent)
    course = traffic.course(owned.id)
    assert [(each.day.month, each.bytes_in, each.bytes_out, each.total) for each in course.months] == [
        (12, 2**40, 1, 2**40 + 1), (1, 0, 0, 0), (2, 15, 27, 42),
    ]  # fmt: skip
    assert [each.day.day for each in course.days_of(date(2027, 2, 1))] == list(range(1, 15))
    assert sum(each.total for each in course.days_of(date(2027, 2, 1))) == 42


def test_a_course_goes_back_a_year_and_no_further(in_february):
    owned = server()
    for day in (date(2026, 1, 31), date(2026, 2, 1)):
        measure(owned, day, 1)
    course = traffic.course(owned.id)
    assert [each.day for each in course.months] == [date(2026, 2, 1)] and course.months[0].total == 1


def test_each_server_has_its_own_numbers_and_those_not_measured_have_none(in_february):
    first, second = server("s1.example"), server("s2.example")
    measure(second, date(2027, 2, 1), 9)
    measure(first, date(2027, 1, 31), 9)
    usage = traffic.usage([first.id, second.id])
    assert list(usage) == [second.id] and usage[second.id].month.total == 9 and usage[second.id].forecast is None


def test_a_forecast_waits_for_five_whole_days_and_takes_their_average_for_the_others(in_february):
    days = [Sum(date(2027, 2, day), 10 * GB, 0) for day in (1, 2, 3, 4)]
    today = Sum(date(2027, 2, 14), 1 * GB, 0)
    assert traffic.forecast([*days, today]) is None
    found = traffic.forecast([*days, Sum(date(2027, 2, 10), 0, 20 * GB), today])
    assert (found.measured, found.used, found.average, found.left) == (5, 60 * GB, 12 * GB, 15)
    assert found.total == 60 * GB + 15 * 12 * GB


def test_a_day_that_is_stronger_than_the_average_already_counts_as_what_it_is(in_february):
    days = [Sum(date(2027, 2, day), 1, 0) for day in range(1, 14)] + [Sum(date(2027, 2, 14), 100, 0)]
    assert traffic.forecast(days).total == 13 + 100 + 14


def test_other_months_say_nothing_about_this_one(in_february):
    assert traffic.forecast([Sum(date(2027, 1, day), 1, 0) for day in range(1, 32)]) is None


sums = some.lists(some.tuples(some.integers(0, 10**17), some.integers(0, 10**17)), min_size=1, max_size=13)


@given(sums, some.integers(0, 2_000_000_000), some.none() | some.integers(0, 10**18))
def test_everything_a_plot_shows_lies_within_it_whatever_was_measured(values, included, expected):
    months = [Sum(date(2025 + n // 12, n % 12 + 1, 1), *each) for n, each in enumerate(values)]
    forecast = None if expected is None else traffic.Forecast(months[-1].total + expected, 0, 0, 5, 1)
    for drawn in (plots.of_months(months, included, forecast, WIDE), plots.of_days(months[0].day, months[:1], WIDE)):
        assert all(bar.y >= 0 and bar.height >= 0 and bar.y + bar.height <= 320 for bar in drawn.bars)
        assert all(bar.x >= 76 and bar.x + bar.width <= 900 for bar in drawn.bars)
        assert all(0 <= line.at <= 320 for line in drawn.limits + drawn.grid)
        assert set(drawn.shapes) <= {"bar", "hatched", "dashed"}


@given(sums)
def test_received_and_sent_stand_on_each_other(values):
    months = [Sum(date(2025 + n // 12, n % 12 + 1, 1), *each) for n, each in enumerate(values)]
    bars = plots.of_months(months, 0, None, WIDE).bars
    for received, sent in zip(bars[::2], bars[1::2], strict=True):
        assert (received.kind, sent.kind) == ("hatched", "bar")
        assert abs(sent.y + sent.height - received.y) < 0.21  # each is rounded to a tenth


def test_the_value_of_the_strongest_day_is_written_as_in_the_table():
    days = [Sum(date(2027, 2, day), day * GB, 5 * GB // 10) for day in range(1, 15)]
    said = [bar.value for bar in plots.of_days(date(2027, 2, 1), days, WIDE).bars if bar.value]
    assert said == ["14,5 GB"]


def test_what_is_included_is_left_out_where_it_would_make_everything_else_invisible():
    months = [Sum(date(2027, 2, 1), GB, 0)]
    assert [each.label for each in plots.of_months(months, 8, None, WIDE).limits] == ["8 GB"]
    assert plots.of_months(months, 9, None, WIDE).limits == []
    assert plots.of_months(months, 0, None, WIDE).limits == []


def test_a_month_is_drawn_with_all_its_days_before_they_have_come():
    drawn = plots.of_days(date(2027, 2, 1), [Sum(date(2027, 2, 1), GB, GB)], WIDE)
    assert drawn.names[-1].label == "28"
    assert len(drawn.bars) == 56 and max(bar.width for bar in drawn.bars) < 40


def test_the_days_of_a_month_are_found_by_its_first(in_february):
    owned = server()
    for back in range(60):
        measure(owned, clock.today() - timedelta(days=back), 1)
    assert len(traffic.course(owned.id).days_of(date(2027, 1, 1))) == 31
