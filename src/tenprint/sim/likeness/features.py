"""What is measured of each picture: thirteen numbers that an engineer would look at.

Ridge flow, period and foreground are those of the classical extractor, whichever extractor found the minutiae.
"""

from dataclasses import dataclass, fields

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.model import GreyImage
from tenprint.image.quality import quality
from tenprint.template.extract import parameter
from tenprint.template.extract.orientation import orientation
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import MinutiaKind, Template

PX_PER_CM = 500 / 2.54

_RIM_CELLS = 2
"""By how much the foreground reaches beyond a drawn disc of ridges: some 9 pixels."""

Stages = dict[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Features:
    """Measures of one picture at 500 ppi; nan where there is nothing to measure.

    Attributes:
        minutiae: count.
        density: minutiae a square centimetre of foreground.
        ending_share: endings of all minutiae.
        period_px: median ridge period over the foreground.
        period_spread: standard deviation of the period over the foreground, as a share of its mean.
        quality: ``tenprint.image.quality``, 0 to 100.
        coherence: mean coherence of the gradient structure tensor over the foreground, 0 to 1.
        clarity: median share of a window's power at its ridge frequency, 0 to 1.
        contrast: median swing from ridge to valley, share of the grey range.
        area_cm2: foreground.
        dark_share: share of the foreground darker than midway between its dark and light ends (5 %, 95 %).
        raggedness: length of the ridges' sides, as a multiple of that of smooth unbroken ridges of this period.
        neighbour_px: median distance of a minutia to the nearest other.
    """

    minutiae: float
    density: float
    ending_share: float
    period_px: float
    period_spread: float
    quality: float
    coherence: float
    clarity: float
    contrast: float
    area_cm2: float
    dark_share: float
    raggedness: float
    neighbour_px: float


FEATURES = tuple(field.name for field in fields(Features))


def measure(image: GreyImage, template: Template | None = None) -> tuple[Features, Template]:
    """Features of a picture, and the template they were measured with.

    Args:
        image: one finger at 500 ppi.
        template: its minutiae, where another than the classical extractor found them.
    """
    stages: Stages = {}
    classical = extract(image, stages.__setitem__)
    found = template or classical
    usable = quality(image)
    mask = _without_rim(np.asarray(stages.get("template.ridged", np.zeros((1, 1))), np.uint8))
    area = float(mask.sum()) * (parameter.CELL_PX / PX_PER_CM) ** 2
    period, spread = _period(stages, mask)
    features = Features(
        minutiae=float(len(found)),
        density=len(found) / area if area else np.nan,
        ending_share=_ending_share(found),
        period_px=period,
        period_spread=spread,
        quality=float(usable.score),
        coherence=_coherence(stages, mask),
        clarity=usable.clarity,
        contrast=usable.contrast,
        area_cm2=area,
        dark_share=_dark_share(image, mask),
        raggedness=_raggedness(stages, mask, period),
        neighbour_px=neighbour_px(found),
    )
    return features, found


def _without_rim(foreground: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """The extractor's foreground without the cells by which it reaches over the last ridges."""
    side = 2 * _RIM_CELLS + 1
    return np.asarray(cv2.erode(foreground, np.ones((side, side), np.uint8), borderValue=1) > 0, np.bool_)


def _ending_share(template: Template) -> float:
    """Endings among endings and bifurcations."""
    endings = int((template.kind == MinutiaKind.ENDING).sum())
    known = endings + int((template.kind == MinutiaKind.BIFURCATION).sum())
    return endings / known if known else np.nan


def _period(stages: Stages, mask: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Median period, pixels, and its relative spread."""
    if not mask.any():
        return np.nan, np.nan
    inside = np.asarray(stages["template.period"], np.float64)[mask]
    return float(np.median(inside)), float(inside.std() / inside.mean())


def _coherence(stages: Stages, mask: npt.NDArray[np.bool_]) -> float:
    """Mean coherence."""
    if not mask.any():
        return np.nan
    normal = np.asarray(stages["template.normalised"], np.float32)
    _, coherence = orientation(normal, parameter.TENSOR_SIGMA_PX, parameter.FLOW_SIGMA_PX)
    return float(coherence[mask].mean())


def _dark_share(image: GreyImage, mask: npt.NDArray[np.bool_]) -> float:
    """Share of dark pixels of the foreground."""
    if not mask.any():
        return np.nan
    inside = image.pixels[_by_pixel(mask)[: image.height, : image.width]].astype(np.float64)
    dark, light = np.percentile(inside, (5, 95))
    return float((inside < (dark + light) / 2).mean())


def _raggedness(stages: Stages, mask: npt.NDArray[np.bool_], period: float) -> float:
    """Length of the borders between dark and light over that of parallel smooth ridges, two borders a period.

    The length is Crofton's, from the crossings of four families of parallel lines.
    """
    if not mask.any():
        return np.nan
    inside = _by_pixel(mask)
    dark = np.asarray(stages["template.normalised"], np.float32) > 0
    level, upright = _crossings(dark, inside, 0, 1), _crossings(dark, inside, 1, 0)
    slanted = _crossings(dark, inside, 1, 1) + _crossings(dark[:, ::-1], inside[:, ::-1], 1, 1)
    length = np.pi / 8 * (level + upright + slanted / np.sqrt(2))
    return float(length / inside.sum() * period / 2)


def _crossings(dark: npt.NDArray[np.bool_], inside: npt.NDArray[np.bool_], down: int, across: int) -> int:
    """How many pixels differ from the one a step down and across, both inside."""
    rows, columns = dark.shape
    one, other = np.s_[: rows - down, : columns - across], np.s_[down:, across:]
    return int(((dark[one] != dark[other]) & inside[one] & inside[other]).sum())


def _by_pixel(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """A mask of cells as a mask of pixels."""
    side = parameter.CELL_PX
    return np.repeat(np.repeat(mask, side, axis=0), side, axis=1)


def neighbour_px(template: Template) -> float:
    """Median distance of a minutia to the nearest other, pixels; nan below two minutiae."""
    if len(template) < 2:
        return np.nan
    place = template.x.astype(np.float64) + 1j * template.y.astype(np.float64)
    apart = np.abs(place[:, None] - place)
    np.fill_diagonal(apart, np.inf)
    return float(np.median(apart.min(axis=1)))
