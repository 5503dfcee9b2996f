"""A grey image at a known resolution."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class GreyImage:
    """One grey picture.

    Attributes:
        pixels: (rows, columns) uint8, 0 black (ridge) to 255 white (background), C-contiguous.
        resolution_ppi: pixels per inch in both directions, as declared by the file or the record.
        was_inverted: whether ``prepare`` found light ridges on dark and turned the grey values back.
    """

    pixels: Pixels
    resolution_ppi: float
    was_inverted: bool = False

    @property
    def height(self) -> int:
        """Number of rows."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Number of columns."""
        return int(self.pixels.shape[1])
