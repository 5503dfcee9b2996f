"""Templates without pictures: many fingers and impressions at once, from one seed.

A finger is the same whatever is made with it: every number comes from a counter keyed by the gallery's seed, the
subject, the finger position and the impression.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.gallery.counter import key_of
from tenprint.sim.gallery.flow_library import flow_library
from tenprint.sim.gallery.minutiae_contact import TOUCH_NUMBERS, draw_touch
from tenprint.sim.gallery.minutiae_finger import (
    FLOW_NUMBERS,
    MINUTIAE_MAX,
    find_nearest,
    flow_of,
    make_finger,
)
from tenprint.sim.gallery.minutiae_impression import FOUND_MAX, read_false, read_ghosts, read_true
from tenprint.sim.gallery.minutiae_model import Fit, size_of
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin.master import MasterSize
from tenprint.template.model import Template

_FULL_TURN = np.float32(2 * np.pi)
MODEL = "unpictured-1"
"""Name and version; another version makes other templates from the same seeds."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Templates one after another, and what is true of them; minutiae in reading order.

    Attributes:
        subject: (t,) int64 index of the subject.
        position: (t,) int64 finger position.
        impression: (t,) int64 number of the impression.
        start: (t + 1,) int64 where each template's minutiae begin.
        x: (n,) float32 pixels at 500 ppi.
        y: (n,) float32.
        theta: (n,) float32 radians in [0, 2π), counter-clockwise from +x as seen.
        kind: (n,) uint8 ``MinutiaKind``.
        quality: (n,) uint8, 0 to 100.
        source: (n,) int32 index of the true minutia in the finger, -1 for a false one.
        width: pixels.
        height: pixels.
    """

    subject: npt.NDArray[np.int64]
    position: npt.NDArray[np.int64]
    impression: npt.NDArray[np.int64]
    start: npt.NDArray[np.int64]
    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]
    theta: npt.NDArray[np.float32]
    kind: npt.NDArray[np.uint8]
    quality: npt.NDArray[np.uint8]
    source: npt.NDArray[np.int32]
    width: int
    height: int

    def __len__(self) -> int:
        """Count of templates."""
        return len(self.subject)

    def template(self, index: int) -> Template:
        """One template."""
        own = slice(int(self.start[index]), int(self.start[index + 1]))
        return Template(
            self.x[own], self.y[own], self.theta[own], self.kind[own], self.quality[own],
            self.width, self.height, MODEL,
        )  # fmt: skip


def make_batch(
    fit: Fit,
    kind: str,
    subjects: Sequence[int] | npt.NDArray[np.int64],
    *,
    seed: int,
    positions: Sequence[int] = range(1, 11),
    impressions: Sequence[int] = (0,),
) -> Batch:
    """Make templates of some subjects.

    Args:
        fit: numbers of the model.
        kind: of impression, for example ``plain-typical``.
        subjects: indices, 0 or above; a subject is the same in every batch.
        seed: of the gallery.
        positions: finger positions.
        impressions: numbers of the impressions of each finger, 0 or above.

    Returns:
        Subject by subject, finger by finger, impression by impression.
    """
    model, size = fit.impression(kind), size_of(kind)
    shape = (len(subjects), len(positions), len(impressions))
    job = np.stack([axis.ravel() for axis in np.meshgrid(subjects, positions, impressions, indexing="ij")])
    job = job.reshape(3, -1).astype(np.int64)
    shifted = size is MasterSize.FULL
    count, arrays = _make(
        gallery_key(seed), job, shape[2], shifted, fit.fingers[size], model, flow_library(size)
    )
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    picture = (round(float(model.picture[0])), round(float(model.picture[1])))
    x, y, theta, said, quality, source = (array[: start[-1]] for array in arrays)
    subject, position, impression = job
    return Batch(
        subject, position, impression, start, x, y, theta, said, quality, source, picture[0], picture[1]
    )


def gallery_key(seed: int) -> np.uint64:
    """The key from which those of all subjects follow."""
    return np.uint64(stream(seed, Stream.UNPICTURED).integers(0, 1 << 64, dtype=np.uint64))


@njit(nogil=True, cache=True, error_model="numpy")
def finger_key(gallery, subject, position):  # type: ignore[no-untyped-def]  # numba infers
    """Key (uint64) of one finger of one subject."""
    return key_of(key_of(gallery, subject), position)


@njit(nogil=True, cache=True, error_model="numpy")
def _order(x, y, count, order):  # type: ignore[no-untyped-def]  # numba infers
    """Write reading order of rounded places: insertion sort, for few."""
    for k in range(count):
        place = np.rint(y[k]) * 4096 + np.rint(x[k])
        j = k
        while j > 0 and np.rint(y[order[j - 1]]) * 4096 + np.rint(x[order[j - 1]]) > place:
            order[j] = order[j - 1]
            j -= 1
        order[j] = k


@njit(nogil=True, cache=True, error_model="numpy")
def _make(gallery, job, impressions, shifted, finger_model, model, library):  # type: ignore[no-untyped-def]  # numba infers
    jobs = job.shape[1]
    count = np.zeros(jobs, np.int64)
    room = jobs * 64 + FOUND_MAX
    x, y, theta = np.empty(room, np.float32), np.empty(room, np.float32), np.empty(room, np.float32)
    kind, quality, source = np.empty(room, np.uint8), np.empty(room, np.uint8), np.empty(room, np.int32)
    fx, fy, ftheta = np.empty(MINUTIAE_MAX), np.empty(MINUTIAE_MAX), np.empty(MINUTIAE_MAX)
    fkind, nearest = np.empty(MINUTIAE_MAX, np.uint8), np.empty(MINUTIAE_MAX)
    found = (
        np.empty(FOUND_MAX, np.float32), np.empty(FOUND_MAX, np.float32), np.empty(FOUND_MAX, np.float32),
        np.empty(FOUND_MAX, np.uint8), np.empty(FOUND_MAX, np.uint8), np.empty(FOUND_MAX, np.int32),
    )  # fmt: skip
    own, singular, touch = np.zeros(FLOW_NUMBERS), np.zeros((4, 2)), np.zeros(TOUCH_NUMBERS)
    order = np.empty(FOUND_MAX, np.int64)
    at, total, key = 0, 0, np.uint64(0)
    for j in range(jobs):
        row = job[1, j] - 1
        if j % impressions == 0:
            key = finger_key(gallery, job[0, j], job[1, j])
            total = make_finger(
                key, row + 1, shifted, finger_model, library, own, singular, fx, fy, ftheta, fkind
            )
            find_nearest(fx, fy, total, nearest)
        flow, frame = flow_of(own, row, library), library.frame[row, int(own[0])]
        middle = library.middle[row, int(own[0])]
        draw_touch(
            key, job[2, j], row, middle[0] + own[3] - frame[0], frame[1] - middle[1] - own[4], model, touch
        )
        state = np.array([key_of(key_of(key, 6), job[2, j])], np.uint64)
        n = read_true(key, state, (fx, fy, ftheta, fkind, nearest, total), frame, model, touch, found)
        n = read_ghosts(key, state, frame, singular, own, finger_model.bend, flow, model, touch, found, n)
        n = read_false(state, frame, own, finger_model.bend, flow, model, touch, found, n)
        _order(found[0], found[1], n, order)
        if at + n > room:
            grown = room + room // 2 + FOUND_MAX
            x, y, theta = _grown(x, grown), _grown(y, grown), _grown(theta, grown)
            kind, quality, source = _grown(kind, grown), _grown(quality, grown), _grown(source, grown)
            room = grown
        for k in range(n):
            i = order[k]
            x[at + k], y[at + k] = found[0][i], found[1][i]
            theta[at + k] = found[2][i] if found[2][i] < _FULL_TURN else 0.0
            kind[at + k], quality[at + k], source[at + k] = found[3][i], found[4][i], found[5][i]
        count[j] = n
        at += n
    return count, (x, y, theta, kind, quality, source)


@njit(nogil=True, cache=True, error_model="numpy")
def _grown(array, room):  # type: ignore[no-untyped-def]  # numba infers
    larger = np.empty(room, array.dtype)
    for k in range(len(array)):  # a slice would compile seconds of error messages
        larger[k] = array[k]
    return larger
