"""A capacitive chip: grey background with column stripes, ridges dark and cut hard at the level of detection."""

import numpy as np

from tenprint.sim.contact.condition import Recipe
from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.contact.touch import Touch
from tenprint.sim.skin.orientation import Field

_GRID = 16


def sense(touch: Touch, rng: np.random.Generator, recipe: Recipe) -> Field:
    """Grey values before quantisation: (rows, columns) float32; arguments as for ``optical.reflect``."""
    rows, columns = touch.darkness.shape
    ground = _ground(rows, columns, rng)
    # Damp air about the finger darkens the chip a little.
    ground -= np.float32(14) * np.clip((touch.inside + 60) * np.float32(1 / 90), 0, 1)
    near = np.clip(touch.inside * np.float32(0.1) + 1, 0, 1)
    contact = touch.darkness * np.float32(1.55) - np.float32(0.2)
    contact += noise(rng, rows, columns, 0.45) * np.float32(0.16) * near
    # Sweat pores, and flakes the chip feels through: light points in the ridges.
    open_pores = np.clip((noise(rng, rows, columns, 0.8) - np.float32(1.55)) * 2, 0, 1)
    contact -= open_pores * touch.darkness * np.float32(0.9)
    contact = np.maximum(np.clip(contact, 0, 1), _spatter(touch.inside, rng))
    ridge = np.float32(rng.uniform(24, 32)) + np.clip(-touch.level, 0, 1) * np.float32(26)
    strength = np.float32(rng.uniform(*recipe.strength))
    grey = ground - contact * (ground - ridge) * strength
    grey += noise(rng, rows, columns, 0.0) * np.float32(2.2)
    grey[:3, :2] = 6  # the chip's corner cells give nothing
    return np.asarray(grey, np.float32)


def _ground(rows: int, columns: int, rng: np.random.Generator) -> Field:
    """The chip without finger: smooth shade, lighter towards the sides, and the columns' own offsets."""
    shade = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 3) * np.float32(6)
    ground = grown(shade, rows, columns, _GRID)
    aside = np.abs(np.linspace(-1, 1, columns, dtype=np.float32)) ** 3
    ground += aside * np.float32(17) + np.float32(rng.uniform(100, 122))
    stripe = rng.standard_normal(columns, dtype=np.float32)
    band = np.exp(-(((np.arange(columns) - rng.uniform(0.2, 0.8) * columns) / rng.uniform(8, 20)) ** 2))
    strength = np.float32(1.6) + np.float32(rng.uniform(1, 11)) * band.astype(np.float32)
    fading = np.linspace(rng.uniform(0.3, 1), rng.uniform(0.3, 1), rows, dtype=np.float32)
    ground += (stripe * strength)[None] * fading[:, None]
    return np.asarray(ground, np.float32)


def _spatter(inside: Field, rng: np.random.Generator) -> Field:
    """Droplets and flakes about the border of the finger: (rows, columns) float32, 0 to 1."""
    rows, columns = inside.shape
    near = np.clip(1 + inside * np.float32(1 / 45), 0, 1) * np.clip(1 - inside * np.float32(1 / 20), 0, 1)
    spots = noise(rng, rows, columns, 0.7)
    threshold = np.float32(rng.uniform(2.9, 3.9)) - np.float32(1.4) * near
    return np.asarray(np.clip((spots - threshold) * 1.5, 0, 0.75) * np.clip(near * 8, 0, 1), np.float32)
