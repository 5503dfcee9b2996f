"""True and found minutiae paired: the rows from which the minutiae-only model is fitted.

They are paired greedily, the closest first, within 12 pixels and 30 degrees of the other's line (either sense: one that
points the other way is a flip, not a loss). The model's own templates are paired by the same rule.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from tenprint.sim.gallery.extraction_sample import Lie, Numbers, Seen, to_nearest
from tenprint.sim.skin.vortices import TrueMinutiae
from tenprint.template.model import Template

REACH_PX, REACH_RAD = 12.0, np.pi / 6
"""How far a found minutia may lie and turn from a true one."""


@dataclass(frozen=True, slots=True)
class TrueRows:
    """True minutiae of many impressions, as columns; errors are 0 where not found.

    Attributes:
        picture: (n,) float64 number of the impression in the sample.
        finger: number of the finger.
        index: of the minutia in the finger.
        x: pixels in the picture.
        y: likewise.
        theta: radians.
        border: distance to the border of the contact, pixels.
        nearest: distance to the finger's nearest other minutia, pixels.
        found: 1 or 0.
        along: found less true along the minutia's direction, pixels.
        across: likewise to its left.
        twist: likewise counter-clockwise, radians, a flip taken off.
        flip: 1 where it points the other way.
        ending: 1 for an ending.
        said: 1 where it is called an ending.
        quality: 0 to 100.
    """

    picture: Numbers
    finger: Numbers
    index: Numbers
    x: Numbers
    y: Numbers
    theta: Numbers
    border: Numbers
    nearest: Numbers
    found: Numbers
    along: Numbers
    across: Numbers
    twist: Numbers
    flip: Numbers
    ending: Numbers
    said: Numbers
    quality: Numbers


@dataclass(frozen=True, slots=True)
class FalseRows:
    """Found minutiae that are not true ones, as columns.

    Attributes:
        picture: (n,) float64 number of the impression in the sample.
        finger: number of the finger.
        x: pixels in the picture.
        y: likewise.
        theta: radians.
        border: distance to the border of the contact, pixels.
        turned: from the ridge flow, radians in [-π/2, π/2).
        place_x: in the finger, pixels.
        place_y: likewise.
        singular: distance to the nearest core or delta, pixels.
        ending: 1 for an ending.
        quality: 0 to 100.
    """

    picture: Numbers
    finger: Numbers
    x: Numbers
    y: Numbers
    theta: Numbers
    border: Numbers
    turned: Numbers
    singular: Numbers
    place_x: Numbers
    place_y: Numbers
    ending: Numbers
    quality: Numbers


@dataclass(frozen=True, slots=True)
class Sample:
    """Impressions of one kind, paired.

    Attributes:
        pictures: count.
        true: true minutiae.
        false: false ones.
        area: (13,) contact area of all, by distance to the border, pixels.
        lies: how they lie.
    """

    pictures: int
    true: TrueRows
    false: FalseRows
    area: Numbers
    lies: tuple[Lie, ...]


def pair(truth: TrueMinutiae, found: Template) -> npt.NDArray[np.int64]:
    """Pairs (k, 2) of indices of true and found minutiae, the closest first."""
    dx = found.x[None].astype(np.float64) - truth.x[:, None]
    dy = found.y[None].astype(np.float64) - truth.y[:, None]
    distance = np.hypot(dx, dy)
    turned = np.abs(half_turn(found.theta[None].astype(np.float64) - truth.theta[:, None]))
    cost = distance / REACH_PX + 0.5 * turned / REACH_RAD
    rows, columns = np.nonzero((distance <= REACH_PX) & (turned <= REACH_RAD))
    taken_true, taken_found = np.zeros(len(truth), np.bool_), np.zeros(len(found), np.bool_)
    pairs = []
    for k in np.argsort(cost[rows, columns], kind="stable"):
        a, b = rows[k], columns[k]
        if not taken_true[a] and not taken_found[b]:
            taken_true[a] = taken_found[b] = True
            pairs.append((a, b))
    return np.array(pairs, np.int64).reshape(-1, 2)


def half_turn(angle: Numbers) -> Numbers:
    """Angles modulo π, in [-π/2, π/2)."""
    return np.asarray((angle + np.pi / 2) % np.pi - np.pi / 2, np.float64)


def _true_rows(number: int, seen: Seen, pairs: npt.NDArray[np.int64]) -> dict[str, Numbers]:
    """Columns of ``TrueRows`` for one impression."""
    n, truth, found = len(seen.truth), seen.truth, seen.found
    a, b = pairs.T
    dx, dy = found.x[b].astype(np.float64) - truth.x[a], found.y[b].astype(np.float64) - truth.y[a]
    cosine, sine = np.cos(truth.theta[a]), np.sin(truth.theta[a])
    turned = (found.theta[b].astype(np.float64) - truth.theta[a] + np.pi) % (2 * np.pi) - np.pi
    values = {
        "found": np.ones(len(a)), "along": dx * cosine - dy * sine, "across": -dx * sine - dy * cosine,
        "twist": half_turn(turned), "flip": np.abs(turned) > np.pi / 2, "said": found.kind[b] == 1,
        "quality": found.quality[b],
    }  # fmt: skip
    rows: dict[str, Numbers] = {}
    for name, value in values.items():
        rows[name] = np.zeros(n)
        rows[name][a] = value
    return rows | {
        "picture": np.full(n, float(number)), "finger": np.full(n, float(seen.finger)), "index": seen.index * 1.0,
        "x": truth.x * 1.0, "y": truth.y * 1.0, "theta": truth.theta * 1.0, "border": seen.border,
        "nearest": seen.nearest, "ending": (truth.kind == 1) * 1.0,
    }  # fmt: skip


def _false_rows(number: int, seen: Seen, pairs: npt.NDArray[np.int64]) -> dict[str, Numbers]:
    """Columns of ``FalseRows`` for one impression."""
    found = seen.found
    lone = np.ones(len(found), np.bool_)
    lone[pairs[:, 1]] = False
    n = int(lone.sum())
    return {
        "picture": np.full(n, float(number)), "finger": np.full(n, float(seen.finger)), "x": found.x[lone] * 1.0,
        "y": found.y[lone] * 1.0, "theta": found.theta[lone] * 1.0, "border": seen.found_border[lone],
        "turned": half_turn(found.theta[lone] - seen.found_flow[lone]), "place_x": seen.found_place[lone, 0],
        "place_y": seen.found_place[lone, 1], "singular": to_nearest(seen.found_place[lone], seen.singular),
        "ending": (found.kind[lone] == 1) * 1.0,
        "quality": found.quality[lone] * 1.0,
    }  # fmt: skip


def paired(impressions: list[Seen]) -> Sample:
    """A sample of impressions, at least one."""
    true, false = [], []
    for number, seen in enumerate(impressions):
        pairs = pair(seen.truth, seen.found)
        true.append(_true_rows(number, seen, pairs))
        false.append(_false_rows(number, seen, pairs))
    return Sample(
        len(impressions),
        TrueRows(**{f.name: np.concatenate([row[f.name] for row in true]) for f in fields(TrueRows)}),
        FalseRows(**{f.name: np.concatenate([row[f.name] for row in false]) for f in fields(FalseRows)}),
        np.sum([seen.area for seen in impressions], axis=0),
        tuple(seen.lie for seen in impressions if seen.lie is not None),
    )
