"""Which pattern a finger has, and where its cores and deltas lie.

Shares of the five classes over all fingers: arch 3.7 %, left loop 33.8 %, right loop 31.7 %, tented arch
2.9 %, whorl 27.9 % (C. L. Wilson, G. T. Candela, C. I. Watson, "Neural network fingerprint classification",
Journal of Artificial Neural Networks 1(2), 1994). How they spread over the fingers (whorls on thumbs and
ring fingers, arches and radial loops on index fingers, ulnar loops on little fingers) follows the
literature in tendency; the rows below are ours, made so that their mean gives Wilson's shares with both
loops equal.
"""

from dataclasses import dataclass
from enum import Enum
from math import erf, sqrt

import numpy as np

from tenprint.sim.seeds import Stream, stream


class PatternClass(Enum):
    """The five classes of Henry's scheme as automatic classification uses them, named as seen on the card."""

    ARCH = "arch"
    TENTED_ARCH = "tented arch"
    LEFT_LOOP = "left loop"
    RIGHT_LOOP = "right loop"
    WHORL = "whorl"


@dataclass(frozen=True, slots=True)
class Singularity:
    """A core or a delta.

    Attributes:
        x: pixels at 500 ppi right of the finger's middle.
        y: pixels at 500 ppi above the flexion crease.
        bend: (4,) amplitudes and phases (a1, p1, a2, p2) of the local correction of its angle.
    """

    x: float
    y: float
    bend: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What decides a finger's ridge flow.

    Attributes:
        kind: the class.
        cores: none, one or two.
        deltas: as many as cores.
        opening: direction in which a loop or tented arch opens, radians from +x; 0 for the others.
        arch_lift: height of the additional bump of a plain arch, radians.
        arch_middle: (x, y) of that bump, as in ``Singularity``.
    """

    kind: PatternClass
    cores: tuple[Singularity, ...]
    deltas: tuple[Singularity, ...]
    opening: float
    arch_lift: float
    arch_middle: tuple[float, float]


# Arch, tented arch, ulnar loop, radial loop, whorl in percent, by digit from thumb to little finger.
_SHARES = {
    1: (3.2, 1.2, 54.2, 0.6, 40.8),
    2: (8.0, 7.0, 36.0, 17.5, 31.5),
    3: (5.0, 4.0, 70.0, 2.6, 18.4),
    4: (1.3, 1.5, 58.0, 1.2, 38.0),
    5: (1.0, 0.8, 86.4, 1.0, 10.8),
}


def digit_of(finger_position: int) -> int:
    """Digit from 1 (thumb) to 5 (little finger) of finger position 1 to 10.

    >>> [digit_of(position) for position in (1, 5, 6, 10)]
    [1, 5, 1, 5]
    """
    return (finger_position - 1) % 5 + 1


def class_shares(finger_position: int) -> dict[PatternClass, float]:
    """Probability of each class for one finger.

    A loop that opens to the little finger (ulnar) runs to the right on prints of the right hand.

    >>> round(sum(class_shares(2).values()), 9)
    1.0
    """
    arch, tented, ulnar, radial, whorl = _SHARES[digit_of(finger_position)]
    right, left = (ulnar, radial) if finger_position <= 5 else (radial, ulnar)
    total = arch + tented + ulnar + radial + whorl
    return {
        PatternClass.ARCH: arch / total,
        PatternClass.TENTED_ARCH: tented / total,
        PatternClass.LEFT_LOOP: left / total,
        PatternClass.RIGHT_LOOP: right / total,
        PatternClass.WHORL: whorl / total,
    }


# Fingers of one person, and more so the same finger of both hands, tend to alike classes; how much is a choice of
# this model: shares of the variance that the person and the pair of fingers have.
_PERSON, _PAIR = 0.3, 0.3


def class_rank(seed: int, finger_position: int) -> float:
    """Where a finger stands between the simplest and the richest pattern of its kind of finger, 0 to 1.

    Evenly distributed over subjects whatever the finger, so that the shares of ``class_shares`` hold; ranks of one
    subject's fingers are alike.

    Args:
        seed: the subject's seed.
        finger_position: 1 to 10.
    """
    digit = digit_of(finger_position)
    person, pair, own = (
        float(stream(seed, Stream.CLASS, *key).standard_normal())
        for key in ((), (digit,), (digit, finger_position))
    )
    normal = sqrt(_PERSON) * person + sqrt(_PAIR) * pair + sqrt(1 - _PERSON - _PAIR) * own
    return 0.5 + 0.5 * erf(normal / sqrt(2))


def class_at(rank: float, finger_position: int) -> PatternClass:
    """Class of a rank: arch, tented arch, radial loop, ulnar loop, whorl, each as wide as its share.

    >>> class_at(0.0, 2), class_at(0.99, 2)
    (<PatternClass.ARCH: 'arch'>, <PatternClass.WHORL: 'whorl'>)
    """
    shares = class_shares(finger_position)
    for kind in sorted(shares, key=lambda kind: _richness(kind, finger_position)):
        rank -= shares[kind]
        if rank < 0:
            return kind
    return PatternClass.WHORL


def _richness(kind: PatternClass, finger_position: int) -> int:
    ulnar = PatternClass.RIGHT_LOOP if finger_position <= 5 else PatternClass.LEFT_LOOP
    return {PatternClass.ARCH: 0, PatternClass.TENTED_ARCH: 1, ulnar: 3, PatternClass.WHORL: 4}.get(kind, 2)


def draw(
    rng: np.random.Generator, finger_position: int, *, width: float, height: float, rank: float | None = None
) -> Pattern:
    """Draw a class and its cores and deltas.

    Args:
        rng: stream of the finger.
        finger_position: 1 to 10.
        width: of the finger's pad, pixels at 500 ppi; cores and deltas lie in proportion to it.
        height: likewise, from the flexion crease to the tip.
        rank: decides the class (``class_rank``); without it the stream does.
    """
    drawn = float(rng.random())
    kind = class_at(drawn if rank is None else rank, finger_position)
    centre = (float(rng.normal(0, 0.02)) * width, float(rng.normal(0.53, 0.025)) * height)
    if kind is PatternClass.ARCH:
        lift = float(rng.uniform(0.1, 0.55))
        return Pattern(kind, (), (), 0.0, lift, (centre[0], centre[1] - 0.12 * height))
    opening = 0.0
    if kind is PatternClass.WHORL:
        cores, deltas = _whorl(rng, centre, width)
    elif kind is PatternClass.TENTED_ARCH:
        cores, deltas = _tented(rng, centre, width)
        opening = float(rng.normal(-np.pi / 2, 0.08))
    else:
        side = 1.0 if kind is PatternClass.RIGHT_LOOP else -1.0
        cores, deltas = _loop(rng, centre, width, opens=side)
        opening = -np.pi / 2 + side * float(np.clip(rng.normal(0.5, 0.17), 0.15, 0.95))
    return Pattern(kind, cores, deltas, opening, 0.0, centre)


_Points = tuple[tuple[Singularity, ...], tuple[Singularity, ...]]


def _point(rng: np.random.Generator, x: float, y: float, bend: float) -> Singularity:
    amplitude = rng.normal(0, bend, 2)
    phase = rng.uniform(0, 2 * np.pi, 2)
    corrected = (float(amplitude[0]), float(phase[0]), float(amplitude[1]) / 2, float(phase[1]))
    return Singularity(x, y, corrected)


def _loop(rng: np.random.Generator, centre: tuple[float, float], width: float, opens: float) -> _Points:
    x, y = centre
    delta_x = x - opens * width * float(np.clip(rng.normal(0.27, 0.05), 0.14, 0.38))
    delta_y = y - width * float(np.clip(rng.normal(0.27, 0.05), 0.16, 0.4))
    return (_point(rng, x, y, 0.07),), (_point(rng, delta_x, delta_y, 0.07),)


def _tented(rng: np.random.Generator, centre: tuple[float, float], width: float) -> _Points:
    x, y = centre
    delta_y = y - width * float(rng.uniform(0.1, 0.22))
    return (_point(rng, x, y, 0.05),), (_point(rng, x + float(rng.normal(0, 0.012)) * width, delta_y, 0.05),)


def _whorl(rng: np.random.Generator, centre: tuple[float, float], width: float) -> _Points:
    x, y = centre
    # Most whorls are plain or elongated; one in six is a double loop with its cores apart and aslant.
    double = rng.random() < 1 / 6
    apart = width * float(rng.uniform(0.13, 0.22) if double else rng.gamma(2.5, 0.04) + 0.015)
    apart = min(apart, 0.25 * width)
    tilt = float(rng.choice([-1.0, 1.0]) * rng.uniform(0.4, 1.1) if double else rng.normal(0, 0.3))
    shift = (apart / 2 * np.sin(tilt), apart / 2 * np.cos(tilt))
    cores = tuple(_point(rng, float(x + s * shift[0]), float(y + s * shift[1]), 0.05) for s in (1.0, -1.0))
    deltas = []
    for side in (-1.0, 1.0):
        delta_x = x + side * width * float(np.clip(rng.normal(0.3, 0.04), 0.2, 0.4))
        delta_y = y - width * float(np.clip(rng.normal(0.26, 0.05), 0.14, 0.38))
        deltas.append(_point(rng, delta_x, delta_y, 0.05))
    return cores, tuple(deltas)
