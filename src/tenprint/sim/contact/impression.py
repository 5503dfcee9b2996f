"""One impression of a master print: put down, stretched as skin is, pressed, and taken by a device."""

from dataclasses import dataclass

import cv2
import numpy as np

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.sim.contact import device
from tenprint.sim.contact.condition import recipe as recipe_of
from tenprint.sim.contact.injury import Injury, bandaged, stump
from tenprint.sim.contact.placement import draw_placement, outline
from tenprint.sim.contact.style import Contact, ImpressionStyle
from tenprint.sim.contact.touch import Touch, press, relief
from tenprint.sim.contact.warp import draw_warp
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.master import MasterPrint
from tenprint.sim.skin.orientation import Field
from tenprint.sim.skin.vortices import TrueMinutiae

RESOLUTION_PPI = 500.0


@dataclass(frozen=True, slots=True)
class Impression:
    """A picture and what is true of it.

    Attributes:
        image: the picture, 500 ppi.
        minutiae: true minutiae where skin printed, pixels of the picture.
        inked: (rows, columns) float32, 0 (background) to 1 (skin touched).
    """

    image: GreyImage
    minutiae: TrueMinutiae
    inked: Field


@dataclass(frozen=True, slots=True)
class Mark:
    """What the skin leaves, before the device: for composing several fingers on one picture.

    Attributes:
        touch: contact of the skin.
        minutiae: true minutiae where it printed.
        turn: of the finger, radians counter-clockwise as seen.
    """

    touch: Touch
    minutiae: TrueMinutiae
    turn: float


def impression(
    master: MasterPrint, *, seed: int, style: ImpressionStyle, injury: Injury | None = None
) -> Impression:
    """Take one impression.

    Args:
        master: the finger.
        seed: of this impression; the same master, seed and style give the same bytes.
        style: for example ``ROLLED`` or ``PLAIN.under("poor")``.
        injury: what keeps the finger from being printed wholly.

    Raises:
        BadInput: an unknown condition, or an amputated finger.
    """
    left = mark(master, seed=seed, style=style, injury=injury)
    rng = stream(master.seed, Stream.PAPER, master.finger_position, seed)
    pixels = device.take(left.touch, rng, style)
    return Impression(GreyImage(pixels, RESOLUTION_PPI), left.minutiae, left.touch.inked)


def mark(master: MasterPrint, *, seed: int, style: ImpressionStyle, injury: Injury | None = None) -> Mark:
    """What one impression leaves, before the device; arguments as for ``impression``."""
    if injury is Injury.AMPUTATED:
        raise BadInput(f"finger {master.finger_position}: expected one that is there, found it amputated")
    key = (master.finger_position, list(Contact).index(style.contact), seed)
    rng = stream(master.seed, Stream.IMPRESSION, *key)
    recipe = recipe_of(style.condition, style.device)
    placement = draw_placement(rng, master, style, recipe)
    strength_px = recipe.distortion_px * (1.0 if style.contact is Contact.PLAIN else 0.7)
    size = {"width": style.width, "height": style.height}
    warp = draw_warp(rng, placement, master.skin, strength_px=strength_px, **size)
    inside, pressure = outline(rng, placement, covered=warp.covered, **size)
    if injury is Injury.MISSING_TIP:
        left = stump(master.seed, master.finger_position, *master.ridges.shape)
        inside = np.minimum(inside, warp.take(left))
    touch = press(rng, warp.take(relief(master, recipe)), inside, pressure, recipe)
    if injury in (Injury.BANDAGED, Injury.PARTLY_BANDAGED):
        cloth = stream(master.seed, Stream.INJURY, *key)
        touch = bandaged(touch, cloth, whole=injury is Injury.BANDAGED)
    return Mark(touch, visible(warp.minutiae(master.minutiae), touch.inked), warp.turn)


def visible(minutiae: TrueMinutiae, inked: Field) -> TrueMinutiae:
    """Minutiae at least 6 pixels inside the printed area."""
    solid = cv2.erode((inked > 0.6).astype(np.uint8), np.ones((13, 13), np.uint8), borderValue=0)
    x, y = np.rint(minutiae.x).astype(np.int64), np.rint(minutiae.y).astype(np.int64)
    within = (x >= 0) & (y >= 0) & (x < inked.shape[1]) & (y < inked.shape[0])
    keep = within.copy()
    keep[within] = solid[y[within], x[within]] > 0
    return minutiae.only(keep)
