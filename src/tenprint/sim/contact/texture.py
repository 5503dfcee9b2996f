"""Noise of a given fineness, cut from tiles that are made once."""

from functools import cache

import cv2
import numpy as np

from tenprint.sim.skin.orientation import Field

_TILE = 1024


@cache
def _noise_tile(scale: float, coarser: bool) -> Field:
    """Repeating noise with standard deviation 1: (1024 + 1024, 1024 + 1024) float32, made once for speed."""
    rng = np.random.Generator(np.random.SFC64(round(scale * 1000)))
    tile = rng.standard_normal((_TILE, _TILE), dtype=np.float32)
    if scale > 0:
        margin = 16
        wrapped = np.pad(tile, margin, mode="wrap")
        blurred = np.asarray(cv2.GaussianBlur(wrapped, (0, 0), scale), np.float32)
        if not coarser:
            blurred -= cv2.GaussianBlur(wrapped, (0, 0), 1.8 * scale)
        tile = blurred[margin:-margin, margin:-margin]
        tile = tile / tile.std()
    return np.tile(tile, (2, 2))


def noise(
    rng: np.random.Generator, rows: int, columns: int, scale: float, *, coarser: bool = True
) -> Field:
    """Noise of mean 0 and standard deviation 1, cut at random from a fixed tile and mirrored at random.

    Args:
        rng: stream.
        rows: height, up to 1024.
        columns: width, up to 2048.
        scale: standard deviation of the smoothing, pixels; 0 for none.
        coarser: False leaves out what is coarser than that, so that the grains are of one size.
    """
    tile = _noise_tile(scale, coarser)
    top = int(rng.integers(0, 2 * _TILE - rows + 1))
    left = int(rng.integers(0, 2 * _TILE - columns + 1))
    cut = tile[top : top + rows, left : left + columns]
    down, right = rng.choice([-1, 1], 2)
    return cut[::down, ::right]


def grown(coarse: Field, rows: int, columns: int, step: int) -> Field:
    """A field on a grid of every ``step``-th pixel, at every pixel: (rows, columns) float32.

    Grid point k lies on pixel ``step · k``, so a linear field stays exact where resizing would shift it.
    """
    matrix = np.array([[1 / step, 0, 0], [0, 1 / step, 0]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpAffine(coarse, matrix, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE),
        np.float32,
    )
