"""Fitting the pair score's line, and error rates of each set with a line that did not see it.

Logistic regression on the odd fingers of several sets, both extractors together, mates and non-mates with equal weight
in all: the line is then a log likelihood ratio (Morrison, "Tutorial on logistic-regression calibration and fusion",
Australian Journal of Forensic Sciences 45(2), 2013). Each set is also scored, all fingers, by a line fitted on the odd
fingers of the others: if the line were a fit to particular sensors, those rates would be worse.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.match import parameter
from tenprint.match.consolidation import evidence
from tenprint.match.evaluation.extraction import extract_all
from tenprint.match.evaluation.image_set import ImageSet, image_sets, pairs_of
from tenprint.match.evaluation.rates import equal_error_rate, fnmr_at, split_scores
from tenprint.match.evaluation.template_store import template_store
from tenprint.match.evaluation.working import Progress, in_threads
from tenprint.match.pair import Descriptors, describe, similarity_of
from tenprint.sim.bench.accuracy import installed

Values = npt.NDArray[np.float64]

RIDGE = 1.0
"""Pull of the standardised coefficients towards nought: next to nothing beside thousands of pairs. A choice."""

ROUNDS = 60
_CHUNK = 512


@dataclass(frozen=True, slots=True)
class Line:
    """The pair score's constants, base-10 logarithms as in ``match/parameter.py``, without the moved nought.

    Attributes:
        local: ``SCORE_LOCAL``.
        share: ``SCORE_SHARE``.
        constant: of the likelihood ratio; ``SCORE_CONSTANT`` is 2 more.
    """

    local: float
    share: float
    constant: float

    def of(self, seen: Values) -> Values:
        """Scores (k,) of pairs' variables (k, 2)."""
        return np.asarray(seen @ np.array([self.local, self.share]) + self.constant)


@dataclass(frozen=True, slots=True)
class SetEvidence:
    """What the matcher sees in every pair of one set.

    Attributes:
        name: of the set.
        seen: (k, 2) float64, logarithm of the local evidence with its floor, and the share.
        mated: (k,) bool.
        odd: (k,) bool, both fingers have odd numbers.
    """

    name: str
    seen: Values
    mated: npt.NDArray[np.bool_]
    odd: npt.NDArray[np.bool_]


def bench_score_fit(
    folders: Sequence[Path], *, jobs: int, templates: Path | None, progress: Progress | None = None
) -> Iterator[str]:
    """Lines of Markdown: the fitted constants, then each set's error rates by a line that did not see it.

    Args:
        folders: of FINGER_IMPRESSION images, two or more.
        jobs: processes that extract, threads that compare.
        templates: folder where templates are looked for first, and kept.
        progress: called with what is done, how many are done and how many in all.
    """
    if len(folders) < 2:
        raise BadInput(f"expected two folders or more, found {len(folders)}")
    sets = image_sets(folders)
    found = {name: [_evidence(one, name, jobs, templates, progress) for one in sets] for name in installed()}
    line = fit([one for parts in found.values() for one in parts])
    yield f"fitted on odd fingers of {', '.join(one.name for one in sets)}; {', '.join(found)}"
    yield f"SCORE_LOCAL {line.local:.2f}   SCORE_SHARE {line.share:.2f}   SCORE_CONSTANT {line.constant + 2:.2f}"
    yield ""
    yield "| extractor | set | EER, line without this set | FNMR at FMR 0.1 % | EER, line of all | FNMR at FMR 0.1 % |"
    yield "|---|---|---|---|---|---|"
    for extractor, parts in found.items():
        rows = []
        for place, own in enumerate(parts):
            others = [one for each in found.values() for k, one in enumerate(each) if k != place]
            rows.append([*_rates(fit(others), own), *_rates(line, own)])
            yield _row(extractor, own.name, rows[-1])
        yield _row(extractor, "mean", np.mean(rows, axis=0).tolist())


def fit(parts: Sequence[SetEvidence]) -> Line:
    """The line by logistic regression on the odd fingers' pairs, by Newton's method.

    >>> far = np.array([[-3.0, 0.9], [-1.0, 0.7], [-4.0, 0.3], [-4.5, 0.1], [-3.5, 0.4]])
    >>> made = SetEvidence("a", far, far[:, 1] > 0.5, np.ones(5, bool))
    >>> bool(np.all((fit([made]).of(far) > 0) == made.mated))
    True
    """
    seen = np.concatenate([one.seen[one.odd] for one in parts])
    mated = np.concatenate([one.mated[one.odd] for one in parts])
    mean, spread = seen.mean(axis=0), seen.std(axis=0)
    rows = np.column_stack([(seen - mean) / spread, np.ones(len(seen))])
    weight = np.where(mated, 0.5 / mated.sum(), 0.5 / (~mated).sum()) * len(mated)
    pull = np.diag([RIDGE, RIDGE, 1e-6])
    found = np.zeros(3)
    for _ in range(ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weight * (chance - mated)) + pull @ found
        bend = (rows * (weight * chance * (1 - chance))[:, None]).T @ rows + pull
        found -= np.linalg.solve(bend, slope)
    raw = found[:2] / spread / log(10)
    return Line(float(raw[0]), float(raw[1]), float(found[2] / log(10) - raw @ mean))


def _evidence(
    one: ImageSet, extractor: str, jobs: int, templates: Path | None, progress: Progress | None
) -> SetEvidence:
    """Every pair of a set."""
    store = template_store(templates, extractor, None) if templates else None
    taken = extract_all(one.paths, extractor, jobs=jobs, store=store, progress=progress)
    described = [None if each.template is None else describe(each.template) for each in taken]
    probe, candidate = pairs_of(one.names, "full")
    pairs = np.stack([probe, candidate], axis=1)
    chunks = [pairs[first : first + _CHUNK] for first in range(0, len(pairs), _CHUNK)]
    work: Callable[[npt.NDArray[np.int32]], Values] = partial(_seen, described)
    parts = list(in_threads(work, chunks, jobs))
    fingers = np.array([name.rsplit("_", 1)[0] for name in one.names])
    odd = np.array([finger.isdigit() and int(finger) % 2 == 1 for finger in fingers])
    return SetEvidence(
        one.name,
        np.concatenate(parts),
        np.asarray(fingers[probe] == fingers[candidate]),
        np.asarray(odd[probe] & odd[candidate]),
    )


def _seen(described: Sequence[Descriptors | None], pairs: npt.NDArray[np.int32]) -> Values:
    """Variables of some pairs; where there is no template, those of no evidence at all."""
    rows = np.zeros((len(pairs), 2))
    for place, (i, j) in enumerate(pairs.tolist()):
        a, b = described[i], described[j]
        if a is not None and b is not None:
            rows[place] = evidence(
                similarity_of(a, b), a.x, a.y, a.theta, a.weight, b.x, b.y, b.theta, b.weight
            )[:2]
    rows[:, 0] = np.log(rows[:, 0] + parameter.SCORE_LOCAL_FLOOR)
    return rows


def _rates(line: Line, one: SetEvidence) -> tuple[float, float]:
    """EER, and FNMR at FMR 0.1 %, of all fingers of a set."""
    genuine, impostor = split_scores(line.of(one.seen), one.mated)
    return equal_error_rate(genuine, impostor), fnmr_at(genuine, impostor, 1e-3)


def _row(extractor: str, name: str, rates: Sequence[float]) -> str:
    return f"| {extractor} | {name} | {' | '.join(f'{100 * rate:.2f} %' for rate in rates)} |"
