"""How many fingers of synthetic slaps are found, named and bounded rightly, and which pictures fail worst.

A finger is right when it has its own name and, in its own frame, its tip lies within 2 mm of where the print truly
begins and both sides within 2.5 mm of the true ones. The lower end is not judged (where a tip ends above its joint is
a convention); its angle is reported. Names that nobody could know are counted apart: fingers that are missing and not
announced leave a row that fits several hands.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.slap_split import WRONG_HAND_BELOW, Slap, SlapFinger, read_slap
from tenprint.sim.bench.slap_case import PrintTruth, SlapCase, SlapPicture, pictures
from tenprint.sim.gallery.manifest import write_whole

MM = 500 / 25.4
"""Pixels of a millimetre."""
TIP_MM, SIDE_MM = 2.0, 2.5

FIRST_SEED = 5000
"""Seeds from here on were not looked at while constants were chosen (those were below 1000)."""
TURNS = {"turned under 10 degrees": 10, "turned 10 to 20 degrees": 20, "turned 20 to 30 degrees": 90}
LEAST_RIGHT = 0.99
WORST_SHOWN = 24
_Z = 1.959964  # 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class FingerResult:
    """What became of one true finger.

    Attributes:
        case: of its picture.
        finger: position 1 to 10.
        right: whether it is right.
        worst_mm: the largest of tip's and sides' distances; infinite where the finger was not found by its name.
        off_deg: found angle less the true one; not a number where it was not found.
    """

    case: SlapCase
    finger: int
    right: bool
    worst_mm: float
    off_deg: float


@dataclass(frozen=True, slots=True)
class SlapResult:
    """What became of one picture.

    Attributes:
        picture: it and its truth.
        slap: what was read; None where it was refused.
        fingers: each true finger.
        extra: names found that are not there.
        milliseconds: of the processor.
    """

    picture: SlapPicture
    slap: Slap | None
    fingers: tuple[FingerResult, ...]
    extra: tuple[int, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its Wilson interval (95 %)."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """Right out of all."""
        return self.right / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval.

        >>> tuple(round(end, 3) for end in Share(99, 100).interval)
        (0.946, 0.998)
        """
        if not self.total:
            return 0.0, 1.0
        share, count = self.value, self.total
        middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        half = _Z * np.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2)) / (1 + _Z**2 / count)
        return float(max(0.0, middle - half)), float(min(1.0, middle + half))


def measured(seeds: Iterable[int]) -> Iterator[SlapResult]:
    """Results of all pictures of the subjects of some seeds."""
    for seed in seeds:
        yield from (result_of(picture) for picture in pictures(seed))


def result_of(picture: SlapPicture) -> SlapResult:
    """Read one picture and hold it against its truth."""
    case = picture.case
    expected = case.present if case.announced else None
    began = time.process_time()
    try:
        slap = read_slap(picture.image, case.slap, expected)
    except ImageError:
        slap = None
    spent = 1000 * (time.process_time() - began)
    found = {one.position: one for one in slap.fingers} if slap else {}
    fingers = tuple(_judged(case, name, true, found.get(name)) for name, true in picture.truths.items())
    extra = tuple(sorted(found.keys() - picture.truths.keys()))
    return SlapResult(picture, slap, fingers, extra, spent)


def _judged(case: SlapCase, name: int, true: PrintTruth, found: SlapFinger | None) -> FingerResult:
    if found is None:
        return FingerResult(case, name, False, float("inf"), float("nan"))
    tip, left, right = off_mm(true, found)
    right_place = abs(tip) <= TIP_MM and max(abs(left), abs(right)) <= SIDE_MM
    worst = max(abs(tip), abs(left), abs(right))
    return FingerResult(case, name, right_place, worst, float(np.rad2deg(found.angle - true.turn)))


def off_mm(true: PrintTruth, found: SlapFinger) -> tuple[float, float, float]:
    """How far the middles of the found tip, left and right side lie from the true ones across them, millimetres."""
    upper_left, upper_right, lower_right, lower_left = found.corners
    tip = _in_frame(true.turn, (upper_left + upper_right) / 2)[1] - true.top
    left = _in_frame(true.turn, (upper_left + lower_left) / 2)[0] - true.left
    right = _in_frame(true.turn, (upper_right + lower_right) / 2)[0] - true.right
    return tip / MM, left / MM, right / MM


def _in_frame(turn: float, place: npt.NDArray[np.float64]) -> tuple[float, float]:
    x, y = place
    return float(x * np.cos(turn) - y * np.sin(turn)), float(x * np.sin(turn) + y * np.cos(turn))


@dataclass(slots=True)
class Tally:
    """Sums over many pictures; only the worst pictures are kept.

    Attributes:
        fingers: every true finger.
        evidence: ``Slap.hand_evidence`` of slaps with four fingers.
        milliseconds: of each four-finger slap.
        extra: pictures with names that are not there.
        pictures: how many were read.
        kept: the worst.
    """

    fingers: list[FingerResult] = field(default_factory=list)
    evidence: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    extra: int = 0
    pictures: int = 0
    kept: list[SlapResult] = field(default_factory=list)

    def add(self, result: SlapResult) -> None:
        """Count one picture."""
        self.pictures += 1
        self.fingers += result.fingers
        known = result.picture.case.announced or not result.picture.case.missing
        self.extra += bool(result.extra) and known
        if result.slap and result.slap.hand_evidence:
            self.evidence.append(result.slap.hand_evidence)
        if result.picture.case.slap in (13, 14):
            self.milliseconds.append(result.milliseconds)
        if known:
            self.kept = worst([*self.kept, result])


def shares(fingers: Iterable[FingerResult]) -> dict[str, Share]:
    """Shares of fingers that are right, by kind of picture; ``all`` is of those whose names can be known."""
    counts: dict[str, list[int]] = {}
    for finger in fingers:
        for kind in _kinds(finger.case):
            count = counts.setdefault(kind, [0, 0])
            count[0] += finger.right
            count[1] += 1
    return {kind: Share(*counts[kind]) for kind in sorted(counts, key=_rank)}


def _kinds(case: SlapCase) -> Iterator[str]:
    if case.missing and not case.announced:
        yield "missing, not announced"
        return
    yield "all"
    yield f"condition {case.condition}"
    yield f"device {case.device.value}"
    yield f"position {case.slap}"
    yield next(kind for kind, most in TURNS.items() if abs(case.turn_deg) <= most)
    yield "missing, announced" if case.missing else "all fingers there"


def _rank(kind: str) -> tuple[bool, bool, str]:
    return kind != "all", kind == "missing, not announced", kind


def hands(evidence: Sequence[float]) -> dict[str, Share]:
    """Of slaps with four fingers: how often the true hand is doubted, and how often a wrong one would be."""
    return {
        "true hand doubted": Share(sum(one < WRONG_HAND_BELOW for one in evidence), len(evidence)),
        "wrong hand detected": Share(sum(-one < WRONG_HAND_BELOW for one in evidence), len(evidence)),
    }


def worst(results: Iterable[SlapResult], count: int = WORST_SHOWN) -> list[SlapResult]:
    """The pictures with the most wrong fingers and the largest errors; right ones are left out."""
    failed = [one for one in results if not all(finger.right for finger in one.fingers) or one.extra]
    return sorted(failed, key=lambda one: (-sum(not f.right for f in one.fingers), -_error(one)))[:count]


def _error(result: SlapResult) -> float:
    return max((min(finger.worst_mm, 100.0) for finger in result.fingers), default=0.0)


def sheet(results: Iterable[SlapResult], side: int = 400, across: int = 6) -> npt.NDArray[np.uint8]:
    """Pictures side by side with the found boxes (dark, solid) over the true ones (light): (rows, columns, 3) uint8."""
    tiles = [_tile(result, side) for result in results]
    tiles += [np.full((side, side, 3), 255, np.uint8)] * (-len(tiles) % across or (0 if tiles else across))
    rows = [np.hstack(tiles[first : first + across]) for first in range(0, len(tiles), across)]
    return np.vstack(rows)


def _tile(result: SlapResult, side: int) -> npt.NDArray[np.uint8]:
    image, case = result.picture.image, result.picture.case
    scale = side / max(image.width, image.height)
    shown = cv2.resize(image.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tile = np.full((side, side, 3), 255, np.uint8)
    tile[: shown.shape[0], : shown.shape[1]] = shown[..., None]
    for true in result.picture.truths.values():
        draw(tile, _corners(true) * scale, (120, 200, 120))
    for finger in result.slap.fingers if result.slap else ():
        draw(tile, finger.corners * scale, (200, 60, 0), str(finger.position))
    words = f"{case.seed} {case.slap} {case.condition} {case.device.value} {case.turn_deg:+.0f}"
    cv2.putText(tile, words, (4, side - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (0, 0, 200), 1, cv2.LINE_AA)
    return tile


def _corners(true: PrintTruth) -> npt.NDArray[np.float64]:
    across = np.array([true.left, true.right, true.right, true.left])
    down = np.array([true.top, true.top, true.bottom, true.bottom])
    cosine, sine = np.cos(true.turn), np.sin(true.turn)
    return np.stack([across * cosine + down * sine, down * cosine - across * sine], axis=1)


def draw(
    picture: npt.NDArray[np.uint8],
    corners: npt.NDArray[np.float64],
    colour: tuple[int, int, int],
    name: str = "",
) -> None:
    """Draw a box with a thick upper side, in place; colours are blue, green, red."""
    places = np.round(corners).astype(np.int32)
    cv2.polylines(picture, [places], True, colour, 1, cv2.LINE_AA)
    cv2.line(picture, places[0].tolist(), places[1].tolist(), colour, 3, cv2.LINE_AA)
    if name:
        x, y = corners.mean(axis=0)
        place = (int(x) - 8, int(y) + 8)
        cv2.putText(picture, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 200), 2, cv2.LINE_AA)


def write_sheet(path: Path, results: Iterable[SlapResult]) -> None:
    """Write ``sheet`` as a PNG."""
    write_whole(path, cv2.imencode(".png", sheet(results))[1].tobytes())


def content(tally: Tally) -> dict[str, Any]:
    """The figures as other programs read them."""
    off = np.array([abs(one.off_deg) for one in tally.fingers if one.right])
    found = shares(tally.fingers)
    return {
        "pictures": tally.pictures,
        "shares": {kind: _figures(share) for kind, share in found.items()},
        "hands": {kind: _figures(share) for kind, share in hands(tally.evidence).items()},
        "pictures_with_more_fingers_than_there_are": tally.extra,
        "angle_off_deg": {"p50": _quantile(off, 0.5), "p95": _quantile(off, 0.95)},
        "ms_a_four_finger_slap": _quantile(np.array(tally.milliseconds), 0.5),
        "limit": LEAST_RIGHT,
        "within_limit": "all" in found and found["all"].value >= LEAST_RIGHT,
    }


def _figures(share: Share) -> dict[str, Any]:
    low, high = share.interval
    figures = {"share": round(share.value, 4), "low": round(low, 4), "high": round(high, 4)}
    return {**figures, "right": share.right, "of": share.total}


def _quantile(values: npt.NDArray[np.float64], share: float) -> float | None:
    return round(float(np.quantile(values, share)), 1) if len(values) else None
