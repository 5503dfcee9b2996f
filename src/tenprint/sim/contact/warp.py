"""Where each point of an impression comes from: placement, turn, and the skin's elastic distortion.

The distortion follows R. Cappelli, D. Maio and D. Maltoni ("Modelling plastic distortion in fingerprint
images", ICAPR 2001): skin under full pressure moves rigidly, skin outside is dragged by a shift and a
twist, and between them the drag rises smoothly; a smooth random field is added. The map is not affine.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.sim.contact.placement import AREA_STEP, Placement
from tenprint.sim.contact.texture import cloud
from tenprint.sim.skin.orientation import Field
from tenprint.sim.skin.vortices import TrueMinutiae

_GRID = 8
"""The displacement is made on a grid this much coarser, in pixels."""


@dataclass(frozen=True, slots=True)
class Warp:
    """A map from the pixels of an impression to those of a master.

    Attributes:
        x: (rows, columns) float32, column in the master of each pixel.
        y: likewise the row.
        turn: turn of the finger, radians counter-clockwise as seen.
        covered: coarse (every ``AREA_STEP``-th pixel) float32 distance to the end of the master's skin, pixels.
    """

    x: Field
    y: Field
    turn: float
    covered: Field

    def take(self, values: Field, *, beyond: float = -1.0) -> Field:
        """Values of the master, such as ridges, as the impression sees them.

        Args:
            values: (rows, columns) float32 of the master.
            beyond: value where the master ends.
        """
        seen = cv2.remap(
            values, self.x, self.y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(beyond,)
        )
        return np.asarray(seen, np.float32)

    def minutiae(self, minutiae: TrueMinutiae) -> TrueMinutiae:
        """The master's minutiae in the impression; those that leave the picture are left out."""
        x, y = self._to_impression(minutiae.x, minutiae.y)
        reach = np.float32(6)
        tip_x = np.asarray(minutiae.x + reach * np.cos(minutiae.theta), np.float32)
        tip_y = np.asarray(minutiae.y - reach * np.sin(minutiae.theta), np.float32)
        ahead_x, ahead_y = self._to_impression(tip_x, tip_y)
        theta = np.arctan2(-(ahead_y - y), ahead_x - x) % np.float32(2 * np.pi)
        rows, columns = self.x.shape
        inside = (x >= 0) & (y >= 0) & (x <= columns - 1) & (y <= rows - 1)
        return TrueMinutiae(x, y, theta.astype(np.float32), minutiae.kind).only(inside)

    def _to_impression(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Invert the map at points of the master by fixed-point iteration: it is nearly a rotation."""
        rows, columns = self.x.shape
        cosine, sine = np.cos(self.turn), np.sin(self.turn)
        at_x = np.full(x.shape, columns / 2, np.float32)
        at_y = np.full(y.shape, rows / 2, np.float32)
        for _ in range(12):
            column = np.clip(at_x, 0, columns - 1)
            row = np.clip(at_y, 0, rows - 1)
            lacking_x = x - _sample(self.x, column, row)
            lacking_y = y - _sample(self.y, column, row)
            at_x = (column + cosine * lacking_x + sine * lacking_y).astype(np.float32)
            at_y = (row - sine * lacking_x + cosine * lacking_y).astype(np.float32)
        return at_x, at_y


def _sample(values: Field, x: Field, y: Field) -> Field:
    """Bilinear values at points inside the picture."""
    rows, columns = values.shape
    left = np.minimum(x.astype(np.intp), columns - 2)
    top = np.minimum(y.astype(np.intp), rows - 2)
    u, v = x - left, y - top
    upper = values[top, left] * (1 - u) + values[top, left + 1] * u
    lower = values[top + 1, left] * (1 - u) + values[top + 1, left + 1] * u
    return np.asarray(upper * (1 - v) + lower * v, np.float32)


def draw_warp(
    rng: np.random.Generator,
    placement: Placement,
    skin: npt.NDArray[np.bool_],
    *,
    width: int,
    height: int,
    strength_px: float,
) -> Warp:
    """Draw the distortion of one impression.

    Args:
        rng: stream of the impression.
        placement: how the finger lies.
        skin: (rows, columns) bool, where the master has skin.
        width: of the impression, pixels.
        height: likewise.
        strength_px: typical displacement by distortion, pixels.
    """
    show_x, show_y = placement.skin
    place_x, place_y = placement.picture
    grid_y, grid_x = np.mgrid[0 : height + _GRID : _GRID, 0 : width + _GRID : _GRID].astype(np.float32)
    dx, dy = grid_x - np.float32(place_x), grid_y - np.float32(place_y)
    cosine, sine = np.float32(np.cos(placement.turn)), np.float32(np.sin(placement.turn))
    drag_x, drag_y = _drag(rng, placement, dx, dy, strength_px)
    map_x = cosine * dx - sine * dy + np.float32(show_x) + drag_x
    map_y = sine * dx + cosine * dy + np.float32(show_y) + drag_y
    full_x, full_y = _refine(map_x, width, height), _refine(map_y, width, height)
    covered = _room(skin, full_x[::AREA_STEP, ::AREA_STEP], full_y[::AREA_STEP, ::AREA_STEP])
    return Warp(full_x, full_y, placement.turn, covered)


def _refine(coarse: Field, width: int, height: int) -> Field:
    """Values of the coarse grid at every pixel."""
    # Grid point k lies on pixel 8 k, so the affine map is exact where resizing would shift it by half a pixel.
    matrix = np.array([[1 / _GRID, 0, 0], [0, 1 / _GRID, 0]], np.float64)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(coarse, matrix, (width, height), flags=flags), np.float32)


def _room(skin: npt.NDArray[np.bool_], x: Field, y: Field) -> Field:
    """Distance to the end of the skin at places of the master, pixels; the grid goes on by two at its end."""
    step = AREA_STEP
    coarse = np.pad(skin[::step, ::step].astype(np.uint8), 1)
    away = cv2.distanceTransform(coarse, cv2.DIST_L2, cv2.DIST_MASK_5) * np.float32(step)
    at = np.float32(1 / step)
    room = cv2.remap(away, x * at + 1, y * at + 1, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(np.pad(room - 4, ((0, 2), (0, 2)), mode="edge"), np.float32)


def _drag(
    rng: np.random.Generator, placement: Placement, dx: Field, dy: Field, strength_px: float
) -> tuple[Field, Field]:
    """Displacement of skin at each grid point, pixels of the master."""
    rows, columns = dx.shape
    half_width = placement.half_width * rng.uniform(0.65, 0.95)
    half_height = 0.5 * (placement.up + placement.down) * rng.uniform(0.55, 0.85)
    middle_x, middle_y = placement.centre[0] * half_width, placement.centre[1] * half_height
    outside = np.sqrt(((dx - middle_x) / half_width) ** 2 + ((dy - middle_y) / half_height) ** 2)
    # 0 under full pressure, rising as a half cosine to 1 where the skin only touches.
    share = (0.5 - 0.5 * np.cos(np.pi * np.clip((outside - 0.6) / 1.6, 0, 1))).astype(np.float32)
    shift = rng.normal(0, 1.2 * strength_px, 2)
    twist = float(rng.normal(0, 0.012 * strength_px))
    rough_x = cloud(rng, rows, columns, 3) * np.float32(0.5 * strength_px)
    rough_y = cloud(rng, rows, columns, 3) * np.float32(0.5 * strength_px)
    drag_x = share * (np.float32(shift[0]) - np.float32(twist) * dy) + rough_x
    drag_y = share * (np.float32(shift[1]) + np.float32(twist) * dx) + rough_y
    return np.asarray(drag_x, np.float32), np.asarray(drag_y, np.float32)
