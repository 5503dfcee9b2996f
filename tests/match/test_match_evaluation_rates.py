"""Error rates equal those of the peers' scoring, to the last digit, on random scores and on the peers' files."""

from pathlib import Path

import numpy as np
import pytest
from score_sets import random_scores

from tenprint.errors import BadInput
from tenprint.match.evaluation.rates import FMR_POINTS, error_rates, rates
from tenprint.match.evaluation.score_file import read_scores
from tenprint.match.evaluation.score_set import by_protocol, first_impressions, of_parity, pool


def reference_eer(genuine, impostor):
    """The peers' equal error rate, written down apart from ours."""
    levels = np.unique(np.concatenate([genuine, impostor]))
    below = np.array([np.count_nonzero(genuine < level) for level in levels]) / len(genuine)
    above = 1 - np.array([np.count_nonzero(impostor < level) for level in levels]) / len(impostor)
    closest = np.argmin(abs(below - above))
    return (below[closest] + above[closest]) / 2


def reference_fnmr(genuine, impostor, fmr):
    """The peers' false non-match rate, likewise."""
    threshold = sorted(impostor, reverse=True)[int(fmr * len(impostor))]
    return np.count_nonzero(genuine <= threshold) / len(genuine)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", range(25))
def test_the_rates_are_those_of_the_peers_scoring(seed: int, whole: bool) -> None:
    mated, non_mated = random_scores(seed, 3 + seed % 5, 2 + seed % 4, whole=whole).split()
    found = rates(mated, non_mated)
    assert found.eer == reference_eer(mated, non_mated)
    for name, fmr in FMR_POINTS.items():
        assert found.fnmr_at_fmr[name] == reference_fnmr(mated, non_mated, fmr)


def test_the_rates_of_the_peers_files_are_those_published(real_data: Path) -> None:
    """Against the figures of the peers' own table (EER and FNMR at FMR 0.1 %, in percent)."""
    peers = real_data.parent / "peers"
    if not peers.is_dir():
        pytest.skip("no peers' scores beside the real data")
    known = {
        "nbis_fvc2002_DB1_B": (9.10, 26.1),
        "sourceafis_fvc2002_DB3_B": (11.43, 27.5),
        "mcc_leader_fvc2004_DB1_B": (1.07, 3.9),
        "mcc_mindtct_fvc2004_DB3_B": (5.40, 18.2),
    }
    for name, (eer, fnmr) in known.items():
        scores = read_scores(peers / f"{name}.txt")
        found = scores.rates()
        assert (round(100 * found.eer, 2), round(100 * found.fnmr_at_fmr["0.001"], 1)) == (eer, fnmr)
        assert found.eer == reference_eer(*scores.split())
        assert (found.mated, found.non_mated) == (280, 2880)


def test_rates_below_one_in_the_comparisons_are_extrapolated() -> None:
    mated = np.array([1.0, 2.0])
    assert rates(mated, np.zeros(99)).extrapolated == ("0.01", "0.001", "0")
    assert rates(mated, np.zeros(100)).extrapolated == ("0.001", "0")
    assert rates(mated, np.zeros(1000)).extrapolated == ("0",)


def test_error_rates_at_each_observed_score() -> None:
    missed, matched = error_rates(np.array([1.0, 3.0]), np.array([0.0, 1.0, 2.0]))
    assert missed.tolist() == [0, 0, 0.5, 0.5]
    assert np.allclose(matched, [1, 2 / 3, 1 / 3, 0])


def test_even_and_odd_fingers_share_no_pair_and_keep_their_sets() -> None:
    scores = pool("pooled", [random_scores(1, name="a"), random_scores(2, name="b")])
    even, odd = of_parity(scores, "even"), of_parity(scores, "odd")
    assert even.fingers == ("a/102", "a/104", "b/102", "b/104")
    assert odd.fingers == ("a/101", "a/103", "b/101", "b/103")
    assert even.stratum.tolist() == [0, 0, 1, 1]
    for part in (even, odd):
        for probe, candidate, score in zip(part.probe, part.candidate, part.scores, strict=True):
            a, b = (scores.names.index(part.names[place]) for place in (probe, candidate))
            where = (scores.probe == a) & (scores.candidate == b)
            assert scores.scores[where].tolist() == [score]
    assert len(even.scores) + len(odd.scores) < len(scores.scores)


def test_the_competitions_protocol_takes_first_impressions_of_two_fingers() -> None:
    scores = by_protocol(random_scores(1, fingers=4, impressions=3), "fvc")
    found = scores.rates()
    assert (found.mated, found.non_mated) == (4 * 3, 4 * 3 // 2)
    other = [
        (scores.names[a], scores.names[b])
        for a, b, same in zip(scores.probe, scores.candidate, scores.mated, strict=True)
        if not same
    ]
    assert all(name.endswith("_1") for pair in other for name in pair)


def test_the_first_impression_is_the_lowest_number_not_the_first_letter() -> None:
    names = ["7_10", "7_9", "8_b", "8_a"]
    assert [names[place] for place in np.flatnonzero(first_impressions(names))] == ["7_9", "8_a"]


def test_pooled_sets_keep_fingers_of_one_number_apart() -> None:
    parts = [random_scores(1, name="a"), random_scores(2, name="b")]
    pooled = pool("pooled", parts)
    assert pooled.mated.tolist() == [*parts[0].mated, *parts[1].mated]
    assert pooled.scores.tolist() == [*parts[0].scores, *parts[1].scores]
    assert len(pooled.fingers) == 8
    assert pooled.names[-1] == "b/104_3"


def test_a_protocol_or_parity_of_another_name_is_refused() -> None:
    with pytest.raises(BadInput, match="expected one of full, fvc, found 'some'"):
        by_protocol(random_scores(1), "some")
    with pytest.raises(BadInput, match="expected one of all, even, odd, found 'prime'"):
        of_parity(random_scores(1), "prime")
    with pytest.raises(BadInput, match="expected mated and non-mated pairs, found 3 and 0"):
        random_scores(1, fingers=1).rates()
