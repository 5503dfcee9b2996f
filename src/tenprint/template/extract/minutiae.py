"""What is known of minutiae before they are judged."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """Minutiae before they are judged.

    The direction is that of ISO/IEC 19794-2 and INCITS 378: an ending points back along its ridge, a
    bifurcation into the valley between its two branches. So an ending which pressure joins to its neighbour
    becomes a bifurcation that points the same way.

    Attributes:
        x: (n,) float64, pixels from the left.
        y: (n,) float64, pixels from the top.
        theta: (n,) float32, radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (n,) uint8, ``MinutiaKind``.
    """

    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    theta: Field
    kind: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        """Count of minutiae."""
        return len(self.x)
