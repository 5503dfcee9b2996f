"""One picture for one array: drawn by what the table says of its key, else by the kind of array it is."""

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.figure.canvas import Canvas, faded, grey_picture, scale_for
from tenprint.image.figure.colour import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    PAPER,
    VERMILION,
    Picture,
    confidence_scale,
    heat_scale,
    one,
    through,
    turn_scale,
)
from tenprint.image.figure.legend import Item, Mark, Scale, Words, captioned, length_item
from tenprint.image.segment import foreground
from tenprint.template.figure.minutia_marks import (
    confidence_colours,
    confidence_item,
    kind_items,
    marks,
)
from tenprint.template.figure.stage import Kind, Stage
from tenprint.template.figure.watch import Array, Watched

STROKE_STEP = 17.0
"""Canvas pixels between two strokes of a flow field."""

PEAK_MIN = 0.05
"""Least score of a place that is shown."""

_CELL_MAX_PX, _PEAKS_MAX = 32, 2000
"""No field is coarser than the first; what has more peaks than the second is a field."""

_CONTINUED_PX = 16
"""An extractor may continue the print by so much."""

Reals = npt.NDArray[np.float32]


def draw(stage: Stage, array: Array, watched: Watched) -> Picture:
    """The picture of a stage with its legend, (rows, columns, 3) uint8; an array of no known kind is only named."""
    kind = kind_for(stage, array, watched)
    canvas, items = _DRAWN[kind](stage, np.asarray(array), watched)
    if kind is not Kind.NONE:
        items = [*items, length_item(canvas.scale, watched.image.width)]
    return captioned(canvas.picture, items)


def kind_for(stage: Stage, array: Array, watched: Watched) -> Kind:
    """How an array can be drawn: as the table says where its shape allows, else what its shape and values suggest."""
    shape, pixels = np.shape(array), watched.image.pixels.shape
    numbers = np.asarray(array).dtype.kind in "biuf"
    if stage.kind in (Kind.MINUTIAE, Kind.NONE):
        return stage.kind
    if len(shape) != 2 or not numbers:
        return Kind.NONE
    step, listed = _cells(shape, pixels), 2 <= shape[1] <= 8
    if step is None or (stage.kind is Kind.POINTS and listed):
        return Kind.POINTS if listed else Kind.NONE
    if stage.kind is not None and stage.kind is not Kind.POINTS:
        return stage.kind
    return _guess(stage.key, np.asarray(array), step)


def _cells(shape: tuple[int, ...], pixels: tuple[int, ...]) -> float | None:
    """Pixels of the print in one element of an array that covers it, or None where it does not cover it."""
    if min(shape) == 0:
        return None
    step = max(1.0, round(pixels[0] / shape[0]), round(pixels[1] / shape[1]))
    for have, want in zip(shape, pixels, strict=True):
        if step > _CELL_MAX_PX or not want - step < have * step < want + 2 * step + _CONTINUED_PX:
            return None
    return step


def _guess(key: str, array: Array, step: float) -> Kind:
    """The kind of an array that covers the print and that the table does not know."""
    if any(word in key for word in ("orientation", "direction", "angle", "flow")):
        return Kind.FLOW
    if array.dtype == np.bool_ or (array.dtype.kind in "ui" and int(array.max()) <= 1):
        return Kind.MASK if step > 1 else Kind.BINARY
    if array.dtype == np.uint8 and step == 1:
        return Kind.PICTURE
    return Kind.RIDGES if step == 1 and float(np.nanmin(array)) < 0 else Kind.HEAT


def _canvas(watched: Watched, picture: Picture, *, sharp: bool = False) -> Canvas:
    return Canvas.of(picture, scale_for(*watched.image.pixels.shape), sharp=sharp)


def _cut(array: Array, watched: Watched) -> Array:
    """A pixel array without the rows and columns by which the print was continued to whole cells."""
    rows, columns = watched.image.pixels.shape
    return array[:rows, :columns]


def _fine(array: Array, watched: Watched, method: int) -> Reals:
    """An array given per cell or pixel, at the print's pixels."""
    rows, columns = watched.image.pixels.shape
    step = _cells(array.shape, (rows, columns)) or 1.0
    size = (round(array.shape[1] * step), round(array.shape[0] * step))
    fine = cv2.resize(np.nan_to_num(array.astype(np.float32)), size, interpolation=method)[:rows, :columns]
    below, right = rows - fine.shape[0], columns - fine.shape[1]
    return np.asarray(np.pad(fine, ((0, max(0, below)), (0, max(0, right))), mode="edge"), np.float32)


def _foreground(watched: Watched) -> npt.NDArray[np.bool_] | None:
    """The last mask told, per pixel of the print, else what the pixels alone say; None where there is no print."""
    mask = watched.last("template.ridged", "template.foreground")
    if mask is None or mask.ndim != 2 or _cells(mask.shape, watched.image.pixels.shape) is None:
        found = foreground(watched.image.pixels)
    else:
        found = np.asarray(_fine(mask, watched, cv2.INTER_LINEAR) > 0.5)
    return found if found.any() else None


def _picture(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    return _canvas(watched, grey_picture(np.asarray(_cut(array, watched), np.uint8))), []


def _ridges(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    """Ridges dark, valleys light, nothing in the middle."""
    values = np.nan_to_num(_cut(array, watched).astype(np.float32))
    strong = float(np.percentile(np.abs(values), 98)) or 1.0
    grey = np.asarray(np.rint(np.clip(140 - 128 * values / strong, 0, 255)), np.uint8)
    inside = _foreground(watched)
    if inside is not None and not values[~inside].any():
        grey[values == 0] = 255  # a background that is nothing, not grey
    canvas = _canvas(watched, grey_picture(grey))
    items: list[Item] = []
    before = watched.last("template.evened")
    if stage.key == "template.normalised" and before is not None and before.shape == array.shape:
        erased = _cut(np.asarray(before != array), watched)
        canvas.tint(np.asarray(erased), ORANGE, 0.75)
        items.append(Mark("dot", ORANGE, "erased") if erased.any() else Words("No ruled line."))
    return canvas, items


def _binary(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    ridge = _cut(array, watched) != 0
    canvas = _canvas(watched, np.where(ridge[:, :, None], np.uint8(INK[0]), np.uint8(255)).repeat(3, axis=2))
    inside = _foreground(watched)
    if inside is not None:
        canvas.tint(~inside, PALE, 0.6)
    return canvas, []


def _skeleton(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    canvas = _canvas(watched, faded(watched.image.pixels, 0.3))
    lines = _cut(array, watched) != 0
    size = (canvas.picture.shape[1], canvas.picture.shape[0])
    shown = cv2.resize(lines.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    if canvas.scale < 1:
        shown = cv2.resize(lines.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.1
    canvas.picture[shown] = BLUE
    return canvas, []


def _mask(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    canvas = _canvas(watched, grey_picture(watched.image.pixels))
    fine = np.asarray(_fine(array, watched, cv2.INTER_NEAREST) > 0.5)
    canvas.tint(~fine, BLUE, 0.55)
    padded = np.pad(fine.astype(np.uint8), 1)
    outlines, _ = cv2.findContours(padded, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        canvas.path(outline[:, 0, :].astype(np.float64) - 1, BLUE, 2, closed=True)
    return canvas, [Words(f"{fine.mean():.0%} of the picture")]


def _heat(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    """A quantity as colour, shaded by the print; pale outside the foreground."""
    fine, inside = _fine(array, watched, cv2.INTER_LINEAR), _foreground(watched)
    if inside is None or not inside.any():
        inside = np.ones(fine.shape, np.bool_)
    low, high = stage.range or (float(fine[inside].min()), float(fine[inside].max()))
    canvas = _shaded(through(heat_scale(), (fine - low) / ((high - low) or 1.0)), inside, watched)
    unit = f" {stage.unit}" if stage.unit else ""
    return canvas, [Scale(heat_scale(), f"{low:.3g}", f"{high:.3g}{unit}", stage.title.lower())]


def _shaded(colours: Picture, inside: npt.NDArray[np.bool_], watched: Watched) -> Canvas:
    """Colours of every pixel, darker on ridges; the pale print where they mean nothing."""
    shade = (0.72 + 0.28 / 255.0 * watched.image.pixels[:, :, None]).astype(np.float32)
    shown = np.where(inside[:, :, None], colours * shade, faded(watched.image.pixels, 0.25))
    return _canvas(watched, np.asarray(np.rint(shown), np.uint8))


def _direction(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    """Directions of a whole turn as hues."""
    fine = np.mod(_fine(array, watched, cv2.INTER_NEAREST), 2 * np.pi) / (2 * np.pi)
    inside = _foreground(watched)
    inside = np.ones(fine.shape, np.bool_) if inside is None else inside
    scale = Scale(turn_scale(), "0°", "360°", "counter-clockwise from the right")
    return _shaded(through(turn_scale(), fine), inside, watched), [scale]


def _peaks(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    """Local maxima as dots, the larger the higher."""
    canvas = _canvas(watched, faded(watched.image.pixels))
    values = np.nan_to_num(_cut(array, watched).astype(np.float64))
    rows, columns = np.nonzero(values > PEAK_MIN)
    if len(rows) > _PEAKS_MAX or values.shape != watched.image.pixels.shape:
        return _heat(stage, array, watched)
    for row, column in sorted(zip(rows.tolist(), columns.tolist(), strict=True), key=lambda at: values[at]):
        value = min(float(values[row, column]), 1.0)
        canvas.ring((column, row), 3.5 + 6 * value, PAPER, -1)
        canvas.ring((column, row), 2 + 6 * value, one(confidence_scale(), value), -1)
    return canvas, [
        Words(f"{len(rows)} places above {PEAK_MIN}"),
        Scale(confidence_scale(), "0", "1", "score"),
    ]


def _flow(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    """Strokes along the ridges."""
    canvas = _canvas(watched, faded(watched.image.pixels, 0.35))
    rows, columns = watched.image.pixels.shape
    step = _cells(array.shape, (rows, columns)) or 1.0
    inside = _foreground(watched)
    angles = np.mod(np.nan_to_num(array.astype(np.float64)), np.pi)
    apart = max(1.0, STROKE_STEP / canvas.scale)
    for y in np.arange(apart / 2, rows, apart):
        for x in np.arange(apart / 2, columns, apart):
            row, column = min(int(y / step), array.shape[0] - 1), min(int(x / step), array.shape[1] - 1)
            angle = float(angles[row, column])
            within = inside is None or bool(inside[int(y), int(x)])
            dx, dy = 0.43 * apart * np.cos(angle), -0.43 * apart * np.sin(angle)
            ink = one(turn_scale(), angle / np.pi) if within else PALE
            canvas.line((x - dx, y - dy), (x + dx, y + dy), ink, 3 if within else 1)
    return canvas, [Scale(turn_scale(), "0°", "180°", "counter-clockwise from level")]


def _points(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    """Minutiae before they are judged: those of the template, and a cross for each that was dropped."""
    canvas = _canvas(watched, faded(watched.image.pixels))
    points, template = np.asarray(array, np.float32), watched.template
    final = np.stack([template.x, template.y], axis=1)
    lost = [float(np.hypot(*(final - point[:2]).T).min(initial=np.inf)) >= 1.0 for point in points]
    for point in points[np.array(lost, np.bool_)]:
        _cross(canvas, point)
    marks(canvas, template, [BLUE] * len(template))
    return canvas, [
        Mark("ring", BLUE, f"{len(template)} kept"),
        Mark("cross", VERMILION, f"{sum(lost)} dropped"),
    ]


def _cross(canvas: Canvas, point: Reals) -> None:
    reach = 4.5 / canvas.scale
    for side in (1.0, -1.0):
        start = point[0] - reach, point[1] - side * reach
        canvas.line(start, (point[0] + reach, point[1] + side * reach), VERMILION, 2)


def _minutiae(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    canvas = _canvas(watched, faded(watched.image.pixels))
    marks(canvas, watched.template, confidence_colours(watched.template))
    return canvas, [*kind_items(watched.template), confidence_item()]


def _none(stage: Stage, array: Array, watched: Watched) -> tuple[Canvas, list[Item]]:
    canvas = Canvas(np.full((8, 560, 3), 255, np.uint8), 1.0)
    shape = " x ".join(str(side) for side in array.shape) or "one value"
    return canvas, [Words(f"{stage.key}: {shape}, {array.dtype}; not drawn.")]


_DRAWN = {
    Kind.PICTURE: _picture,
    Kind.RIDGES: _ridges,
    Kind.BINARY: _binary,
    Kind.SKELETON: _skeleton,
    Kind.MASK: _mask,
    Kind.HEAT: _heat,
    Kind.FLOW: _flow,
    Kind.DIRECTION: _direction,
    Kind.PEAKS: _peaks,
    Kind.POINTS: _points,
    Kind.MINUTIAE: _minutiae,
    Kind.NONE: _none,
}
