"""Counts of false minutiae: by border distance, at cores and deltas, in families, near missed ones, coming again."""

from math import sqrt

import numpy as np
import numpy.typing as npt

from tenprint.sim.gallery.extraction_pairing import FalseRows, Sample
from tenprint.sim.gallery.extraction_sample import Numbers
from tenprint.sim.gallery.minutiae_model import BORDER_PX, BORDERS
from tenprint.sim.gallery.row_pairs import bins, groups, pairs_within

SINGULAR_PX = 25.0
"""A false minutia this near to a core or a delta is taken for its doing."""


def false_density(false: FalseRows, area: Numbers) -> Numbers:
    """False minutiae in 10,000 pixels by border distance, (13,), those at cores and deltas left out."""
    away = false.singular >= SINGULAR_PX
    border = bins(np.maximum(false.border[away], 0), BORDER_PX, BORDERS)
    return np.bincount(border, minlength=BORDERS) / np.maximum(area, 1.0) * 1e4


def _inner(rows: FalseRows) -> npt.NDArray[np.bool_]:
    """Which false minutiae lie well inside and away from cores and deltas."""
    return np.asarray((rows.border > 40) & (rows.singular >= SINGULAR_PX), np.bool_)


def near_missed(sample: Sample) -> float:
    """Logarithm of false minutiae 14 to 45 pixels from missed true ones over those from found ones."""
    true, false = sample.true, sample.false
    sums, counts = np.zeros(2), np.zeros(2)
    for number in range(sample.pictures):
        rows = np.flatnonzero((true.picture == number) & (true.border > 45))
        others = np.flatnonzero((false.picture == number) & (false.singular >= SINGULAR_PX))
        distance = np.hypot(
            true.x[rows][:, None] - false.x[others][None], true.y[rows][:, None] - false.y[others][None]
        )
        near = np.sum((distance > 14) & (distance < 45), axis=1)
        for k in (0, 1):
            sums[k] += near[true.found[rows] == k].sum()
            counts[k] += np.sum(true.found[rows] == k)
    rates = (sums + 1) / (counts + 1 / max(sums.sum() / max(counts.sum(), 1), 1e-3))
    return float(np.log(rates[0] / rates[1]))


def family(sample: Sample) -> Numbers:
    """Mean count of further false minutiae beside one, their spread, and the share that point the other way."""
    false = sample.false
    first, second = pairs_within(false.picture, false.x, false.y, 0.0, 120.0)
    distance = np.hypot(false.x[first] - false.x[second], false.y[first] - false.y[second])
    # Beyond 60 pixels pairs are those of chance, of the border and of the field.
    background = np.sum((distance > 60) & (distance < 100)) / (100**2 - 60**2)
    close = distance < 30
    excess = max(float(close.sum() - background * 30**2), 0.0)
    companions = 2 * excess / max(len(false.x), 1)
    # With κ further ones on average each has κ (κ + 2) / (1 + κ) companions.
    half = (2 - companions) / 2
    mean = float(np.clip(-half + sqrt(half * half + companions), 0, 0.8))
    spread = float(np.clip(np.median(distance[close]) / 1.18, 4, 16)) if close.sum() > 5 else 10.0
    opposite = np.cos(false.theta[first[close]] - false.theta[second[close]]) < 0
    return np.array([mean, spread / sqrt(1.5), float((opposite.sum() + 1) / (len(opposite) + 2))])


def come_again(sample: Sample) -> float:
    """Share of inner false minutiae that another impression of the finger has within 14 pixels and 30 degrees."""
    false = sample.false
    inner = _inner(false)
    again, tried = 0, 0
    for rows in groups(false.finger):
        for k in rows[inner[rows]]:
            other = rows[false.picture[rows] != false.picture[k]]
            distance = np.hypot(
                false.place_x[other] - false.place_x[k], false.place_y[other] - false.place_y[k]
            )
            again += bool(np.any(distance < 14))
            tried += 1
    return again / max(tried, 1)


def at_singular(sample: Sample) -> Numbers:
    """Mean count of false minutiae at each core and delta of a finger of mean make, and their spread."""
    at = sample.false.singular < SINGULAR_PX
    spread = float(np.sqrt(np.mean(sample.false.singular[at] ** 2) / 2)) if at.any() else 8.0
    # Two singular points a finger on average (loops two, whorls four, arches none).
    return np.array([float(at.sum()) / (2.3 * sample.pictures), spread])


def flow_angle(turned: Numbers) -> Numbers:
    """Share along the flow and its deviation, the rest being uniform over half a turn (expectation, maximisation)."""
    share, spread = 0.8, 0.15
    for _ in range(60):
        a = share / spread / sqrt(2 * np.pi) * np.exp(-0.5 * (turned / spread) ** 2)
        part = a / (a + (1 - share) / np.pi)
        share = float(np.clip(part.mean(), 0.02, 0.999)) if len(turned) else 0.8
        spread = float(np.clip(np.sqrt(np.sum(part * turned**2) / (part.sum() + 1e-9)), 0.03, 0.6))
    return np.array([share, spread])
