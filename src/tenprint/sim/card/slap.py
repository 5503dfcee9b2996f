"""Several fingers put down at once: where each lies in the picture, and the truth about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tenprint.image.model import Pixels
from tenprint.sim.contact.device import take
from tenprint.sim.contact.impression import Mark, mark
from tenprint.sim.contact.injury import Injury
from tenprint.sim.contact.style import Contact, Device, ImpressionStyle
from tenprint.sim.contact.touch import Touch
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.master import MasterPrint
from tenprint.sim.skin.orientation import Field
from tenprint.sim.skin.pattern import digit_of
from tenprint.sim.skin.vortices import TrueMinutiae

RIGHT_SLAP, LEFT_SLAP, BOTH_THUMBS = 13, 14, 15
SLAP_FINGERS = {RIGHT_SLAP: (2, 3, 4, 5), LEFT_SLAP: (10, 9, 8, 7), BOTH_THUMBS: (6, 1)}
"""Fingers of a slap from left to right as seen."""

SLAP_SIZE = {RIGHT_SLAP: (1600, 1000), LEFT_SLAP: (1600, 1000), BOTH_THUMBS: (1000, 750)}
"""Width and height, pixels at 500 ppi: 3.2 by 2 inches for four fingers, 2 by 1.5 for two thumbs."""

_TILE_WIDTH, _TILE_HEIGHT, _THUMB_TILE_WIDTH, _THUMB_TILE_HEIGHT = 392, 540, 440, 640
_PITCH = {RIGHT_SLAP: 350.0, LEFT_SLAP: 350.0, BOTH_THUMBS: 400.0}
"""Distance of neighbouring fingers, pixels at 500 ppi (a choice of this model)."""
# By digit from index to little finger: height of the middle of the print and lean away from the middle
# finger. Thumbs put down side by side lean towards each other.
_REACH = {1: 375.0, 2: 480.0, 3: 410.0, 4: 455.0, 5: 600.0}
_LEAN_DEG = {1: 9.0, 2: 5.0, 3: 1.0, 4: -3.0, 5: -9.0}


@dataclass(frozen=True, slots=True)
class Box:
    """Where a finger lies in a slap, pixels; right and bottom are the first column and row outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class FingerTruth:
    """Where a finger of a picture truly lies, and its minutiae.

    Attributes:
        box: around where its skin touched.
        turn_deg: of its axis, degrees counter-clockwise as seen; 0 is upright.
        minutiae: where it printed, pixels of the picture.
    """

    box: Box
    turn_deg: float
    minutiae: TrueMinutiae = field(compare=False, repr=False)


def slap_mark(
    master: MasterPrint,
    slap: int,
    capture: int,
    condition: str,
    *,
    device: Device = Device.OPTICAL,
    injury: Injury | None = None,
) -> Mark:
    """What a finger leaves within its slap; the fingers spread a little like a fan."""
    digit = digit_of(master.finger_position)
    right_hand = master.finger_position <= 5
    lean = _LEAN_DEG[digit] if right_hand else -_LEAN_DEG[digit]
    thumb = slap == BOTH_THUMBS
    style = ImpressionStyle(
        Contact.PLAIN,
        condition,
        _THUMB_TILE_WIDTH if thumb else _TILE_WIDTH,
        _THUMB_TILE_HEIGHT if thumb else _TILE_HEIGHT,
        turn_deg=1.5,
        upright_deg=lean + _hand_turn_deg(master.seed, slap, capture),
        device=device,
        shift_px=2.0,
    )
    # The finger lies otherwise in the slap than in a plain print of its own.
    return mark(master, seed=capture + 1000 * slap, style=style, injury=injury)


def picture(
    marks: Mapping[int, Mark],
    subject_seed: int,
    slap: int,
    capture: int,
    condition: str,
    *,
    device: Device = Device.OPTICAL,
) -> Pixels:
    """The device's picture of a slap: (rows, columns) uint8.

    Args:
        marks: by finger, from ``slap_mark``.
        subject_seed: whose hand.
        slap: ``RIGHT_SLAP``, ``LEFT_SLAP`` or ``BOTH_THUMBS``.
        capture: which occasion.
        condition: as for an impression.
        device: what takes it.
    """
    width, height = SLAP_SIZE[slap]
    whole = together(marks, corners(marks, subject_seed, slap, capture), width, height)
    style = ImpressionStyle(Contact.PLAIN, condition, width, height, device=device)
    return take(whole, stream(subject_seed, Stream.PAPER, slap, capture), style)


def together(
    marks: Mapping[int, Mark], places: Mapping[int, tuple[int, int]], width: int, height: int
) -> Touch:
    """What several fingers leave on one surface.

    Args:
        marks: by finger, from ``slap_mark``.
        places: left and top of each finger's part on the surface, pixels; it lies wholly on it.
        width: of the surface, pixels.
        height: likewise.
    """
    whole = _blank(width, height)
    for finger, (left, top) in places.items():
        touch = marks[finger].touch
        rows, columns = touch.darkness.shape
        part = np.s_[top : top + rows, left : left + columns]
        nearer = touch.inside > whole.inside[part]
        whole.level[part][nearer] = touch.level[nearer]
        for plane, value in ((whole.darkness, touch.darkness), (whole.inside, touch.inside)):
            np.maximum(plane[part], value, out=plane[part])
        np.maximum(whole.inked[part], touch.inked, out=whole.inked[part])
    return whole


def truth(marks: Mapping[int, Mark], subject_seed: int, slap: int, capture: int) -> dict[int, FingerTruth]:
    """Where each finger lies in ``picture`` with the same arguments; fingers without any print are left out."""
    found = {}
    for finger, (left, top) in corners(marks, subject_seed, slap, capture).items():
        one = marks[finger]
        told = finger_truth(one.touch.inked, one.minutiae, one.turn, left, top)
        if told is not None:
            found[finger] = told
    return found


def finger_truth(
    inked: Field, minutiae: TrueMinutiae, turn: float, left: int = 0, top: int = 0
) -> FingerTruth | None:
    """Where a finger lies in a picture, or None where nothing of it printed.

    Args:
        inked: (rows, columns) float32, 0 to 1, of its part of the picture.
        minutiae: in that part.
        turn: radians counter-clockwise as seen.
        left: of the part within the picture, pixels.
        top: likewise.
    """
    rows, columns = np.nonzero(inked > 0.5)
    if not len(rows):
        return None
    box = Box(
        left + int(columns.min()),
        top + int(rows.min()),
        left + int(columns.max()) + 1,
        top + int(rows.max()) + 1,
    )
    moved = replace(minutiae, x=minutiae.x + np.float32(left), y=minutiae.y + np.float32(top))
    return FingerTruth(box, float(np.rad2deg(turn)), moved)


def _blank(width: int, height: int) -> Touch:
    empty = [np.zeros((height, width), np.float32) for _ in range(3)]
    return Touch(empty[0], empty[1], np.full((height, width), -1000, np.float32), empty[2])


def _hand_turn_deg(subject_seed: int, slap: int, capture: int) -> float:
    """Turn of the whole hand, degrees counter-clockwise."""
    return float(np.clip(stream(subject_seed, Stream.SLAP, slap, capture, 0).normal(0, 2.0), -5, 5))


def corners(
    marks: Mapping[int, Mark], subject_seed: int, slap: int, capture: int, *, pitch_px: float | None = None
) -> dict[int, tuple[int, int]]:
    """Left and top of each finger's part of a slap: side by side, each at its natural height.

    Args:
        marks: by finger, from ``slap_mark``.
        subject_seed: whose hand.
        slap: ``RIGHT_SLAP``, ``LEFT_SLAP`` or ``BOTH_THUMBS``.
        capture: which occasion.
        pitch_px: distance of neighbouring fingers; None for the usual one.
    """
    rng = stream(subject_seed, Stream.SLAP, slap, capture, 1)
    width, height = SLAP_SIZE[slap]
    lift = float(rng.normal(0, 15))
    tilt = float(np.tan(np.deg2rad(_hand_turn_deg(subject_seed, slap, capture))))
    fingers = SLAP_FINGERS[slap]
    pitch = _PITCH[slap] if pitch_px is None else pitch_px
    found = {}
    for place, finger in enumerate(fingers):
        off_x, off_y = float(rng.normal(0, 2.0)), float(rng.normal(0, 10))
        if finger not in marks:
            continue
        rows, columns = marks[finger].touch.darkness.shape
        across = (place - (len(fingers) - 1) / 2) * pitch + off_x
        middle_y = _REACH[digit_of(finger)] + lift - tilt * across + off_y
        left = int(np.clip(width / 2 + across - columns / 2, 0, width - columns))
        top = int(np.clip(middle_y - rows / 2, 0, height - rows))
        found[finger] = (left, top)
    return found
