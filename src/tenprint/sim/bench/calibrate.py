"""``tenprint calibrate``: from prints to the calibration that ships.

Extraction is kept between runs (``kept``), so that after a change of the matcher only comparisons are made anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from tenprint.match.calibration import Calibration, CalibrationHeader
from tenprint.match.calibration_fit import PairScores, cllr, fit, intraclass_correlation, witness
from tenprint.sim.bench.kept import cards
from tenprint.sim.bench.pair_scores import CardScores, card_pairs, card_scores, folder_pairs, joined
from tenprint.template.extract.by_name import version

FIRST_SEED = 100
"""Of the subjects that are fitted to; those that are reported have ``report.FIRST_SEED`` or above."""

SEED_END = 1000
"""Subjects' seeds that are fitted to lie below."""

CORRELATION_MIN = 0.05
"""Least correlation of the fingers of a card: what makes real fingers fail together, the simulator has in part.
A choice."""

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a calibration is to be fitted to.

    Attributes:
        folders: of real prints, of which the fingers of odd number are taken.
        subjects: count of synthetic cards by extractor.
        jobs: processes that extract.
    """

    folders: tuple[Path, ...]
    subjects: Mapping[str, int]
    jobs: int = 2


def calibrate(wanted: Wanted, on: date, tell: Tell | None = None) -> tuple[Calibration, dict[str, float]]:
    """Fit a calibration.

    Args:
        wanted: to what.
        on: date of the fit.
        tell: called with what is read, how many are done and how many there are.

    Returns:
        The calibration, and C_llr of each source (of the very prints it was fitted to).
    """
    parts: list[PairScores] = []
    crossed: list[CardScores] = []
    for name, count in wanted.subjects.items():
        progress = _progress(tell, f"cards, {name}")
        seeds = range(FIRST_SEED, FIRST_SEED + count)
        if count:
            crossed.append(card_scores(cards(seeds, name, jobs=wanted.jobs, progress=progress)))
            parts.append(card_pairs(crossed[-1], f"{name} cards"))
        if wanted.folders:
            progress = _progress(tell, f"prints, {name}")
            parts.append(folder_pairs(wanted.folders, "odd", name, jobs=wanted.jobs, progress=progress))
    pairs = joined(parts)
    found = fit(pairs, CORRELATION_MIN, _header(wanted, pairs, on))
    found = replace(found, correlation=max([CORRELATION_MIN, *(correlation(found, one) for one in crossed)]))
    return found, {str(part.source[0]): _cllr(found, part) for part in parts}


def _cllr(found: Calibration, part: PairScores) -> float:
    return cllr(found.log10_lr(part.score, part.evidence), part.mated)


def _progress(tell: Tell | None, what: str) -> Callable[[int, int], None] | None:
    return None if tell is None else lambda done, total: tell(what, done, total)


def _header(wanted: Wanted, pairs: PairScores, on: date) -> CalibrationHeader:
    def counts(side: np.ndarray) -> dict[str, int]:
        return {
            str(name): int(count)
            for name, count in zip(*np.unique(pairs.source[side], return_counts=True), strict=True)
        }

    return CalibrationHeader(
        date=on.isoformat(),
        extractors=tuple(version(name) for name in wanted.subjects),
        matcher=witness(),
        sets=tuple(f"{folder.name}, odd fingers" for folder in wanted.folders),
        subject_seeds={name: (FIRST_SEED, FIRST_SEED + count) for name, count in wanted.subjects.items()},
        mated=counts(pairs.mated),
        non_mated=counts(~pairs.mated),
    )


def correlation(found: Calibration, crossed: CardScores) -> float:
    """Correlation of the log ratios of one card's fingers, the larger of mates' and of non-mates' of one position."""
    ratios = found.log10_lr(crossed.score, crossed.evidence)
    own: list[np.ndarray] = []
    strange: list[np.ndarray] = []
    for a in range(len(crossed.conditions)):
        for b in range(len(crossed.conditions)):
            fingers = np.diagonal(ratios[a, :, b, :])
            fingers = fingers[~np.isnan(fingers)]
            if len(fingers):
                (own if a == b else strange).append(fingers)
    return max(intraclass_correlation(groups) for groups in (own, strange) if _enough(groups))


def _enough(groups: Sequence[np.ndarray]) -> bool:
    return len(groups) > 1 and sum(map(len, groups)) > len(groups)
