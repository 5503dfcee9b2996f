"""A print that is drawn: its template and, where there is one, its picture."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.template.model import Template

Pixels = npt.NDArray[np.uint8]

_MARGIN_PX = 24
_SIDE_MAX = 4096
"""A template that is said to be larger than any print is drawn no larger."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One of two prints.

    Attributes:
        name: shown below it.
        template: its minutiae.
        pixels: (rows, columns) uint8 at 500 ppi, or None where only the template is known.
    """

    name: str
    template: Template
    pixels: Pixels | None = None

    def paper(self) -> Pixels:
        """The picture, or blank paper as large as the template says and its minutiae need."""
        if self.pixels is not None:
            return self.pixels
        template = self.template
        right = max(template.width, int(template.x.max(initial=0)) + _MARGIN_PX, 64)
        below = max(template.height, int(template.y.max(initial=0)) + _MARGIN_PX, 64)
        return np.full((min(below, _SIDE_MAX), min(right, _SIDE_MAX)), 255, np.uint8)

    def places(self) -> npt.NDArray[np.float64]:
        """Where the minutiae are: (n, 2) float64, x and y."""
        return np.stack([self.template.x, self.template.y], axis=1).astype(np.float64)

    def lone(self, paired: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Indices of the minutiae that are not among ``paired``."""
        return np.setdiff1d(np.arange(len(self.template)), paired)


def outline(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Corners of the convex hull of points (n, 2), n > 0."""
    hull = cv2.convexHull(points.astype(np.float32))
    return np.asarray(hull[:, 0, :], np.float64)
