"""A template made ready for comparison: its best minutiae and their cylinders."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.cylinder import angular_table, build_cylinders, disc_cells, spatial_table
from tenprint.match.scan import norms
from tenprint.template.model import Template


@dataclass(frozen=True, slots=True)
class Descriptors:
    """What a comparison needs of one template.

    Attributes:
        index: (n,) int32, place of each minutia in the template that it came from.
        x: (n,) float32, pixels at 500 ppi.
        y: (n,) float32, pixels at 500 ppi, downwards.
        theta: (n,) float32, radians counter-clockwise as seen.
        weight: (n,) float32, how far each minutia is believed, by its quality.
        bits: (n, words) uint64, cylinder bits plane by plane.
        mask: (n, words / sections) uint64, valid cells.
        usable: (n,) uint8, 1 where the cylinder may be compared.
        scan_bits: (n, 6) uint64, coarser cylinders for the first stage of a search, zero where not usable.
        scan_norm: (n,) float32, their norms.
    """

    index: npt.NDArray[np.int32]
    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]
    theta: npt.NDArray[np.float32]
    weight: npt.NDArray[np.float32]
    bits: npt.NDArray[np.uint64]
    mask: npt.NDArray[np.uint64]
    usable: npt.NDArray[np.uint8]
    scan_bits: npt.NDArray[np.uint64]
    scan_norm: npt.NDArray[np.float32]

    def __len__(self) -> int:
        """Count of minutiae."""
        return len(self.x)


@cache
def _tables() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Spatial and angular contributions, with which every cylinder is built."""
    return spatial_table(), angular_table()


def select_minutiae(quality: npt.NDArray[np.uint8], limit: int) -> npt.NDArray[np.int32]:
    """Indices of the ``limit`` minutiae of best quality, in their given order.

    Args:
        quality: (n,) uint8.
        limit: most indices wanted.

    Returns:
        (min(n, limit),) int32, ascending.

    >>> select_minutiae(np.array([10, 90, 50], np.uint8), 2).tolist()
    [1, 2]
    """
    if len(quality) <= limit:
        return np.arange(len(quality), dtype=np.int32)
    best = np.argsort(-quality.astype(np.int16), kind="stable")[:limit]
    return np.sort(best).astype(np.int32)


def weights(quality: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """How far minutiae of given quality (n,) uint8 are believed: (n,) float32.

    >>> weights(np.array([100], np.uint8)).tolist()
    [1.0]
    """
    known = np.where(quality == 0, parameter.QUALITY_UNKNOWN, quality).astype(np.float32)
    share = known / np.float32(100.0)
    return np.asarray(parameter.WEIGHT_MIN + (1.0 - parameter.WEIGHT_MIN) * share, np.float32)


def describe(template: Template) -> Descriptors:
    """Selects a template's minutiae and builds their cylinders."""
    index = select_minutiae(template.quality, parameter.MINUTIAE_MAX)
    x = np.ascontiguousarray(template.x[index], np.float32)
    y = np.ascontiguousarray(template.y[index], np.float32)
    theta = np.ascontiguousarray(template.theta[index], np.float32)
    spatial, angular = _tables()
    side, coarse = parameter.CYLINDER_SIDE, parameter.SCAN_SIDE
    bits, mask, usable = build_cylinders(x, y, theta, side, disc_cells(side), spatial, angular)
    scan_bits, _, scanned = build_cylinders(x, y, theta, coarse, disc_cells(coarse), spatial, angular)
    scan_bits = scan_bits * scanned[:, None].astype(np.uint64)
    return Descriptors(
        index, x, y, theta, weights(template.quality[index]), bits, mask, usable, scan_bits, norms(scan_bits)
    )
