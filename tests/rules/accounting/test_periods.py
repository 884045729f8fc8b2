from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accounting import periods

DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


def spans(first, months, day, horizon, last_day=None, billed=()):
    return periods.all_due(first, months, day, horizon, last_day, billed)[0]


@pytest.mark.parametrize("day", range(1, 32))
@pytest.mark.parametrize("months", [1, 3, 6, 12, 24])
def test_48_months_from_any_day_leave_neither_gap_nor_overlap(day, months):
    begin = date(2023, 1, day)
    horizon = periods.moved(begin, 47, day)
    found = spans(begin, months, day, horizon)
    assert len(found) == -(-48 // months)
    assert found[0].first == begin
    for before, after in zip(found, found[1:], strict=False):
        assert after.first == before.last + timedelta(days=1)
        assert after.first.day == day or (after.first + timedelta(days=1)).day == 1
    assert all(span.is_whole for span in found)


@given(DAYS, st.sampled_from([1, 2, 3, 6, 12, 24, 36]), st.integers(0, 60))
def test_billing_in_steps_makes_the_same_periods_as_all_at_once(begin, months, steps):
    horizon = begin + timedelta(days=1500)
    at_once = spans(begin, months, begin.day, horizon)
    following, found = begin, []
    for step in range(steps + 1):
        day = periods.anchor(None, begin, following)
        more, following = periods.all_due(following, months, day, begin + timedelta(days=1500 * step // max(steps, 1)))
        found += more
    if steps:
        assert tuple(found) == at_once


@given(DAYS, st.sampled_from([1, 3, 6, 12, 24]), st.integers(0, 1500))
def test_a_contract_that_ends_is_billed_until_its_last_day_and_no_day_longer(begin, months, length):
    last_day = begin + timedelta(days=length)
    found, following = periods.all_due(begin, months, begin.day, begin + timedelta(days=4000), last_day)
    assert found[-1].last == last_day
    assert following == last_day + timedelta(days=1)
    assert sum(span.days for span in found) == length + 1


def test_the_31st_and_the_29th_of_february_return():
    assert [span.first for span in spans(date(2026, 12, 31), 1, 31, date(2027, 4, 1))] == [
        date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31),
    ]  # fmt: skip
    assert [span.first for span in spans(date(2024, 2, 29), 12, 29, date(2028, 3, 1))] == [
        date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("billing_day", "started_on", "following", "day"),
    [
        (31, date(2026, 1, 15), date(2027, 2, 28), 31),
        (None, date(2026, 1, 31), date(2027, 2, 28), 31),
        (None, date(2026, 1, 15), date(2027, 2, 1), 1),
        (15, date(2026, 1, 31), date(2027, 3, 1), 1),  # somebody moved it by hand
    ],
)
def test_periods_begin_on_the_billing_day_or_that_of_the_start_while_they_lie_on_it(
    billing_day, started_on, following, day
):
    assert periods.anchor(billing_day, started_on, following) == day


def test_a_part_of_a_period_costs_its_share_of_days():
    (span,) = spans(date(2027, 4, 1), 1, 1, date(2027, 4, 1), date(2027, 4, 10))
    assert (span.days, span.whole, span.share_of(990)) == (10, 30, 330)
    assert periods.share(1, 1, 2) == 1


def test_days_that_are_billed_already_are_left_out():
    billed = ((date(2027, 2, 1), date(2027, 2, 28)), (date(2027, 3, 11), date(2027, 3, 31)))
    found, following = periods.all_due(date(2027, 1, 1), 1, 1, date(2027, 4, 1), None, billed)
    assert [(span.first, span.last) for span in found] == [
        (date(2027, 1, 1), date(2027, 1, 31)),
        (date(2027, 3, 1), date(2027, 3, 10)),
        (date(2027, 4, 1), date(2027, 4, 30)),
    ]
    assert following == date(2027, 5, 1)


def test_periods_are_counted_from_the_next_one_in_both_directions():
    contract = SimpleNamespace(
        billing_day=31, started_on=date(2026, 1, 31), next_invoice_on=date(2027, 2, 28), period_months=1
    )
    assert periods.period(contract).first == date(2027, 2, 28)
    assert periods.period(contract, 1).first == date(2027, 3, 31)
    assert periods.period(contract, -1)[:2] == (date(2027, 1, 31), date(2027, 2, 27))
