"""What is measured is what is promised: whole submissions, validated to the end, against the issue's limits."""

import pytest

from tenprint.record.finding import Severity
from tenprint.record.transaction import read
from tenprint.record.validate import SUBMISSIONS, validate
from tenprint.sim.bench import records as bench


def test_small_submissions_are_whole_and_differ() -> None:
    made = bench.small_cars(3)
    whole = [read(data) for data in made]
    assert len({one.tcn for one in whole}) == 3
    for one in whole:
        assert one.whole and len(one.binary(4)) == 14
        assert all(len(picture.data) == bench.CUT_BYTES for picture in one.binary(4))
        found = validate(one, received_on=bench.ON.date(), accepted=SUBMISSIONS)
        assert [item for item in found if item.severity is Severity.REJECT] == []


def test_the_card_is_a_synthetic_one_where_there_is_no_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENPRINT_DATA", raising=False)
    data, source = bench.card_data()
    assert len(read(data).binary(4)) == 14
    assert source.startswith("synthetic")


@pytest.mark.slow
def test_every_figure_is_told_with_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENPRINT_DATA", raising=False)
    found = bench.bench_records(many=2, repeats=1)
    assert bench.NAMES.keys() <= found.keys()
    assert all(found[name] > 0 for name in bench.NAMES)
    assert found["limits"].keys() <= bench.NAMES.keys()
    assert found["within_limits"] == all(found[name] <= limit for name, limit in found["limits"].items())
    assert found["machine"] and found["card"].startswith("synthetic")
