"""The bench of the generator tells every figure with its limit."""

import pytest

from tenprint.sim.bench import prints as bench


@pytest.mark.slow
def test_every_figure_is_told_with_its_limit() -> None:
    found = bench.bench_prints(fingers=[5], cards=1)
    assert bench.NAMES.keys() <= found.keys()
    assert all(found[name] > 0 for name in bench.NAMES)
    assert bench.LIMITS.keys() <= bench.NAMES.keys()
    assert found["within_limits"] == all(found[name] <= limit for name, limit in bench.LIMITS.items())
