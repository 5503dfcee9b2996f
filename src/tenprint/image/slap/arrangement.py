"""Which candidates are the fingers: the best row of named tips over all turns of the hand.

For each turn of the hand a dynamic programme over names and places maximises the templates' scores less what is
unusual in the distance and the height of neighbours, less a price for each expected finger that is not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.slap.candidate import GRID_PX, TipScores
from tenprint.image.slap.hand import Build, tip_height

Floats = npt.NDArray[np.float64]

# Choices, tuned on synthetic slaps of seeds below 1000.
_HAND_STEP_DEG = 5
_HAND_MOST_DEG = 60
_LEAN_SPREAD_DEG = 9.0
_LEAN_PRICE = 0.06
_ABSENT_PRICE = 0.35
_PAIR_PRICE = 0.03
_PAIR_PRICE_MOST = 9.0
_SCORE_MIN = 0.06
_PLACES = 20
_NEAR_PX = 96
_HAND_TURN_PRICE = 0.15


@dataclass(frozen=True, slots=True)
class Tip:
    """One chosen candidate.

    Attributes:
        finger: its name, position 1 to 10.
        x: middle of the template's core, pixels at 500 ppi.
        y: likewise.
        width: of the template, pixels.
        turn: of the template, radians counter-clockwise as seen.
        score: of the template.
    """

    finger: int
    x: float
    y: float
    width: float
    turn: float
    score: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A row of tips.

    Attributes:
        turn: of the hand, radians counter-clockwise as seen.
        tips: left to right as seen.
        score: sum of the tips' scores less all prices.
    """

    turn: float
    tips: tuple[Tip, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Places:
    """Candidates for one turn of the hand; each array holds one value per place, left to right."""

    x: Floats
    y: Floats
    across: Floats
    top: Floats
    width: Floats
    turn: Floats
    score: Floats


def best_arrangement(scores: TipScores, fingers: Sequence[int], build: Build) -> Arrangement | None:
    """The best row of tips over all turns of the hand; None where there is no tip.

    Args:
        scores: from ``tip_scores``.
        fingers: expected names, left to right as seen; some may not be there.
        build: sizes.
    """
    steps = range(-_HAND_MOST_DEG, _HAND_MOST_DEG + 1, _HAND_STEP_DEG)
    rows = [_row(scores, float(np.deg2rad(step)), fingers, build) for step in steps]
    found = [row for row in rows if row is not None]
    return max(found, key=lambda row: row.score, default=None)


def _row(scores: TipScores, hand: float, fingers: Sequence[int], build: Build) -> Arrangement | None:
    places = _places(scores, hand, build)
    if not len(places.x):
        return None
    total, chosen = _best_row(places, fingers, build)
    tips = tuple(
        Tip(
            finger, float(places.x[at]), float(places.y[at]), float(places.width[at]), float(places.turn[at]),
            float(places.score[at]),
        )
        for finger, at in chosen
    )  # fmt: skip
    return Arrangement(hand, tips, total - _HAND_TURN_PRICE * float(np.rad2deg(hand) / 30) ** 2)


def _places(scores: TipScores, hand: float, build: Build) -> _Places:
    """The best places of tips for one turn of the hand, none near a better one."""
    lean_deg = np.rad2deg(scores.turns - hand)
    near = np.abs(lean_deg) <= 25
    price = (_LEAN_PRICE * np.square(lean_deg[near] / _LEAN_SPREAD_DEG)).astype(np.float32)
    priced = scores.score[near] - price[:, None, None]
    which = priced.argmax(axis=0)
    best = np.asarray(priced.max(axis=0))
    reach = 2 * (_NEAR_PX // GRID_PX) + 1
    peak = (best >= cv2.dilate(best, np.ones((reach, reach), np.uint8))) & (best > _SCORE_MIN)
    rows, columns = np.nonzero(peak)
    order = np.argsort(-best[rows, columns], kind="stable")[:_PLACES]
    rows, columns = rows[order], columns[order]
    turn_index = np.flatnonzero(near)[which[rows, columns]]
    width = np.array(build.widths, float)[scores.width[turn_index, rows, columns]]
    x, y = (columns + 0.5) * GRID_PX, (rows + 0.5) * GRID_PX
    across, down = x * np.cos(hand) - y * np.sin(hand), x * np.sin(hand) + y * np.cos(hand)
    left_first = np.argsort(across, kind="stable")
    every = (
        x,
        y,
        across,
        down - build.core / 2,
        width,
        scores.turns[turn_index],
        best[rows, columns].astype(float),
    )
    return _Places(*(np.asarray(one)[left_first] for one in every))


def _best_row(places: _Places, fingers: Sequence[int], build: Build) -> tuple[float, list[tuple[int, int]]]:
    """Total and (finger, index of its place), left to right."""
    count = len(places.x)
    total = np.empty((len(fingers), count))
    before = np.full((len(fingers), count, 2), -1)
    for name in range(len(fingers)):
        total[name] = places.score - _ABSENT_PRICE * name
        for earlier in range(name):
            step = total[earlier][:, None] - _pair_price(places, fingers[earlier], fingers[name], build)
            step = step - _ABSENT_PRICE * (name - earlier - 1)
            source = step.argmax(axis=0)
            joined = step[source, np.arange(count)] + places.score
            better = joined > total[name]
            total[name][better] = joined[better]
            before[name][better] = np.stack([np.full(count, earlier), source], axis=1)[better]
    ended = total - _ABSENT_PRICE * (len(fingers) - 1 - np.arange(len(fingers)))[:, None]
    name, at = divmod(int(ended.argmax()), count)
    best, row = float(ended[name, at]), []
    while name >= 0:
        row.append((fingers[name], int(at)))
        name, at = (int(one) for one in before[name, at])
    return best, row[::-1]


def _pair_price(places: _Places, left: int, right: int, build: Build) -> Floats:
    """Price of two places as neighbours in the row, (left place, right place)."""
    slots = _slots_between(left, right)
    apart = places.across[None, :] - places.across[:, None]
    lower = places.top[None, :] - places.top[:, None]
    usual = tip_height(right) - tip_height(left)
    z = np.square((apart - slots * build.pitch) / (build.pitch_spread * np.sqrt(slots)))
    z = z + np.square((lower - usual) / (build.height_spread * np.sqrt(slots)))
    price = _PAIR_PRICE * np.minimum(z, _PAIR_PRICE_MOST)
    least = np.maximum(
        build.pitch_least * (0.6 + 0.4 * slots), 0.30 * (places.width[None, :] + places.width[:, None])
    )
    return np.where((apart < least) | (apart > slots * build.pitch_most), np.inf, price)


def _slots_between(left: int, right: int) -> int:
    """How many places apart two fingers are in the hand; both thumbs are neighbours."""
    return abs(right - left) if {left, right} != {1, 6} else 1
