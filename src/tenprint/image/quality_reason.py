"""What speaks against a print, in words for the person who takes it again.

Each measure has the value at which it begins to matter; how far a print is beyond it decides which reason
comes first.
The limits are choices, made on the odd fingers of four FVC sets and on synthetic prints: each names some of
the twentieth
part that is worst by its measure.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from tenprint.image.quality_place import Place
from tenprint.image.quality_window import WindowMeasures

NO_PRINT: Final = "no print found"
NO_RIDGES: Final = "no readable ridges: smudged, or not a print"
INVERTED: Final = "inverted: light ridges on dark, turned back to be read"
SMALL_AREA: Final = "too small an area"
DRY: Final = "too dry: thin, broken ridges"
WET: Final = "too wet: valleys filled"
FAINT: Final = "faint"
SMUDGED: Final = "smudged or doubled"
SEVERAL: Final = "more than one print"
STRAIGHT: Final = "no ridge bends: a pattern, not a print"
RESOLUTION: Final = "resolution?"
"""Followed by the ridge period that was found."""

MISSING: Final = tuple(f"{part} is missing" for part in ("left side", "right side", "tip", "lower part"))
CUT: Final = tuple(f"cut off at the {edge} edge" for edge in ("left", "right", "upper"))
"""Sides are those of the picture."""

STRAIGHTNESS_MAX: Final = 0.98
"""Of 1,000 synthetic and real prints, sides and tips among them, the straightest has 0.967."""

PERIOD_RANGE_PX: Final = (5.0, 14.0)
"""Ridge periods of people at 500 ppi. Means are 9.3 pixels of men and 8.1 of women (0.47 and 0.41 mm: Moore,
Journal of
Forensic Identification 39(4), 1989), those of infants 4 to 5 pixels; within one adult's finger 6 to 13."""

_AREA_MM2 = 90.0
_CONTRAST = 0.14
_CLARITY = 0.48
_RIDGE_SHARE = 0.62
_DRY_SKEWNESS = -1.9
_WET_SKEWNESS = 0.9
_REACH_MM = 2.2
_CUT_MM = 8.0


def reasons(windows: WindowMeasures, found: Place, period_px: float) -> tuple[str, ...]:
    """What falls short of its limit, worst first.

    Args:
        windows: measures of windows all over the print.
        found: where the print lies.
        period_px: its ridge period at the stated resolution, 0 where it is not to be told.
    """
    short = [*_of_ridges(windows), *_of_place(found)]
    first = (resolution_reason(period_px),) if odd_period(period_px) else ()
    first = (STRAIGHT, *first) if found.straightness > STRAIGHTNESS_MAX else first
    return (*first, *(text for part, text in sorted(short) if part < 1))


def resolution_reason(period_px: float) -> str:
    """What to say of a period that is nobody's.

    >>> resolution_reason(4.5)
    'resolution? ridges 4.5 pixels apart at 500 ppi'
    """
    return f"{RESOLUTION} ridges {period_px:.1f} pixels apart at 500 ppi"


def odd_period(period_px: float) -> bool:
    """Whether a known ridge period is nobody's.

    >>> odd_period(0.0), odd_period(4.5), odd_period(9.0), odd_period(18.0)
    (False, True, False, True)
    """
    return period_px > 0 and not PERIOD_RANGE_PX[0] <= period_px <= PERIOD_RANGE_PX[1]


def _of_ridges(windows: WindowMeasures) -> Iterator[tuple[float, str]]:
    """Share of what is wanted that is there, and the reason, for each measure of the ridges."""
    skewness = float(np.median(windows.skewness))
    yield float(np.median(windows.contrast)) / _CONTRAST, FAINT
    clarity = float(np.median(windows.clarity)) / _CLARITY
    yield min(clarity, float(windows.ridge_share.mean()) / _RIDGE_SHARE), SMUDGED
    yield 1.0 if skewness >= _DRY_SKEWNESS else _DRY_SKEWNESS / skewness, DRY
    yield 1.0 if skewness <= _WET_SKEWNESS else _WET_SKEWNESS / skewness, WET


def _of_place(found: Place) -> Iterator[tuple[float, str]]:
    """The same for where the print lies; more than one print has no middle and no edge."""
    if found.prints > 1:
        yield 0.5, SEVERAL
        return
    yield found.area_mm2 / _AREA_MM2, SMALL_AREA
    if found.reach_mm:
        yield from ((reach / _REACH_MM, text) for reach, text in zip(found.reach_mm, MISSING, strict=True))
    yield from ((_CUT_MM / max(cut, 1e-6), text) for cut, text in zip(found.cut_mm, CUT, strict=True))
