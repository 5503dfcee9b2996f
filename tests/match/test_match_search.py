"""The cascade: finds mates, loses nobody silently, does not depend on order or threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic_templates import EMPTY, again, hand

from tenprint.errors import SearchIncomplete
from tenprint.match import parameter
from tenprint.match import search as search_module
from tenprint.match.fusion import evidence, fuse
from tenprint.match.gallery import Gallery
from tenprint.match.pair import compare, describe
from tenprint.match.search import search
from tenprint.match.threshold import VERIFY, Verdict, verdict


@pytest.fixture(scope="module")
def people() -> list:
    rng = np.random.default_rng(10)
    return [(f"subject-{k:03d}", hand(rng)) for k in range(150)]


@pytest.fixture(scope="module")
def gallery(people) -> Gallery:
    return Gallery.build(people)


def test_ten_fingers_of_a_mate_come_first_and_strangers_are_no_hit(people, gallery) -> None:
    rng = np.random.default_rng(11)
    for k in (0, 70, 149):
        found = search(again(people[k][1], rng), gallery)
        assert found.searched == 150
        assert found.candidates[0].subject_id == people[k][0]
        assert verdict(found.candidates[0].score) is Verdict.IDENT
        assert found.candidates[1].score < VERIFY - 3
        assert list(found.candidates) == sorted(found.candidates, key=lambda c: (-c.score, c.subject_id))
    stranger = search(hand(rng), gallery)
    assert verdict(stranger.candidates[0].score) is Verdict.NO_HIT


def test_two_fingers_reach_the_examiner_and_one_is_never_automatic(people, gallery) -> None:
    rng = np.random.default_rng(12)
    fingers = again(people[33][1], rng)
    two = search({2: fingers[2], 7: fingers[7]}, gallery).candidates[0]
    assert two.subject_id == "subject-033"
    assert verdict(two.score) is Verdict.EXAMINE
    one = search({2: people[33][1][2]}, gallery).candidates[0]  # the very same template
    assert one.subject_id == "subject-033"
    assert verdict(one.score) is not Verdict.IDENT


def test_scores_are_the_full_comparisons_fused(people, gallery) -> None:
    probe = again(people[5][1], np.random.default_rng(13))
    best = search(probe, gallery).candidates[0]
    for position, score in best.finger_scores.items():
        assert score == pytest.approx(compare(probe[position], people[5][1][position]).score)
    held = {
        position: min(evidence(describe(probe[position])), evidence(describe(people[5][1][position])))
        for position in best.finger_scores
    }
    assert best.score == pytest.approx(fuse(best.finger_scores, held), rel=1e-6)
    assert best.pairs_count == sum(len(compare(probe[f], people[5][1][f]).pairs) for f in probe)


def test_limit_and_exhaustive(people, gallery) -> None:
    probe = again(people[8][1], np.random.default_rng(14))
    short, whole = search(probe, gallery, limit=3), search(probe, gallery, limit=200, exhaustive=True)
    assert len(short.candidates) == 3 and len(whole.candidates) == 150
    assert short.candidates[0] == whole.candidates[0]


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_order_of_enrolment_and_threads_do_not_matter(people, gallery, seed: int) -> None:
    rng = np.random.default_rng(seed)
    shuffled = Gallery.build([people[k] for k in rng.permutation(150)])
    probe = again(people[int(rng.integers(150))][1], rng)
    found = search(probe, gallery, threads=1)
    assert search(probe, shuffled, threads=3) == found
    assert search(probe, gallery, threads=2) == found


def test_of_two_enrolments_the_better_counts(people) -> None:
    rng = np.random.default_rng(15)
    poor, good = again(people[0][1], rng, lost=0.7), again(people[0][1], rng, lost=0.1)
    gallery = Gallery.build([("twice", poor), ("other", people[1][1]), ("twice", good)])
    probe = again(people[0][1], rng)
    found = search(probe, gallery)
    assert found.searched == len(gallery) == 2
    assert [c.subject_id for c in found.candidates] == ["twice", "other"]
    alone = search(probe, Gallery.build([("twice", good)]))
    assert found.candidates[0].finger_scores == alone.candidates[0].finger_scores


def test_missing_fingers_add_nothing(people) -> None:
    gallery = Gallery.build([("few", {f: people[0][1][f] for f in (1, 2)})])
    probe = again(people[0][1], np.random.default_rng(16)) | {1: EMPTY}
    assert set(search(probe, gallery).candidates[0].finger_scores) == {2}
    nothing = search({}, gallery)
    assert nothing.searched == 1 and nothing.candidates[0].score == 0.0


def test_an_incomplete_search_is_an_error(people, gallery, monkeypatch) -> None:
    monkeypatch.setattr(search_module, "scan_finger", lambda *arrays: len(arrays[3]) - 1)
    with pytest.raises(SearchIncomplete, match="expected 150 enrolments looked at, found 149"):
        search(people[0][1], gallery)


def test_the_shortlist_loses_no_mate_that_a_full_search_finds(people, monkeypatch) -> None:
    """With a shortlist of a tenth of the gallery, single poor fingers still come first as in the full search."""
    gallery = Gallery.build(people)
    monkeypatch.setattr(parameter, "SHORTLIST_MIN", 15)
    monkeypatch.setattr(parameter, "SHORTLIST_FINGERS", 15)
    rng = np.random.default_rng(17)
    for k in range(0, 150, 15):
        probe = {3: again(people[k][1], rng, lost=0.35)[3]}
        whole = search(probe, gallery, limit=1, exhaustive=True).candidates[0]
        assert search(probe, gallery, limit=1).candidates[0] == whole
