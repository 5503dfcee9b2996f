"""How a finger is put down: which part of it, where on the picture, how turned, and with what outline."""

from dataclasses import dataclass

import cv2
import numpy as np

from tenprint.sim.contact.condition import Recipe
from tenprint.sim.contact.style import Contact, Coverage, Device, ImpressionStyle
from tenprint.sim.contact.texture import cloud, grown
from tenprint.sim.skin.master import MasterPrint
from tenprint.sim.skin.orientation import Field
from tenprint.sim.skin.pattern import digit_of

AREA_STEP = 4
"""The outline is made on a grid this much coarser, in pixels."""

# Half width of a plain contact by digit, thumb to little finger, pixels at 500 ppi: choices of this model,
# between the 10 to 13 mm seen in FVC2002 DB1 for index and middle fingers.
_PLAIN_HALF_WIDTH = {1: 146.0, 2: 116.0, 3: 118.0, 4: 114.0, 5: 98.0}

# Factors of half width, reach up and reach down, and the outline's power: a chip shows a square of the
# finger, a sweep its whole length.
_OUTLINE = {
    Device.INK: (1.15, 1.0, 1.0, 2.4),
    Device.OPTICAL: (1.0, 1.0, 1.0, 2.3),
    Device.CAPACITIVE: (1.0, 0.82, 0.56, 2.9),
    Device.THERMAL: (1.0, 1.2, 1.6, 2.4),
}


@dataclass(frozen=True, slots=True)
class Placement:
    """How a finger lies.

    Attributes:
        turn: radians counter-clockwise as seen.
        skin: (x, y) of the contact's middle on the master, pixels.
        picture: (x, y) of the same on the picture, pixels.
        half_width: of the contact, pixels.
        up: reach of the contact from its middle towards the tip, pixels.
        down: reach towards the palm, pixels.
        power: of the outline's superellipse; 2 is an ellipse, more is squarer.
        centre: (u, v) where it is pressed most, as shares of half width and height.
    """

    turn: float
    skin: tuple[float, float]
    picture: tuple[float, float]
    half_width: float
    up: float
    down: float
    power: float
    centre: tuple[float, float]


def draw_placement(
    rng: np.random.Generator, master: MasterPrint, style: ImpressionStyle, recipe: Recipe
) -> Placement:
    """Draw the placement of one impression."""
    rolled = style.contact is Contact.ROLLED
    drawn_straight = rolled or style.device is Device.THERMAL
    spread = (
        style.turn_deg if style.turn_deg is not None else recipe.turn_deg * (0.5 if drawn_straight else 1.0)
    )
    turn_deg = float(np.clip(rng.normal(0, spread), -recipe.turn_limit_deg, recipe.turn_limit_deg))
    coverage = _coverage(rng, style, recipe)
    size = float(rng.uniform(*recipe.area))
    draw = _rolled if rolled else _plain
    skin_x, skin_y, half_width, up, down, power = draw(rng, master, style, size)
    if coverage is Coverage.TIP:
        skin_y -= 0.75 * up
        up, down = 0.55 * up, 0.35 * down
    elif coverage is Coverage.SIDE:
        side = float(rng.choice([-1.0, 1.0]))
        skin_x += side * 0.8 * half_width
        half_width *= 0.6
    shift = style.shift_px * recipe.shift
    # The middle of the outline, not of the pattern, is what comes to lie about the middle of the picture.
    picture_x = style.width / 2 + float(rng.normal(0, shift))
    picture_y = style.height / 2 + (up - down) / 2 + float(rng.normal(0, 1.2 * shift))
    centre = (float(rng.normal(0, 0.2)), float(rng.normal(0.05, 0.25)))
    return Placement(
        float(np.deg2rad(style.upright_deg + turn_deg)),
        (skin_x, skin_y),
        (picture_x, picture_y),
        half_width,
        up,
        down,
        power,
        centre,
    )


def _coverage(rng: np.random.Generator, style: ImpressionStyle, recipe: Recipe) -> Coverage:
    chance, which = float(rng.random()), float(rng.random())
    if style.coverage is not Coverage.WHOLE or style.contact is Contact.ROLLED:
        return style.coverage
    if chance >= recipe.partial:
        return Coverage.WHOLE
    return Coverage.TIP if which < 0.5 else Coverage.SIDE


def _rolled(
    rng: np.random.Generator, master: MasterPrint, style: ImpressionStyle, size: float
) -> tuple[float, float, float, float, float, float]:
    """From nail to nail and from the crease towards the tip: nearly a rectangle."""
    rows, columns = master.ridges.shape
    width = min(0.475 * columns, 0.48 * style.width) * min(1.0, size * float(rng.uniform(0.93, 1.0)))
    height = min(0.485 * rows, 0.48 * style.height) * float(rng.uniform(0.92, 1.0))
    skin_x = columns / 2 + float(rng.normal(0, 0.01 * columns))
    skin_y = rows / 2 + float(rng.normal(0, 6))
    return skin_x, skin_y, width, height, height, float(rng.uniform(3.4, 5.5))


def _plain(
    rng: np.random.Generator, master: MasterPrint, style: ImpressionStyle, size: float
) -> tuple[float, float, float, float, float, float]:
    """An oval about the pattern, drawn out towards the crease."""
    rows, columns = master.ridges.shape
    half_width = _PLAIN_HALF_WIDTH[digit_of(master.finger_position)] * size
    wider, upper, lower, power = _OUTLINE[style.device]
    half_width *= wider * float(rng.uniform(0.92, 1.08))
    half_width = min(half_width, 0.46 * columns)
    # The tip lies some ridges above the pattern; flat fingers show more below it.
    up = half_width * upper * float(rng.uniform(1.25, 1.5))
    down = half_width * lower * float(np.clip(rng.normal(1.95, 0.35), 1.3, 2.9))
    skin_x = float(np.clip(master.centre[0], columns * 0.4, columns * 0.6)) + float(rng.normal(0, 9))
    skin_y = float(np.clip(master.centre[1], rows * 0.36, rows * 0.62)) + float(rng.normal(4, 14))
    up, down = min(up, skin_y - 4), min(down, rows - 4 - skin_y)
    return skin_x, skin_y, half_width, up, down, power + float(rng.uniform(-0.2, 0.3))


def outline(
    rng: np.random.Generator, placement: Placement, *, width: int, height: int, covered: Field
) -> tuple[Field, Field]:
    """Nearness of the contact's border, and the pressure, at every pixel.

    Args:
        rng: stream of the impression.
        placement: of the finger.
        width: of the picture, pixels.
        height: likewise.
        covered: coarse (every ``AREA_STEP``-th pixel) distance to the end of the master's skin, pixels.

    Returns:
        Two (rows, columns) float32 fields: pixels inside the border (negative outside, approximately), and
        pressure from 1 at its centre to 0 at the border.
    """
    step = AREA_STEP
    across, along = _shares(placement, width, height)
    radius = _radius(rng, placement, across, along)
    inside = (1 - radius) * np.float32(min(placement.half_width, placement.up))
    inside = np.minimum(inside, covered[: radius.shape[0], : radius.shape[1]])
    off_u, off_v = across - np.float32(placement.centre[0]), along - np.float32(placement.centre[1])
    pressed = np.clip(1 - np.float32(0.7) * (off_u * off_u + off_v * off_v), -1, 1)
    pressure = np.asarray(cv2.GaussianBlur(np.asarray(pressed, np.float32), (0, 0), 2), np.float32)
    return grown(np.asarray(inside, np.float32), height, width, step), grown(pressure, height, width, step)


def _shares(placement: Placement, width: int, height: int) -> tuple[Field, Field]:
    """Place across and along the finger on the coarse grid, as shares of half width and reach."""
    y, x = np.mgrid[0 : height + AREA_STEP : AREA_STEP, 0 : width + AREA_STEP : AREA_STEP].astype(np.float32)
    cosine, sine = np.float32(np.cos(placement.turn)), np.float32(np.sin(placement.turn))
    dx, dy = x - np.float32(placement.picture[0]), y - np.float32(placement.picture[1])
    across = (cosine * dx - sine * dy) / np.float32(placement.half_width)
    along = sine * dx + cosine * dy
    along = np.where(along < 0, along / np.float32(placement.up), along / np.float32(placement.down))
    return np.asarray(across, np.float32), np.asarray(along, np.float32)


def _radius(rng: np.random.Generator, placement: Placement, across: Field, along: Field) -> Field:
    """Distance from the middle, 1 on the outline: (rows, columns) float32."""
    # Narrower towards the palm or towards the tip, and bent: no finger is an ellipse.
    taper, bend = np.float32(rng.normal(0.0, 0.06)), np.float32(rng.normal(0.0, 0.05))
    wide = np.abs(across * (1 + taper * along) + bend * (along * along - np.float32(0.5)))
    # The palm's end is cut straighter than the tip's.
    power = np.where(along > 0, np.float32(placement.power + 1), np.float32(placement.power))
    radius = (wide**power + np.abs(along) ** power) ** (1 / power)
    rows, columns = radius.shape
    radius += cloud(rng, rows, columns, 4) * np.float32(0.028)
    radius += cloud(rng, rows, columns, 16) * np.float32(0.02)
    return np.asarray(radius, np.float32)
