"""The measurement of the gate: what it asks, and its figures' form."""

import pytest

from tenprint.errors import BadInput
from tenprint.sim.bench.rules import Timing, bench_rules


def test_a_sample_has_both_answers_and_figures_in_order() -> None:
    found = bench_rules(300, seed=3)
    assert 0 < found["permitted"] < found["questions"] == 300
    for name in ("decide_us", "trace_and_counterfactual_ms"):
        assert 0 < found[name]["p50"] <= found[name]["p95"]


def test_one_seed_asks_the_same() -> None:
    assert bench_rules(200, seed=5)["permitted"] == bench_rules(200, seed=5)["permitted"]


@pytest.mark.parametrize("sample", [0, 99, 2_000_000])
def test_a_sample_that_gives_no_percentile_is_refused(sample: int) -> None:
    with pytest.raises(BadInput, match="--sample: expected 100"):
        bench_rules(sample)


def test_figures_are_median_and_95th_percentile() -> None:
    assert Timing.of(range(1, 1000)).in_unit(10, 1) == {"p50": 50.0, "p95": 95.0}
