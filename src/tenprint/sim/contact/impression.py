"""One impression of a master print: turned, stretched as skin is, pressed, inked, worn, on paper."""

from dataclasses import dataclass, replace
from enum import Enum

import cv2
import numpy as np

from tenprint.image.model import GreyImage
from tenprint.sim.contact import ink
from tenprint.sim.contact.warp import Warp, draw_warp
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.master import MasterPrint
from tenprint.sim.skin.orientation import Field, smooth_noise
from tenprint.sim.skin.vortices import TrueMinutiae

RESOLUTION_PPI = 500.0


class Contact(Enum):
    """How much skin touches."""

    ROLLED = "rolled"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class ImpressionStyle:
    """How an impression is taken.

    Attributes:
        contact: rolled from nail to nail, or put down plainly.
        condition: ``easy``, ``typical`` or ``poor`` (smeared, faint, mostly noise: to be captured again).
        width: of the picture, pixels at 500 ppi.
        height: likewise.
        turn_deg: standard deviation of the finger's turn, degrees.
        upright_deg: mean of the turn, degrees counter-clockwise as seen.
    """

    contact: Contact
    condition: str
    width: int
    height: int
    turn_deg: float = 4.0
    upright_deg: float = 0.0

    def under(self, condition: str) -> "ImpressionStyle":
        """The same with another condition."""
        return replace(self, condition=condition)


ROLLED = ImpressionStyle(Contact.ROLLED, "typical", 800, 750)
PLAIN = ImpressionStyle(Contact.PLAIN, "typical", 400, 500)


@dataclass(frozen=True, slots=True)
class Impression:
    """A picture and what is true of it.

    Attributes:
        image: the picture, 500 ppi.
        minutiae: true minutiae that lie in the printed area, pixels of the picture.
        inked: (rows, columns) float32, 0 (paper) to 1 (skin touched).
    """

    image: GreyImage
    minutiae: TrueMinutiae
    inked: Field


@dataclass(frozen=True, slots=True)
class Mark:
    """What the skin leaves, before paper: for composing several fingers on one picture.

    Attributes:
        darkness: (rows, columns) float32, 0 (nothing) to 1 (full ink).
        inked: (rows, columns) float32, 0 to 1, where skin touched.
        minutiae: true minutiae in that area.
    """

    darkness: Field
    inked: Field
    minutiae: TrueMinutiae


def impression(master: MasterPrint, *, seed: int, style: ImpressionStyle) -> Impression:
    """Take one impression.

    Args:
        master: the finger.
        seed: of this impression; the same master, seed and style give the same bytes.
        style: for example ``ROLLED`` or ``PLAIN.under("poor")``.
    """
    left = mark(master, seed=seed, style=style)
    rng = stream(master.seed, Stream.PAPER, master.finger_position, seed)
    pixels = ink.on_paper(left.darkness, rng, ink.recipe(style.condition))
    return Impression(GreyImage(pixels, RESOLUTION_PPI), left.minutiae, left.inked)


def mark(master: MasterPrint, *, seed: int, style: ImpressionStyle) -> Mark:
    """What one impression leaves, without paper; arguments as for ``impression``."""
    rng = stream(
        master.seed, Stream.IMPRESSION, master.finger_position, list(Contact).index(style.contact), seed
    )
    recipe = ink.recipe(style.condition)
    warp = draw_warp(
        rng,
        master,
        width=style.width,
        height=style.height,
        turn_deg=style.upright_deg + float(np.clip(rng.normal(0, style.turn_deg), -10, 10)),
        strength_px=recipe.distortion_px * (1.0 if style.contact is Contact.PLAIN else 0.7),
    )
    ridges = warp.take(master.ridges)
    inked = _contact_area(rng, master, warp, style)
    darkness = ink.press(ridges, inked, rng, recipe)
    return Mark(darkness, inked, _visible(warp.minutiae(master.minutiae), inked))


def _contact_area(rng: np.random.Generator, master: MasterPrint, warp: Warp, style: ImpressionStyle) -> Field:
    """Where skin touches: an oval with a ragged border, cut where the master ends."""
    rows, columns = style.height, style.width
    skin_height, skin_width = master.ridges.shape
    if style.contact is Contact.ROLLED:
        half_width, half_height = 0.47 * skin_width, 0.5 * skin_height
        power = 3.2
    else:
        half_width = min(0.44 * columns, 0.45 * skin_width, 190.0)
        half_height = min(0.45 * rows, 0.45 * skin_height, 250.0)
        power = 2.3
    half_width *= float(rng.uniform(0.9, 1.0))
    half_height *= float(rng.uniform(0.9, 1.0))
    middle_x, middle_y = warp.area_centre
    step = 4
    y, x = np.mgrid[0 : rows // step + 1, 0 : columns // step + 1].astype(np.float32) * np.float32(step)
    cosine, sine = np.float32(np.cos(warp.turn)), np.float32(np.sin(warp.turn))
    dx, dy = x - np.float32(middle_x), y - np.float32(middle_y)
    u = (cosine * dx - sine * dy) / np.float32(half_width)
    v = (sine * dx + cosine * dy) / np.float32(half_height)
    radius = (np.abs(u) ** power + np.abs(v) ** power) ** (1 / power)
    coarse_rows, coarse_columns = radius.shape
    ragged = smooth_noise(rng, coarse_rows, coarse_columns, 5) * np.float32(0.03)
    ragged = ragged + smooth_noise(rng, coarse_rows, coarse_columns, 22) * np.float32(0.015)
    soft = np.clip((1.0 - radius + ragged) * 14, 0, 1).astype(np.float32)
    grown = cv2.resize(soft, (soft.shape[1] * step, soft.shape[0] * step), interpolation=cv2.INTER_LINEAR)
    return np.asarray(grown[:rows, :columns] * warp.covered, np.float32)


def _visible(minutiae: TrueMinutiae, inked: Field) -> TrueMinutiae:
    """Minutiae at least 6 pixels inside the printed area."""
    solid = cv2.erode((inked > 0.6).astype(np.uint8), np.ones((13, 13), np.uint8), borderValue=0)
    x, y = np.rint(minutiae.x).astype(np.int64), np.rint(minutiae.y).astype(np.int64)
    within = (x >= 0) & (y >= 0) & (x < inked.shape[1]) & (y < inked.shape[0])
    keep = within.copy()
    keep[within] = solid[y[within], x[within]] > 0
    return minutiae.only(keep)
