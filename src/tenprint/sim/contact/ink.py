"""From ridges to grey values: pressure, dryness, pores, scratches, smears, paper and sensor noise."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.sim.skin.lines import draw_line
from tenprint.sim.skin.orientation import Field, smooth_noise


@dataclass(frozen=True, slots=True)
class Recipe:
    """Strength of each disturbance of one condition.

    Attributes:
        distortion_px: typical displacement of skin, pixels.
        pressure: range of the mean pressure; at 0 ridges and valleys are equally wide.
        unevenness: variation of the pressure over the print.
        grain: ink missing or spilt at the scale of a pore.
        blotch: the same at the scale of some ridges.
        pores: share of ridge points with an open pore.
        scratches: range of the count of scratches.
        smear_px: length of the smear, pixels.
        contrast: range of the difference between paper and ink, grey values.
        paper: range of the paper's grey value.
        sensor: standard deviation of the sensor's noise, grey values.
    """

    distortion_px: float
    pressure: tuple[float, float]
    unevenness: float
    grain: float
    blotch: float
    pores: float
    scratches: tuple[int, int]
    smear_px: int
    contrast: tuple[float, float]
    paper: tuple[float, float]
    sensor: float


_RECIPES = {
    "easy": Recipe(2.5, (-0.1, 0.2), 0.15, 0.22, 0.1, 0.35, (0, 2), 0, (165, 195), (228, 245), 2.5),
    "typical": Recipe(4.0, (-0.45, 0.4), 0.38, 0.48, 0.27, 0.6, (0, 5), 0, (125, 180), (212, 240), 4.5),
    "poor": Recipe(7.0, (-0.8, 0.8), 0.7, 1.2, 1.4, 0.6, (4, 9), 9, (45, 80), (195, 235), 9.0),
}


def recipe(condition: str) -> Recipe:
    """Recipe of a condition.

    >>> recipe("easy").smear_px
    0
    """
    found = _RECIPES.get(condition)
    if found is None:
        raise BadInput(
            f"condition of a synthetic impression: expected one of {sorted(_RECIPES)}, found {condition!r}"
        )
    return found


_TILE = 1024


@cache
def _noise_tile(scale: float) -> Field:
    """Repeating noise with standard deviation 1: (1024 + 1024, 1024 + 1024) float32, made once for speed."""
    rng = np.random.Generator(np.random.SFC64(round(scale * 1000)))
    tile = rng.standard_normal((_TILE, _TILE), dtype=np.float32)
    if scale > 0:
        margin = 16
        wrapped = np.pad(tile, margin, mode="wrap")
        blurred = np.asarray(cv2.GaussianBlur(wrapped, (0, 0), scale), np.float32)
        tile = blurred[margin:-margin, margin:-margin]
        tile = tile / tile.std()
    return np.tile(tile, (2, 2))


def noise(rng: np.random.Generator, rows: int, columns: int, scale: float) -> Field:
    """Noise of mean 0 and standard deviation 1, cut at random from a fixed tile and mirrored at random.

    Args:
        rng: stream.
        rows: height, up to 1024.
        columns: width, up to 2048.
        scale: standard deviation of the smoothing, pixels; 0 for none.
    """
    tile = _noise_tile(scale)
    top = int(rng.integers(0, 2 * _TILE - rows + 1))
    left = int(rng.integers(0, 2 * _TILE - columns + 1))
    cut = tile[top : top + rows, left : left + columns]
    down, right = rng.choice([-1, 1], 2)
    return np.ascontiguousarray(cut[::down, ::right])


def press(ridges: Field, inked: Field, rng: np.random.Generator, recipe: Recipe) -> Field:
    """Ink that a finger leaves.

    Args:
        ridges: (rows, columns) float32, -1 (valley) to 1 (ridge).
        inked: (rows, columns) float32, 0 to 1, where skin touches.
        rng: stream of the impression.
        recipe: strengths.

    Returns:
        (rows, columns) float32, 0 (no ink) to 1.
    """
    rows, columns = ridges.shape
    pressure = float(rng.uniform(*recipe.pressure))
    uneven = smooth_noise(rng, rows // 8 + 1, columns // 8 + 1, 4) * np.float32(recipe.unevenness)
    level = cv2.resize(uneven, (columns, rows), interpolation=cv2.INTER_LINEAR) + np.float32(pressure)
    level += noise(rng, rows, columns, 1.1) * np.float32(recipe.grain)
    level += noise(rng, rows, columns, 4.0) * np.float32(recipe.blotch)
    level += ridges
    # The border of the contact is lighter: pressure falls to nothing there.
    level -= np.float32(1.3) * (1 - inked)
    darkness = np.clip(level * np.float32(1.1) + np.float32(0.5), 0, 1)
    darkness *= _pores(ridges, rng, recipe.pores)
    darkness *= inked
    for _ in range(int(rng.integers(recipe.scratches[0], recipe.scratches[1] + 1))):
        _scratch(darkness, rng)
    if recipe.smear_px:
        darkness = _smear(darkness, rng, recipe.smear_px)
    return np.asarray(cv2.GaussianBlur(darkness, (0, 0), 0.7), np.float32)


def _pores(ridges: Field, rng: np.random.Generator, share: float) -> Field:
    """Factor that opens pores along the ridges' middles."""
    rows, columns = ridges.shape
    spots = noise(rng, rows, columns, 1.3)
    open_pore = np.clip((spots - np.float32(2.6 - share)) * 2, 0, 1) * np.clip(ridges * 2 - 1, 0, 1)
    return np.asarray(1 - np.float32(0.8) * open_pore, np.float32)


def _scratch(darkness: Field, rng: np.random.Generator) -> None:
    """Draw a light line across the print, in place."""
    rows, columns = darkness.shape
    x, y = rng.uniform(0.2, 0.8) * columns, rng.uniform(0.2, 0.8) * rows
    angle, length = rng.uniform(0, np.pi), rng.uniform(40, 160)
    mask = draw_line(rng, darkness.shape, x, y, angle=angle, length=length)
    darkness *= 1 - mask.astype(np.float32) * np.float32(rng.uniform(0.5, 0.9) / 255)


def _smear(darkness: Field, rng: np.random.Generator, length: int) -> Field:
    """Average along a line and about it, as when a wet finger slips."""
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = (length - 1) / 2
    dx, dy = reach * np.cos(angle), reach * np.sin(angle)
    cv2.line(kernel, (round(reach - dx), round(reach - dy)), (round(reach + dx), round(reach + dy)), 1.0)
    slipped = cv2.filter2D(darkness, -1, kernel / kernel.sum())
    return np.asarray(cv2.GaussianBlur(slipped, (0, 0), length / 4), np.float32)


def on_paper(darkness: Field, rng: np.random.Generator, recipe: Recipe) -> npt.NDArray[np.uint8]:
    """Grey picture of ink on paper.

    Args:
        darkness: (rows, columns) float32, 0 to 1.
        rng: stream of the paper.
        recipe: strengths.

    Returns:
        (rows, columns) uint8, C-contiguous.
    """
    rows, columns = darkness.shape
    shade = smooth_noise(rng, rows // 16 + 1, columns // 16 + 1, 3) * np.float32(3)
    grey = np.asarray(cv2.resize(shade, (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32)
    grey += np.float32(rng.uniform(*recipe.paper))
    grey += noise(rng, rows, columns, 0.0) * np.float32(recipe.sensor * 0.6)
    grey += noise(rng, rows, columns, 1.1) * np.float32(recipe.sensor)
    grey -= darkness * np.float32(rng.uniform(*recipe.contrast))
    return np.ascontiguousarray(np.clip(grey, 0, 255).astype(np.uint8))
