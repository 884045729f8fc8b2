"""Which bill shows that somebody is a customer."""

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clock
from rules import Refused
from rules.access.recovery import bills


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_a_bill_must_be_strictly_older_than_three_months(today):
    limit = bills.limit(today)
    months = (today.year - limit.year) * 12 + today.month - limit.month
    assert months == 3
    last = calendar.monthrange(limit.year, limit.month)[1]
    assert limit.day == today.day or (limit.day == last and today.day > last)


@pytest.mark.parametrize(
    ("today", "limit"),
    [
        (date(2026, 11, 21), date(2026, 8, 21)),
        (date(2026, 5, 31), date(2026, 2, 28)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2027, 2, 28), date(2026, 11, 28)),
        (date(2027, 1, 31), date(2026, 10, 31)),
    ],
)
def test_the_limit_is_the_same_day_three_months_back(today, limit):
    assert bills.limit(today) == limit


def test_bills_too_new_from_the_future_or_too_old_are_refused_at_the_date(house, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    for day, sentence in (
        (date(2026, 11, 22), "in der Zukunft"),
        (date(2026, 11, 21), "vor dem 21.08.2026"),
        (date(2026, 8, 21), "vor dem 21.08.2026"),
        (date(2024, 11, 20), "älter als zwei Jahre"),
    ):
        with pytest.raises(Refused, match=sentence) as refused:
            bills.check(day)
        assert refused.value.field == "bill_on"
    for day in (date(2026, 8, 20), date(2024, 11, 21)):
        bills.check(day)
