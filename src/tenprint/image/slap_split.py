"""Plain impressions of several fingers into single fingertips, each with its position and its angle.

The task is that of NIST's slap segmentation evaluation (SlapSeg II, NISTIR 7553): find the fingertips, cut each below
its first joint crease, name it by its place in the hand. Paper cards add what scanners do not have: letters,
handwriting, punched holes, the next phalanges. ``docs/stages/slap-split.md`` shows the steps:

1. cells that show ridges, however faint beside their neighbours (``slap.evidence``);
2. how well a fingertip's template fits, at every place, width and turn (``slap.candidate``);
3. the best row of named tips over all turns of the hand (``slap.arrangement``);
4. sides, tip, crease and turn of each (``slap.outline``);
5. what the capture device says, where nothing speaks against it (``slap.given``).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.slap.arrangement import best_arrangement
from tenprint.image.slap.candidate import tip_scores
from tenprint.image.slap.evidence import Evidence, evidence
from tenprint.image.slap.given import FingerSegment, objections, outlines_given, segment_of_box
from tenprint.image.slap.hand import FINGERS_OF_SLAP, build_of, lean
from tenprint.image.slap.handedness import hand_evidence
from tenprint.image.slap.outline import Outline, outlines

__all__ = [
    "FINGERS_OF_SLAP",
    "HAND_TURN_MOST_DEG",
    "FingerSegment",
    "Slap",
    "SlapFinger",
    "read_slap",
    "segment_of_box",
    "split",
    "upright",
]

HAND_TURN_MOST_DEG = 45.0
"""A hand that is turned further is refused; measured are hands turned by up to 30 degrees."""

WRONG_HAND_BELOW = -5.0
"""``Slap.hand_evidence`` from which the picture shows the other hand (a choice; see docs/stages/slap-split.md)."""


@dataclass(frozen=True, slots=True)
class SlapFinger:
    """One fingertip of a plain impression.

    Attributes:
        position: finger position code, 1 to 10.
        box: left, top, right, bottom in pixels of the slap; right and bottom are the first outside.
        angle: the finger's own turn in radians, counter-clockwise as seen; 0 is upright, tip up.
        corners: (4, 2) float64, x and y in pixels of the slap: the tip's box in its own frame, upper left corner first,
            clockwise as seen.
        image: the box's pixels, not turned (the matcher does not mind); what belongs to other prints is paper.
    """

    position: int
    box: tuple[int, int, int, int]
    angle: float
    corners: npt.NDArray[np.float64]
    image: GreyImage


@dataclass(frozen=True, slots=True)
class Slap:
    """What a plain impression shows.

    Attributes:
        fingers: left to right as seen; never more than expected, fewer where prints are missing or too poor.
        turn: of the hand, radians counter-clockwise as seen.
        hand_evidence: natural logarithm of the odds that it is the hand that the position names; negative speaks for
            the other one; 0 where fewer than four fingers were found.
        by_device: whether names and boxes are the capture device's.
        objections: why the device's segments were not taken; empty where they were, or there are none.
    """

    fingers: tuple[SlapFinger, ...]
    turn: float
    hand_evidence: float
    by_device: bool = False
    objections: tuple[str, ...] = ()

    @property
    def other_hand(self) -> bool:
        """Whether it is more likely the other hand's."""
        return self.hand_evidence < WRONG_HAND_BELOW


def split(
    image: GreyImage,
    position: int,
    expected: Sequence[int] | None = None,
    given: Sequence[FingerSegment] = (),
) -> list[SlapFinger]:
    """The fingers of ``read_slap``, left to right as seen."""
    return list(read_slap(image, position, expected, given).fingers)


def read_slap(
    image: GreyImage,
    position: int,
    expected: Sequence[int] | None = None,
    given: Sequence[FingerSegment] = (),
) -> Slap:
    """Fingertips of a plain impression.

    Args:
        image: the slap at 500 ppi, the hand turned by up to ``HAND_TURN_MOST_DEG`` to either side.
        position: its finger position code: 11 and 12 single thumbs, 13 and 14 four fingers, 15 both thumbs.
        expected: finger positions that are there (the others are amputated or bandaged); None means all.
        given: where the capture device says that fingers lie, in pixels of ``image``.

    Returns:
        What was found; the caller compares it with what it expects. Where fewer fingers than expected were found,
        they are named by their places in the hand, which is a guess.

    Raises:
        ImageError: the position is not a plain impression, the image is not at 500 ppi, or the hand is turned too far.
    """
    fingers = _wanted(image, position, expected)
    found = evidence(image.pixels)
    build = build_of(position)
    scores = tip_scores(found.ridges, build)
    row = best_arrangement(scores, fingers, build) if fingers else None
    own = [] if row is None else outlines(found, row, build)
    turn = _turn(own)
    if len(own) > 1 and abs(np.rad2deg(turn)) > HAND_TURN_MOST_DEG:
        most, about = f"{HAND_TURN_MOST_DEG:g}", f"{abs(np.rad2deg(turn)):.0f}"
        raise ImageError(
            f"slap: expected a hand turned by at most {most} degrees, found one turned by about {about}"
        )
    told = objections(given, fingers, found, own, (image.width, image.height)) if given else []
    believed = given if not told else ()
    taken = outlines_given(believed, found, own, turn) if believed else own
    boxes = {segment.finger: segment.box for segment in believed}
    paper = _paper(image.pixels, found)
    return Slap(
        tuple(_cut(image, one, found, paper, boxes.get(one.finger)) for one in taken),
        turn,
        hand_evidence(own, position),
        bool(boxes),
        tuple(told),
    )


def upright(image: GreyImage, finger: SlapFinger) -> GreyImage:
    """A finger's print turned upright, by cubic interpolation; for eyes, and engines that mind a turn.

    Args:
        image: the slap that ``finger`` is from.
        finger: which.
    """
    first, second, _, last = finger.corners
    size = (
        max(1, round(float(np.hypot(*(second - first))))),
        max(1, round(float(np.hypot(*(last - first))))),
    )
    source = np.asarray(finger.corners[[0, 1, 3]], np.float32)
    target = np.array([[0, 0], [size[0], 0], [0, size[1]]], np.float32)
    turning = cv2.getAffineTransform(source, target)
    pixels = cv2.warpAffine(
        image.pixels, turning, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return GreyImage(np.ascontiguousarray(pixels, np.uint8), image.resolution_ppi)


def _wanted(image: GreyImage, position: int, expected: Sequence[int] | None) -> tuple[int, ...]:
    if position not in FINGERS_OF_SLAP:
        raise ImageError(f"slap: expected finger position 11 to 15, found {position}")
    if not 495 <= image.resolution_ppi <= 505:
        raise ImageError(f"slap: expected 500 ppi, found {image.resolution_ppi:g}")
    return tuple(finger for finger in FINGERS_OF_SLAP[position] if expected is None or finger in expected)


def _turn(own: Sequence[Outline]) -> float:
    """Turn of the hand from those of its fingers."""
    return float(np.mean([one.turn - lean(one.finger) for one in own])) if own else 0.0


def _paper(pixels: Pixels, found: Evidence) -> int:
    """Grey level where no print is; white where print is everywhere."""
    bare = cv2.resize(pixels, found.traces.shape[::-1], interpolation=cv2.INTER_NEAREST)[~found.traces]
    return int(np.median(bare)) if len(bare) else 255


def _cut(
    image: GreyImage, tip: Outline, found: Evidence, paper: int, given: tuple[int, int, int, int] | None
) -> SlapFinger:
    """The tip's box with a margin, or the device's; other prints in it are painted over."""
    corners = tip.corners()
    left, top, right, bottom = given or _around(tip, found, image)
    left, top, right, bottom = max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)
    others = found.traces | found.strangers
    others[tip.rows, tip.columns] = False
    whole = cv2.resize(others.astype(np.uint8), (image.width, image.height), interpolation=cv2.INTER_NEAREST)
    pixels = image.pixels[top:bottom, left:right].copy()
    pixels[whole[top:bottom, left:right] > 0] = paper
    box = (left, top, right, bottom)
    return SlapFinger(tip.finger, box, tip.turn, corners, GreyImage(pixels, image.resolution_ppi))


def _around(tip: Outline, found: Evidence, image: GreyImage) -> tuple[int, int, int, int]:
    """Box of a tip's cells, upright in the picture."""
    # Cells are a little larger than 8 pixels where the picture's sides are no multiples of 8.
    across, down = image.width / found.traces.shape[1], image.height / found.traces.shape[0]
    left, top = tip.columns.min() * across, tip.rows.min() * down
    right, bottom = (tip.columns.max() + 1) * across, (tip.rows.max() + 1) * down
    return int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom))
