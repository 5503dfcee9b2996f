"""Fit the model of impressions to what the real extractor found of known minutiae.

Missing is a probit model: thresholds by distance to the border and to the nearest other minutia, and the clearness
whose shared parts show in how pairs are missed together (same impression far apart, same impression near, same minutia
in two impressions; the correlation of the underlying normal numbers is found by integration over the shared part, that
is the tetrachoric correlation). Errors are mixtures of two normal distributions by expectation and maximisation. False
minutiae are counted by distance to the border; that they come in families, where true ones are missed, or again in
another impression, is measured by counting pairs.
"""

from math import erf, sqrt

import numpy as np
import numpy.typing as npt

from tenprint.sim.gallery.extraction_pairing import Sample, TrueRows
from tenprint.sim.gallery.extraction_sample import Lie, Numbers
from tenprint.sim.gallery.false_fit import (
    at_singular,
    come_again,
    false_density,
    family,
    flow_angle,
    near_missed,
)
from tenprint.sim.gallery.minutiae_model import (
    BORDER_PX,
    BORDERS,
    GHOST_SHOWN,
    LIES,
    NEAR_PX,
    NEARS,
    QUALITY_BORDERS,
    QUANTILES,
    ImpressionModel,
)
from tenprint.sim.gallery.row_pairs import bins, groups, pairs_within

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_erf = np.vectorize(erf, otypes=[np.float64])

_FAR_PX = 140.0
_NEAR_RINGS = ((8.0, 25.0), (25.0, 45.0), (45.0, 70.0), (70.0, 100.0))


def below(threshold: Numbers) -> Numbers:
    """Probability that a standard normal number falls below a threshold."""
    return np.asarray(0.5 * (1 + _erf(np.asarray(threshold) / sqrt(2.0))), np.float64)


def threshold_of(share: Numbers) -> Numbers:
    """Inverse of ``below`` by bisection; shares of 0 and 1 are drawn in to a millionth."""
    share = np.clip(share, 1e-6, 1 - 1e-6)
    low, high = np.full(np.shape(share), -6.0), np.full(np.shape(share), 6.0)
    for _ in range(40):
        middle = (low + high) / 2
        less = below(middle) < share
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return np.asarray((low + high) / 2, np.float64)


def miss_thresholds(true: TrueRows) -> tuple[Numbers, Numbers]:
    """Thresholds by border distance (13,) and added ones by nearness (20,), fitted in turn until both margins agree."""
    missed = 1 - true.found
    border, near = bins(true.border, BORDER_PX, BORDERS), bins(true.nearest, NEAR_PX, NEARS)
    by_border = np.full(BORDERS, float(threshold_of(np.array(missed.mean()))))
    by_near = np.zeros(NEARS)
    for _ in range(12):
        by_border += _lacking(missed, border, by_border[border] + by_near[near], BORDERS)
        by_near += _lacking(missed, near, by_border[border] + by_near[near], NEARS)
    shift = np.average(by_near, weights=np.bincount(near, minlength=NEARS) + 1e-9)
    return by_border + shift, by_near - shift


def _lacking(missed: Numbers, bins: npt.NDArray[np.int64], latent: Numbers, count: int) -> Numbers:
    """Step by which each bin's threshold must move for its share missed to come out; bins hardly seen stay."""
    seen = np.bincount(bins, minlength=count)
    share = np.bincount(bins, missed, minlength=count)
    came = np.bincount(bins, below(latent), minlength=count)
    # Five more, missed as the model has it, keep bins hardly seen where they are.
    mean = (came + 1e-9) / (seen + 1e-9)
    wanted, got = (share + 5 * mean) / (seen + 5), (came + 5 * mean) / (seen + 5)
    step = threshold_of(wanted) - threshold_of(got)
    return np.where(seen > 0, np.clip(step, -1, 1), 0.0)


def shared_part(
    missed: Numbers, latent: Numbers, first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> float:
    """Correlation of the clearness of two minutiae, from how pairs of them are missed together.

    Args:
        missed: (n,) 1 or 0.
        latent: (n,) thresholds.
        first: (k,) indices of the pairs' first.
        second: (k,) of their second.

    Returns:
        0 to 0.98.
    """
    if len(first) == 0:
        return 0.0
    if len(first) > 40_000:
        step = len(first) // 40_000 + 1
        first, second = first[::step], second[::step]
    both = float(np.sum(missed[first] * missed[second]))
    # Thresholds are put in groups, so that few integrals are done.
    rows, columns = np.round(latent[first] * 10), np.round(latent[second] * 10)
    cells, counts = np.unique(np.stack([rows, columns], axis=1), axis=0, return_counts=True)
    scale = np.sum(below(latent[first]) * below(latent[second])) / np.sum(
        counts * below(cells[:, 0] / 10) * below(cells[:, 1] / 10)
    )
    low, high = 0.0, 0.98
    for _ in range(14):
        middle = (low + high) / 2
        if scale * np.sum(counts * _both(cells[:, 0] / 10, cells[:, 1] / 10, middle)) < both:
            low = middle
        else:
            high = middle
    return low if low > 1e-3 else 0.0


def _both(first: Numbers, second: Numbers, shared: float) -> Numbers:
    """Probability that two normal numbers with correlation ``shared`` fall below their thresholds."""
    rest, part = np.sqrt(1 - shared), np.sqrt(shared) * _NODES[None]
    a = below((first[:, None] - part) / rest)
    b = below((second[:, None] - part) / rest)
    return np.asarray(np.sum(_WEIGHTS * a * b, axis=1), np.float64)


def same_minutia(true: TrueRows) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs of rows that are one minutia in two impressions."""
    first, second = [], []
    for rows in groups(true.finger * 1000 + true.index):
        if len(rows) >= 2:
            first.append(rows[0])
            second.append(rows[1])
    return np.array(first, np.int64), np.array(second, np.int64)


def clearness_parts(true: TrueRows, latent: Numbers) -> tuple[Numbers, float]:
    """Shares of impression, field and minutia (3,), and the field's reach in pixels."""
    missed = 1 - true.found
    own = shared_part(missed, latent, *same_minutia(true))
    far = shared_part(missed, latent, *pairs_within(true.picture, true.x, true.y, _FAR_PX, 1e9))
    rings, weights = [], []
    for low, high in _NEAR_RINGS:
        a, b = pairs_within(true.picture, true.x, true.y, low, high)
        rings.append(max(shared_part(missed, latent, a, b) - far, 0.0))
        weights.append(len(a))
    middle = np.array([(low + high) / 2 for low, high in _NEAR_RINGS])
    best, field, reach = np.inf, 0.0, 20.0
    for trial in (12.0, 18.0, 25.0, 35.0, 50.0, 70.0):
        shape = np.exp(-(middle**2) / (2 * trial**2))
        size = float(np.sum(np.array(weights) * shape * rings) / np.sum(np.array(weights) * shape**2))
        loss = float(np.sum(np.array(weights) * (rings - size * shape) ** 2))
        if loss < best - 1e-12:
            best, field, reach = loss, size, trial
    field = min(field, 0.6)
    # The parts of one number cannot exceed it.
    scale = min(1.0, 0.97 / max(own + far + field, 1e-9))
    return np.array([far, field, own]) * scale, reach


def error_mixture(values: Numbers, own: float) -> Numbers:
    """Narrow and wide deviation, share of the wide part, share that comes again, mean: (5,) float64."""
    mean = float(np.mean(values)) if len(values) else 0.0
    off = values - mean
    spread = float(np.std(off)) + 1e-9
    narrow, wide, share = 0.6 * spread, 1.8 * spread, 0.2
    for _ in range(60):
        a = (1 - share) / narrow * np.exp(-0.5 * (off / narrow) ** 2)
        b = share / wide * np.exp(-0.5 * (off / wide) ** 2)
        part = b / (a + b + 1e-300)
        share = float(np.clip(part.mean(), 0.001, 0.6))
        wide = float(np.sqrt(np.sum(part * off**2) / (part.sum() + 1e-9)) + 1e-9)
        narrow = float(np.sqrt(np.sum((1 - part) * off**2) / ((1 - part).sum() + 1e-9)) + 1e-9)
    return np.array([narrow, wide, share, own, mean])


def repeated(true: TrueRows, values: Numbers) -> float:
    """Correlation of an error of one minutia in two impressions, 0 to 0.95."""
    first, second = same_minutia(true)
    both = (true.found[first] > 0) & (true.found[second] > 0)
    if both.sum() < 20:
        return 0.0
    return float(np.clip(np.corrcoef(values[first[both]], values[second[both]])[0, 1], 0.0, 0.95))


def quality_tables(quality: Numbers, border: Numbers) -> Numbers:
    """Quantiles of quality by border distance, (3, 33); a group hardly seen has those of all."""
    group = np.digitize(border, QUALITY_BORDERS)
    at = np.linspace(0, 1, QUANTILES)
    whole = quality if len(quality) else np.array([30.0, 60.0])
    rows = [quality[group == k] if np.sum(group == k) >= 30 else whole for k in range(3)]
    return np.array([np.quantile(row, at) for row in rows])


def quality_shared(true: TrueRows) -> float:
    """Correlation of the qualities of neighbouring minutiae found, 0 to 0.9."""
    found = np.flatnonzero((true.found > 0) & (true.border > 40))
    first, second = pairs_within(true.picture[found], true.x[found], true.y[found], 10.0, 35.0)
    if len(first) < 20:
        return 0.0
    quality = true.quality[found]
    return float(np.clip(np.corrcoef(quality[first], quality[second])[0, 1], 0.0, 0.9))


def ways_to_lie(lies: tuple[Lie, ...]) -> Numbers:
    """Rows of ``ImpressionModel.lies``: of each digit those met, evenly picked; of all where it is not met."""
    rows = []
    for digit in range(1, 6):
        own = [lie for lie in lies if lie.digit == digit] or list(lies)
        for k in range(LIES):
            lie = own[k * len(own) // LIES % len(own)]
            rows.append([*lie.half, lie.power, *lie.place, *lie.shown, lie.turn])
    return np.array(rows, np.float64)


def fit_impression(sample: Sample, picture: tuple[int, int]) -> ImpressionModel:
    """Fit what can be read off a sample; ``stretch`` and rates are then corrected by ``correct``.

    Args:
        sample: of one kind, two impressions a finger.
        picture: width and height, pixels.
    """
    true, false = sample.true, sample.false
    by_border, by_near = miss_thresholds(true)
    latent = by_border[bins(true.border, BORDER_PX, BORDERS)] + by_near[bins(true.nearest, NEAR_PX, NEARS)]
    parts, reach = clearness_parts(true, latent)
    found = true.found > 0
    errors = {
        name: error_mixture(getattr(true, name)[found], repeated(true, getattr(true, name)))
        for name in ("along", "across", "twist")
    }
    ragged = float(np.median([lie.ragged for lie in sample.lies]))
    strain = float(np.sqrt(np.mean([lie.strain**2 for lie in sample.lies])))
    ending = true.ending > 0
    share = {
        "said": [float(true.said[found & ending].mean()), float(true.said[found & ~ending].mean())],
        "flip": float(true.flip[found].mean()),
        "ending": float(false.ending.mean()) if len(false.ending) else 0.5,
    }
    return ImpressionModel(
        picture=np.array(picture, np.float64), lies=ways_to_lie(sample.lies),
        ragged=np.array([0.8 * ragged]), stretch=np.array([1.5 * strain]), clearness=parts,
        field_px=np.array([reach]), border_miss=by_border, crowd_miss=by_near, along=errors["along"],
        across=errors["across"], twist=errors["twist"], flip=np.array([share["flip"]]),
        ending_said=np.array(share["said"]), false_density=false_density(false, sample.area),
        false_pull=np.array([_pull(sample, latent, parts)]), false_family=family(sample),
        false_ghost=np.array([min(come_again(sample) / GHOST_SHOWN, 0.9)]), false_singular=at_singular(sample),
        false_angle=flow_angle(false.turned), false_ending=np.array([share["ending"]]),
        quality_right=quality_tables(true.quality[found], true.border[found]),
        quality_false=quality_tables(false.quality, false.border),
        quality_smooth=np.array([quality_shared(true)]),
    )  # fmt: skip


def _pull(sample: Sample, latent: Numbers, parts: Numbers) -> float:
    """Rise of the logarithm of the density of false minutiae per unit of smooth clearness lost."""
    smooth = float(parts[0] + parts[1])
    if smooth < 0.01:
        return 0.0
    height = np.exp(-0.5 * latent**2) / sqrt(2 * np.pi)
    missed = below(latent)
    # Difference of the smooth part's mean between found and missed minutiae (Mills' ratios of both sides).
    gap = smooth * float(np.sum(height) / np.sum(missed) + np.sum(height) / np.sum(1 - missed))
    return float(np.clip(near_missed(sample) / gap, 0.0, 3.0))


def correct(model: ImpressionModel, wanted: Sample, came: Sample) -> ImpressionModel:
    """Move rates by what the sample of pictures shows over what the model's own sample shows.

    Pairing itself changes rates: a minutia that is missed may be paired with a false one beside it.

    Args:
        model: what ``came`` was made with.
        wanted: sample of pictures.
        came: sample of the model, paired alike.
    """
    border, near = miss_thresholds(wanted.true)
    border_came, near_came = miss_thresholds(came.true)
    density, density_came = (false_density(s.false, s.area) for s in (wanted, came))
    singular, singular_came = at_singular(wanted)[0], at_singular(came)[0]
    again, again_came = come_again(wanted), come_again(came)
    strain, strain_came = (float(np.sqrt(np.mean([lie.strain**2 for lie in s.lies]))) for s in (wanted, came))
    # Few false minutiae say little: steps are as bold as the counts allow.
    bold = len(wanted.false.x) / (len(wanted.false.x) + 400.0)
    pull = float(np.clip(model.false_pull[0] + bold * (near_missed(wanted) - near_missed(came)), 0.0, 1.5))
    ghost = float(np.clip(model.false_ghost[0] * ((again + 0.02) / (again_came + 0.02)) ** bold, 0.0, 0.7))
    return model._replace(
        border_miss=model.border_miss + 0.7 * np.clip(border - border_came, -0.5, 0.5),
        crowd_miss=model.crowd_miss + 0.7 * np.clip(near - near_came, -0.5, 0.5),
        false_density=model.false_density
        * np.clip((density + 0.05) / (density_came + 0.05), 0.5, 2.0) ** 0.7,
        false_singular=model.false_singular * np.array([(singular + 0.01) / (singular_came + 0.01), 1.0]),
        false_ghost=np.array([ghost]),
        false_pull=np.array([pull]),
        stretch=model.stretch * strain / strain_came,
    )
