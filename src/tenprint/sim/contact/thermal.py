"""A thermal line over which the finger is drawn: slices joined, ridges black and grainy, a white halo."""

import cv2
import numpy as np

from tenprint.sim.contact.condition import Recipe
from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.contact.touch import Touch
from tenprint.sim.skin.orientation import Field

_GRID = 16
_BLANK = 110.0
"""Grey value outside the joined slices."""


def sweep(touch: Touch, rng: np.random.Generator, recipe: Recipe) -> Field:
    """Grey values before quantisation: (rows, columns) float32; arguments as for ``optical.reflect``."""
    rows, columns = touch.darkness.shape
    dark, inside = _slices(touch.darkness, rng), touch.inside
    fine = noise(rng, rows, columns, 0.5)
    shade = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 3) * np.float32(14)
    shade += _slope(rng, shade.shape)
    ground = grown(shade, rows, columns, _GRID) + np.float32(rng.uniform(70, 100)) + fine * np.float32(3)
    # The line sees changes of temperature: air beside the warm finger comes out white.
    halo = np.exp(-np.square((inside + 6) * np.float32(1 / 16)))
    upper = np.square(np.linspace(1.1, 0.15, rows, dtype=np.float32))[:, None]
    ground += halo * upper * np.float32(rng.uniform(60, 150))
    # Where skin is warm as the line or lies flat there is no change to see: dark, with grain.
    mush = np.clip(touch.level * np.float32(2) - np.float32(rng.uniform(0.5, 1.5)), 0, 1)
    valley = np.float32(rng.uniform(235, 258)) - mush * (np.float32(150) - fine * np.float32(35))
    skin = np.clip(inside * np.float32(0.12) + np.float32(0.4), 0, 1)
    contact = np.clip(
        (dark - np.float32(0.5)) * np.float32(1.9) + np.float32(0.5) + fine * np.float32(0.1), 0, 1
    )
    least = np.float32(rng.uniform(1.2, 2.2))
    salt = np.clip((noise(rng, rows, columns, 0.6) - least) * 2, 0, 1) * np.float32(150)
    ridge = np.float32(rng.uniform(2, 14)) + salt
    # The line sets its own gain, so that a weak contact costs little of the contrast.
    swing = np.float32(np.sqrt(rng.uniform(*recipe.strength)))
    print_grey = valley + contact * (ridge - valley)
    print_grey = np.float32(120) + (print_grey - np.float32(120)) * swing
    grey = ground + skin * (print_grey - ground)
    return _frame(np.asarray(grey, np.float32), rng)


def _slope(rng: np.random.Generator, shape: tuple[int, ...]) -> Field:
    """A ramp from one side to the other: (rows, columns) float32, grey values."""
    ramp = np.linspace(-1, 1, shape[1], dtype=np.float32) * np.float32(rng.normal(0, 22))
    return np.asarray(np.broadcast_to(ramp, shape), np.float32)


def _slices(values: Field, rng: np.random.Generator) -> Field:
    """Rows as joined from slices that were not met exactly: shifted by parts of a pixel, stretched in places."""
    rows, columns = values.shape
    count = rows // 8 + 2
    shift = np.repeat(rng.normal(0, 0.25, count), 8)[:rows].astype(np.float32)
    stretch = np.cumsum(np.repeat(np.clip(rng.normal(0, 0.06, count), -0.12, 0.12), 8)[:rows])
    stretch -= np.linspace(0, stretch[-1], rows)
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    y += stretch.astype(np.float32)[:, None]
    return np.asarray(cv2.remap(values, x + shift[:, None], y, cv2.INTER_LINEAR), np.float32)


def _frame(grey: Field, rng: np.random.Generator) -> Field:
    """Outside the joined slices there is nothing: ragged sides, cut ends."""
    rows, columns = grey.shape
    x = np.arange(columns, dtype=np.float32)
    for side in (0, 1):
        knots = np.cumsum(rng.normal(0, 3, 7)) + rng.uniform(3, 14)
        smooth = np.interp(np.arange(rows), np.linspace(0, rows, 7), knots)
        path = np.rint(smooth / 2).astype(np.float32) * 2 + rng.integers(0, 2, rows).astype(np.float32)
        reach = x[None] - path[:, None] if side == 0 else (columns - 1 - x)[None] - path[:, None]
        keep = np.clip(reach, 0, 1)
        grey = np.float32(_BLANK) + keep * (grey - np.float32(_BLANK))
    short = rng.random()
    from_top, from_bottom = (int(cut * rows) for cut in rng.uniform(0, 0.12, 2))
    if short < 0.35:
        grey[:from_top] = _BLANK
        grey[rows - from_bottom :] = _BLANK
    return grey
