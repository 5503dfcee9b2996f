"""Fit the model of true minutiae to the generator's own: density, cores and deltas, spacing, senses.

What can be counted is counted. What only shows in the outcome (how minutiae keep apart, how they pull each other's
sense) is found by trying: fingers are made, the same is measured on them, and each table is multiplied by what was
measured over what came out, some rounds long (iterative Boltzmann inversion, as in the physics of liquids).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tenprint.sim.gallery.extraction_pairing import half_turn
from tenprint.sim.gallery.extraction_sample import Numbers, flow_of, singular_of, to_nearest
from tenprint.sim.gallery.flow_library import Outline, outline_of, pattern_seed, skin_places
from tenprint.sim.gallery.minutiae_model import NEAR_PX, NEARS, RING_PX, RINGS, FingerModel, Fit
from tenprint.sim.gallery.model_sample import Laid
from tenprint.sim.skin.master import MasterPrint, MasterSize
from tenprint.sim.skin.pattern import digit_of
from tenprint.sim.skin.vortices import TrueMinutiae

ROUNDS = 12
TRIED = 250
"""Fingers made in each round."""
_SPREAD = 0.004
_REPELLED = 7
"""Bins of distance within which minutiae keep apart; beyond, what is measured is noise."""
_STEP = 4.0
_GRID = 12.0


@dataclass(frozen=True, slots=True)
class FingerSeen:
    """What is counted on one finger.

    Attributes:
        digit: 1 to 5.
        area: of skin in the part that is made, pixels.
        count: of minutiae.
        endings: of them.
        core: (15,) minutiae by distance to the nearest core.
        delta: (15,) likewise to the nearest delta.
        core_area: (15,) area of those rings, pixels.
        delta_area: likewise.
        pairs: (20,) pairs by distance.
        alike: (20,) of them those that point alike less those that do not.
        follows: (2,) sum of sense times squashed divergence, and of its magnitude.
        bends: (n,) angle of each minutia from the undisturbed flow, radians.
    """

    digit: int
    area: float
    count: int
    endings: int
    core: Numbers
    delta: Numbers
    core_area: Numbers
    delta_area: Numbers
    pairs: Numbers
    alike: Numbers
    follows: Numbers
    bends: Numbers


def see_master(master: MasterPrint, drawn: Outline) -> FingerSeen:
    """Count on a master print of the generator."""

    def tangent(places: Numbers) -> Numbers:
        return flow_of(drawn, places)

    cores = singular_of(drawn)
    split = len(drawn.pattern.cores)
    digit = digit_of(master.finger_position)
    return _seen(digit, skin_places(drawn, _GRID), master.minutiae, cores[:split], cores[split:], tangent)


def see_laid(finger: Laid) -> FingerSeen:
    """Count on a finger of the model."""
    index = int(finger.own[0])
    cores = int(finger.library.core_count[finger.row, index])
    digit = digit_of(finger.row + 1)
    grid = _grid_of(finger.row, index, finger.size)
    return _seen(digit, grid, finger.minutiae, finger.singular[:cores], finger.singular[cores:], finger.flow)


@cache
def _grid_of(row: int, index: int, size: MasterSize) -> Numbers:
    """Grid of places that are skin of a flow of the library."""
    who = pattern_seed(row, index)
    return skin_places(outline_of(who, row + 1, size), _GRID)


def _seen(
    digit: int,
    grid: Numbers,
    m: TrueMinutiae,
    cores: Numbers,
    deltas: Numbers,
    flow: Callable[[Numbers], Numbers],
) -> FingerSeen:
    places = np.stack([m.x, m.y], axis=1).astype(np.float64)
    theta = m.theta.astype(np.float64)
    tangent = flow(places)
    normal = np.stack([-np.sin(tangent), -np.cos(tangent)], axis=1)
    spread = half_turn(flow(places + _STEP * normal) - tangent) / _STEP
    squashed = np.tanh(spread / _SPREAD)
    sense = np.sign(np.cos(theta - tangent))
    first, second = np.triu_indices(len(m), 1)
    near = (np.linalg.norm(places[first] - places[second], axis=1) / NEAR_PX).astype(np.int64)
    close = near < NEARS
    alike = np.sign(np.cos(theta[first] - theta[second]))
    cell = _GRID**2
    return FingerSeen(
        digit, len(grid) * cell, len(m), int((m.kind == 1).sum()),
        _rings(places, cores), _rings(places, deltas), _rings(grid, cores) * cell, _rings(grid, deltas) * cell,
        np.bincount(near[close], minlength=NEARS).astype(np.float64),
        np.bincount(near[close], alike[close], minlength=NEARS).astype(np.float64),
        np.array([np.sum(sense * squashed), np.sum(np.abs(squashed))]), half_turn(theta - tangent),
    )  # fmt: skip


def _rings(places: Numbers, points: Numbers) -> Numbers:
    """Places by distance to the nearest of some points; all in the last ring where there are none."""
    ring = np.minimum(to_nearest(places, points) / RING_PX, RINGS - 1).astype(np.int64)
    return np.bincount(ring, minlength=RINGS).astype(np.float64)


def _total(seen: list[FingerSeen], name: str) -> Numbers:
    """Sum of a count over fingers."""
    return np.asarray(np.sum([getattr(finger, name) for finger in seen], axis=0), np.float64)


def relative_density(seen: list[FingerSeen], name: str) -> Numbers:
    """Density by ring about ``core`` or ``delta``, 1 on average; rings hardly seen count as average."""
    count, area = _total(seen, name), _total(seen, f"{name}_area")
    mean = count.sum() / area.sum()
    return np.asarray((count + 5) / (area * mean + 5), np.float64)


def pair_share(seen: list[FingerSeen]) -> Numbers:
    """Pairs by distance in 10,000 of all pairs there are, (20,) float64."""
    possible = sum(finger.count * (finger.count - 1) / 2 * 1e4 / finger.area for finger in seen)
    return _total(seen, "pairs") / possible


def alike_share(seen: list[FingerSeen]) -> Numbers:
    """Mean likeness of sense of pairs by distance, -1 to 1, drawn to 0 where few are seen: (20,) float64."""
    return _total(seen, "alike") / (_total(seen, "pairs") + 10)


def follow_share(seen: list[FingerSeen]) -> float:
    """How much senses follow the flow's divergence, -1 to 1."""
    follows = _total(seen, "follows")
    return float(follows[0] / follows[1])


def start_model(seen: list[FingerSeen]) -> FingerModel:
    """What can be counted, and a start for the rest."""
    logarithm = np.array([np.log(finger.count / finger.area * 1e4) for finger in seen])
    digit = np.array([finger.digit for finger in seen])
    means = np.array(
        [logarithm[digit == d].mean() if np.any(digit == d) else logarithm.mean() for d in range(1, 6)]
    )
    spread = float(np.std(logarithm - means[digit - 1]))
    bends = np.concatenate([finger.bends for finger in seen])
    middling = bends[np.abs(bends) < 0.5]
    total = float(np.std(middling)) if len(middling) > 9 else 0.06
    # The generator's own two disturbances stand in this ratio.
    wide = total / np.hypot(1.0, 0.6)
    return FingerModel(
        means, np.array([spread]), _table(relative_density(seen, "core")),
        _table(relative_density(seen, "delta")), np.minimum(1.0, np.linspace(0, 4, NEARS)),
        np.array([400.0]), np.zeros(NEARS),
        np.array([sum(f.endings for f in seen) / sum(f.count for f in seen)]), np.array([wide, 0.6 * wide]),
    )  # fmt: skip


def _table(values: Numbers) -> Numbers:
    return np.clip(values, 0.2, 4.0)


def fit_finger(seen: list[FingerSeen], size: MasterSize, seed: int) -> FingerModel:
    """Fit the model of fingers of one size.

    Args:
        seen: counts on fingers of the generator, at least one.
        size: which part of the finger they show.
        seed: of the fingers that are tried.
    """
    model = start_model(seen)
    for step in range(ROUNDS):
        tried = try_fingers(model, size, seed + step, TRIED)
        model = _corrected(model, seen, tried)
    return model


def try_fingers(model: FingerModel, size: MasterSize, seed: int, count: int) -> list[FingerSeen]:
    """Counts on fingers of a model."""
    fit = Fit(None, {size: model}, {})  # type: ignore[arg-type]  # of a fit only the finger's model is used
    return [see_laid(Laid(fit, size, seed, subject, 1 + subject % 10)) for subject in range(count)]


def _corrected(model: FingerModel, seen: list[FingerSeen], tried: list[FingerSeen]) -> FingerModel:
    """One round: each table moved by what was measured over what came out."""
    core = _table(model.core_factor * relative_density(seen, "core") / relative_density(tried, "core"))
    delta = _table(model.delta_factor * relative_density(seen, "delta") / relative_density(tried, "delta"))
    wanted, came = pair_share(seen), pair_share(tried)
    ratio = (wanted + 0.002) / (came + 0.002)
    repulsion = np.clip(model.repulsion * ratio, 0.0, 1.0)
    repulsion[_REPELLED:] = 1.0
    pull = model.sense_pull + 1.0 * (_logit(alike_share(seen)) - _logit(alike_share(tried)))
    slope = model.sense_slope * np.exp(2 * (follow_share(seen) - follow_share(tried)))
    return model._replace(
        core_factor=core, delta_factor=delta, repulsion=repulsion, sense_pull=pull, sense_slope=slope
    )


def _logit(share: Numbers) -> npt.NDArray[np.float64]:
    return np.arctanh(np.clip(share, -0.97, 0.97))
