"""How well a print can be used, as one number from 0 to 100 and the reasons against it.

In the spirit of ISO/IEC 29794-4, but our own measure: it is not NFIQ 2, and its numbers must not be compared with
NFIQ 2's. A window's ridges are measured in the frequency plane (``quality_window``); what can be compared of
the print is
counted in squares of one ridge period (``quality_usability``); where it lies and what is missing is told by
its outline and
its core (``quality_place``); what to say to the person at the scanner is in ``quality_reason``.

The score foretells how a print will be found again: dropping the worst tenth of impressions by it halves the
misses of
the matcher (``tenprint bench quality``; docs/stages/quality.md).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.polarity import inverted, is_inverted
from tenprint.image.quality_place import Place, place
from tenprint.image.quality_reason import (
    INVERTED,
    NO_PRINT,
    NO_RIDGES,
    STRAIGHTNESS_MAX,
    odd_period,
    reasons,
    resolution_reason,
)
from tenprint.image.quality_usability import score_of, usable_squares
from tenprint.image.quality_window import WindowMeasures, window_measures, window_places
from tenprint.image.segment import BLOCK_PX, SLOPE_MIN, BlockMeasures, block_foreground, block_measures

REJECT_BELOW = 15
"""Too poor to use at all, fewer than 115 usable ridge squares. What is no print (blank, noise, text, a face)
has 8 at most in
our tests; of 320 prints in four FVC sets the lowest has 26; the ten rolled prints of NIST's card have 85 to 89."""

RECAPTURE_BELOW = 40
"""Worth asking for another try, fewer than 340 usable ridge squares: below it one mated comparison in
five fails at FMR 0.1 %,
from it on one in forty (all four FVC sets, both extractors)."""

_MM_PER_PX = 25.4 / 500
_MARKED_MM2 = 30.0
_INK_DARKER = 12.0
_DOUBT_PERIOD_PX = (6.0, 12.5)
_DOUBT_PIXELS_MAX = 2_000_000
_DOUBT_SQUARES = 250.0
_RATHER = 3.0
_RATHER_SQUARES = 150.0


@dataclass(frozen=True, slots=True)
class Quality:
    """Quality of one print.

    Attributes:
        score: 0 (useless) to 100.
        area_mm2: foreground in square millimetres.
        contrast: median swing from ridge to valley over the foreground, 0 to 1 of the grey range.
        clarity: median share of a window's power at its ridge frequency, 0 to 1.
        reasons: what speaks against the print, worst first; empty where nothing does.
        period_px: median ridge period at 500 ppi, 0 where there are no ridges.
    """

    score: int
    area_mm2: float
    contrast: float
    clarity: float
    reasons: tuple[str, ...]
    period_px: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """What is measured of a picture that shows ridges.

    Attributes:
        windows: measures of windows all over the print.
        place: where the print lies.
        period_px: median ridge period.
        squares: usable ridge squares.
    """

    windows: WindowMeasures
    place: Place
    period_px: float
    squares: float


def quality(image: GreyImage) -> Quality:
    """Quality of a print at 500 ppi (one finger, rolled or plain).

    An inverted picture is judged turned back, and says so. Where the ridges' period is nobody's, or no ridge bends,
    the score is kept below ``REJECT_BELOW``: at another resolution a print matches nothing, and stripes are none.

    >>> quality(GreyImage(np.full((300, 300), 255, np.uint8), 500.0)).reasons
    ('no print found',)

    Raises:
        ImageError: another resolution.
    """
    if not 495 <= image.resolution_ppi <= 505:
        raise ImageError(f"quality: expected 500 ppi, found {image.resolution_ppi:g}")
    turn = is_inverted(image.pixels)
    pixels = inverted(image.pixels) if turn else image.pixels
    blocks = block_measures(pixels)
    first = (INVERTED,) if turn or image.was_inverted else ()
    found = measured(pixels, blocks)
    period = _period(pixels, found)
    if found is None:
        why = _without_ridges(blocks, period)
        return Quality(0, 0.0, 0.0, 0.0, (*first, why), round(period, 1))
    score = score_of(found.squares)
    refused = odd_period(period) or found.place.straightness > STRAIGHTNESS_MAX
    return Quality(
        min(score, REJECT_BELOW - 1) if refused else score,
        round(found.place.area_mm2, 1),
        round(float(np.median(found.windows.contrast)), 3),
        round(float(np.median(found.windows.clarity)), 3),
        (*first, *reasons(found.windows, found.place, period)),
        round(period, 1),
    )


def measured(pixels: Pixels, blocks: BlockMeasures | None = None) -> Found | None:
    """Measures of a picture's ridges, None where it shows none.

    Args:
        pixels: (rows, columns) uint8 at 500 ppi, dark ridges.
        blocks: of the same picture, where they are known.
    """
    blocks = blocks or block_measures(pixels)
    mask = block_foreground(blocks)
    places = window_places(mask, pixels.shape)
    if not len(places):
        return None
    windows = window_measures(pixels, blocks, places)
    where = place(mask, blocks)
    period = float(np.median(windows.period_px))
    return Found(windows, where, period, usable_squares(windows, where.area_mm2))


def _without_ridges(blocks: BlockMeasures, period_px: float) -> str:
    """Why there are no ridges to be seen: nothing is there, or what is there cannot be read as ridges."""
    if odd_period(period_px):
        return resolution_reason(period_px)
    inked = blocks.level < float(np.percentile(blocks.level, 90)) - _INK_DARKER
    marked_mm2 = float((inked | (blocks.slope > SLOPE_MIN)).sum()) * (BLOCK_PX * _MM_PER_PX) ** 2
    return NO_RIDGES if marked_mm2 >= _MARKED_MM2 else NO_PRINT


def _period(pixels: Pixels, found: Found | None) -> float:
    """Ridge period, pixels at the stated resolution; 0 where there is none.

    Where it is near the ends of what the windows tell, or little can be used, the picture is looked at in half and in
    double size: ridges that show there, and not here, are of a picture with a wrong resolution.
    """
    if (
        found
        and _DOUBT_PERIOD_PX[0] <= found.period_px <= _DOUBT_PERIOD_PX[1]
        and found.squares >= _DOUBT_SQUARES
    ):
        return found.period_px
    best, most = (found.period_px, _RATHER * found.squares) if found else (0.0, 0.0)
    for scale in (0.5, 2.0):
        other = _found_at(pixels, scale)
        if other is None:
            continue
        at_end = found is not None and _beyond(found.period_px, scale)
        if other.squares >= _RATHER_SQUARES and (at_end or other.squares > most):
            best, most = other.period_px / scale, max(most, other.squares)
    return best


def _beyond(period_px: float, scale: float) -> bool:
    """Whether a period lies where the windows tell it badly, and in this other size well."""
    return period_px > _DOUBT_PERIOD_PX[1] if scale < 1 else period_px < _DOUBT_PERIOD_PX[0]


def _found_at(pixels: Pixels, scale: float) -> Found | None:
    """What is found of a picture in another size, None where that is nothing, or too large to be looked at."""
    if pixels.size * scale > _DOUBT_PIXELS_MAX:
        return None
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = np.ascontiguousarray(cv2.resize(pixels, size, interpolation=method), np.uint8)
    return measured(resized)
