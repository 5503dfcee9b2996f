"""Error rates by their definitions, and a run over images."""

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput
from tenprint.match.evaluate import equal_error_rate, evaluate, fnmr_at

SETS = ("fvc2002_DB1_B", "fvc2002_DB3_B", "fvc2004_DB1_B", "fvc2004_DB3_B")
LISTS = st.lists(st.integers(0, 20), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS)
def test_rates_by_counting(genuine: list[int], impostor: list[int]) -> None:
    """Both rates counted one by one at every observed score."""
    found = equal_error_rate(np.sort(np.array(genuine, float)), np.sort(np.array(impostor, float)))
    rates = []
    for threshold in sorted(set(genuine + impostor)):
        missed = sum(score < threshold for score in genuine) / len(genuine)
        matched = sum(score >= threshold for score in impostor) / len(impostor)
        rates.append((abs(missed - matched), (missed + matched) / 2))
    least = min(gap for gap, _ in rates)
    assert any(found == pytest.approx(mean) for gap, mean in rates if gap == pytest.approx(least))


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS, st.sampled_from([0.0, 0.001, 0.01, 0.2]))
def test_fnmr_at_admits_at_most_the_rate(genuine: list[int], impostor: list[int], rate: float) -> None:
    found = fnmr_at(np.sort(np.array(genuine, float)), np.sort(np.array(impostor, float)), rate)
    thresholds = [t for t in impostor if sum(score > t for score in impostor) <= rate * len(impostor)]
    expected = min(sum(score <= t for score in genuine) / len(genuine) for t in thresholds)
    assert found == pytest.approx(expected)


def test_a_folder_that_cannot_be_evaluated(tmp_path) -> None:
    with pytest.raises(BadInput, match="expected a folder"):
        evaluate(tmp_path / "none", tmp_path / "scores")
    for name in ("1_1.png", "2_1.png"):
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(BadInput, match="found 2 images of 2 fingers"):
        evaluate(tmp_path, tmp_path / "scores")
    (tmp_path / "2_2.png").write_bytes(b"")
    with pytest.raises(BadInput, match="expected one of classical, leader, found"):
        evaluate(tmp_path, tmp_path / "scores", extractor="other")


@pytest.mark.slow
def test_a_small_folder_of_real_images(real_data, tmp_path) -> None:
    """Two fingers and a broken file: all pairs written once, the broken one scoring 0 and counted."""
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("101_1", "101_2", "101_3", "103_1", "103_2"):
        shutil.copy(real_data / "fvc" / SETS[0] / f"{name}.png", folder)
    (folder / "103_9.png").write_bytes(b"no image")
    steps: list[tuple[str, int, int]] = []
    found = evaluate(
        folder,
        tmp_path / "scores.txt",
        jobs=1,
        progress=lambda what, done, total: steps.append((what, done, total)),
    )
    assert (found.images, found.failed_to_extract, found.extractor) == (6, 1, "classical")
    assert (
        steps[0] == ("extracting", 0, 6)
        and ("extracting", 6, 6) in steps
        and steps[-1] == ("comparing", 15, 15)
    )
    lines = [line.split() for line in (tmp_path / "scores.txt").read_text().splitlines()]
    assert len({(a, b) for a, b, _ in lines}) == 15
    assert all(float(score) == 0 for a, b, score in lines if "103_9" in (a, b))
    assert set(found.fnmr_at_fmr) == {"0.01", "0.001", "0"}
    assert 0 <= found.eer <= 0.5 and found.ms_per_image > 0 and found.comparisons_per_second > 0


@pytest.mark.slow
def test_mean_error_rate_over_the_four_sets(real_data, tmp_path) -> None:
    """The promise of the extractor and matcher together: mean EER at most 8 %, no image lost."""
    found = [evaluate(real_data / "fvc" / name, tmp_path / f"{name}.txt") for name in SETS]
    assert sum(one.failed_to_extract for one in found) == 0
    assert np.mean([one.eer for one in found]) <= 0.08
