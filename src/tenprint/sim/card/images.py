"""A whole synthetic ten-print card: ten rolled fingers, two plain thumbs, two slaps of four."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.sim.contact import ink
from tenprint.sim.contact.impression import (
    PLAIN,
    RESOLUTION_PPI,
    ROLLED,
    Contact,
    ImpressionStyle,
    Mark,
    impression,
    mark,
)
from tenprint.sim.seeds import DEMO_SEED_LIMIT, Stream, stream
from tenprint.sim.skin.master import MasterPrint, MasterSize, build
from tenprint.sim.skin.orientation import Field

RIGHT_SLAP, LEFT_SLAP = 13, 14
PLAIN_THUMBS = {11: 1, 12: 6}
"""Plain thumb positions and the thumbs they show."""
SLAP_FINGERS = {RIGHT_SLAP: (2, 3, 4, 5), LEFT_SLAP: (10, 9, 8, 7)}
"""Fingers of a slap from left to right as seen."""

_SLAP_WIDTH, _SLAP_HEIGHT = 1600, 1000
_TILE_WIDTH, _TILE_HEIGHT = 392, 520
# By digit from index to little finger: height of the middle of the print and lean away from the middle
# finger.
_REACH = {2: 470.0, 3: 400.0, 4: 445.0, 5: 590.0}
_LEAN_DEG = {2: 5.0, 3: 1.0, 4: -3.0, 5: -9.0}


@dataclass(frozen=True, slots=True)
class Box:
    """Where a finger lies in a slap, pixels; right and bottom are the first column and row outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Card:
    """Pictures of one capture.

    Attributes:
        images: by finger position, 1 to 14.
        boxes: for each slap, the box of each finger in it.
    """

    images: dict[int, GreyImage]
    boxes: dict[int, dict[int, Box]]


def card_images(
    subject_seed: int,
    *,
    capture: int,
    condition: str = "typical",
    missing: Collection[int] = (),
    workers: int = 1,
) -> dict[int, GreyImage]:
    """Pictures of one capture of one subject, by finger position.

    Args:
        subject_seed: who; below 2**64. The same subject has the same fingers in every capture.
        capture: which occasion; another capture gives other impressions.
        condition: ``easy``, ``typical`` or ``poor``.
        missing: finger positions 1 to 10 that cannot be printed; they are absent from their slap too.
        workers: threads.

    Returns:
        1 to 10 rolled (800 × 750), 11 and 12 plain thumbs (400 × 600), 13 and 14 slaps (1600 × 1000).
    """
    return card(subject_seed, capture=capture, condition=condition, missing=missing, workers=workers).images


def slap_truth(
    subject_seed: int, slap: int, *, capture: int, condition: str = "typical", missing: Collection[int] = ()
) -> dict[int, Box]:
    """True box of each finger in a slap (13 or 14) of ``card_images`` with the same arguments."""
    masters = {
        finger: build(subject_seed, finger, MasterSize.FULL)
        for finger in _present(SLAP_FINGERS[slap], missing)
    }
    marks = {f: _slap_mark(masters[f], subject_seed, slap, capture, condition) for f in masters}
    return _compose(marks, subject_seed, slap, capture)[1]


def card(
    subject_seed: int,
    *,
    capture: int,
    condition: str = "typical",
    missing: Collection[int] = (),
    workers: int = 1,
) -> Card:
    """Pictures of one capture with the truth about the slaps; arguments as for ``card_images``."""
    if not 0 <= subject_seed < DEMO_SEED_LIMIT:
        raise BadInput(f"seed of a synthetic subject: expected 0 to 2**64 - 1, found {subject_seed}")
    ink.recipe(condition)
    with ThreadPoolExecutor(workers) as pool:
        parts = pool.map(
            lambda finger: _finger(subject_seed, finger, capture, condition), _present(range(1, 11), missing)
        )
        images: dict[int, GreyImage] = {}
        marks: dict[int, dict[int, Mark]] = {RIGHT_SLAP: {}, LEFT_SLAP: {}}
        for part in parts:
            images[part.finger] = part.rolled
            if part.thumb is not None:
                images[11 if part.finger == 1 else 12] = part.thumb
            if part.slap_mark is not None:
                marks[RIGHT_SLAP if part.finger <= 5 else LEFT_SLAP][part.finger] = part.slap_mark
        slaps = [slap for slap in marks if marks[slap]]
        pictures = list(
            pool.map(lambda slap: _slap(marks[slap], subject_seed, slap, capture, condition), slaps)
        )
    images.update({slap: picture for slap, (picture, _) in zip(slaps, pictures, strict=True)})
    boxes = {slap: found for slap, (_, found) in zip(slaps, pictures, strict=True)}
    return Card(dict(sorted(images.items())), boxes)


@dataclass(frozen=True, slots=True)
class _Finger:
    """What one finger gives to a card."""

    finger: int
    rolled: GreyImage
    thumb: GreyImage | None
    slap_mark: Mark | None


def _present(fingers: Collection[int], missing: Collection[int]) -> list[int]:
    return [finger for finger in fingers if finger not in missing]


def _finger(subject_seed: int, finger: int, capture: int, condition: str) -> _Finger:
    master = build(subject_seed, finger, MasterSize.FULL)
    rolled = impression(master, seed=capture, style=ROLLED.under(condition)).image
    if finger in PLAIN_THUMBS.values():
        style = ImpressionStyle(Contact.PLAIN, condition, PLAIN.width, 600)
        return _Finger(finger, rolled, impression(master, seed=capture, style=style).image, None)
    slap = RIGHT_SLAP if finger <= 5 else LEFT_SLAP
    return _Finger(finger, rolled, None, _slap_mark(master, subject_seed, slap, capture, condition))


def _hand_turn_deg(subject_seed: int, slap: int, capture: int) -> float:
    """Turn of the whole hand, degrees counter-clockwise."""
    return float(np.clip(stream(subject_seed, Stream.SLAP, slap, capture, 0).normal(0, 2.0), -5, 5))


def _slap_mark(master: MasterPrint, subject_seed: int, slap: int, capture: int, condition: str) -> Mark:
    """What a finger leaves within its slap; the fingers spread a little like a fan."""
    digit = (master.finger_position - 1) % 5 + 1
    side = 1.0 if slap == RIGHT_SLAP else -1.0
    upright = side * _LEAN_DEG[digit] + _hand_turn_deg(subject_seed, slap, capture)
    style = ImpressionStyle(
        Contact.PLAIN, condition, _TILE_WIDTH, _TILE_HEIGHT, turn_deg=1.5, upright_deg=upright
    )
    return mark(master, seed=capture, style=style)


def _slap(
    marks: dict[int, Mark], subject_seed: int, slap: int, capture: int, condition: str
) -> tuple[GreyImage, dict[int, Box]]:
    darkness, boxes = _compose(marks, subject_seed, slap, capture)
    rng = stream(subject_seed, Stream.PAPER, slap, capture)
    return GreyImage(ink.on_paper(darkness, rng, ink.recipe(condition)), RESOLUTION_PPI), boxes


def _compose(
    marks: dict[int, Mark], subject_seed: int, slap: int, capture: int
) -> tuple[Field, dict[int, Box]]:
    """Lay the fingers of a slap side by side, each at its natural height."""
    rng = stream(subject_seed, Stream.SLAP, slap, capture, 1)
    canvas = np.zeros((_SLAP_HEIGHT, _SLAP_WIDTH), np.float32)
    lift = float(rng.normal(0, 20))
    tilt = float(np.tan(np.deg2rad(_hand_turn_deg(subject_seed, slap, capture))))
    boxes = {}
    for place, finger in enumerate(SLAP_FINGERS[slap]):
        middle_x = _SLAP_WIDTH / 2 + (place - 1.5) * (_TILE_WIDTH + 5) + float(rng.normal(0, 1.0))
        middle_y = (
            _REACH[(finger - 1) % 5 + 1]
            + lift
            - tilt * (middle_x - _SLAP_WIDTH / 2)
            + float(rng.normal(0, 10))
        )
        if finger not in marks:
            continue
        left = int(np.clip(middle_x - _TILE_WIDTH / 2, 0, _SLAP_WIDTH - _TILE_WIDTH))
        top = int(np.clip(middle_y - _TILE_HEIGHT / 2, 0, _SLAP_HEIGHT - _TILE_HEIGHT))
        part = canvas[top : top + _TILE_HEIGHT, left : left + _TILE_WIDTH]
        np.maximum(part, marks[finger].darkness, out=part)
        rows, columns = np.nonzero(marks[finger].inked > 0.5)
        boxes[finger] = Box(
            left + int(columns.min()),
            top + int(rows.min()),
            left + int(columns.max()) + 1,
            top + int(rows.max()) + 1,
        )
    return canvas, boxes
