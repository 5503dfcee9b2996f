"""What the extractor finds of minutiae that are known: the sample from which the minutiae-only model is fitted.

Pictures are made by the generator, which knows the truth, and read by the extractor.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit

from tenprint.sim.contact.impression import Impression, impression
from tenprint.sim.contact.style import PLAIN, ROLLED, ImpressionStyle
from tenprint.sim.gallery.flow_library import Outline, outline_of
from tenprint.sim.gallery.minutiae_model import size_of
from tenprint.sim.seeds import Stream, stream
from tenprint.sim.skin import frame as skin_frame
from tenprint.sim.skin.master import MasterPrint, build
from tenprint.sim.skin.orientation import flow_arguments, tangent_at
from tenprint.sim.skin.pattern import digit_of
from tenprint.sim.skin.vortices import TrueMinutiae
from tenprint.template.model import Template

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lie:
    """How an impression lies, measured in its picture; pixels and radians.

    Attributes:
        digit: 1 to 5.
        half: (2,) half width and half height of the contact.
        power: exponent of the oval of the same area.
        place: (2,) middle of the contact right of and below the picture's middle.
        shown: (2,) what lies under that middle, right of and below the pattern's middle.
        turn: counter-clockwise as seen.
        strain: root of the mean squared displacement that a turn and a shift leave.
        ragged: deviation of the border from the oval.
    """

    digit: int
    half: Numbers
    power: float
    place: Numbers
    shown: Numbers
    turn: float
    strain: float
    ragged: float


@dataclass(frozen=True, slots=True)
class Seen:
    """One impression: what is true and what was found.

    Attributes:
        finger: number of the finger.
        truth: true minutiae in the printed area, in the picture.
        index: (n,) int64 their indices in the finger.
        border: (n,) float64 their distance to the contact's border, pixels.
        nearest: (n,) float64 distance to the finger's nearest other minutia.
        found: the extractor's template.
        found_border: (m,) float64, below 0 outside.
        found_place: (m, 2) float64 x and y in the finger.
        found_flow: (m,) float64 ridge tangent there, in the picture.
        singular: (k, 2) float64 cores and deltas in the finger.
        area: (13,) float64 contact area by distance to the border, in bins of 8 pixels, pixels.
        lie: how it lies; None where it shows too little to tell.
    """

    finger: int
    truth: TrueMinutiae
    index: npt.NDArray[np.int64]
    border: Numbers
    nearest: Numbers
    found: Template
    found_border: Numbers
    found_place: Numbers
    found_flow: Numbers
    singular: Numbers
    area: Numbers
    lie: Lie | None


def style_of(kind: str) -> ImpressionStyle:
    """Style of a kind of impression, such as ``plain-typical``."""
    contact, condition = kind.split("-")
    return {"plain": PLAIN, "rolled": ROLLED}[contact].under(condition)


def masters(kind: str, fingers: int, seed: int) -> Iterator[tuple[int, MasterPrint, Outline]]:
    """Masters of a sample: their number, the print, and the outline it was drawn from."""
    size = size_of(kind)
    for number in range(fingers):
        who = int(stream(seed, Stream.FIT_SAMPLE, number).integers(1 << 62))
        position = 1 + number % 10
        yield number, build(who, position, size), outline_of(who, position, size)


def see(number: int, master: MasterPrint, drawn: Outline, kind: str, impression_seed: int) -> Seen:
    """Make a picture and read it."""
    from tenprint.template.extract.pipeline import extract

    order = np.arange(len(master.minutiae))
    marked = replace(master.minutiae, kind=(order % 256).astype(np.uint8))
    taken = impression(replace(master, minutiae=marked), seed=impression_seed, style=style_of(kind))
    index = _unwrapped(taken.minutiae.kind)
    truth = replace(taken.minutiae, kind=master.minutiae.kind[index])
    found = extract(taken.image)
    distance = border_distance(taken.inked)
    there = np.stack([master.minutiae.x, master.minutiae.y], axis=1).astype(np.float64)
    here = np.stack([truth.x, truth.y], axis=1).astype(np.float64)
    turn, shift = rigid(here, there[index])
    place = carried(np.stack([found.x, found.y], axis=1).astype(np.float64), here, there[index], turn, shift)
    tangent = flow_of(drawn, place)
    return Seen(
        number, truth, index, _sampled(distance, here), nearest(there)[index], found,
        _sampled(distance, place_of(found)), place, tangent + turn, singular_of(drawn),
        area_by_border(distance),
        _lie(taken, here, there[index], drawn, turn, shift, digit_of(master.finger_position)),
    )  # fmt: skip


def _unwrapped(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Indices of minutiae in order from the same modulo 256."""
    low = kinds.astype(np.int64)
    laps = np.concatenate([[0], np.cumsum(np.diff(low) < 0)])[: len(low)]
    return np.asarray(low + 256 * laps, np.int64)


def place_of(template: Template) -> Numbers:
    """Places of a template's minutiae: (n, 2) float64."""
    return np.stack([template.x, template.y], axis=1).astype(np.float64)


def nearest(places: Numbers) -> Numbers:
    """Distance of each of (n, 2) places to the nearest other: (n,) float64."""
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distance, 1e9)
    return np.asarray(distance.min(axis=1, initial=1e9), np.float64)


def to_nearest(places: Numbers, points: Numbers) -> Numbers:
    """Distance of (n, 2) places to the nearest of (k, 2) points, 1e9 where there are none: (n,) float64."""
    distance = np.linalg.norm(places[:, None] - points[None], axis=2)
    return np.asarray(distance.min(axis=1, initial=1e9), np.float64)


def flow_of(drawn: Outline, places: Numbers) -> Numbers:
    """Undisturbed ridge tangent at (n, 2) places of the finger's part: (n,) float64, radians."""
    arguments = flow_arguments(drawn.pattern, drawn.build.focus)
    return np.asarray(
        _flow_of(drawn.window.left + places[:, 0], drawn.window.top - places[:, 1], *arguments), np.float64
    )


@njit(nogil=True, cache=True, error_model="numpy")
def _flow_of(x, y, cores, deltas, bump, turn, focus):  # type: ignore[no-untyped-def]  # numba infers
    tangent = np.empty(len(x))
    for k in range(len(x)):
        tangent[k] = tangent_at(x[k], y[k], cores, deltas, bump, turn, focus)
    return tangent


def singular_of(drawn: Outline) -> Numbers:
    """Cores and deltas in pixels of the finger's part: (k, 2) float64."""
    points = (*drawn.pattern.cores, *drawn.pattern.deltas)
    return np.array([drawn.window.pixel(p.x, p.y) for p in points], np.float64).reshape(-1, 2)


def border_distance(inked: npt.NDArray[np.float32]) -> Numbers:
    """Distance to the contact's border, pixels, below 0 outside: (rows, columns) float64."""
    inside = np.pad((inked > 0.6).astype(np.uint8), 1)
    within = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    beyond = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    return np.asarray(within - beyond, np.float64)[1:-1, 1:-1]


def _sampled(values: Numbers, places: Numbers) -> Numbers:
    """Values at the pixels nearest to places."""
    column = np.clip(np.rint(places[:, 0]), 0, values.shape[1] - 1).astype(np.int64)
    row = np.clip(np.rint(places[:, 1]), 0, values.shape[0] - 1).astype(np.int64)
    return np.asarray(values[row, column], np.float64)


def area_by_border(distance: Numbers) -> Numbers:
    """Area by distance to the border, bins of 8 pixels, the last one all beyond: (13,) float64."""
    inside = distance[distance > 0]
    return np.bincount(np.minimum(inside / 8.0, 12).astype(np.int64), minlength=13).astype(np.float64)


def rigid(here: Numbers, there: Numbers) -> tuple[float, Numbers]:
    """Turn (counter-clockwise as seen) and shift that carry places of the finger into the picture, best in squares."""
    if len(here) < 2:
        return 0.0, here.mean(axis=0) - there.mean(axis=0) if len(here) else np.zeros(2)
    a, b = there - there.mean(axis=0), here - here.mean(axis=0)
    z = np.sum((a[:, 0] - 1j * a[:, 1]).conj() * (b[:, 0] - 1j * b[:, 1]))
    turn = float(np.angle(z))
    return turn, here.mean(axis=0) - _turned(there.mean(axis=0)[None], turn)[0]


def _turned(places: Numbers, turn: float) -> Numbers:
    """Places turned counter-clockwise as seen about the origin, rows counted downwards."""
    cosine, sine = np.cos(turn), np.sin(turn)
    return np.stack(
        [cosine * places[:, 0] + sine * places[:, 1], -sine * places[:, 0] + cosine * places[:, 1]], axis=1
    )


def carried(points: Numbers, here: Numbers, there: Numbers, turn: float, shift: Numbers) -> Numbers:
    """Places of the picture carried to the finger: turned back, and moved as the true minutiae near are."""
    back = _turned(points - shift, -turn)
    if len(here) == 0 or len(points) == 0:
        return back
    left = there - _turned(here - shift, -turn)
    weight = 1 / (np.linalg.norm(points[:, None] - here[None], axis=2) + 8.0) ** 3
    return np.asarray(back + (weight @ left) / weight.sum(axis=1, keepdims=True), np.float64)


def _lie(
    taken: Impression, here: Numbers, there: Numbers, drawn: Outline, turn: float, shift: Numbers, digit: int
) -> Lie | None:
    """How an impression lies; None where it shows too little to tell."""
    inside = taken.inked > 0.6
    if len(here) < 6 or inside.sum() < 5000:
        return None
    rows, columns = np.nonzero(inside)
    points = _turned(np.stack([columns, rows], axis=1).astype(np.float64)[::7], -turn)
    low, high = np.percentile(points, 0.2, axis=0), np.percentile(points, 99.8, axis=0)
    half, middle = (high - low) / 2, _turned(((high + low) / 2)[None], turn)[0]
    power = power_of(float(inside.sum() / (4 * half[0] * half[1])))
    under = _turned((middle - shift)[None], -turn)[0]
    pattern = np.array(drawn.window.pixel(*skin_frame.middle(drawn.pattern)))
    height, width = inside.shape
    strain = np.sqrt(np.mean(np.sum((here - shift - _turned(there, turn)) ** 2, axis=1)))
    ragged = _raggedness(inside, half, middle, power, turn)
    centre = np.array([width / 2, height / 2])
    return Lie(digit, half, power, middle - centre, under - pattern, turn, float(strain), ragged)


def power_of(filled: float) -> float:
    """Exponent of the oval |x|^p + |y|^p = 1 that fills a share of its box (bisection; from Dirichlet's integral)."""
    from math import gamma

    low, high = 1.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        area = gamma(1 + 1 / middle) ** 2 / gamma(1 + 2 / middle)
        low, high = (middle, high) if area < filled else (low, middle)
    return (low + high) / 2


def _raggedness(
    inside: npt.NDArray[np.bool_], half: Numbers, middle: Numbers, power: float, turn: float
) -> float:
    """Deviation of the border from the oval along lines from the middle, pixels."""
    off = []
    for angle in np.linspace(0, 2 * np.pi, 48, endpoint=False):
        step = np.arange(20.0, float(max(half)) * 1.5)
        x, y = middle[0] + step * np.cos(angle), middle[1] + step * np.sin(angle)
        within = (x >= 0) & (y >= 0) & (x < inside.shape[1]) & (y < inside.shape[0])
        column, row = x[within].astype(np.int64), y[within].astype(np.int64)
        last = np.flatnonzero(inside[row, column])
        if len(last) == 0:
            continue
        ray = _turned(np.array([[np.cos(angle), np.sin(angle)]]), -turn)[0]
        radius = float(np.sum((np.abs(ray) / half) ** power) ** (-1 / power))
        off.append(step[last[-1]] - radius)
    return float(np.std(off)) if off else 0.0
