"""Two prints side by side: which minutiae are partners, and which have none."""

import numpy as np

from tenprint.image.figure.canvas import Canvas, beside, faded, scale_for
from tenprint.image.figure.colour import PALE, Colour, Picture, one, turn_scale
from tenprint.image.figure.legend import Item, Mark, Words, captioned, legend, length_item
from tenprint.match.figure.looked_at import LookedAt
from tenprint.match.pair import Comparison
from tenprint.template.figure.minutia_marks import mark

GAP_PX = 56
LONE: Colour = (128, 132, 140)
_LINE_STRENGTH = 0.6
_HUES = 0.82
"""Share of the circle of hues that is used, so that the first pair and the last are unlike."""


def pair_colours(left: LookedAt, compared: Comparison) -> list[Colour]:
    """A colour for each pair, from the top of the left print to its bottom."""
    height = left.template.y[compared.pairs[:, 0]]
    order = np.argsort(np.argsort(height, kind="stable"), kind="stable")
    return [one(turn_scale(), _HUES * place / max(1, len(order) - 1)) for place in order.tolist()]


def pairing_picture(
    left: LookedAt, right: LookedAt, compared: Comparison, extra: tuple[str, ...] = ()
) -> Picture:
    """Both prints, minutiae that are partners in one colour with a line between them, the others grey.

    Args:
        left: the probe.
        right: the candidate.
        compared: their comparison.
        extra: more words for the legend.
    """
    canvas, shift = _side_by_side(left, right)
    lonely = [left.lone(compared.pairs[:, 0]), right.lone(compared.pairs[:, 1])]
    for side, print_, alone in ((0, left, lonely[0]), (1, right, lonely[1])):
        for index in alone.tolist():
            _mark(canvas, print_, index, side * shift, LONE, 2)
    colours = pair_colours(left, compared)
    lines = Canvas(canvas.picture.copy(), canvas.scale)
    here, there = left.places(), right.places()
    for (i, j), colour in zip(compared.pairs.tolist(), colours, strict=True):
        lines.line((here[i][0], here[i][1]), (there[j][0] + shift, there[j][1]), colour, 2)
    mixed = _LINE_STRENGTH * lines.picture + (1 - _LINE_STRENGTH) * canvas.picture
    canvas.picture = np.asarray(np.rint(mixed), np.uint8)
    for (i, j), colour in zip(compared.pairs.tolist(), colours, strict=True):
        _mark(canvas, left, i, 0.0, colour, 3)
        _mark(canvas, right, j, shift, colour, 3)
    return captioned(canvas.picture, _items(left, right, compared, canvas, extra))


def _items(
    left: LookedAt, right: LookedAt, compared: Comparison, canvas: Canvas, extra: tuple[str, ...]
) -> list[Item]:
    """The legend of a pairing."""
    few = len(left.lone(compared.pairs[:, 0])), len(right.lone(compared.pairs[:, 1]))
    return [
        Words(f"score {compared.score:.3f}"),
        *(Words(text) for text in extra),
        Mark("line", one(turn_scale(), 0.3), f"{len(compared.pairs)} pairs"),
        Mark("ring", LONE, f"without partner: {few[0]} left, {few[1]} right"),
        length_item(canvas.scale, left.paper().shape[1]),
    ]


def _side_by_side(left: LookedAt, right: LookedAt) -> tuple[Canvas, float]:
    """Both faded prints on one canvas, their names below, and by how many print pixels the right one is moved."""
    papers = left.paper(), right.paper()
    scale = min(scale_for(*paper.shape) for paper in papers)
    shown = [Canvas.of(faded(paper), scale).picture for paper in papers]
    shift = (shown[0].shape[1] + GAP_PX) / scale
    sheet = beside(shown[0], shown[1], GAP_PX)
    names = [
        legend(picture.shape[1], [Words(print_.name)])
        for picture, print_ in zip(shown, (left, right), strict=True)
    ]
    row = beside(names[0][:, : shown[0].shape[1]], names[1][:, : shown[1].shape[1]], GAP_PX)
    sheet[:, shown[0].shape[1] + GAP_PX // 2 - 1 : shown[0].shape[1] + GAP_PX // 2 + 1] = PALE
    return Canvas(np.ascontiguousarray(np.vstack([sheet, row])), scale), shift


def _mark(canvas: Canvas, print_: LookedAt, index: int, shift: float, colour: Colour, width: int) -> None:
    """One minutia of a print that may be moved to the right."""
    template = print_.template
    place = float(template.x[index]) + shift, float(template.y[index])
    mark(canvas, place, float(template.theta[index]), int(template.kind[index]), colour, width)
