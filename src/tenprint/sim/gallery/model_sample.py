"""The minutiae-only model's fingers and impressions laid open, to be compared with those of pictures."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.gallery.extraction_sample import Lie, Numbers, Seen, nearest, place_of, rigid
from tenprint.sim.gallery.flow_library import FlowLibrary, flow_library
from tenprint.sim.gallery.minutiae_contact import (
    TOUCH_NUMBERS,
    draw_touch,
    to_border,
    to_finger,
    to_picture,
    turn_of,
)
from tenprint.sim.gallery.minutiae_finger import FLOW_NUMBERS, MINUTIAE_MAX, flow_at, flow_of, make_finger
from tenprint.sim.gallery.minutiae_model import Fit, ImpressionModel, size_of
from tenprint.sim.gallery.unpictured import finger_key, gallery_key, make_batch
from tenprint.sim.skin.master import MasterSize
from tenprint.sim.skin.vortices import TrueMinutiae


class Laid:
    """One finger of the model.

    Attributes:
        key: uint64 of the finger.
        row: finger position less one.
        own: (FLOW_NUMBERS,) float64 how its flow differs from the library's.
        singular: (k, 2) float64 cores and deltas, pixels of the finger's part.
        frame: (4,) float64 left, top, width and height of that part.
        middle: (2,) float64 the pattern's middle in it.
        minutiae: the true ones.
        library: of flows.
        size: which part of the finger is made.
    """

    def __init__(self, fit: Fit, size: MasterSize, seed: int, subject: int, position: int) -> None:
        """Make the finger that ``unpictured.make_batch`` makes."""
        self.size = size
        self.library: FlowLibrary = flow_library(size)
        self.key = np.uint64(finger_key(gallery_key(seed), subject, position))
        self.row = position - 1
        self.own, singular = np.zeros(FLOW_NUMBERS), np.zeros((4, 2))
        x, y, theta = np.zeros(MINUTIAE_MAX), np.zeros(MINUTIAE_MAX), np.zeros(MINUTIAE_MAX)
        kind = np.zeros(MINUTIAE_MAX, np.uint8)
        n = make_finger(
            self.key, position, size is MasterSize.FULL, fit.fingers[size], self.library, self.own, singular,
            x, y, theta, kind,
        )  # fmt: skip
        self.singular = singular[singular[:, 0] > -1e5]
        index = int(self.own[0])
        self.frame, middle = self.library.frame[self.row, index], self.library.middle[self.row, index]
        self.middle = np.array(
            [middle[0] + self.own[3] - self.frame[0], self.frame[1] - middle[1] - self.own[4]]
        )
        narrow = [array[:n].astype(np.float32) for array in (x, y, theta)]
        self.minutiae = TrueMinutiae(narrow[0], narrow[1], narrow[2], kind[:n].copy())

    def flow(self, places: Numbers) -> Numbers:
        """Undisturbed tangent at (n, 2) places: (n,) float64, radians."""
        return np.asarray(_flows(places, flow_of(self.own, self.row, self.library)), np.float64)


def see_model(
    fit: Fit, kind: str, *, seed: int, subjects: int, impressions: tuple[int, ...] = (0, 1)
) -> Iterator[Seen]:
    """Impressions of the model with their truth, as ``extraction_sample.see`` gives them of pictures.

    Args:
        fit: numbers of the model.
        kind: of impression.
        seed: of the gallery.
        subjects: one finger of each is seen, of position 1 to 10 in turn.
        impressions: numbers of the impressions.
    """
    size, model = size_of(kind), fit.impression(kind)
    for subject in range(subjects):
        position = 1 + subject % 10
        batch = make_batch(fit, kind, [subject], seed=seed, positions=[position], impressions=impressions)
        finger = Laid(fit, size, seed, subject, position)
        for k, number in enumerate(impressions):
            touch = np.zeros(TOUCH_NUMBERS)
            draw_touch(finger.key, number, finger.row, finger.middle[0], finger.middle[1], model, touch)
            found = batch.template(k)
            truth, index, border, lie = _truth(finger, model, touch)
            place, found_border = _back(place_of(found), finger.frame, model, touch)
            there = np.stack([finger.minutiae.x, finger.minutiae.y], axis=1).astype(np.float64)
            yield Seen(
                subject, truth, index, border, nearest(there)[index], found, found_border, place,
                finger.flow(place) + turn_of(touch), finger.singular, _area(finger.frame, model, touch), lie,
            )  # fmt: skip


def _truth(
    finger: Laid, model: ImpressionModel, touch: Numbers
) -> tuple[TrueMinutiae, npt.NDArray[np.int64], Numbers, Lie | None]:
    """True minutiae in the printed area, their indices, border distances, and how the impression lies."""
    m = finger.minutiae
    x, y, theta, border = _show(m.x, m.y, m.theta, finger.frame, model, touch)
    index = np.flatnonzero(border >= 6)
    shown = [array[index].astype(np.float32) for array in (x, y, theta)]
    truth = TrueMinutiae(shown[0], shown[1], shown[2], m.kind[index])
    there = np.stack([m.x, m.y], axis=1).astype(np.float64)[index]
    here = np.stack([x, y], axis=1)[index]
    if len(index) < 6:
        return truth, index, border[index], None
    turn, shift = rigid(here, there)
    cosine, sine = np.cos(turn), np.sin(turn)
    turned = np.stack(
        [cosine * there[:, 0] + sine * there[:, 1], -sine * there[:, 0] + cosine * there[:, 1]], axis=1
    )
    strain = float(np.sqrt(np.mean(np.sum((here - shift - turned) ** 2, axis=1))))
    lie = Lie(
        1 + finger.row % 5, touch[0:2].copy(), float(touch[9]), touch[2:4] - model.picture / 2,
        touch[4:6] - finger.middle,
        turn, strain, float(model.ragged[0]),
    )  # fmt: skip
    return truth, index, border[index], lie


@njit(nogil=True, cache=True, error_model="numpy")
def _flows(places, flow):  # type: ignore[no-untyped-def]  # numba infers
    tangent = np.empty(len(places))
    for k in range(len(places)):
        tangent[k] = flow_at(places[k, 0], places[k, 1], flow)
    return tangent


@njit(nogil=True, cache=True, error_model="numpy")
def _show(x, y, theta, frame, model, touch):  # type: ignore[no-untyped-def]  # numba infers
    n = len(x)
    px, py, angle, border = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for k in range(n):
        px[k], py[k] = to_picture(x[k], y[k], touch)
        border[k] = to_border(px[k], py[k], frame, model, touch)
        tip_x, tip_y = to_picture(x[k] + 6 * np.cos(theta[k]), y[k] - 6 * np.sin(theta[k]), touch)
        angle[k] = np.arctan2(py[k] - tip_y, tip_x - px[k]) % (2 * np.pi)
    return px, py, angle, border


@njit(nogil=True, cache=True, error_model="numpy")
def _back(places, frame, model, touch):  # type: ignore[no-untyped-def]  # numba infers
    back, border = np.empty_like(places), np.empty(len(places))
    for k in range(len(places)):
        x, y = places[k, 0], places[k, 1]
        border[k] = to_border(x, y, frame, model, touch)
        fx, fy = to_finger(x, y, touch)
        # Two corrections by what the way forward misses undo the distortion.
        for _ in range(2):
            bx, by = to_picture(fx, fy, touch)
            gx, gy = to_finger(bx, by, touch)
            hx, hy = to_finger(x, y, touch)
            fx, fy = fx + hx - gx, fy + hy - gy
        back[k, 0], back[k, 1] = fx, fy
    return back, border


@njit(nogil=True, cache=True, error_model="numpy")
def _area(frame, model, touch):  # type: ignore[no-untyped-def]  # numba infers
    area = np.zeros(13)
    for row in range(2, int(model.picture[1]), 4):
        for column in range(2, int(model.picture[0]), 4):
            border = to_border(float(column), float(row), frame, model, touch)
            if border > 0:
                area[min(int(border / 8.0), 12)] += 16.0
    return area
