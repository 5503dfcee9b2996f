"""What a finger's minutiae are.

One convention in the whole package (docs/decisions/0002): pixels at 500 ppi, origin at the top left, y down;
angle in radians counter-clockwise from +x as seen on the page, in [0, 2π), pointing as ISO/IEC 19794-2 says.
Other conventions exist only inside the codecs.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt


class MinutiaKind(IntEnum):
    """Type of a minutia, with the codes of ISO/IEC 19794-2."""

    OTHER = 0
    ENDING = 1
    BIFURCATION = 2


@dataclass(frozen=True, slots=True)
class Template:
    """Minutiae of one finger, comparable.

    Attributes:
        x: (n,) float32, pixels at 500 ppi from the left.
        y: (n,) float32, pixels at 500 ppi from the top.
        theta: (n,) float32, radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (n,) uint8, ``MinutiaKind``.
        quality: (n,) uint8, 0 (unknown or worthless) to 100.
        width: pixels at 500 ppi of the image the minutiae lie in.
        height: likewise.
        extractor: name and version of what found them, for example ``classical-2``.
    """

    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]
    theta: npt.NDArray[np.float32]
    kind: npt.NDArray[np.uint8]
    quality: npt.NDArray[np.uint8]
    width: int
    height: int
    extractor: str

    def __len__(self) -> int:
        """Count of minutiae."""
        return len(self.x)
