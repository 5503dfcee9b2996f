"""A card's pictures laid out as on the paper card: two rows of rolled fingers, then the plain impressions."""

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from tenprint.image.codec import encode_png
from tenprint.image.model import GreyImage, Pixels

CELL_WIDTH, CELL_HEIGHT = 400, 375
ROWS = ((1, 2, 3, 4, 5), (6, 7, 8, 9, 10))
PLAIN = ((14, 2), (12, 0.5), (11, 0.5), (13, 2))  # position, width in cells


def write_sheet(images: Mapping[int, GreyImage], path: Path) -> None:
    """Write the picture of a card at half size."""
    rows = [np.hstack([_cell(images.get(position), 1.0) for position in row]) for row in ROWS]
    rows.append(np.hstack([_cell(images.get(position), width) for position, width in PLAIN]))
    path.write_bytes(encode_png(GreyImage(np.ascontiguousarray(np.vstack(rows)), 250.0)))


def _cell(image: GreyImage | None, width_cells: float) -> Pixels:
    """One picture fitted into its place, white around it."""
    width = int(CELL_WIDTH * width_cells)
    cell: Pixels = np.full((CELL_HEIGHT, width), 255, dtype=np.uint8)
    if image is None:
        return cell
    scale = min(width / image.width, CELL_HEIGHT / image.height)
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    small = cv2.resize(image.pixels, size, interpolation=cv2.INTER_AREA)
    top, left = (CELL_HEIGHT - size[1]) // 2, (width - size[0]) // 2
    cell[top : top + size[1], left : left + size[0]] = small
    return cell
