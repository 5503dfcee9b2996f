"""Minutiae drawn on a canvas: endings as rings, bifurcations as squares, others as triangles; a tail shows where to."""

from collections.abc import Sequence

import numpy as np

from tenprint.image.figure.canvas import Canvas
from tenprint.image.figure.colour import INK, PAPER, Colour, confidence_scale, one
from tenprint.image.figure.legend import Item, Mark, Scale
from tenprint.template.model import MinutiaKind, Template

RADIUS, TAIL = 6.5, 17.0
"""Of a mark and of its tail, canvas pixels."""

HALO = 3
"""How much wider the paper-coloured line under each mark is: it stays legible on dark ridges."""


def mark(
    canvas: Canvas, place: tuple[float, float], theta: float, kind: int, colour: Colour, width: int = 3
) -> None:
    """One minutia; its direction is radians counter-clockwise as seen."""
    reach = np.array([np.cos(theta), -np.sin(theta)]) / canvas.scale
    start = np.asarray(place) + RADIUS * reach
    end = np.asarray(place) + TAIL * reach
    for ink, wide in ((PAPER, width + HALO), (colour, width)):
        canvas.line((start[0], start[1]), (end[0], end[1]), ink, wide)
        if kind == MinutiaKind.ENDING:
            canvas.ring(place, RADIUS, ink, wide)
        elif kind == MinutiaKind.BIFURCATION:
            canvas.square(place, RADIUS - 0.5, ink, wide)
        else:
            corners = [(np.cos(turn), -np.sin(turn)) for turn in (0.5 * np.pi, 7 / 6 * np.pi, 11 / 6 * np.pi)]
            points = np.asarray(place) + np.array(corners) * (RADIUS + 1.5) / canvas.scale
            canvas.path(points, ink, wide, closed=True)


def marks(canvas: Canvas, template: Template, colours: Sequence[Colour], width: int = 3) -> None:
    """All minutiae of a template, each in its colour, the later over the earlier."""
    for i in range(len(template)):
        place = float(template.x[i]), float(template.y[i])
        mark(canvas, place, float(template.theta[i]), int(template.kind[i]), colours[i], width)


def confidence_colours(template: Template) -> list[Colour]:
    """A colour for each minutia by its quality."""
    return [one(confidence_scale(), float(quality) / 100) for quality in template.quality]


def kind_items(template: Template) -> list[Item]:
    """Which mark is which, of the kinds that occur."""
    shapes = ((MinutiaKind.ENDING, "ring", "ending"), (MinutiaKind.BIFURCATION, "square", "bifurcation"))
    counts = [(shape, word, int((template.kind == kind).sum())) for kind, shape, word in shapes]
    return [Mark(shape, INK, f"{count} {word}{'' if count == 1 else 's'}") for shape, word, count in counts]


def confidence_item() -> Item:
    """The scale of confidence."""
    return Scale(confidence_scale(), "0", "100", "confidence")
