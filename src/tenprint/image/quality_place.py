"""Where the print lies: how much skin touched, what the picture's edge cuts off, which part is missing.

The finger's middle is the core, the place about which ridges bend most. It is found where the field of doubled
ridge directions is like that of a loop's top, by the first-order complex filter of Nilsson and Bigun,
"Localization of
corresponding points in fingerprints by complex filtering", Pattern Recognition Letters 24(13), 2003.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.segment import BLOCK_PX, BlockMeasures, Mask

MM_PER_BLOCK = BLOCK_PX * 25.4 / 500

_CORE_SIGMA_BLOCKS = 4.0
_CORE_MIN = 0.25  # of the filter's answer to a perfect loop, 1; below it nothing bends
_PRINT_MM2 = 25.0
_PRINT_SHARE = 0.4  # of the largest; a rolled finger's next joint has 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where the print lies on the picture.

    Attributes:
        area_mm2: foreground.
        prints: count of separate areas that are large enough for a print.
        cut_mm: length over which the print runs into the picture's edge: left, right, top.
        reach_mm: from the core to the print's border: left, right, up, down; None where no core is found.
        straightness: length of the mean doubled ridge direction, 1 where no ridge bends.
    """

    area_mm2: float
    prints: int
    cut_mm: tuple[float, float, float]
    reach_mm: tuple[float, float, float, float] | None
    straightness: float


def place(mask: Mask, blocks: BlockMeasures) -> Place:
    """Where the print lies.

    Args:
        mask: (block rows, block columns) bool, the foreground.
        blocks: measures of the same blocks.
    """
    left, right, top = (float(edge.sum()) * MM_PER_BLOCK for edge in (mask[:, 0], mask[:, -1], mask[0]))
    area_mm2 = float(mask.sum()) * MM_PER_BLOCK**2
    return Place(
        area_mm2,
        _prints(mask),
        (left, right, top),
        _reach(mask, core(mask, blocks)),
        _straightness(mask, blocks),
    )


def core(mask: Mask, blocks: BlockMeasures) -> tuple[int, int] | None:
    """Block (row, column) of the core, None where ridges bend nowhere as about one."""
    length = np.maximum(np.hypot(blocks.doubled_x, blocks.doubled_y), 1e-6)
    share = mask / length
    x, y = blocks.doubled_x * share, blocks.doubled_y * share
    across, down = _core_filter()
    # About a loop's core the doubled direction turns as the bearing does; above it the gradient is upright.
    answer = np.where(mask, cv2.filter2D(x, -1, down) - cv2.filter2D(y, -1, across), 0)
    best = np.unravel_index(int(np.argmax(answer)), answer.shape)
    return (int(best[0]), int(best[1])) if answer[best] >= _CORE_MIN else None


def _core_filter() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Cosine and sine of the bearing under a Gaussian, each with sum of absolute values such that a loop gives 1."""
    half = int(3 * _CORE_SIGMA_BLOCKS)
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    radius = np.hypot(x, y)
    weight = radius * np.exp(-(radius**2) / (2 * _CORE_SIGMA_BLOCKS**2))
    weight /= weight.sum()
    radius[half, half] = 1
    return (weight * x / radius).astype(np.float32), (weight * y / radius).astype(np.float32)


def _straightness(mask: Mask, blocks: BlockMeasures) -> float:
    x, y = blocks.doubled_x[mask], blocks.doubled_y[mask]
    length = np.maximum(np.hypot(x, y), 1e-6)
    return float(np.hypot((x / length).mean(), (y / length).mean()))


def _prints(mask: Mask) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA] * MM_PER_BLOCK**2
    return int((areas >= max(_PRINT_MM2, _PRINT_SHARE * float(areas.max(initial=0.0)))).sum())


def _reach(mask: Mask, middle: tuple[int, int] | None) -> tuple[float, float, float, float] | None:
    """Millimetres of print to the left, right, above and below the core, along its row and column."""
    if middle is None:
        return None
    row, column = middle
    ways = (mask[row, :column], mask[row, column + 1 :], mask[:row, column], mask[row + 1 :, column])
    left, right, up, down = (float(way.sum()) * MM_PER_BLOCK for way in ways)
    return left, right, up, down
