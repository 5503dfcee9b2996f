"""Random scores of fingers with impressions, and slow counts of their error rates, for the tests of the evaluation."""

from itertools import combinations

import numpy as np

from tenprint.match.evaluation.score_set import ScoreSet, score_set


def random_scores(
    seed: int, fingers: int = 4, impressions: int = 3, name: str = "set", whole: bool = False
) -> ScoreSet:
    """All pairs, mates scoring higher on the whole; ``whole`` numbers give many ties."""
    rng = np.random.default_rng(seed)
    names = [f"{101 + f}_{i + 1}" for f in range(fingers) for i in range(impressions)]
    pairs = np.array(list(combinations(range(len(names)), 2)), np.int32)
    mated = pairs[:, 0] // impressions == pairs[:, 1] // impressions
    scores = rng.normal(mated * 1.5, 1.0)
    scores = np.round(scores * 2) if whole else scores
    return score_set(name, names, pairs[:, 0], pairs[:, 1], scores)


def slow_fnmr_at(mated: list[float], non_mated: list[float], fmr: float) -> float:
    """By its words: the share of mates not above the lowest non-mated score that no more than the share exceed."""
    allowed = [t for t in non_mated if sum(s > t for s in non_mated) <= int(fmr * len(non_mated))]
    threshold = min(allowed)
    return sum(s <= threshold for s in mated) / len(mated)


def slow_eer(mated: list[float], non_mated: list[float]) -> float:
    """By its words, the first of the nearest thresholds."""
    best = (2.0, 0.0)
    for threshold in sorted({*mated, *non_mated}):
        missed = sum(s < threshold for s in mated) / len(mated)
        matched = 1 - sum(s < threshold for s in non_mated) / len(non_mated)
        if abs(missed - matched) < best[0]:
            best = (abs(missed - matched), (missed + matched) / 2)
    return best[1]
