"""How much of a print can be compared: one number, and the score made of it.

Minutiae lie about equally thick over skin when it is measured in ridge periods: a small finger has finer
ridges, and
as many minutiae on less skin. So what a print is worth is first the count of *ridge squares*, squares of one ridge
period, over which ridges are clear; then what an extractor makes of them, which falls where the picture holds much
besides ridges, where clarity changes from place to place, and where valleys are flooded.
"""

import numpy as np
import numpy.typing as npt

from tenprint.image.quality_window import Values, WindowMeasures

RIDGE_SHARE_WEIGHT = 1.0
CLARITY_SPREAD_WEIGHT = -2.6
SKEWNESS_WEIGHT = -0.15
"""Weights of the three in the logarithm of usable ridge squares.

They are the regression (``tenprint bench quality --fit``: of the classical extractor alone 0.93, -3.4, -0.16)
of the log of an impression's utility on these measures,
the count of ridge squares with weight one, rounded. Utility is the median of the impression's mated scores
(ISO/IEC 29794-1),
of both extractors, each as a share of its median. Seen: the odd fingers of FVC2002 DB1 B, DB3 B and FVC2004
DB1 B, DB3 B, and 24
synthetic fingers on six devices for plain prints under four conditions. Which measures and ramps
were taken was decided with the even fingers' figures, and those of all four sets, in view: they are not blind.
"""

HALF_SQUARES = 480.0
SCORE_POWER = 1.2
"""The score is 50 at so many usable ridge squares, and rises with this power of them. Chosen so that at 40 about one
mated comparison in eight fails at FMR 0.1 % on the same prints, and a rolled print of 5,000 has room above it."""

_TYPICAL = (0.85, 0.12, -0.1)  # ridge share, spread of clarity, skewness of a middling plain print
_CLARITY_RAMP = (0.15, 0.50)
_CONTRAST_RAMP = (0.02, 0.08)
_FLOW_RAMP = (0.50, 0.70)  # of the mean over the print; FVC prints have 0.70 and more, noise 0.40
_SKEWNESS_MIN = -0.5  # thinner ridges are no better
_MM_PER_PX = 25.4 / 500


def usable_squares(windows: WindowMeasures, area_mm2: float) -> float:
    """Usable ridge squares of a print: 100 where little can be compared, 800 of a plain print, 5,000 of a rolled.

    Args:
        windows: measures of windows all over the print, one or more.
        area_mm2: foreground.
    """
    return clear_squares(windows, area_mm2) * float(
        np.exp(np.dot(_WEIGHTS, print_features(windows) - _TYPICAL))
    )


def clear_squares(windows: WindowMeasures, area_mm2: float) -> float:
    """Ridge squares over which ridges can be told, whatever an extractor makes of them."""
    period_mm = float(np.median(windows.period_px)) * _MM_PER_PX
    return area_mm2 * float(clear_share(windows).mean()) / period_mm**2


def clear_share(windows: WindowMeasures) -> Values:
    """How far the ridges of each window can be told at all, (windows,) 0 to 1."""
    flow = ramp(np.asarray(windows.flow.mean(), np.float32), _FLOW_RAMP)
    return ramp(windows.clarity, _CLARITY_RAMP) * ramp(windows.contrast, _CONTRAST_RAMP) * flow


def print_features(windows: WindowMeasures) -> npt.NDArray[np.float64]:
    """Mean ridge share, spread of clarity and mean skewness, (3,): what the weights above are of."""
    wetness = np.maximum(windows.skewness, _SKEWNESS_MIN).mean()
    return np.array([windows.ridge_share.mean(), windows.clarity.std(), wetness], np.float64)


def score_of(squares: float) -> int:
    """Score of so many usable ridge squares, 0 to 100.

    >>> [score_of(squares) for squares in (0, 100, 350, 800, 5000)]
    [0, 13, 41, 65, 94]
    """
    share = float((squares / HALF_SQUARES) ** SCORE_POWER)
    return round(100 * share / (1 + share))


def ramp(values: Values, ends: tuple[float, float]) -> Values:
    """0 up to the first end, 1 from the second, straight between."""
    return np.asarray(np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1), np.float32)


_WEIGHTS = np.array([RIDGE_SHARE_WEIGHT, CLARITY_SPREAD_WEIGHT, SKEWNESS_WEIGHT])
