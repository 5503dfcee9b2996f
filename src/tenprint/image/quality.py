"""How well a print can be used, as one number from 0 to 100 and the reasons against it.

In the spirit of ISO/IEC 29794-4 (local clarity, orientation certainty, ridge frequency, area), but our own
measure: it is not NFIQ 2, and its numbers must not be compared with NFIQ 2's. Windows of 32 × 32 pixels
(1.6 mm) over the print are taken to the frequency plane, where ridges are one pair of peaks at 1/16 to 1/4.5
cycles a pixel.

- *Clarity*, the share of a window's power in that peak, falls with noise, scars, smear and double prints.
- *Contrast*, the swing that the peak stands for, falls with blur, faint ink and dry skin.
- *Flow*, the agreement of ridge directions over 3 mm, is what print has and texture has not.

A window is as good as these three say together; the score grows with the area of good windows up to what a
plain print shows, and with how good the print is on the whole.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.segment import BLOCK_PX, BlockMeasures, Mask, block_foreground, block_measures

REJECT_BELOW = 15
"""Too poor to use at all. Chosen between what is no print (blank, noise, blurred noise: at most 8 in our
tests) and the poorest that still show ridges: of 320 prints in four FVC sets the lowest scores 19; the ten rolled
prints of NIST's card score 89 to 95, its slaps 71 to 93."""

RECAPTURE_BELOW = 40
"""Worth asking for another try. Of 240 FVC prints from three sensors of normal contrast none lies
below, of 80 from the faint capacitive one (FVC2002 DB3) ten do."""

Values = npt.NDArray[np.float32]

_WINDOW_PX = 32
_STEP_PX = 24
_LONGEST_PERIOD_PX = 16.0
_SHORTEST_PERIOD_PX = 4.5
_LOBE = (-2, -1, 0, 1, 2)  # how far the tapered peak of a pure wave spreads, in cells of the plane
_FLOW_BLOCKS = 7
_MM_PER_PX = 25.4 / 500
_CLARITY_RAMP = (0.15, 0.65)
_CONTRAST_RAMP = (0.02, 0.16)
_FLOW_RAMP = (0.50, 0.80)
_AMPLE_MM2 = 60.0


@dataclass(frozen=True, slots=True)
class Quality:
    """Quality of one print.

    Attributes:
        score: 0 (useless) to 100.
        area_mm2: foreground in square millimetres.
        contrast: median swing from ridge to valley over the foreground, 0 to 1 of the grey range.
        clarity: median share of a window's power at its ridge frequency, 0 to 1.
        reasons: what speaks against the print, worst first; empty where nothing does.
    """

    score: int
    area_mm2: float
    contrast: float
    clarity: float
    reasons: tuple[str, ...]


def quality(image: GreyImage) -> Quality:
    """Quality of a print at 500 ppi (one finger, rolled or plain).

    It takes some 10 ms for a rolled print. Of the FVC 2002 DB3 and 2004 DB1 prints compared by this package's own
    matcher, the fifth with the lowest quality has a third of the median mated score of the fifth with the highest.

    >>> quality(GreyImage(np.full((300, 300), 255, np.uint8), 500.0))
    Quality(score=0, area_mm2=0.0, contrast=0.0, clarity=0.0, reasons=('no print found',))
    """
    if not 495 <= image.resolution_ppi <= 505:
        raise ImageError(f"quality: expected 500 ppi, found {image.resolution_ppi:g}")
    measures = block_measures(image.pixels)
    mask = block_foreground(measures)
    places = _window_places(mask, image.pixels.shape)
    if not len(places):
        return Quality(0, 0.0, 0.0, 0.0, ("no print found",))
    clarity, contrast = window_clarity(image.pixels, places)
    centres = (places + _WINDOW_PX // 2) // BLOCK_PX
    goodness = (
        _ramp(clarity, _CLARITY_RAMP)
        * np.sqrt(_ramp(contrast, _CONTRAST_RAMP))
        * _ramp(_flow(measures)[centres[:, 0], centres[:, 1]], _FLOW_RAMP)
    )
    area_mm2 = float(mask.sum()) * (BLOCK_PX * _MM_PER_PX) ** 2
    typical_clarity, typical_contrast = float(np.median(clarity)), float(np.median(contrast))
    level = float(np.median(measures.level[mask]))
    return Quality(
        _score(goodness, area_mm2),
        round(area_mm2, 1),
        round(typical_contrast, 3),
        round(typical_clarity, 3),
        _reasons(area_mm2, typical_clarity, typical_contrast, level, float(goodness.mean())),
    )


def window_clarity(pixels: Pixels, places: npt.NDArray[np.int64]) -> tuple[Values, Values]:
    """Clarity and contrast of windows.

    Args:
        pixels: (rows, columns) uint8 at 500 ppi.
        places: (windows, 2) row and column of each window's upper left corner.

    Returns:
        Two (windows,) float32 arrays, both 0 to about 1.
    """
    views = np.lib.stride_tricks.sliding_window_view(pixels, (_WINDOW_PX, _WINDOW_PX))
    windows = views[places[:, 0], places[:, 1]].astype(np.float32)
    windows -= windows.mean(axis=(1, 2), keepdims=True)
    plane = _plane()
    spectrum = np.fft.rfft2(windows * plane.taper)
    power = (spectrum.real**2 + spectrum.imag**2).reshape(len(windows), -1)
    peak = np.argmax(power[:, plane.band], axis=1)
    near = 2 * np.take_along_axis(power, plane.around[peak], axis=1).sum(axis=1)  # the peak and its mirror
    clarity = np.minimum(near / np.maximum(power @ plane.weight, 1e-3), 1)
    # Parseval: a sine of amplitude a under the taper t puts a² · Σt² · N / 2 into its peaks; a swing is 2a.
    amplitude = np.sqrt(2 * near / (plane.taper**2).sum()) / _WINDOW_PX
    return clarity, 2 * amplitude / 255


def _window_places(mask: Mask, shape: tuple[int, ...]) -> npt.NDArray[np.int64]:
    """Upper left corners of the windows whose centre lies in the foreground: (windows, 2)."""
    rows = np.arange(0, shape[0] - _WINDOW_PX + 1, _STEP_PX)
    columns = np.arange(0, shape[1] - _WINDOW_PX + 1, _STEP_PX)
    centre = _WINDOW_PX // 2
    chosen = mask[np.ix_((rows + centre) // BLOCK_PX, (columns + centre) // BLOCK_PX)]
    return np.argwhere(chosen) * _STEP_PX


def _flow(measures: BlockMeasures) -> Values:
    """Length of the mean doubled direction over 7 × 7 blocks: 1 parallel ridges, about 0.4 random ones."""
    length = np.maximum(np.hypot(measures.doubled_x, measures.doubled_y), 1e-6)
    window = (_FLOW_BLOCKS, _FLOW_BLOCKS)
    x = cv2.blur(measures.doubled_x / length, window, borderType=cv2.BORDER_REFLECT)
    y = cv2.blur(measures.doubled_y / length, window, borderType=cv2.BORDER_REFLECT)
    return np.asarray(np.hypot(x, y), np.float32)


def _ramp(values: Values, ends: tuple[float, float]) -> Values:
    return np.asarray(np.clip((values - ends[0]) / (ends[1] - ends[0]), 0, 1), np.float32)


def _score(goodness: Values, area_mm2: float) -> int:
    whole = float(goodness.mean())
    ample = 1 - np.exp(-whole * area_mm2 / _AMPLE_MM2)
    return round(100 * float(np.sqrt(whole) * ample))


def _reasons(
    area_mm2: float, clarity: float, contrast: float, level: float, goodness: float
) -> tuple[str, ...]:
    """What falls short, each with how far it falls, worst first."""
    found = [
        (area_mm2 / 80, "small area"),
        (contrast / 0.14, "low contrast"),
        (clarity / 0.25, "unclear ridges"),
        (goodness / 0.25, "few usable ridges"),
        (level / 60, "too dark"),
        ((255 - level) / 35, "too light"),
    ]
    return tuple(text for part, text in sorted(found) if part < 1)


@dataclass(frozen=True, slots=True)
class _Plane:
    """What does not change from window to window: taper, and the layout of the half frequency plane."""

    taper: Values
    weight: Values
    band: npt.NDArray[np.int64]
    around: npt.NDArray[np.int64]


@cache
def _plane() -> _Plane:
    side, half = _WINDOW_PX, _WINDOW_PX // 2 + 1
    hann = np.hanning(side + 2)[1:-1]
    down, across = np.meshgrid(np.fft.fftfreq(side), np.arange(half) / side, indexing="ij")
    radius = np.hypot(down, across)
    band = np.flatnonzero((radius >= 1 / _LONGEST_PERIOD_PX) & (radius <= 1 / _SHORTEST_PERIOD_PX))
    # Columns between the first and the last stand for their mirror images in the other half too.
    weight = np.full((side, half), 2, np.float32)
    weight[:, [0, -1]] = 1
    rows, columns = np.divmod(band, half)
    around = []
    for dy, dx in ((dy, dx) for dy in _LOBE for dx in _LOBE):
        y, x = rows + dy, columns + dx
        around.append(np.where(x < 0, -y, y) % side * half + np.abs(x))
    return _Plane(np.outer(hann, hann).astype(np.float32), weight.ravel(), band, np.stack(around, axis=1))
