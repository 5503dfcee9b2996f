"""Any resolution to the engine's 500 ppi, and dark ridges on light."""

import cv2
import numpy as np

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage
from tenprint.image.polarity import inverted, is_inverted

TARGET_PPI = 500.0
"""Resolution of everything behind this door (ANSI/NIST-ITL: 19.69 pixels per mm)."""

TOLERANCE = 0.01
"""Relative difference left alone: scanners are certified to ± 1 % (EBTS appendix F), and PNG's pixels per
metre round 500 to 499.999."""

PIXELS_MAX = 12_000_000
"""Largest picture behind this door: a palm at 500 ppi has 11 million pixels, and the largest print that a card has room
for (EBTS 8.001 table 3-3: 1600 × 1500) a fifth of that. It bounds what a picture can cost: an extractor takes some 100
bytes a pixel."""


def prepare(image: GreyImage) -> GreyImage:
    """The image at 500 ppi with dark ridges; unchanged, but for the figure, where it is so within one per cent already.

    A picture whose paper is flat black is inverted: its grey values are turned back, and ``was_inverted`` says so
    (``polarity``).
    Coarser images are enlarged by cubic interpolation; finer ones are averaged over areas, so that
    ridges finer than the target's pixels do not alias.

    Raises:
        ImageError: more than ``PIXELS_MAX`` pixels at 500 ppi.

    >>> prepare(GreyImage(np.zeros((1000, 800), np.uint8), 1000.0)).pixels.shape
    (500, 400)
    """
    check_size(image)
    turn = is_inverted(image.pixels)
    pixels = inverted(image.pixels) if turn else image.pixels
    turned = turn or image.was_inverted
    scale = TARGET_PPI / image.resolution_ppi
    if abs(scale - 1) <= TOLERANCE:
        return GreyImage(np.ascontiguousarray(pixels), TARGET_PPI, turned)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(pixels, size, interpolation=method)
    return GreyImage(np.ascontiguousarray(resized, np.uint8), TARGET_PPI, turned)


def check_size(image: GreyImage) -> None:
    """Refuse a picture that would take gigabytes and minutes, before anything is made of it.

    Raises:
        ImageError: more than ``PIXELS_MAX`` pixels at 500 ppi.
    """
    if pixels_at_target(image) > PIXELS_MAX:
        found = f"{image.width} × {image.height} at {image.resolution_ppi:g} ppi"
        raise ImageError(f"picture: expected at most {PIXELS_MAX:,} pixels at 500 ppi, found {found}")


def pixels_at_target(image: GreyImage) -> float:
    """How many pixels a picture has once it is at 500 ppi."""
    return image.width * image.height * (TARGET_PPI / image.resolution_ppi) ** 2
