"""Sequence check: is each rolled finger the finger of its box?

All rolled fingers are held against all plain ones, and against each other. What was done at the desk is a *reading* of
the card: for every box, which finger was rolled in it. A reading's evidence is the sum of log10 likelihood ratios of
what it says are prints of one finger: each rolled print with the plain print of the finger that it is read as, and two
rolled prints that are read as one finger. The card as labelled is one reading. Others are reached from it by what
happens at a desk: two fingers exchanged, hands exchanged, slaps exchanged, a finger rolled in a second box; each such
act costs its prior. The reading of most evidence is taken, and an act is reported only where the card's evidence for
it exceeds ``EVIDENCE_MIN``. Poor prints agree with nothing, speak little against their own place, and give no fault.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tenprint.match.calibration import shipped
from tenprint.match.fusion import evidence
from tenprint.match.pair import Descriptors, compare_described, describe
from tenprint.template.model import Template

FINGERS = range(1, 11)

OTHER_HAND = {finger: (finger + 4) % 10 + 1 for finger in FINGERS}
"""The same finger of the other hand."""

MIRRORED = {2: 10, 3: 9, 4: 8, 5: 7, 7: 5, 8: 4, 9: 3, 10: 2}
"""The finger in the same place of the other hand's four-finger picture, counted from the left."""

EVIDENCE_MIN = 4.0
"""Evidence of an act over the card without it from which it is reported. log10. A choice: there are 137 possible
acts, so with ratios that are right at most one card in fifty that is in order has a fault told of it; how many do is
measured by ``tenprint bench sequence`` on cards that nothing was tuned on."""

PRIOR_EXCHANGED = -2.0
"""Log10 odds of two fingers being exchanged, against none being so. A choice."""

PRIOR_HANDS = -3.0
"""Likewise of the hands, or the slaps: less than of two fingers, lest two thumbs alone tell of ten. A choice."""

PRIOR_TWICE = -2.5
"""Likewise of a finger being rolled in a second box, the finger of that box in none. A choice."""

AGREES = 3.0
"""Log10 ratio of one pair from which its prints agree, where no others tell. A choice, as ``EVIDENCE_MIN``."""

DISAGREES = 0.0
"""Log10 ratio of one pair below which its prints do not agree."""

Ratios = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SequenceFault:
    """A rolled finger that is not in its place.

    Attributes:
        position: finger position of the rolled print, as labelled.
        matches_position: finger position that it is read as.
        score_own: pair score with the plain print of its own position; None where there is none.
        score_other: pair score with the plain print that it agrees with; where there is none, with the rolled print.
        log10_lr: evidence of the act that it is part of over the card without that act.
    """

    position: int
    matches_position: int
    score_own: float | None
    score_other: float
    log10_lr: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the prints of a card say; (10, 10) arrays, place 0 for finger 1.

    Attributes:
        across: log10 ratio of each rolled (row) with each plain finger (column); 0 where one is missing.
        among: of each two rolled fingers, symmetric; 0 on the diagonal.
        across_score: pair scores, −1 where a print is missing; likewise ``among_score``.
        among_score: of each two rolled fingers.
    """

    across: Ratios
    among: Ratios
    across_score: Ratios
    among_score: Ratios

    def of(self, reading: Sequence[int]) -> float:
        """Log10 evidence of a reading: (10,) places of the fingers that were rolled in the ten boxes."""
        read = np.asarray(reading)
        same = read[:, None] == read[None, :]
        return float(self.across[np.arange(10), read].sum() + self.among[same].sum() / 2.0)

    def is_rolled(self, box: int) -> bool:
        """Whether the print of a box (place 0 to 9) was compared with any other."""
        return bool((self.across_score[box] >= 0.0).any() or (self.among_score[box] >= 0.0).any())


@dataclass(frozen=True, slots=True)
class Act:
    """Something done at the desk.

    Attributes:
        moves: place of a box to place of the box whose print is rolled in it.
        prior: log10 odds of it.
    """

    moves: Mapping[int, int]
    prior: float


def check_sequence(rolled: Mapping[int, Template], plain: Mapping[int, Template]) -> list[SequenceFault]:
    """Finds exchanged fingers, exchanged hands and slaps, and one finger taken twice.

    Args:
        rolled: finger position to template.
        plain: finger position to template, of single plain thumbs and fingers cut from slaps; none are needed to find
            one finger rolled twice.

    Returns:
        Faults by position, every finger of an exchange; empty where all is well or nothing can be said.
    """
    return find_faults(card_evidence(rolled, plain))


def find_faults(found: Evidence) -> list[SequenceFault]:
    """The faults that the evidence of a card shows."""
    reading, acts = best_reading(found)
    faults: dict[int, float] = {}
    for act in acts:
        told = found.of(reading) - found.of(_without(reading, act))
        if told >= EVIDENCE_MIN:
            faults |= {box: told for box in act.moves if found.is_rolled(box)}
    return [_fault(found, box, reading[box], told) for box, told in sorted(faults.items())]


def _fault(found: Evidence, box: int, other: int, told: float) -> SequenceFault:
    """What is known of a rolled finger that is read as another; places 0 to 9."""
    own, score = found.across_score[box, [box, other]]
    if score < 0.0:
        score = found.among_score[box, other]
    known = None if own < 0.0 else float(own)
    return SequenceFault(box + 1, other + 1, known, max(float(score), 0.0), round(told, 3))


def card_evidence(rolled: Mapping[int, Template], plain: Mapping[int, Template]) -> Evidence:
    """Compares every rolled finger with every plain one, and the rolled ones with each other."""
    prints = [_prepared(rolled), _prepared(plain)]
    across, held = _compared(prints[0], prints[1], square=True)
    among, among_held = _compared(prints[0], prints[0], square=False)
    return Evidence(_ratios(across, held), _ratios(among, among_held), across, among)


def pair_log10_lr(first: Template, second: Template) -> float:
    """Log10 likelihood ratio of one pair of prints."""
    one, other = describe(first), describe(second)
    score, held = compare_described(one, other).score, min(evidence(one), evidence(other))
    return float(shipped().log10_lr(np.array([score]), np.array([held]))[0])


def _prepared(fingers: Mapping[int, Template]) -> dict[int, Descriptors]:
    return {
        finger: describe(template)
        for finger, template in sorted(fingers.items())
        if finger in FINGERS and len(template)
    }


def _compared(
    first: Mapping[int, Descriptors], second: Mapping[int, Descriptors], *, square: bool
) -> tuple[Ratios, Ratios]:
    """Scores and evidence of pairs, −1 where one is missing; of a set with itself each pair once, put on both sides."""
    scores, held = np.full((10, 10), -1.0), np.full((10, 10), -1.0)
    for i, one in first.items():
        for j, other in second.items():
            if square or i < j:
                scores[i - 1, j - 1] = compare_described(one, other).score
                held[i - 1, j - 1] = min(evidence(one), evidence(other))
    if not square:
        scores, held = np.maximum(scores, scores.T), np.maximum(held, held.T)
    return scores, held


def _ratios(scores: Ratios, held: Ratios) -> Ratios:
    """Log10 ratios, 0 where nothing was compared."""
    return np.where(scores < 0.0, 0.0, shipped().log10_lr(scores, held))


def best_reading(found: Evidence) -> tuple[tuple[int, ...], list[Act]]:
    """The reading of most evidence and prior, and the acts that lead to it from the card as labelled.

    One act after another is taken, each time the one that gains most, until none gains.
    """
    reading, acts = tuple(range(10)), list[Act]()
    value = found.of(reading)
    while len(acts) < 10:
        tried = [(_with(reading, act), act) for act in possible_acts(reading)]
        gains = [found.of(one) + act.prior - value for one, act in tried]
        best = int(np.argmax(gains))
        if gains[best] <= 1e-9:
            break
        reading, act = tried[best]
        value += gains[best] - act.prior
        acts.append(act)
    return reading, _merged(reading, acts)


def possible_acts(reading: Sequence[int]) -> Iterator[Act]:
    """Everything that may have been done next at the desk; boxes are places 0 to 9."""
    yield Act({finger - 1: other - 1 for finger, other in OTHER_HAND.items()}, PRIOR_HANDS)
    yield Act({finger - 1: other - 1 for finger, other in MIRRORED.items()}, PRIOR_HANDS)
    for a, b in combinations(range(10), 2):
        yield Act({a: b, b: a}, PRIOR_EXCHANGED)
        if reading[a] != reading[b]:
            yield Act(
                {b: a}, PRIOR_TWICE
            )  # first, for of two equal ones the later box is taken to be the wrong one
            yield Act({a: b}, PRIOR_TWICE)


def _with(reading: Sequence[int], act: Act) -> tuple[int, ...]:
    """A reading after an act."""
    moved = list(reading)
    for box, other in act.moves.items():
        moved[box] = reading[other]
    return tuple(moved)


def _without(reading: Sequence[int], act: Act) -> tuple[int, ...]:
    """A reading in which the boxes of an act are as labelled."""
    return tuple(box if box in act.moves else finger for box, finger in enumerate(reading))


def _merged(reading: Sequence[int], acts: Sequence[Act]) -> list[Act]:
    """Acts with a box in common as one: three fingers moved round are two exchanges, and stand or fall together.

    Boxes that are read as labelled in the end are left out.
    """
    groups: list[Act] = []
    for act in acts:
        common = [one for one in groups if one.moves.keys() & act.moves.keys()]
        moves = {box: reading[box] for one in (*common, act) for box in one.moves if reading[box] != box}
        groups = [one for one in groups if one not in common]
        groups.append(Act(moves, act.prior + sum(one.prior for one in common)))
    return [act for act in groups if act.moves]
