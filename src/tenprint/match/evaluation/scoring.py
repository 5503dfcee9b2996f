"""Scores of pairs of templates, by threads: the kernels do not hold the interpreter's lock."""

import time
from collections.abc import Sequence
from functools import partial

import numpy as np

from tenprint.match.evaluation.rates import Scores
from tenprint.match.evaluation.score_set import Chosen, Indices
from tenprint.match.evaluation.working import Progress, in_threads
from tenprint.match.pair import Descriptors, describe, score_described
from tenprint.template.model import Template

_CHUNK = 512


def score_pairs(
    templates: Sequence[Template | None],
    probe: Indices,
    candidate: Indices,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[Scores, float]:
    """Compares pairs of templates.

    Args:
        templates: of the impressions; None where there is none.
        probe: (k,) int32, index into ``templates``.
        candidate: (k,) int32, likewise.
        jobs: threads; the scores do not depend on it.
        progress: called with comparisons done and in all.

    Returns:
        Scores (k,) float64, where a pair that could not be compared has the lowest score of all or 0, whichever is
        lower; and processor seconds that the comparisons took, descriptors ready.
    """
    described = list(in_threads(_described, templates, jobs))
    _load(described)
    there = compared(templates, probe, candidate)
    pairs = np.stack([probe[there], candidate[there]], axis=1)
    chunks = [pairs[first : first + _CHUNK] for first in range(0, len(pairs), _CHUNK)]
    parts, seconds, done = [np.zeros(0)], 0.0, len(probe) - len(pairs)
    if progress:
        progress("comparing", done, len(probe))
    for part, spent in in_threads(partial(_compare, described), chunks, jobs):
        parts.append(part)
        seconds, done = seconds + spent, done + len(part)
        if progress:
            progress("comparing", done, len(probe))
    found = np.concatenate(parts)
    scores = np.full(len(probe), min(0.0, float(found.min(initial=0.0))))
    scores[there] = found
    return scores, seconds


def compared(templates: Sequence[Template | None], probe: Indices, candidate: Indices) -> Chosen:
    """(k,) bool, the pairs of which both impressions have a template."""
    there = np.array([template is not None for template in templates])
    return np.asarray(there[probe] & there[candidate])


def _described(template: Template | None) -> Descriptors | None:
    return None if template is None else describe(template)


def _load(described: Sequence[Descriptors | None]) -> None:
    """Load the compiled kernels before the clock starts."""
    first = next((one for one in described if one is not None), None)
    if first is not None:
        score_described(first, first)


def _compare(described: Sequence[Descriptors | None], pairs: Indices) -> tuple[Scores, float]:
    """Scores of some pairs, and this thread's processor seconds."""
    began = time.thread_time()
    scores = np.empty(len(pairs))
    for place, (i, j) in enumerate(pairs.tolist()):
        a, b = described[i], described[j]
        assert a is not None
        assert b is not None
        scores[place] = score_described(a, b)
    return scores, time.thread_time() - began
