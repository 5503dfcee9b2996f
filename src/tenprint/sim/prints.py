"""Synthetic fingerprints: the contents page of the generator.

    finger = master(seed, finger_position)            # pattern, flow, growth, true minutiae
    taken = impression(finger, seed=1, style=ROLLED)  # warp, pressure, ink, paper

Whole cards are in ``card``, folders of prints and galleries of strangers in ``gallery``. No real person's print is
in any of it: everything comes from the seed.
"""

from typing import Literal

from tenprint.sim.contact.condition import CONDITIONS
from tenprint.sim.contact.impression import Impression, impression
from tenprint.sim.contact.injury import Injury
from tenprint.sim.contact.style import (
    CAPACITIVE_PLAIN,
    OPTICAL_PLAIN,
    OPTICAL_WIDE_PLAIN,
    PLAIN,
    PLAIN_INK,
    ROLLED,
    ROLLED_INK,
    STYLES,
    THERMAL_PLAIN,
    Contact,
    Coverage,
    Device,
    ImpressionStyle,
)
from tenprint.sim.skin.master import GENERATOR, MasterPrint, MasterSize, build
from tenprint.sim.skin.pattern import PatternClass
from tenprint.sim.skin.vortices import TrueMinutiae

__all__ = [
    "CAPACITIVE_PLAIN",
    "CONDITIONS",
    "GENERATOR",
    "OPTICAL_PLAIN",
    "OPTICAL_WIDE_PLAIN",
    "PLAIN",
    "PLAIN_INK",
    "ROLLED",
    "ROLLED_INK",
    "STYLES",
    "THERMAL_PLAIN",
    "Contact",
    "Coverage",
    "Device",
    "Impression",
    "ImpressionStyle",
    "Injury",
    "MasterPrint",
    "PatternClass",
    "TrueMinutiae",
    "impression",
    "master",
]


def master(seed: int, finger_position: int, *, size: Literal["full", "small"] = "full") -> MasterPrint:
    """Make the master print of one finger of one subject.

    Args:
        seed: the subject's seed.
        finger_position: 1 (right thumb) to 10 (left little finger).
        size: ``full`` for cards; ``small``, a plain impression's worth of skin, for galleries of strangers.

    >>> finger = master(7, 2, size="small")
    >>> finger.ridges.shape, finger.pattern.kind
    ((496, 416), <PatternClass.WHORL: 'whorl'>)
    """
    return build(seed, finger_position, MasterSize(size))
