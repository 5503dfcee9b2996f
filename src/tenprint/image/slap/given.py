"""Where the capture device says that each finger lies: 14.021 SEG and 14.025 ASEG, held against the picture.

A device saw more than its picture shows (the moving hand, the other hand's turn), so what it says of names and places
is taken when nothing in the picture speaks against it. One objection refuses all segments of a picture: a device that
is wrong about one finger is not believed about the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.slap.evidence import CELL_PX, Evidence
from tenprint.image.slap.hand import lean
from tenprint.image.slap.outline import Outline

# Choices: a device's box is often generous, so half of it may be paper.
_PRINT_SHARE_MIN = 0.25
_OVERLAP_MOST = 0.35
_LEAST_PX = 60


@dataclass(frozen=True, slots=True)
class FingerSegment:
    """What a device says of one finger.

    Attributes:
        finger: position 1 to 10.
        corners: (k, 2) float64, x and y in pixels of the picture at 500 ppi, at least three.
    """

    finger: int
    corners: npt.NDArray[np.float64]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; the last two are the first outside."""
        low, high = np.floor(self.corners.min(axis=0)), np.ceil(self.corners.max(axis=0))
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def segment_of_box(finger: int, left: float, top: float, right: float, bottom: float) -> FingerSegment:
    """A segment from 14.021's left, top, right and bottom."""
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    return FingerSegment(finger, corners)


def objections(
    segments: Sequence[FingerSegment],
    fingers: Sequence[int],
    found: Evidence,
    own: Sequence[Outline],
    size: tuple[int, int],
) -> list[str]:
    """Why segments are not to be believed; empty if they are.

    Args:
        segments: of one picture.
        fingers: those that the picture should show, left to right as seen.
        found: ridges of the picture.
        own: the fingers as found without the segments.
        size: width and height of the picture, pixels.
    """
    told = [*_names(segments, fingers), *_shapes(segments, size)]
    if told:
        return told
    masks = [_mask(segment, found.traces.shape) for segment in segments]
    told = [*_empty(segments, masks, found), *_overlapping(segments, masks)]
    return told or list(_contradicted(segments, masks, own))


def _names(segments: Sequence[FingerSegment], fingers: Sequence[int]) -> list[str]:
    named = [segment.finger for segment in segments]
    foreign = sorted({finger for finger in named if finger not in fingers})
    twice = sorted({finger for finger in named if named.count(finger) > 1})
    return [f"finger {finger} is not expected here" for finger in foreign] + [
        f"finger {finger} has two segments" for finger in twice
    ]


def _shapes(segments: Sequence[FingerSegment], size: tuple[int, int]) -> list[str]:
    told = []
    for segment in segments:
        left, top, right, bottom = segment.box
        if right - left < _LEAST_PX or bottom - top < _LEAST_PX:
            told.append(f"finger {segment.finger}: {right - left} x {bottom - top} pixels are no fingertip")
        elif left < 0 or top < 0 or right > size[0] + 1 or bottom > size[1] + 1:
            told.append(f"finger {segment.finger}: reaches outside the picture")
    return told


def _mask(segment: FingerSegment, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(segment.corners / CELL_PX - 0.5).astype(np.int32)], 1)
    return mask.astype(np.bool_)


def _empty(
    segments: Sequence[FingerSegment], masks: Sequence[npt.NDArray[np.bool_]], found: Evidence
) -> list[str]:
    shares = [float(found.traces[mask].mean()) if mask.any() else 0.0 for mask in masks]
    return [
        f"finger {segment.finger}: hardly any print"
        for segment, share in zip(segments, shares, strict=True)
        if share < _PRINT_SHARE_MIN
    ]


def _overlapping(segments: Sequence[FingerSegment], masks: Sequence[npt.NDArray[np.bool_]]) -> list[str]:
    told = []
    for place, one in enumerate(masks):
        for other_place in range(place + 1, len(masks)):
            other = masks[other_place]
            if (one & other).sum() > _OVERLAP_MOST * min(one.sum(), other.sum()):
                told.append(
                    f"fingers {segments[place].finger} and {segments[other_place].finger} lie on each other"
                )
    return told


def _contradicted(
    segments: Sequence[FingerSegment], masks: Sequence[npt.NDArray[np.bool_]], own: Sequence[Outline]
) -> list[str]:
    """Fingers that the picture shows where a segment says another one, or none, is.

    Names of the picture's own reading count only where it found as many fingers as there are segments: with one
    missing, names are a guess.
    """
    where = {outline.finger: _holder(outline, segments, masks) for outline in own}
    told = [
        f"a print outside of all segments (finger {finger})" for finger, held in where.items() if held is None
    ]
    if not told and len(own) == len(segments):
        told = [
            f"finger {held}'s segment holds finger {finger}"
            for finger, held in where.items()
            if held != finger
        ]
    return told


def _holder(
    outline: Outline, segments: Sequence[FingerSegment], masks: Sequence[npt.NDArray[np.bool_]]
) -> int | None:
    """The finger whose segment holds most of an outline's cells; None where none holds half of them."""
    shares = [float(mask[outline.rows, outline.columns].mean()) for mask in masks]
    best = int(np.argmax(shares))
    return segments[best].finger if shares[best] > 0.5 else None


def outlines_given(
    segments: Sequence[FingerSegment], found: Evidence, own: Sequence[Outline], hand: float
) -> list[Outline]:
    """Outlines with the device's names and places, left to right as seen; turns are the picture's.

    Args:
        segments: without objections.
        found: ridges of the picture.
        own: the fingers as found without the segments.
        hand: turn of the hand, radians counter-clockwise as seen.
    """
    taken = [_outline(segment, found, own, hand) for segment in segments]
    middles = {segment.finger: segment.corners.mean(axis=0) for segment in segments}

    def across(one: Outline) -> float:
        x, y = middles[one.finger]
        return float(x * np.cos(hand) - y * np.sin(hand))

    return sorted(taken, key=across)


def _outline(segment: FingerSegment, found: Evidence, own: Sequence[Outline], hand: float) -> Outline:
    """One finger's cells within its segment, in the frame of the print that the picture shows there."""
    mask = _mask(segment, found.traces.shape)
    rows, columns = np.nonzero(mask & found.traces)
    shares = [float(mask[one.rows, one.columns].mean()) for one in own]
    best = int(np.argmax(shares)) if shares else -1
    turn = own[best].turn if shares and shares[best] > 0.5 else hand + lean(segment.finger)
    x, y = (columns + 0.5) * CELL_PX, (rows + 0.5) * CELL_PX
    across, down = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    left, right, top, bottom = (float(one) for one in (across.min(), across.max(), down.min(), down.max()))
    return Outline(segment.finger, turn, left, right, top, bottom, rows, columns)
