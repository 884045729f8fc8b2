"""Value added tax and rounding."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accounting import money

CENTS = st.integers(-999_999_999, 999_999_999)
RATES = st.sampled_from((0, 700, 750, 1600, 1900))


@pytest.mark.parametrize(
    ("net", "rate", "tax"),
    [(1200, 1900, 228), (50, 1900, 10), (-50, 1900, -10), (50, 700, 4), (7, 700, 0), (8, 700, 1), (1000, 0, 0)],
)
def test_half_a_cent_is_rounded_away_from_zero(net, rate, tax):
    assert money.tax(net, rate) == tax


@given(CENTS, RATES)
def test_the_tax_is_what_decimal_arithmetic_rounds_half_up(net, rate):
    exact = Decimal(net) * rate / 10_000
    assert money.tax(net, rate) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@given(st.lists(st.tuples(CENTS, RATES)))
def test_the_rates_add_up_to_the_net_and_each_is_rounded_once(amounts):
    taxed = money.by_rate(amounts)
    assert sum(each.net_cents for each in taxed) == sum(net for net, _ in amounts)
    assert [each.rate for each in taxed] == sorted({rate for _, rate in amounts}, reverse=True)
    for each in taxed:
        assert abs(each.tax_cents * 10_000 - each.net_cents * each.rate) <= 5_000


def test_the_sum_of_a_rate_is_rounded_and_not_its_lines():
    assert money.by_rate([(13, 1900)] * 3) == [money.Taxed(1900, 39, 7)]


@given(st.lists(st.tuples(CENTS, RATES), max_size=50))
def test_the_lines_with_tax_add_up_to_the_total_and_each_is_within_a_cent(amounts):
    grosses = money.gross_by_line(amounts)
    assert sum(grosses) == sum(each.net_cents + each.tax_cents for each in money.by_rate(amounts))
    for (net, rate), gross in zip(amounts, grosses, strict=True):
        assert abs((gross - net) * 10_000 - net * rate) < 10_000


def test_the_cent_too_much_goes_to_the_line_that_lost_most():
    assert money.gross_by_line([(13, 1900), (13, 1900), (14, 1900)]) == [16, 15, 17]
    assert money.gross_by_line([(840, 1900), (-840, 1900)]) == [1000, -1000]
    assert money.gross_by_line([]) == []
