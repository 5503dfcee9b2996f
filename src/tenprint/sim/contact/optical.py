"""A prism with total reflection: skin that touches is dark, all else is white and saturated."""

import cv2
import numpy as np

from tenprint.sim.contact.condition import Recipe
from tenprint.sim.contact.texture import cloud, grown, noise
from tenprint.sim.contact.touch import Touch
from tenprint.sim.skin.orientation import Field

_WHITE = 266.0
"""Grey value of the bare prism; the camera saturates at 255."""
_SWING = 250.0
_GRID = 16


def reflect(touch: Touch, rng: np.random.Generator, recipe: Recipe) -> Field:
    """Grey values before quantisation: (rows, columns) float32.

    Args:
        touch: what the skin left.
        rng: stream of the picture.
        recipe: strengths.
    """
    rows, columns = touch.darkness.shape
    # Wet and pressed skin is darker; dry skin touches with less of its surface.
    tone = np.clip(touch.level * np.float32(0.35) + np.float32(rng.uniform(0.88, 1.05)), 0.7, 1.1)
    dark = touch.darkness * tone
    dark += touch.darkness * noise(rng, rows, columns, 0.7) * np.float32(0.05)
    dark = cv2.GaussianBlur(dark, (0, 0), float(rng.uniform(0.55, 0.78)))
    ghost, dust = float(rng.random()), int(rng.poisson(5))
    if ghost < recipe.residue:
        dark = np.maximum(dark, _residue(touch.darkness, rng))
    grey = np.float32(_WHITE) - dark * np.float32(_SWING * rng.uniform(*recipe.strength))
    shade = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 3) * np.float32(3)
    grey += grown(shade, rows, columns, _GRID)
    grey += noise(rng, rows, columns, 0.6) * np.float32(2.2)
    for _ in range(dust):
        _speck(grey, rng)
    return np.asarray(grey, np.float32)


def _residue(darkness: Field, rng: np.random.Generator) -> Field:
    """Faint, broken traces of an earlier finger: here the same ridges turned round and moved."""
    rows, columns = darkness.shape
    turn = float(rng.uniform(100, 260))
    matrix = np.asarray(cv2.getRotationMatrix2D((columns / 2, rows / 2), turn, 1.0), np.float64)
    matrix[:, 2] += rng.uniform(-0.25, 0.25, 2) * np.array([columns, rows], np.float64)
    older = cv2.warpAffine(darkness, matrix, (columns, rows), flags=cv2.INTER_LINEAR)
    where = cloud(rng, rows // _GRID + 2, columns // _GRID + 2, 5)
    where = np.clip(grown(where, rows, columns, _GRID), 0, 1) * np.float32(rng.uniform(0.03, 0.12))
    return np.asarray(older * where, np.float32)


def _speck(grey: Field, rng: np.random.Generator) -> None:
    """A grain of dust, in place."""
    rows, columns = grey.shape
    y, x = int(rng.integers(2, rows - 2)), int(rng.integers(2, columns - 2))
    depth = np.float32(rng.uniform(20, 120))
    grey[y, x] -= depth
    grey[y - 1 : y + 2, x - 1 : x + 2] -= depth * np.float32(0.4)
