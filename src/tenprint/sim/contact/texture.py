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
    repeated = np.tile(tile, (2, 2))
    repeated.flags.writeable = False  # what ``noise`` gives are views of it, in all threads
    return repeated


def noise(rng: np.random.Generator, rows: int, columns: int, scale: float, *, coarser: bool = True) -> Field:
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

    Grid point k lies on pixel ``step · k`` within half a pixel; the grid needs a point beyond the last pixel.
    """
    size = (coarse.shape[1] * step, coarse.shape[0] * step)
    fine = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    edge = step // 2
    return np.asarray(fine[edge : edge + rows, edge : edge + columns], np.float32)


def cloud(rng: np.random.Generator, rows: int, columns: int, knots: int) -> Field:
    """Smooth random surface with mean about 0 and standard deviation about 1.

    Args:
        rng: stream.
        rows: height of the result.
        columns: width of the result.
        knots: independent values along the shorter side; fewer is smoother.

    Returns:
        (rows, columns) float32.
    """
    seam = 2  # knots cut off at each border, where the interpolation repeats values
    step = max(1, round(min(rows, columns) / knots))
    shape = (-(-rows // step) + 2 * seam, -(-columns // step) + 2 * seam)
    coarse = cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), 0.8) * np.float32(2.6)
    fine = cv2.resize(coarse, (shape[1] * step, shape[0] * step), interpolation=cv2.INTER_CUBIC)
    edge = seam * step
    return np.asarray(fine[edge : edge + rows, edge : edge + columns], np.float32)
