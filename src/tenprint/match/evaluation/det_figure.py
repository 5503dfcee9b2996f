"""The detection error trade-off (DET) plot of ISO/IEC 19795-1: one error rate against the other on probit axes."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from tenprint.match.evaluation.assessment import Assessment
from tenprint.match.evaluation.bootstrap import METHOD, draw_fingers, interval, resample
from tenprint.match.evaluation.rates import Scores, error_rates
from tenprint.match.evaluation.svg_plot import Axis, Curve, Point, line_mark, percent, plot

CURVES_MAX = 6
_FMR_MAX = 0.5
_FNMR_MIN = 0.0005
_TICKS = (1e-6, 1e-5, 1e-4, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4)
_POINTS = 60


def det_figure(title: str, found: Sequence[Assessment], seed: int = 1) -> str:
    """The plot as SVG.

    Nothing is drawn at a false match rate below one in the non-mated comparisons, which nobody counted.

    Args:
        title: above it.
        found: engines on the same pairs, at most ``CURVES_MAX``; the first with its interval.
        seed: of the draws for the interval.
    """
    fmr_min = 1 / max(one.rates.non_mated for one in found)
    axes = (_axis("false match rate", fmr_min), _axis("false non-match rate", _FNMR_MIN))
    curves = [_curve(one) for one in found]
    first = found[0]
    curves[0] = Curve(curves[0].name, curves[0].points, _band(first, seed))
    start = max(fmr_min, _FNMR_MIN)
    notes = (
        f"band: 95 %, fingers drawn {len(first.draws.eer):,} times; left edge: one false match",
        f"of {first.rates.non_mated:,} non-mated pairs, below which nothing was counted",
    )
    diagonal = line_mark(axes, (start, start), (_FMR_MAX, _FMR_MAX))
    return plot(title, describe(found), axes, curves, [diagonal], notes)


def describe(found: Sequence[Assessment]) -> str:
    """What the plot shows, in words."""
    lines = [
        f"{one.name}: equal error rate {percent(one.rates.eer)}, false non-match rate "
        f"{percent(one.rates.fnmr_at_fmr['0.001'])} at a false match rate of 0.1 %"
        for one in found
    ]
    pairs = f"{found[0].rates.mated:,} mated and {found[0].rates.non_mated:,} non-mated comparisons"
    return f"Detection error trade-off of {pairs}. {'. '.join(lines)}. Interval of the first: {METHOD}."


def _axis(name: str, least: float) -> Axis:
    """A probit axis from ``least`` to ``_FMR_MAX``."""
    probit = NormalDist().inv_cdf
    low, high = probit(least), probit(_FMR_MAX)

    def place(rate: float) -> float:
        return (probit(min(max(rate, least), _FMR_MAX)) - low) / (high - low)

    return Axis(name, [(tick, f"{100 * tick:g} %") for tick in _TICKS if least <= tick <= _FMR_MAX], place)


def _curve(one: Assessment) -> Curve:
    """A staircase: at each false match rate the least false non-match rate that keeps it."""
    missed, matched = error_rates(*one.scores.split())
    points: list[Point] = []
    for fmr, fnmr in zip(matched[::-1].tolist(), missed[::-1].tolist(), strict=True):
        corner = (fmr, points[-1][1]) if points else (fmr, fnmr)
        points += [each for each in dict.fromkeys([corner, (fmr, fnmr)]) if points[-1:] != [each]]
    return Curve(_label(one), _thinned(_within(points, 1 / one.rates.non_mated)))


def _within(points: Sequence[Point], fmr_min: float) -> list[Point]:
    """The part of a staircase within the frame, from edge to edge."""
    counted = 0.5 * fmr_min  # half: however the share of one false match was rounded
    without = [fnmr for fmr, fnmr in points if fmr < counted]  # at thresholds above all non-mates
    drawn = [point for point in points if counted <= point[0] <= _FMR_MAX]
    if without and (not drawn or drawn[0][0] > 1.5 * fmr_min):
        drawn.insert(0, (fmr_min, without[-1]))
    if drawn:
        drawn.append((_FMR_MAX, drawn[-1][1]))
    while len(drawn) > 1 and drawn[1][1] > _FMR_MAX:  # above the frame
        drawn.pop(0)
    return drawn


def _label(one: Assessment) -> str:
    """The engine with its two chief rates."""
    fnmr = percent(one.rates.fnmr_at_fmr["0.001"])
    return f"{one.name} · EER {percent(one.rates.eer)} · FNMR {fnmr} at FMR 0.1 %"


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Without points that lie on the straight line between their neighbours."""
    kept = list(points[:1])
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if not (before[0] == here[0] == after[0] or before[1] == here[1] == after[1]):
            kept.append(here)
    return [*kept, *points[-1:]] if len(points) > 1 else kept


def _band(one: Assessment, seed: int) -> tuple[list[Point], list[Point]]:
    """The interval of the false non-match rate at points along the axis."""
    probit = NormalDist()
    ends = probit.inv_cdf(1 / one.rates.non_mated), probit.inv_cdf(_FMR_MAX)
    fmr: Scores = np.array([probit.cdf(value) for value in np.linspace(*ends, _POINTS)])
    drawn = resample(one.scores, draw_fingers(one.scores, len(one.draws.eer), seed), fmr)
    edges = [interval(drawn.fnmr[:, place]) for place in range(_POINTS)]
    low = [(rate, edge[0]) for rate, edge in zip(fmr.tolist(), edges, strict=True)]
    return low, [(rate, edge[1]) for rate, edge in zip(fmr.tolist(), edges, strict=True)]
