"""Descriptors of many enrolments, end to end in flat arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from tenprint.match.descriptor import Descriptors
from tenprint.match.scan import transpose_words

FINGERS = 10


@dataclass(frozen=True, slots=True)
class Segment:
    """Enrolments whose descriptors lie together; never changed once made.

    Attributes:
        offset: (enrolments · 10 + 1,) int64; entry 10·e + f − 1 is the first minutia of enrolment e, finger f.
        x: (minutiae,) float32, pixels at 500 ppi.
        y: (minutiae,) float32, pixels at 500 ppi, downwards.
        theta: (minutiae,) float32, radians.
        weight: (minutiae,) float32, how far each minutia is believed.
        bits: (minutiae, words) uint64, cylinders.
        mask: (minutiae, words / sections) uint64, valid cells.
        usable: (minutiae,) uint8.
        scan_words: (6 · minutiae,) uint64, cylinders for the first stage, transposed finger by finger.
        scan_norm: (minutiae,) float32.
    """

    offset: npt.NDArray[np.int64]
    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]
    theta: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]
    bits: npt.NDArray[np.uint64]
    mask: npt.NDArray[np.uint64]
    usable: npt.NDArray[np.uint8]
    scan_words: npt.NDArray[np.uint64]
    scan_norm: npt.NDArray[np.float32]

    def __len__(self) -> int:
        """Count of enrolments."""
        return (len(self.offset) - 1) // FINGERS

    def span(self, position: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """First minutia, and one past the last, of one finger position in each enrolment: (enrolments,) int64."""
        return self.offset[position - 1 : -1 : FINGERS], self.offset[position::FINGERS]


ARRAYS = tuple(field.name for field in fields(Segment))


def pack(enrolments: Sequence[Mapping[int, Descriptors]]) -> Segment:
    """Lays the descriptors of enrolments (finger position to descriptors) end to end."""
    fingers = [enrolment.get(position) for enrolment in enrolments for position in range(1, FINGERS + 1)]
    offset = np.zeros(len(fingers) + 1, np.int64)
    np.cumsum([0 if finger is None else len(finger) for finger in fingers], out=offset[1:])
    present = [finger for finger in fingers if finger is not None and len(finger) > 0]
    if not present:
        return _empty(offset)
    return Segment(
        offset,
        np.concatenate([finger.x for finger in present]),
        np.concatenate([finger.y for finger in present]),
        np.concatenate([finger.theta for finger in present]),
        np.concatenate([finger.weight for finger in present]),
        np.concatenate([finger.bits for finger in present]),
        np.concatenate([finger.mask for finger in present]),
        np.concatenate([finger.usable for finger in present]),
        np.concatenate([transpose_words(finger.scan_bits) for finger in present]),
        np.concatenate([finger.scan_norm for finger in present]),
    )


def _empty(offset: npt.NDArray[np.int64]) -> Segment:
    """A segment of enrolments without one minutia."""
    none, words = np.zeros(0, np.float32), np.zeros((0, 0), np.uint64)
    return Segment(
        offset, none, none, none, none, words, words, np.zeros(0, np.uint8), np.zeros(0, np.uint64), none
    )


def join(segments: Sequence[Segment]) -> Segment:
    """One segment of several, in their order; those without minutiae keep their enrolments."""
    shifts = np.cumsum([0] + [len(segment.x) for segment in segments])
    parts = [segment.offset[:-1] + shift for segment, shift in zip(segments, shifts, strict=False)]
    offset = np.concatenate([*parts, shifts[-1:]]).astype(np.int64)
    filled = [segment for segment in segments if len(segment.x) > 0]
    if not filled:
        return _empty(offset)
    rest = {name: np.concatenate([getattr(segment, name) for segment in filled]) for name in ARRAYS[1:]}
    return Segment(offset, **rest)
