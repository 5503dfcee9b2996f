"""Synthetic plain impressions with their truth: turned hands, missing fingers, fingers held together.

The hand is turned before the device sees it, so that the device's own traces (paper, columns of a chip) stay upright
as they do in life.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.model import GreyImage
from tenprint.sim.card.slap import (
    BOTH_THUMBS,
    LEFT_SLAP,
    RIGHT_SLAP,
    SLAP_FINGERS,
    SLAP_SIZE,
    corners,
    slap_mark,
    together,
)
from tenprint.sim.contact.device import take
from tenprint.sim.contact.impression import RESOLUTION_PPI, Mark, mark
from tenprint.sim.contact.style import PLAIN, Contact, Device, ImpressionStyle
from tenprint.sim.contact.touch import Touch
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.master import MasterPrint, MasterSize, build
from tenprint.sim.skin.orientation import Field

CONDITIONS = ("easy", "typical", "hard")
SLAPS = (RIGHT_SLAP, LEFT_SLAP, BOTH_THUMBS)
THUMBS = {11: 1, 12: 6}
TURN_LIMIT_DEG = 30.0
"""The whole hand is turned by up to this to either side."""

PITCH_PX = {RIGHT_SLAP: (290.0, 385.0), LEFT_SLAP: (290.0, 385.0), BOTH_THUMBS: (340.0, 460.0)}
"""Range of the distance of neighbouring fingers, pixels at 500 ppi; at the lower end they touch (a choice)."""

SURFACE_PX = {RIGHT_SLAP: (1600, 1500), LEFT_SLAP: (1600, 1500), BOTH_THUMBS: (1100, 1000)}
"""Width and height of the pictures: those of four fingers are the largest that a card has room for (EBTS table 3-3)."""

_THUMB_PX = (500, 700)
_VISIBLE_DARKNESS = 0.08
"""Mean darkness over a millimetre from which an examiner would see a print there (a choice)."""
_MILLIMETRE_PX = 19


@dataclass(frozen=True, slots=True)
class SlapCase:
    """What decides one picture.

    Attributes:
        seed: whose hand.
        slap: 11 to 15.
        condition: ``easy``, ``typical`` or ``hard``.
        device: what takes it.
        turn_deg: of the whole hand, counter-clockwise as seen.
        missing: finger positions that are not there.
        announced: whether those are told (14.018 AMP).
        pitch_px: distance of neighbouring fingers; None for the generator's own.
    """

    seed: int
    slap: int
    condition: str
    device: Device
    turn_deg: float
    missing: tuple[int, ...] = ()
    announced: bool = True
    pitch_px: float | None = None

    @property
    def present(self) -> tuple[int, ...]:
        """Fingers that are there, left to right as seen."""
        every = (THUMBS[self.slap],) if self.slap in THUMBS else SLAP_FINGERS[self.slap]
        return tuple(finger for finger in every if finger not in self.missing)


@dataclass(frozen=True, slots=True)
class PrintTruth:
    """Where a finger's print lies, in the frame of the finger: x cos t - y sin t across, x sin t + y cos t down.

    Attributes:
        turn: t, radians counter-clockwise as seen.
        left: least place across at which it printed, pixels.
        right: greatest.
        top: least place down: the tip.
        bottom: greatest.
    """

    turn: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class SlapPicture:
    """A picture and what is true of it.

    Attributes:
        case: what it was made from.
        image: at 500 ppi.
        truths: by finger position.
    """

    case: SlapCase
    image: GreyImage
    truths: Mapping[int, PrintTruth]


def cases_of(seed: int) -> list[SlapCase]:
    """All pictures of one subject: each plain impression under each condition on each device; the rest drawn."""
    rng = stream(seed, Stream.SLAP, 99)
    return [
        _drawn(rng, seed, slap, condition, device)
        for slap, condition, device in product((*SLAPS, *THUMBS), CONDITIONS, Device)
    ]


def _drawn(rng: np.random.Generator, seed: int, slap: int, condition: str, device: Device) -> SlapCase:
    turn = float(rng.uniform(-TURN_LIMIT_DEG, TURN_LIMIT_DEG))
    single = slap in THUMBS
    fingers = () if single else SLAP_FINGERS[slap]
    chance, announced = rng.random(), bool(rng.random() < 0.7)
    gone = 0 if single or chance < 0.55 else int(rng.integers(1, len(fingers)))
    missing = tuple(int(one) for one in rng.permutation(np.array(fingers, np.int64))[:gone])
    pitch = None if single else float(rng.uniform(*PITCH_PX[slap]))
    return SlapCase(seed, slap, condition, device, turn, missing, announced, pitch)


def pictures(seed: int) -> Iterator[SlapPicture]:
    """The pictures of ``cases_of``, one after the other; each finger's master is built once."""
    masters: dict[int, MasterPrint] = {}
    for case in cases_of(seed):
        for finger in case.present:
            if finger not in masters:
                masters[finger] = build(seed, finger, MasterSize.FULL)
        yield slap_picture(case, masters)


def slap_picture(case: SlapCase, masters: Mapping[int, MasterPrint]) -> SlapPicture:
    """Take one picture.

    Args:
        case: which.
        masters: by finger position, at least those present.
    """
    chosen = {finger: masters[finger] for finger in case.present}
    marks, places, size = _thumb(case, chosen) if case.slap in THUMBS else _several(case, chosen)
    whole = together(marks, places, *size)
    surface = SURFACE_PX.get(case.slap, size)
    turn = _turning(case.turn_deg if case.slap not in THUMBS else 0.0, size, surface)
    style = ImpressionStyle(Contact.PLAIN, case.condition, *surface, device=case.device)
    rng = stream(case.seed, Stream.PAPER, case.slap, 99)
    pixels = take(_turned(whole, turn, surface), rng, style)
    added = np.deg2rad(case.turn_deg) if case.slap not in THUMBS else 0.0
    shown = shown_part(pixels)
    found = {
        finger: _truth(marks[finger], places[finger], turn, marks[finger].turn + float(added), shown)
        for finger in places
    }
    truths = {finger: true for finger, true in found.items() if true is not None}
    return SlapPicture(case, GreyImage(pixels, RESOLUTION_PPI), truths)


def shown_part(pixels: npt.NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the part in which a device shows anything; the last two are the first outside.

    A line of one grey value from end to end shows nothing: a thermal line that started late leaves such rows, where
    skin lay and nobody could see it.
    """
    down = np.flatnonzero(np.ptp(pixels, axis=1))
    across = np.flatnonzero(np.ptp(pixels, axis=0))
    if not len(down):
        return 0, 0, 0, 0
    return int(across[0]), int(down[0]), int(across[-1]) + 1, int(down[-1]) + 1


_Made = tuple[dict[int, Mark], dict[int, tuple[int, int]], tuple[int, int]]


def _several(case: SlapCase, masters: Mapping[int, MasterPrint]) -> _Made:
    """Marks of the fingers, where their parts lie, and the size of the surface before the turn."""
    marks = {
        finger: slap_mark(master, case.slap, 0, case.condition, device=case.device)
        for finger, master in masters.items()
    }
    return marks, corners(marks, case.seed, case.slap, 0, pitch_px=case.pitch_px), SLAP_SIZE[case.slap]


def _thumb(case: SlapCase, masters: Mapping[int, MasterPrint]) -> _Made:
    """Likewise of a thumb alone, which is turned by itself."""
    width, height = _THUMB_PX
    style = replace(
        PLAIN, condition=case.condition, device=case.device, width=width, height=height,
        turn_deg=2.0, upright_deg=case.turn_deg,
    )  # fmt: skip
    marks = {finger: mark(master, seed=case.slap * 1000, style=style) for finger, master in masters.items()}
    return marks, dict.fromkeys(marks, (0, 0)), _THUMB_PX


def _turning(turn_deg: float, size: tuple[int, int], surface: tuple[int, int]) -> npt.NDArray[np.float64]:
    """The (2, 3) map from the upright surface to the turned one, middle to middle."""
    turn = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), turn_deg, 1.0)
    turn[:, 2] += np.array([(surface[0] - size[0]) / 2, (surface[1] - size[1]) / 2])
    return np.asarray(turn, np.float64)


def _turned(touch: Touch, turn: npt.NDArray[np.float64], surface: tuple[int, int]) -> Touch:
    def plane(values: Field, outside: float) -> Field:
        moved = cv2.warpAffine(values, turn, surface, flags=cv2.INTER_LINEAR, borderValue=outside)
        return np.asarray(moved, np.float32)

    return Touch(
        plane(touch.darkness, 0), plane(touch.inked, 0), plane(touch.inside, -1000), plane(touch.level, 0)
    )


def _truth(
    one: Mark,
    place: tuple[int, int],
    turn: npt.NDArray[np.float64],
    angle: float,
    shown: tuple[int, int, int, int],
) -> PrintTruth | None:
    """Extent of what printed within the part that is shown, in the finger's frame; None where nothing did."""
    dark = cv2.blur(one.touch.darkness, (_MILLIMETRE_PX, _MILLIMETRE_PX), borderType=cv2.BORDER_REFLECT)
    seen = (one.touch.inked > 0.5) & (np.asarray(dark) > _VISIBLE_DARKNESS)
    rows, columns = np.nonzero(seen if seen.any() else one.touch.inked > 0.5)
    x, y = turn @ np.stack([columns + place[0], rows + place[1], np.ones(len(rows))])
    left, top, right, bottom = shown
    on = (x >= left) & (y >= top) & (x < right) & (y < bottom)
    if not on.any():
        return None
    x, y = x[on], y[on]
    across, down = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    return PrintTruth(angle, *(float(one) for one in (across.min(), across.max(), down.min(), down.max())))
