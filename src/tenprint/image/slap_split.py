"""Plain impressions of several fingers into single fingertips.

The steps follow what NIST's slap segmentation evaluation asks of a segmenter (SlapSeg II, NISTIR 7553): find
the fingertips, cut each below its first joint crease, name it by its place in the hand. Paper cards add what
scanners do not have: printed letters, handwriting, punched holes, prints of the neighbouring boxes.

1. foreground blocks; bridges between prints (letters, touching skin) cut;
2. tilt of the hand: the direction in which the pieces of foreground are elongated;
3. columns: pieces that lie under each other are one finger, the topmost is its tip;
4. the tip cut at its crease, or at the length that no tip exceeds;
5. as many tips as fingers are expected, the most print-like first, named from left to right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage
from tenprint.image.segment import BLOCK_PX, Mask, block_foreground, block_measures, opened

FINGERS_OF_SLAP: dict[int, tuple[int, ...]] = {
    11: (1,),
    12: (6,),
    13: (2, 3, 4, 5),
    14: (10, 9, 8, 7),
    15: (6, 1),
}
"""Finger positions in each plain impression, left to right as seen (ANSI/NIST-ITL 1-2011, table 8)."""

TIP_LENGTH_PX = {11: 600, 12: 600, 13: 480, 14: 480, 15: 600}
"""Longest tip kept by slap position, in pixels at 500 ppi (fingers 24 mm): beyond lies the joint."""

_TIP_SHORTEST_PX = 230
_TIP_AREA_MIN_PX = 14_000
_BRIDGE_BLOCKS = 13
_TILT_MAX = np.radians(25)
_OVERLAP = 0.35
_WIDEST_PX = {11: 560, 12: 560, 13: 370, 14: 370, 15: 520}
_MARGIN_PX = 4

_USUAL_PLACES: dict[int, tuple[float, float]] = {
    2: (0.0, 0.45),
    3: (1.0, 0.0),
    4: (2.0, 0.15),
    5: (3.0, 1.0),
    7: (3.0, 0.45),
    8: (2.0, 0.0),
    9: (1.0, 0.15),
    10: (0.0, 1.0),
    6: (0.0, 0.0),
    1: (1.0, 0.0),
}
"""Where the top of each fingertip usually lies, across and down, in units of the distance between fingers."""

_PITCH_BLOCKS = 40.0


@dataclass(frozen=True, slots=True)
class SlapFinger:
    """One fingertip of a plain impression.

    Attributes:
        position: finger position code, 1 to 10.
        box: left, top, right, bottom in pixels of the slap; right and bottom are the first outside.
        image: the box's pixels; what belongs to a neighbouring print is white.
    """

    position: int
    box: tuple[int, int, int, int]
    image: GreyImage


@dataclass(frozen=True, slots=True)
class _Piece:
    """One connected piece of foreground, in the frame of the hand (blocks; v down along the fingers)."""

    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    across: npt.NDArray[np.float64]
    along: npt.NDArray[np.float64]

    @property
    def left(self) -> float:
        return float(self.across.min())

    @property
    def right(self) -> float:
        return float(self.across.max()) + 1

    @property
    def top(self) -> float:
        return float(self.along.min())

    @property
    def length(self) -> float:
        return float(np.ptp(self.along)) + 1

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def area_px(self) -> int:
        return len(self.rows) * BLOCK_PX * BLOCK_PX

    def where(self, chosen: npt.NDArray[np.bool_]) -> "_Piece":
        """The part of the piece in which ``chosen`` holds."""
        return _Piece(self.rows[chosen], self.columns[chosen], self.across[chosen], self.along[chosen])


def split(image: GreyImage, position: int, expected: Sequence[int] | None = None) -> list[SlapFinger]:
    """Fingertips of a plain impression, left to right as seen.

    Args:
        image: the slap at 500 ppi, upright within some 20 degrees.
        position: its finger position code: 11 and 12 single thumbs, 13 and 14 four fingers, 15 both thumbs.
        expected: finger positions that are there (the others are amputated or bandaged); None means all.

    Returns:
        What was found: never more than expected, fewer where prints are missing or too poor. The caller
        compares. Where fewer were found, positions are those whose usual places fit best.

    Raises:
        ImageError: the position is not a plain impression, or the image is not at 500 ppi.
    """
    fingers = _wanted(image, position, expected)
    found = block_foreground(block_measures(image.pixels))
    mask = opened(found.astype(np.uint8), _BRIDGE_BLOCKS).astype(np.bool_)
    tilt = _tilt(mask) if len(FINGERS_OF_SLAP[position]) > 1 else 0.0
    tips = _tips(_pieces(mask, tilt), len(fingers), position)
    return [_cut(image, tip, mask, name) for tip, name in zip(tips, _names(tips, fingers), strict=True)]


def _wanted(image: GreyImage, position: int, expected: Sequence[int] | None) -> tuple[int, ...]:
    if position not in FINGERS_OF_SLAP:
        raise ImageError(f"slap: expected finger position 11 to 15, found {position}")
    if not 495 <= image.resolution_ppi <= 505:
        raise ImageError(f"slap: expected 500 ppi, found {image.resolution_ppi:g}")
    return tuple(finger for finger in FINGERS_OF_SLAP[position] if expected is None or finger in expected)


def _tilt(mask: Mask) -> float:
    """Tilt of the fingers in radians, positive when they run from the upper left to the lower right."""
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    doubled = np.zeros(2)
    for label in range(1, count):
        rows, columns = np.nonzero(labels == label)
        if len(rows) * BLOCK_PX * BLOCK_PX < _TIP_AREA_MIN_PX:
            continue
        (xx, xy), (_, yy) = np.cov(columns, rows)
        # Second moments grow with size, so large pieces weigh more and round ones nothing; a piece that is
        # wider than long is several touching fingers and says nothing of their direction.
        if yy > xx:
            doubled += (yy - xx, 2 * xy)
    tilt = 0.5 * float(np.arctan2(doubled[1], doubled[0]))
    return float(np.clip(tilt, -_TILT_MAX, _TILT_MAX))


def _pieces(mask: Mask, tilt: float) -> list[_Piece]:
    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    pieces = []
    for label in range(1, count):
        rows, columns = np.nonzero(labels == label)
        across = columns * np.cos(tilt) - rows * np.sin(tilt)
        along = columns * np.sin(tilt) + rows * np.cos(tilt)
        pieces.append(_Piece(rows, columns, across, along))
    return [piece for piece in pieces if piece.area_px >= _TIP_AREA_MIN_PX]


def _tips(pieces: list[_Piece], count: int, position: int) -> list[_Piece]:
    """The ``count`` best fingertips, left to right."""
    narrow = [part for piece in pieces for part in _split_wide(piece, _WIDEST_PX[position] / BLOCK_PX)]
    columns: list[_Piece] = []
    for piece in sorted(narrow, key=lambda piece: piece.top):
        if not any(_under(piece, tip) for tip in columns):
            columns.append(piece)
    tips = [_without_joint(piece, TIP_LENGTH_PX[position]) for piece in columns]
    tips = [tip for tip in tips if tip.area_px >= _TIP_AREA_MIN_PX]
    best = sorted(tips, key=lambda tip: tip.area_px, reverse=True)[:count]
    return sorted(best, key=lambda tip: float(tip.across.mean()))


def _under(piece: _Piece, tip: _Piece) -> bool:
    """Whether a piece lies below a tip in the same column."""
    shared = min(piece.right, tip.right) - max(piece.left, tip.left)
    return shared > _OVERLAP * min(piece.width, tip.width)


def _split_wide(piece: _Piece, widest: float) -> list[_Piece]:
    """Touching fingers parted at the thinnest column of their middle, until each is narrow enough."""
    if piece.width <= widest:
        return [piece]
    place = (piece.across - piece.left).astype(np.int64)
    profile = np.bincount(place).astype(float)
    low, high = int(len(profile) * 0.25), int(len(profile) * 0.75)
    valley = low + int(np.argmin(profile[low : high + 1]))
    halves = (piece.where(place < valley), piece.where(place >= valley))
    return [part for half in halves if len(half.rows) for part in _split_wide(half, widest)]


def _without_joint(piece: _Piece, longest_px: int) -> _Piece:
    """The part above the first crease: the thinnest row between the shortest and the longest tip."""
    if piece.length * BLOCK_PX <= longest_px:
        return piece
    place = (piece.along - piece.top).astype(np.int64)
    profile = np.bincount(place).astype(float)
    low, high = _TIP_SHORTEST_PX // BLOCK_PX, longest_px // BLOCK_PX
    crease = low + int(np.argmin(profile[low : high + 1]))
    if profile[crease] > 0.75 * float(np.median(profile[:low])):
        crease = high
    return piece.where(place < crease)


def _names(tips: list[_Piece], fingers: tuple[int, ...]) -> tuple[int, ...]:
    """Positions of the tips: all expected ones in order, or the subset whose usual places fit best."""
    if len(tips) == len(fingers) or not tips:
        return fingers[: len(tips)]
    found = np.array([[tip.across.mean(), tip.top] for tip in tips]) / _PITCH_BLOCKS

    def misfit(names: tuple[int, ...]) -> float:
        usual = np.array([_USUAL_PLACES[name] for name in names])
        offset = found - usual
        return float(np.square(offset - offset.mean(axis=0)).sum())

    return min(combinations(fingers, len(tips)), key=misfit)


def _cut(image: GreyImage, tip: _Piece, mask: Mask, position: int) -> SlapFinger:
    """The tip's box with a margin, other prints in it painted white."""
    # Blocks are a little larger than 8 pixels where the picture's sides are no multiples of 8.
    across, down = image.width / mask.shape[1], image.height / mask.shape[0]
    left = max(0, int(tip.columns.min() * across) - _MARGIN_PX)
    top = max(0, int(tip.rows.min() * down) - _MARGIN_PX)
    right = min(image.width, int((tip.columns.max() + 1) * across) + _MARGIN_PX)
    bottom = min(image.height, int((tip.rows.max() + 1) * down) + _MARGIN_PX)
    others = mask.copy()
    others[tip.rows, tip.columns] = False
    whole = cv2.resize(others.astype(np.uint8), (image.width, image.height), interpolation=cv2.INTER_NEAREST)
    pixels = image.pixels[top:bottom, left:right].copy()
    pixels[whole[top:bottom, left:right] > 0] = 255
    return SlapFinger(position, (left, top, right, bottom), GreyImage(pixels, image.resolution_ppi))
