"""What is known of hands before a picture is seen: which fingers, how far apart, how high, how wide, how they lean.

All values are choices. They were set on synthetic slaps (seeds below 1000) and are wide on purpose: NIST's filed card,
which was only looked at, has an index finger 430 pixels below its middle finger where the generator's lies 70 below.
"""

from dataclasses import dataclass

import numpy as np

FINGERS_OF_SLAP: dict[int, tuple[int, ...]] = {
    11: (1,),
    12: (6,),
    13: (2, 3, 4, 5),
    14: (10, 9, 8, 7),
    15: (6, 1),
}
"""Finger positions in each plain impression, left to right as seen (ANSI/NIST-ITL 1-2011, table 8)."""


@dataclass(frozen=True, slots=True)
class Build:
    """Sizes for one kind of plain impression, pixels at 500 ppi.

    Attributes:
        pitch: usual distance of neighbouring tips across the hand.
        pitch_spread: standard deviation of it.
        height_spread: standard deviation of the height of one tip against its neighbour.
        pitch_least: neighbours are at least this far apart.
        pitch_most: and at most this.
        widths: of the templates laid over the picture.
        core: length of the part of a tip that must be full of ridges; short prints have little more.
        tail: length up to which ridges still count for a tip.
        length_most: no tip is longer; beyond lies the joint.
    """

    pitch: float
    pitch_spread: float
    height_spread: float
    pitch_least: float
    pitch_most: float
    widths: tuple[int, ...]
    core: int
    tail: int
    length_most: int


FOUR_FINGERS = Build(350, 60, 110, 160, 560, (110, 160, 210, 255, 300, 345), 240, 420, 500)
THUMBS = Build(430, 110, 130, 210, 900, (150, 210, 270, 330, 400), 320, 540, 590)


def build_of(slap: int) -> Build:
    """Sizes of a plain impression by its position."""
    return FOUR_FINGERS if slap in (13, 14) else THUMBS


_TIP_HEIGHT = {2: 105.0, 3: 0.0, 4: 35.0, 5: 235.0, 1: 0.0}
"""How far below the middle finger's tip each tip lies, by digit, pixels at 500 ppi along the middle finger."""

_LEAN_DEG = {1: 9.0, 2: 5.0, 3: 1.0, 4: -3.0, 5: -9.0}
"""Lean of each finger of a right hand, degrees counter-clockwise, away from the hand's direction."""


def digit_of(finger: int) -> int:
    """1 (thumb) to 5 (little finger).

    >>> digit_of(7), digit_of(6)
    (2, 1)
    """
    return (finger - 1) % 5 + 1


def tip_height(finger: int) -> float:
    """How far below the highest tip a finger's tip usually lies, pixels at 500 ppi."""
    return _TIP_HEIGHT[digit_of(finger)]


def lean(finger: int) -> float:
    """Usual lean of a finger against its hand, radians counter-clockwise as seen."""
    degrees = _LEAN_DEG[digit_of(finger)]
    return float(np.deg2rad(degrees if finger <= 5 else -degrees))
