"""One print laid over the other: as a stiff sheet, and bent as a thin plate that the pairs pull at."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.figure.canvas import Canvas, scale_for
from tenprint.image.figure.colour import BLUE, GREEN, INK, ORANGE, PAPER, Colour, Picture
from tenprint.image.figure.legend import Item, Mark, Words, captioned, length_item
from tenprint.match.figure.looked_at import LookedAt, outline
from tenprint.match.figure.thin_plate import Points, Warp, stiff, thin_plate
from tenprint.match.pair import Comparison

GRID_PX, GRID_STEP_PX = 24.0, 4.0
"""Distance of the grid's lines, and of the points that make one."""

_INK_SHARE = 0.55
_SIDE_MAX = 3000
_COARSE_PX = 6
PAPER_LEVEL = 255


def overlay_pictures(left: LookedAt, right: LookedAt, compared: Comparison) -> tuple[Picture, Picture]:
    """The left print on the right one: stiff with the pairs' residuals, and bent with the grid that bends along."""
    source, target = left.places()[compared.pairs[:, 0]], right.places()[compared.pairs[:, 1]]
    there, back = stiff(source, target), stiff(target, source)
    frame = _frame(left, right, there)
    rigid = _over(left, right, back, frame)
    apart = _residuals(rigid, there.at(source), target, frame)
    bent_there, bent_back = thin_plate(source, target), thin_plate(target, source)
    bent = _over(left, right, bent_back, frame)
    _grid(bent, left, bent_there, frame)
    left_over = _residuals(bent, bent_there.at(source), target, frame)
    lines: list[Item] = [Mark("line", GREEN, f"grid of {GRID_PX:.0f} px in the left print")]
    return (
        captioned(rigid.picture, _items(apart, rigid, right, [])),
        captioned(bent.picture, _items(left_over, bent, right, lines)),
    )


def _items(apart: Points, canvas: Canvas, right: LookedAt, more: list[Item]) -> list[Item]:
    """The legend of an overlay; ``apart`` holds how far partners lie from each other."""
    words = "no pairs: laid corner on corner"
    if len(apart):
        words = f"partners {np.median(apart):.1f} px apart (median), {apart.max():.1f} at most"
    return [
        Mark("dot", BLUE, "left"),
        Mark("dot", ORANGE, "right"),
        Words(words),
        *more,
        length_item(canvas.scale, right.paper().shape[1]),
    ]


def _frame(left: LookedAt, right: LookedAt, there: Warp) -> tuple[int, int, int, int]:
    """Left, top, columns, rows of a sheet that holds the right print and the left one laid on it."""
    rows, columns = left.paper().shape
    corners = there.at(np.array([[0, 0], [columns, 0], [0, rows], [columns, rows]], np.float64))
    low = np.minimum(corners.min(axis=0), 0)
    high = np.maximum(corners.max(axis=0), np.array(right.paper().shape[::-1]))
    size = np.minimum(high - low, _SIDE_MAX)
    return round(low[0]), round(low[1]), round(size[0]), round(size[1])


def _over(left: LookedAt, right: LookedAt, back: Warp, frame: tuple[int, int, int, int]) -> Canvas:
    """Both prints as inks on one sheet: where they agree it is dark."""
    x0, y0, columns, rows = frame
    xs = np.arange(0, columns + _COARSE_PX, _COARSE_PX, dtype=np.float64)
    ys = np.arange(0, rows + _COARSE_PX, _COARSE_PX, dtype=np.float64)
    grid = np.stack(np.meshgrid(xs + x0, ys + y0), axis=2)
    came = back.at(grid.reshape(-1, 2)).reshape(grid.shape).astype(np.float32)
    where = _enlarged(came)[:rows, :columns]
    laid = cv2.remap(
        left.paper(),
        np.ascontiguousarray(where[:, :, 0]),
        np.ascontiguousarray(where[:, :, 1]),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=PAPER_LEVEL,
    )
    under = np.full((rows, columns), PAPER_LEVEL, np.uint8)
    height, width = min(right.paper().shape[0], rows + y0), min(right.paper().shape[1], columns + x0)
    under[-y0 : -y0 + height, -x0 : -x0 + width] = right.paper()[:height, :width]
    picture = np.asarray(
        np.rint(255 * _ink(np.asarray(laid, np.uint8), BLUE) * _ink(under, ORANGE)), np.uint8
    )
    return Canvas.of(picture, scale_for(rows, columns))


def _enlarged(coarse: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A field at every sixth pixel, at every pixel."""
    rows, columns = coarse.shape[:2]
    y, x = np.meshgrid(
        np.arange((rows - 1) * _COARSE_PX, dtype=np.float32) / _COARSE_PX,
        np.arange((columns - 1) * _COARSE_PX, dtype=np.float32) / _COARSE_PX,
        indexing="ij",
    )
    return np.asarray(cv2.remap(coarse, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _ink(pixels: npt.NDArray[np.uint8], colour: Colour) -> npt.NDArray[np.float64]:
    """What a print in one ink leaves of the light: (rows, columns, 3) in 0..1."""
    dense = _INK_SHARE * (255.0 - pixels)[:, :, None] / 255.0
    return np.asarray(1 - dense * (1 - np.array(colour) / 255.0))


def _residuals(canvas: Canvas, moved: Points, target: Points, frame: tuple[int, int, int, int]) -> Points:
    """Partners and the line between them; how far apart they are, (k,) pixels."""
    shift = np.array(frame[:2], np.float64)
    for here, there in zip(moved - shift, target - shift, strict=True):
        start, end = (float(here[0]), float(here[1])), (float(there[0]), float(there[1]))
        canvas.line(start, end, PAPER, 6)
        canvas.line(start, end, INK, 3)
        for place, colour in ((start, BLUE), (end, ORANGE)):
            canvas.ring(place, 6.0, PAPER, -1)
            canvas.ring(place, 4.5, colour, -1)
    return np.asarray(np.hypot(*(moved - target).T))


def _grid(canvas: Canvas, left: LookedAt, there: Warp, frame: tuple[int, int, int, int]) -> None:
    """Straight lines of the left print, as they lie after bending; only within the outline of its minutiae."""
    places = left.places()
    if len(places) < 3:
        return
    hull = outline(places).astype(np.float32)
    low, high = places.min(axis=0), places.max(axis=0)
    shift = np.array(frame[:2], np.float64)
    for axis in (0, 1):
        other = 1 - axis
        for fixed in np.arange(np.ceil(low[axis] / GRID_PX) * GRID_PX, high[axis], GRID_PX):
            along = np.arange(low[other], high[other] + GRID_STEP_PX, GRID_STEP_PX)
            points = np.empty((len(along), 2))
            points[:, axis], points[:, other] = fixed, along
            inside = [cv2.pointPolygonTest(hull, (float(x), float(y)), False) >= 0 for x, y in points]
            canvas.path(there.at(points[np.array(inside)]) - shift, GREEN, 2)
