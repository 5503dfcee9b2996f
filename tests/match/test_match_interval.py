"""Exact intervals of rates, against sums over the binomial distribution."""

from math import comb

import pytest

from tenprint.match.interval import clopper_pearson


@pytest.mark.parametrize(("count", "total"), [(0, 10), (1, 10), (5, 10), (9, 10), (10, 10), (3, 200)])
def test_ends_leave_two_and_a_half_percent_on_each_side(count: int, total: int) -> None:
    def chance(low: int, high: int, rate: float) -> float:
        return sum(comb(total, k) * rate**k * (1 - rate) ** (total - k) for k in range(low, high + 1))

    low, high = clopper_pearson(count, total)
    assert low <= count / total <= high
    assert low == 0.0 if count == 0 else chance(count, total, low) == pytest.approx(0.025, abs=1e-6)
    assert high == 1.0 if count == total else chance(0, count, high) == pytest.approx(0.025, abs=1e-6)


def test_no_trials_say_nothing_and_large_counts_do_not_overflow() -> None:
    assert clopper_pearson(0, 0) == (0.0, 1.0)
    low, high = clopper_pearson(5, 2_000_000)
    assert 0 < low < 2.5e-6 < high < 1e-5
