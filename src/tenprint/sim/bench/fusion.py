"""``tenprint bench fusion``: how good the likelihood ratios are, on prints that the calibration has not seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tenprint.match.calibration import Calibration, shipped
from tenprint.match.calibration_fit import PairScores, best_log10_lr, cllr
from tenprint.match.fusion import fuse_ratios
from tenprint.match.interval import clopper_pearson
from tenprint.match.threshold import LIGHTS_OUT, VERIFY, fmr, is_extrapolated
from tenprint.sim.bench.calibrate import Tell, Wanted
from tenprint.sim.bench.kept import cards
from tenprint.sim.bench.pair_scores import CardScores, card_pairs, card_scores, folder_pairs
from tenprint.sim.bench.reliability import draw

FIRST_SEED = 5000
"""Of the subjects that are reported: none that a constant has seen."""

FINGER_SETS = {"ten fingers": range(1, 11), "right hand": range(1, 6), "two index fingers": (2, 7)}
"""Which fingers a card of fewer has, by name."""


@dataclass(frozen=True, slots=True)
class FingerFigures:
    """One finger's ratios of one source.

    Attributes:
        source: extractor and prints.
        mated: count.
        non_mated: count.
        cllr: bits.
        min_cllr: bits, of the best ratios that rise with these.
        calibration_loss: their difference.
        mean_non_mated_lr: mean ratio of non-mates: 1 where they are calibrated, less where they are cautious.
    """

    source: str
    mated: int
    non_mated: int
    cllr: float
    min_cllr: float
    calibration_loss: float
    mean_non_mated_lr: float


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate that was counted, with the ends of its 95 % interval (Clopper–Pearson)."""

    count: int
    total: int
    rate: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: Sequence[bool] | np.ndarray) -> "Rate":
        """Count."""
        count, total = int(np.sum(hits)), len(hits)
        low, high = clopper_pearson(count, total)
        return cls(count, total, count / total if total else 0.0, low, high)


@dataclass(frozen=True, slots=True)
class CardFigures:
    """Fused ratios of cards under one condition.

    Attributes:
        source: extractor, condition and fingers.
        cllr: bits.
        fnmr: of mated cards, by threshold.
        fmr: of non-mated ones, by threshold.
        mated_log10_lr: 5th percentile and median of mates.
        non_mated_log10_lr_max: the highest of non-mates.
    """

    source: str
    cllr: float
    fnmr: Mapping[str, Rate]
    fmr: Mapping[str, Rate]
    mated_log10_lr: tuple[float, float]
    non_mated_log10_lr_max: float


def report(wanted: Wanted, figure: Path | None, tell: Tell | None = None) -> dict[str, object]:
    """Figures of fingers and of cards.

    Args:
        wanted: folders of real prints, of which even fingers are taken, and counts of synthetic cards.
        figure: an SVG file for the reliability plot; none where None.
        tell: called with what is read, how many are done and how many there are.
    """
    calibration, parts, told = shipped(), list[PairScores](), list[CardFigures]()
    for name, count in wanted.subjects.items():
        if count:
            seeds = range(FIRST_SEED, FIRST_SEED + count)
            crossed = card_scores(
                cards(seeds, name, jobs=wanted.jobs, progress=_progress(tell, f"cards, {name}"))
            )
            parts.append(card_pairs(crossed, f"{name} cards"))
            told += card_figures(calibration, crossed, name)
        if wanted.folders:
            progress = _progress(tell, f"prints, {name}")
            parts.append(folder_pairs(wanted.folders, "even", name, jobs=wanted.jobs, progress=progress))
    if figure is not None:
        draw(figure, {str(part.source[0]): (_ratios(calibration, part), part.mated) for part in parts})
    return {
        "fingers": [asdict(finger_figures(calibration, part)) for part in parts],
        "cards": [asdict(one) for one in told],
        "fmr_expected": {
            name: {"at_most": fmr(score), "extrapolated": is_extrapolated(score)}
            for name, score in _thresholds().items()
        },
    }


def _progress(tell: Tell | None, what: str) -> Callable[[int, int], None] | None:
    return None if tell is None else lambda done, total: tell(what, done, total)


def _ratios(calibration: Calibration, part: PairScores) -> np.ndarray:
    return calibration.log10_lr(part.score, part.evidence)


def _thresholds() -> dict[str, float]:
    return {"VERIFY": VERIFY, "LIGHTS_OUT": LIGHTS_OUT}


def finger_figures(calibration: Calibration, part: PairScores) -> FingerFigures:
    """Figures of one source."""
    ratios = _ratios(calibration, part)
    whole, least = cllr(ratios, part.mated), cllr(best_log10_lr(ratios, part.mated), part.mated)
    return FingerFigures(
        str(part.source[0]), int(part.mated.sum()), int((~part.mated).sum()), whole, least, whole - least,
        float(np.mean(10.0 ** ratios[~part.mated])),
    )  # fmt: skip


def card_figures(calibration: Calibration, crossed: CardScores, name: str) -> list[CardFigures]:
    """Figures of cards by condition and fingers; non-mates are of two cards under one condition."""
    ratios = calibration.log10_lr(crossed.score, crossed.evidence)
    found = []
    for condition in sorted(set(crossed.conditions), reverse=True):
        chosen = [place for place, one in enumerate(crossed.conditions) if one == condition]
        for label, fingers in FINGER_SETS.items():
            fused = {
                (a, b): _fused(np.diagonal(ratios[a, :, b, :]), fingers, calibration)
                for a in chosen
                for b in chosen
            }
            own = np.array([value for (a, b), value in fused.items() if a == b])
            strange = np.array([value for (a, b), value in fused.items() if a != b])
            found.append(_card_figures(f"{name}, {condition}, {label}", own, strange))
    return found


def _fused(ratios: np.ndarray, fingers: Sequence[int], calibration: Calibration) -> float:
    """Fused ratio of some fingers, of those that are there."""
    some = ratios[[finger - 1 for finger in fingers]]
    return fuse_ratios(some[~np.isnan(some)], calibration.correlation)


def _card_figures(source: str, own: np.ndarray, strange: np.ndarray) -> CardFigures:
    mated = np.repeat([True, False], [len(own), len(strange)])
    return CardFigures(
        source,
        cllr(np.concatenate([own, strange]), mated),
        {name: Rate.of(own < score) for name, score in _thresholds().items()},
        {name: Rate.of(strange >= score) for name, score in _thresholds().items()},
        (float(np.quantile(own, 0.05)), float(np.median(own))),
        float(strange.max()),
    )


def lines(found: Mapping[str, object]) -> list[str]:
    """A report as two tables in Markdown."""
    told = [
        "| prints | mated | non-mated | Cllr | min Cllr | calibration loss | mean LR of non-mates |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in found["fingers"]:  # type: ignore[attr-defined]
        told.append(
            f"| {one['source']} | {one['mated']:,} | {one['non_mated']:,} | {one['cllr']:.4f} | {one['min_cllr']:.4f} "
            f"| {one['calibration_loss']:.4f} | {one['mean_non_mated_lr']:.2f} |"
        )
    columns = (
        "cards", "FNMR at VERIFY", "FNMR at LIGHTS_OUT", "FMR at VERIFY", "log10 LR of mates, 5 % · median",
        "highest non-mate",
    )  # fmt: skip
    told += ["", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for one in found["cards"]:  # type: ignore[attr-defined]
        low, median = one["mated_log10_lr"]
        told.append(
            f"| {one['source']} | {_rate(one['fnmr']['VERIFY'])} | {_rate(one['fnmr']['LIGHTS_OUT'])} "
            f"| {_rate(one['fmr']['VERIFY'])} | {low:.1f} · {median:.1f} | {one['non_mated_log10_lr_max']:.1f} |"
        )
    told.append("")
    for name, one in found["fmr_expected"].items():  # type: ignore[attr-defined]
        how = " (extrapolated)" if one["extrapolated"] else ""
        told.append(f"FMR expected at {name}: at most {one['at_most']:.0e}{how}")
    return told


def _rate(one: Mapping[str, float]) -> str:
    """A rate with its interval."""
    return f"{one['count']} of {one['total']:,}: {one['rate']:.1%} ({one['low']:.1%}–{one['high']:.1%})"
