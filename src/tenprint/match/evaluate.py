"""Error rates of extractor and matcher on folders of images: read this first.

Images to templates, pairs to scores, scores to error rates with their intervals, one line a step. The parts are in
``evaluation``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tenprint.errors import BadInput
from tenprint.match.evaluation.assessment import Assessment, assess
from tenprint.match.evaluation.bootstrap import DRAWS
from tenprint.match.evaluation.extraction import Extracted, extract_all, extract_file
from tenprint.match.evaluation.image_set import (
    IMAGE_ENDINGS,
    ImageSet,
    cross_pairs,
    find_images,
    image_sets,
    pairs_of,
)
from tenprint.match.evaluation.rates import FMR_POINTS, Rates, Scores, equal_error_rate, fnmr_at, split_scores
from tenprint.match.evaluation.score_file import require_place, rows_of, write_scores
from tenprint.match.evaluation.score_set import PARITY, Indices, ScoreSet, finger_of, pool, score_set
from tenprint.match.evaluation.scoring import compared, score_pairs
from tenprint.match.evaluation.template_store import template_store
from tenprint.match.evaluation.working import Progress
from tenprint.template.model import Template

__all__ = [
    "FMR_POINTS",
    "IMAGE_ENDINGS",
    "PARITY",
    "Evaluation",
    "equal_error_rate",
    "evaluate",
    "extract_file",
    "find_images",
    "finger_of",
    "fnmr_at",
    "pairs_without_scores",
    "split_scores",
    "write_scores",
]


POOLED = "pooled"
"""Name of several sets together."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run on one set, or on several pooled.

    Attributes:
        assessment: scores, error rates and intervals; a comparison with a failed image counts as not matched.
        completed: error rates of the comparisons whose images both gave templates; None where none failed.
        paths: of the images, in the order of the scores' names.
        extractor: name of what found the minutiae.
        protocol: which pairs were compared, of ``PROTOCOLS``.
        chosen: which fingers took part, of ``PARITY``.
        ms_per_image: reading and extraction, mean over images, of one process.
        comparisons_per_second: of one core, descriptors ready.
        failures: images that gave no template, each with why.
        left_out: image files whose names say no finger.
        parts: each set's figures, where several were pooled.
    """

    assessment: Assessment
    completed: Rates | None
    paths: tuple[Path, ...]
    extractor: str
    protocol: str
    chosen: str
    ms_per_image: float
    comparisons_per_second: float
    failures: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    parts: "tuple[Evaluation, ...]" = ()

    @property
    def images(self) -> int:
        """Count of images."""
        return len(self.paths)

    @property
    def failed_to_extract(self) -> int:
        """Images that gave no template."""
        return len(self.failures)

    @property
    def eer(self) -> float:
        """Equal error rate, share."""
        return self.assessment.rates.eer

    @property
    def fnmr_at_fmr(self) -> dict[str, float]:
        """False non-match rate (share) by the false match rate allowed."""
        return self.assessment.rates.fnmr_at_fmr


def evaluate(
    directory: Path | Sequence[Path],
    scores_out: Path | None = None,
    *,
    extractor: str = "classical",
    jobs: int = 2,
    fingers: str = "all",
    ppi: float | None = None,
    protocol: str = "full",
    cross_set: bool = False,
    templates: Path | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    progress: Progress | None = None,
) -> Evaluation:
    """Compares pairs of one or several folders' images and judges their scores.

    Args:
        directory: folder of images named FINGER_IMPRESSION with an ending of ``IMAGE_ENDINGS``, or several folders,
            which are judged each and pooled.
        scores_out: file written with lines "PROBE CANDIDATE SCORE", names with their folder's where there are several.
        extractor: ``classical`` or ``leader``.
        jobs: processes that extract, and threads that compare; the scores do not depend on it.
        fingers: ``all``, or only those with an ``even`` or an ``odd`` number (constants were tuned on odd ones).
        ppi: resolution of the images, where the files do not say.
        protocol: ``full`` (all pairs) or ``fvc``.
        cross_set: add non-mated pairs of impressions of two folders, whose fingers must all be different.
        templates: folder where templates are looked for first, and kept.
        draws: of fingers, for the intervals.
        seed: of the draws.
        progress: called with what is done, how many are done and how many in all.

    Raises:
        BadInput: no such folder, extractor or protocol, too few images for mates and non-mates, none that can be used,
            or a file that cannot be written.
    """
    if scores_out:
        require_place(scores_out)
    sets = image_sets([directory] if isinstance(directory, Path) else directory, fingers)
    pairs = _pairs(sets, protocol, cross_set)
    paths = tuple(path for one in sets for path in one.paths)
    store = template_store(templates, extractor, ppi) if templates else None
    extracted = extract_all(paths, extractor, jobs=jobs, ppi=ppi, store=store, progress=progress)
    found = [one.template for one in extracted]
    if all(template is None for template in found):
        raise BadInput(f"expected prints, found none in any of {len(paths)} images; {extracted[0].problem}")
    probe, candidate = (np.concatenate(places) for places in zip(*pairs, strict=True))
    scores, seconds = score_pairs(found, probe, candidate, jobs=jobs, progress=progress)
    rate = int(compared(found, probe, candidate).sum()) / max(seconds, 1e-9)
    run = _Run(extractor, protocol, fingers, draws, seed, rate, paths, tuple(extracted))
    evaluation = _judged(run, sets, pairs, np.split(scores, np.cumsum([len(one) for one, _ in pairs])[:-1]))
    if scores_out:
        write_scores(scores_out, rows_of(evaluation.assessment.scores))
    return evaluation


def pairs_without_scores(directories: Sequence[Path], fingers: str, protocol: str) -> list[ScoreSet]:
    """The pairs of each folder that ``evaluate`` would compare, all scores nought: to check peers' files first."""
    sets = image_sets(directories, fingers)
    pairs = [pairs_of(one.names, protocol) for one in sets]
    return [
        score_set(one.name, one.names, probe, candidate, np.zeros(len(probe)))
        for one, (probe, candidate) in zip(sets, pairs, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Run:
    """What the figures of every set of one run share."""

    extractor: str
    protocol: str
    chosen: str
    draws: int
    seed: int
    comparisons_per_second: float
    paths: tuple[Path, ...]
    extracted: tuple[Extracted, ...]


def _pairs(sets: Sequence[ImageSet], protocol: str, cross_set: bool) -> list[tuple[Indices, Indices]]:
    """Probes and candidates of each set, and last across sets, by their places in all sets' images."""
    first = np.cumsum([0, *(len(one.paths) for one in sets)]).astype(np.int32)
    own = [pairs_of(one.names, protocol) for one in sets]
    pairs = [
        (probe + start, candidate + start) for (probe, candidate), start in zip(own, first, strict=False)
    ]
    return [*pairs, cross_pairs(sets, protocol)] if cross_set else pairs


def _judged(
    run: _Run, sets: Sequence[ImageSet], pairs: Sequence[tuple[Indices, Indices]], scores: Sequence[Scores]
) -> Evaluation:
    """The figures of the only set, or of all pooled with each set's."""
    parts, scored, first = [], [], 0
    for one, (probe, candidate), found in zip(sets, pairs, scores, strict=False):
        scored.append(score_set(one.name, one.names, probe - first, candidate - first, found))
        parts.append(_evaluation(run, scored[-1], slice(first, first + len(one.paths)), one.left_out))
        first += len(one.paths)
    if len(sets) == 1:
        return parts[0]
    pooled = pool(POOLED, scored)
    if len(pairs) > len(sets):
        pooled = pooled.joined(*pairs[-1], scores[-1])
    left_out = tuple(f"{one.name}/{name}" for one in sets for name in one.left_out)
    return replace(_evaluation(run, pooled, slice(0, first), left_out), parts=tuple(parts))


def _evaluation(run: _Run, scores: ScoreSet, images: slice, left_out: tuple[str, ...]) -> Evaluation:
    """The figures of some of the images."""
    extracted = run.extracted[images]
    return Evaluation(
        assess(f"tenprint {run.extractor}", scores, run.draws, run.seed),
        _completed(scores, [one.template for one in extracted]),
        run.paths[images],
        run.extractor,
        run.protocol,
        run.chosen,
        1e3 * float(np.mean([one.seconds for one in extracted])),
        run.comparisons_per_second,
        tuple((name, one.problem) for name, one in zip(scores.names, extracted, strict=True) if one.problem),
        left_out,
    )


def _completed(scores: ScoreSet, templates: Sequence[Template | None]) -> Rates | None:
    """Rates of the comparisons that took place; None where all did, or too few."""
    there = compared(templates, scores.probe, scores.candidate)
    mated = scores.mated[there]
    if there.all() or not 0 < mated.sum() < len(mated):
        return None
    return scores.kept(there).rates()
