"""What skin leaves where it touches: relief under pressure and moisture, lost areas, slips, second touches.

Skin is a relief: ridges, with pores and roughness in them, incipient ridges lower in the valleys, creases
deep. It touches where relief and level (wetness and pressure, differing from place to place) together rise
above the surface: on dry skin only the tops, broken by pores into dots; on wet skin valleys are flooded.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tenprint.sim.contact.condition import Recipe
from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.lines import draw_line
from tenprint.sim.skin.master import MasterPrint
from tenprint.sim.skin.orientation import Field

_GRID = 8
_STEEPNESS = 0.95
"""Darkness gained a half swing: soft, for skin gives way."""
_INCIPIENT = 0.75
"""Height of an incipient ridge above the valley's floor, half swings."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What skin left.

    Attributes:
        darkness: (rows, columns) float32, 0 (nothing) to 1 (full contact).
        inked: (rows, columns) float32, 0 to 1, where skin touched, valleys included.
        inside: (rows, columns) float32, pixels inside the border of the finger's outline, negative outside.
        level: (rows, columns) float32, local wetness and pressure.
    """

    darkness: Field
    inked: Field
    inside: Field
    level: Field


def relief(master: MasterPrint, recipe: Recipe) -> Field:
    """Height of the skin in half swings: (rows, columns) float32, the same for every impression but for strength."""
    rows, columns = master.ridges.shape
    rng = stream(master.seed, Stream.SKIN_GRAIN, master.finger_position)
    # Ridges are rows of units, one about each pore, some half millimetre long.
    height = master.ridges + noise(rng, rows, columns, 2.1, coarser=False) * np.float32(recipe.grain)
    for channel, depth in ((0, -recipe.pores), (1, _INCIPIENT)):
        detail = cv2.extractChannel(master.details, channel)
        height = cv2.addWeighted(height, 1.0, detail, depth / 255, 0, dtype=cv2.CV_32F)
    return np.asarray(height, np.float32)


def press(rng: np.random.Generator, heights: Field, inside: Field, pressure: Field, recipe: Recipe) -> Touch:
    """Press the relief on a surface.

    Args:
        rng: stream of the impression.
        heights: (rows, columns) float32, relief as the impression sees it.
        inside: (rows, columns) float32, pixels inside the border of the contact.
        pressure: (rows, columns) float32, 1 at most, 0 at the border.
        recipe: strengths.
    """
    rows, columns = heights.shape
    wet = float(np.clip(rng.normal(*recipe.level), *recipe.level_limits))
    level = pressure * np.float32(0.35) + _patches(rng, rows, columns, recipe)
    level += np.float32(wet - 0.2)
    lost = _holes(rng, inside, recipe)
    # At the border pressure falls to nothing: ridges thin out within two periods, then break.
    edge = np.clip(inside * np.float32(1 / 16), -1.5, 1)
    high = heights + level
    high += noise(rng, rows, columns, 0.9) * np.float32(recipe.fresh_grain)
    high += (edge - 1) * np.float32(0.9 + 0.4 * rng.random())
    if lost is not None:
        high -= lost * np.float32(2.2)
    darkness = np.clip(high * np.float32(_STEEPNESS) + np.float32(0.5), 0, 1)
    darkness *= np.clip(inside * np.float32(0.25) + 1, 0, 1)
    for _ in range(int(rng.integers(recipe.scratches[0], recipe.scratches[1] + 1))):
        _scratch(darkness, rng)
    darkness = _slip(darkness, rng, recipe)
    inked = np.clip(inside * np.float32(0.2), 0, 1)
    if lost is not None:
        inked = inked * (1 - np.clip(lost, 0, 1))
    return Touch(np.asarray(darkness, np.float32), np.asarray(inked, np.float32), inside, level)


def _patches(rng: np.random.Generator, rows: int, columns: int, recipe: Recipe) -> Field:
    """Dry and wet places of some millimetres, and finer ones."""
    shape = (rows // _GRID + 2, columns // _GRID + 2)
    size = max(3, round(min(rows, columns) / 120))
    coarse = cloud(rng, shape[0], shape[1], size) * np.float32(0.75 * recipe.patches)
    coarse += cloud(rng, shape[0], shape[1], 3 * size) * np.float32(0.5 * recipe.patches)
    coarse += cloud(rng, shape[0], shape[1], 8 * size) * np.float32(0.45 * recipe.patches)
    return grown(coarse, rows, columns, _GRID)


def _holes(rng: np.random.Generator, inside: Field, recipe: Recipe) -> Field | None:
    """Where skin does not touch though it lies within the outline: (rows, columns) float32, 0 to 1, or None."""
    rows, columns = inside.shape
    count = int(rng.integers(recipe.holes[0], recipe.holes[1] + 1))
    if not count:
        return None
    y, x = np.mgrid[0 : rows + _GRID : _GRID, 0 : columns + _GRID : _GRID].astype(np.float32)
    field = np.zeros(y.shape, np.float32)
    for _ in range(count):
        at_x, at_y = rng.uniform(0.2, 0.8) * columns, rng.uniform(0.2, 0.85) * rows
        wide, long = rng.uniform(10, 45), rng.uniform(10, 45)
        turn = rng.uniform(0, np.pi)
        u = (np.cos(turn) * (x - at_x) + np.sin(turn) * (y - at_y)) / wide
        v = (np.cos(turn) * (y - at_y) - np.sin(turn) * (x - at_x)) / long
        np.maximum(field, 1.2 - np.sqrt(u * u + v * v), out=field, casting="unsafe")
    field += cloud(rng, field.shape[0], field.shape[1], 24) * np.float32(0.3)
    depth = np.float32(rng.uniform(0.5, 1.0))
    return np.clip(grown(field, rows, columns, _GRID), 0, 1) * depth


def _scratch(darkness: Field, rng: np.random.Generator) -> None:
    """Draw a light line across the print, in place."""
    rows, columns = darkness.shape
    x, y = rng.uniform(0.2, 0.8) * columns, rng.uniform(0.2, 0.8) * rows
    angle, length = rng.uniform(0, np.pi), rng.uniform(20, 110)
    mask = draw_line(rng, darkness.shape, x, y, angle=angle, length=length)
    darkness *= 1 - mask.astype(np.float32) * np.float32(rng.uniform(0.4, 0.9) / 255)


def _slip(darkness: Field, rng: np.random.Generator, recipe: Recipe) -> Field:
    """The finger slides while it lies, or touches a second time beside the first."""
    length = float(rng.uniform(*recipe.smear_px))
    angle = float(rng.uniform(0, np.pi))
    if length > 1:
        darkness = _smear(darkness, angle, length)
    again, dx, dy = float(rng.random()), float(rng.normal(0, 10)), float(rng.normal(0, 14))
    share = float(rng.uniform(0.35, 0.8))
    if again >= recipe.double:
        return darkness
    rows, columns = darkness.shape
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float64)
    second = cv2.warpAffine(darkness, matrix, (columns, rows), flags=cv2.INTER_LINEAR)
    where = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 3)
    where = np.clip(grown(where, rows, columns, _GRID) * 2 - 1, 0, 1) * np.float32(share)
    return np.asarray(np.maximum(darkness, second * where), np.float32)


def _smear(darkness: Field, angle: float, length: float) -> Field:
    """Average along a line and about it."""
    side = 2 * int(np.ceil(length / 2)) + 3
    reach = (side - 1) / 2
    at = np.linspace(-length / 2, length / 2, 33)
    kernel = np.zeros((side, side), np.float32)
    for t in at:
        x, y = reach + t * np.cos(angle), reach + t * np.sin(angle)
        left, top = int(x), int(y)
        u, v = x - left, y - top
        kernel[top, left] += (1 - u) * (1 - v)
        kernel[top, left + 1] += u * (1 - v)
        kernel[top + 1, left] += (1 - u) * v
        kernel[top + 1, left + 1] += u * v
    slipped = cv2.filter2D(darkness, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    if length < 6:
        return np.asarray(slipped, np.float32)
    return np.asarray(cv2.GaussianBlur(slipped, (0, 0), length / 4), np.float32)
