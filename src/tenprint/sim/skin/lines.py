"""Thin bent lines across a print: creases of the skin, scratches of one impression."""

import cv2
import numpy as np
import numpy.typing as npt


def draw_line(
    rng: np.random.Generator, shape: tuple[int, ...], x: float, y: float, *, angle: float, length: float
) -> npt.NDArray[np.uint8]:
    """Mask of a line one to three pixels wide, a little bent.

    Args:
        rng: stream; decides bend and width.
        shape: rows and columns of the mask.
        x: of the line's middle, pixels.
        y: likewise.
        angle: of the line, radians.
        length: pixels.

    Returns:
        (rows, columns) uint8, 0 beside the line to 255 on it.
    """
    bend = rng.normal(0, 0.13)
    at = np.linspace(-0.5, 0.5, 9)
    line_x = x + length * (at * np.cos(angle) - bend * at**2 * np.sin(angle))
    line_y = y + length * (at * np.sin(angle) + bend * at**2 * np.cos(angle))
    points = np.stack([line_x, line_y], axis=1).astype(np.int32)
    mask = np.zeros(shape, np.uint8)
    cv2.polylines(mask, [points], False, 255, int(rng.integers(1, 4)), cv2.LINE_AA)
    return mask
