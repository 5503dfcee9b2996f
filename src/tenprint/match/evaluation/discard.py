"""Whether a quality score tells prints that will fail: the error versus discard characteristic of ISO/IEC 29794-1.

The impressions of lowest quality are dropped, a growing share of them, and with each every comparison that it takes
part in: a comparison is as good as the worse of its two images. What remains is judged twice: at the threshold that
allowed a false match rate of 0.1 % before anything was dropped, as a running system would keep it, and at that of 0.1 %
of the remaining non-mated comparisons. The standard's earlier word was reject instead of discard.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenprint.match.evaluation.rates import fnmr_at, threshold_at
from tenprint.match.evaluation.score_set import ScoreSet
from tenprint.match.evaluation.svg_plot import Axis, Curve, percent, plot

FMR = 0.001
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)
"""Shares of the impressions dropped at which figures are given."""

_SHARE_MAX = 0.3
METHOD = "error versus discard characteristic (ISO/IEC 29794-1); worse image of a pair; share of impressions dropped"


@dataclass(frozen=True, slots=True)
class Discard:
    """What remains when some impressions are dropped.

    Attributes:
        share: of the impressions dropped.
        comparisons: share of the comparisons dropped with them.
        fixed: false non-match rate at the threshold of before; None where no mated comparison remains.
        recomputed: at a false match rate of 0.1 % of what remains; None where nothing of one kind remains.
        reduction: by what share ``fixed`` is lower than with nothing dropped; None where that was nought.
    """

    share: float
    comparisons: float
    fixed: float | None
    recomputed: float | None
    reduction: float | None


def discard(scores: ScoreSet, quality: Sequence[float], shares: Sequence[float] = SHARES) -> list[Discard]:
    """Error rates with the impressions of lowest quality dropped.

    Args:
        scores: of one engine.
        quality: of each impression, higher is better; of equal ones the first in the set's order goes first.
        shares: of the impressions to drop, rounded down to whole impressions.
    """
    mated, non_mated = scores.split()
    threshold = threshold_at(non_mated, FMR)
    before = float(np.mean(mated <= threshold))
    order = np.argsort(np.asarray(quality, np.float64), kind="stable")
    return [_dropped(scores, order[: int(share * len(order) + 1e-9)], threshold, before) for share in shares]


def _dropped(scores: ScoreSet, gone: npt.NDArray[np.int64], threshold: float, before: float) -> Discard:
    """Rates without some impressions."""
    stays = np.ones(len(scores.names), np.bool_)
    stays[gone] = False
    pairs = stays[scores.probe] & stays[scores.candidate]
    left, same = scores.scores[pairs], scores.mated[pairs]
    mated, non_mated = np.sort(left[same]), np.sort(left[~same])
    fixed = float(np.mean(mated <= threshold)) if len(mated) else None
    return Discard(
        share=len(gone) / len(stays),
        comparisons=1 - float(pairs.mean()),
        fixed=fixed,
        recomputed=fnmr_at(mated, non_mated, FMR) if len(mated) and len(non_mated) else None,
        reduction=None if fixed is None or before == 0 else 1 - fixed / before,
    )


def discard_figure(title: str, scores: ScoreSet, quality: Sequence[float]) -> str:
    """The characteristic as SVG, one step an impression."""
    count = int(_SHARE_MAX * len(scores.names) + 1e-9)
    found = discard(scores, quality, [(place + 0.5) / len(scores.names) for place in range(count + 1)])
    fixed = [(one.share, one.fixed) for one in found if one.fixed is not None]
    again = [(one.share, one.recomputed) for one in found if one.recomputed is not None]
    highest = max((rate for _, rate in [*fixed, *again]), default=0.0) or 0.01
    step = next(
        one for one in (0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if highest <= 8 * one or one == 0.2
    )
    top = step * np.ceil(highest / step)
    across = Axis(
        "impressions of lowest quality dropped", _ticks(0.05, _SHARE_MAX), lambda share: share / _SHARE_MAX
    )
    up = Axis("false non-match rate", _ticks(step, float(top)), lambda rate: rate / float(top))
    curves = [
        Curve("threshold of FMR 0.1 % before anything was dropped", fixed),
        Curve("threshold of FMR 0.1 % of what remains", again),
    ]
    return plot(title, describe(discard(scores, quality)), (across, up), curves)


def describe(found: Sequence[Discard]) -> str:
    """What the figure shows, in words."""
    lines = [
        f"{100 * one.share:.0f} % dropped: {percent(one.fixed)}"
        + (
            f", {percent(one.recomputed)} at the threshold of what remains"
            if one.recomputed is not None
            else ""
        )
        for one in found
        if one.fixed is not None
    ]
    return f"False non-match rate by the share of impressions dropped, {METHOD}. {'; '.join(lines)}."


def _ticks(step: float, end: float) -> list[tuple[float, str]]:
    """Ticks from 0 to ``end``."""
    return [(place * step, f"{100 * place * step:g} %") for place in range(round(end / step) + 1)]
