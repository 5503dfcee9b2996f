"""The classical extractor, from a grey picture to a template: read this first."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.image.model import GreyImage
from tenprint.image.prepare import check_size
from tenprint.template.extract import parameter
from tenprint.template.extract.binarise import binarise
from tenprint.template.extract.clarity import clarity, power
from tenprint.template.extract.confidence import best, confidence
from tenprint.template.extract.enhance import enhance
from tenprint.template.extract.evidence import border_distance, evidence
from tenprint.template.extract.minutiae import Found
from tenprint.template.extract.normalise import normalise
from tenprint.template.extract.orientation import orientation
from tenprint.template.extract.period import period
from tenprint.template.extract.ruled import erase_rules
from tenprint.template.extract.segment import segment, with_ridges
from tenprint.template.extract.skeleton import prune
from tenprint.template.extract.thinning import thin
from tenprint.template.extract.vortices import find
from tenprint.template.model import Template

EXTRACTOR = "classical-2"

Observer = Callable[[str, npt.NDArray[np.generic]], None]

cv2.setNumThreads(1)  # work is shared out by finger, not within one


def nobody(key: str, stage: npt.NDArray[np.generic]) -> None:
    """The observer where there is none."""


def extract(image: GreyImage, observe: Observer | None = None) -> Template:
    """Minutiae of one finger.

    Args:
        image: one finger at about 500 ppi, dark ridges on a light background.
        observe: called after each stage with its transparency key and its result.

    Returns:
        The template, minutiae in reading order; empty where there is no print.

    Raises:
        ImageError: the picture has more than ``image.prepare.PIXELS_MAX`` pixels.
    """
    check_size(image)
    if min(image.pixels.shape) < parameter.IMAGE_SIDE_MIN:
        return _empty(image)
    found, seen, mask = candidates(image, observe or nobody)
    quality = confidence(seen)
    cells = found.y.astype(np.int64) // parameter.CELL_PX, found.x.astype(np.int64) // parameter.CELL_PX
    template = _template(image, found, quality, best(quality, border_distance(mask)[cells], mask))
    (observe or nobody)("template.minutiae", np.stack([template.x, template.y, template.theta], axis=1))
    return template


def candidates(
    image: GreyImage, tell: Observer = nobody
) -> tuple[Found, npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
    """All that may be minutiae, the evidence about each (see ``evidence``), and the foreground per cell."""
    normal, deviation = normalise(_whole_cells(image.pixels))
    tell("template.evened", normal)
    normal = erase_rules(normal)
    tell("template.normalised", normal)
    angle, coherence = orientation(normal, parameter.TENSOR_SIGMA_PX, parameter.FLOW_SIGMA_PX)
    tell("template.orientation", angle)
    mask = segment(deviation, coherence)
    tell("template.foreground", mask)
    period_px = period(normal, angle, mask)
    tell("template.period", period_px)
    even, odd = enhance(normal, angle, period_px, mask)
    tell("template.enhanced", even)
    tell("template.strength", np.hypot(even, odd))
    mask = with_ridges(even, mask)
    tell("template.ridged", mask)
    clear = clarity(normal, even, odd)
    tell("template.clarity", clear)
    if tell is not nobody:  # lines that an examiner would draw, to be looked at: minutiae come from the phase
        ridges = binarise(even, mask)
        tell("template.binary", ridges)
        tell("template.skeleton", prune(thin(ridges)))
    found = find(even, odd, angle, period_px, mask)
    tell("template.vortices", np.stack([found.x, found.y, found.theta], axis=1))
    seen = evidence(found, (even, odd), period_px, (power(normal), clear, coherence), mask)
    tell("template.evidence", seen)
    return found, seen, mask


def _empty(image: GreyImage) -> Template:
    """A template without minutiae."""
    real, small = np.zeros(0, np.float32), np.zeros(0, np.uint8)
    return Template(real, real, real, small, small, image.width, image.height, EXTRACTOR)


def _whole_cells(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The picture continued to the right and below to whole cells, so that positions stay."""
    cell = parameter.CELL_PX
    below, right = -pixels.shape[0] % cell, -pixels.shape[1] % cell
    whole = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(whole, dtype=np.uint8)


def _template(
    image: GreyImage, found: Found, quality: npt.NDArray[np.uint8], chosen: npt.NDArray[np.int64]
) -> Template:
    """The chosen minutiae as a template; those beyond the picture, in its last part cell, are left out."""
    inside = (found.x[chosen] < image.width) & (found.y[chosen] < image.height)
    chosen = chosen[inside]
    return Template(
        x=found.x[chosen].astype(np.float32),
        y=found.y[chosen].astype(np.float32),
        theta=found.theta[chosen].astype(np.float32),
        kind=found.kind[chosen],
        quality=quality[chosen],
        width=image.width,
        height=image.height,
        extractor=EXTRACTOR,
    )
