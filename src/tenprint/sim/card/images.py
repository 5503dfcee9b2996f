"""A whole synthetic ten-print card: ten rolled fingers, two plain thumbs, two slaps of four, or both thumbs at once."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.sim.card.slap import (
    BOTH_THUMBS,
    LEFT_SLAP,
    RIGHT_SLAP,
    SLAP_FINGERS,
    Box,
    FingerTruth,
    finger_truth,
    picture,
    slap_mark,
    truth,
)
from tenprint.sim.contact.condition import recipe
from tenprint.sim.contact.impression import RESOLUTION_PPI, Impression, Mark, impression
from tenprint.sim.contact.injury import Injury
from tenprint.sim.contact.style import PLAIN, ROLLED, Device
from tenprint.sim.seeds import DEMO_SEED_LIMIT
from tenprint.sim.skin.master import MasterPrint, MasterSize, build

__all__ = [
    "BOTH_THUMBS",
    "LEFT_SLAP",
    "PLAIN_THUMBS",
    "RIGHT_SLAP",
    "SLAP_FINGERS",
    "Box",
    "Card",
    "FingerTruth",
    "card",
    "card_images",
    "slap_truth",
]

PLAIN_THUMBS = {11: 1, 12: 6}
"""Plain thumb positions and the thumbs they show."""
_THUMB_HEIGHT = 600


@dataclass(frozen=True, slots=True)
class Card:
    """Pictures of one capture.

    Attributes:
        images: by finger position, 1 to 15.
        truths: for each picture, where each finger lies in it.
    """

    images: dict[int, GreyImage]
    truths: dict[int, dict[int, FingerTruth]]

    @property
    def boxes(self) -> dict[int, dict[int, Box]]:
        """For each picture, the box of each finger in it."""
        return {slap: {f: one.box for f, one in found.items()} for slap, found in self.truths.items()}


@dataclass(frozen=True, slots=True)
class _Occasion:
    """What holds for every finger of one capture."""

    subject_seed: int
    capture: int
    condition: str
    device: Device
    injuries: Mapping[int, Injury]
    thumbs_together: bool


def card_images(
    subject_seed: int,
    *,
    capture: int,
    condition: str = "typical",
    missing: Collection[int] = (),
    injuries: Mapping[int, Injury] | None = None,
    device: Device = Device.OPTICAL,
    thumbs_together: bool = False,
    workers: int = 1,
) -> dict[int, GreyImage]:
    """Pictures of one capture of one subject, by finger position.

    Args:
        subject_seed: who; below 2**64. The same subject has the same fingers in every capture.
        capture: which occasion; another capture gives other impressions.
        condition: ``easy``, ``typical``, ``hard`` or ``poor``.
        missing: finger positions 1 to 10 that are not printed; they are absent from their slap too.
        injuries: by finger position 1 to 10; an amputated finger is not printed. Give those that persist
            (``Injury.persists``) to every capture of the subject.
        device: what takes them; live scan by an optical one is what nearly all submissions of the program's years
            came from (a choice of this model).
        thumbs_together: whether both thumbs are put down at once (position 15) instead of each alone (11 and 12).
        workers: threads.

    Returns:
        1 to 10 rolled (800 × 750), 11 and 12 plain thumbs (400 × 600), 13 and 14 slaps (1600 × 1000), 15 both
        thumbs (1000 × 750).
    """
    return card(
        subject_seed,
        capture=capture,
        condition=condition,
        missing=missing,
        injuries=injuries,
        device=device,
        thumbs_together=thumbs_together,
        workers=workers,
    ).images


def slap_truth(
    subject_seed: int, slap: int, *, capture: int, condition: str = "typical", missing: Collection[int] = ()
) -> dict[int, Box]:
    """True box of each finger in a slap (13, 14 or 15) of ``card_images`` with the same arguments."""
    marks = {
        finger: slap_mark(build(subject_seed, finger, MasterSize.FULL), slap, capture, condition)
        for finger in SLAP_FINGERS[slap]
        if finger not in missing
    }
    return {finger: one.box for finger, one in truth(marks, subject_seed, slap, capture).items()}


def card(
    subject_seed: int,
    *,
    capture: int,
    condition: str = "typical",
    missing: Collection[int] = (),
    injuries: Mapping[int, Injury] | None = None,
    device: Device = Device.OPTICAL,
    thumbs_together: bool = False,
    workers: int = 1,
) -> Card:
    """Pictures of one capture with the truth about the slaps; arguments as for ``card_images``."""
    if not 0 <= subject_seed < DEMO_SEED_LIMIT:
        raise BadInput(f"seed of a synthetic subject: expected 0 to 2**64 - 1, found {subject_seed}")
    recipe(condition)
    hurt = dict(injuries or {})
    if not set(hurt) <= set(range(1, 11)):
        raise BadInput(f"injuries: expected finger positions 1 to 10, found {sorted(hurt)}")
    gone = {*missing, *(finger for finger, injury in hurt.items() if injury is Injury.AMPUTATED)}
    occasion = _Occasion(subject_seed, capture, condition, device, hurt, thumbs_together)
    with ThreadPoolExecutor(workers) as pool:
        fingers = [finger for finger in range(1, 11) if finger not in gone]
        images: dict[int, GreyImage] = {}
        marks: dict[int, dict[int, Mark]] = {}
        truths: dict[int, dict[int, FingerTruth]] = {}
        for part in pool.map(lambda finger: _finger(occasion, finger), fingers):
            for position, taken in part.alone.items():
                images[position] = taken.image
                told = finger_truth(taken.inked, taken.minutiae, taken.turn)
                truths[position] = {} if told is None else {part.finger: told}
            if part.mark is not None:
                marks.setdefault(part.slap, {})[part.finger] = part.mark
        pictures = pool.map(lambda slap: _slap(occasion, slap, marks[slap]), marks)
        images |= dict(zip(marks, pictures, strict=True))
    truths |= {slap: truth(marks[slap], subject_seed, slap, capture) for slap in marks}
    return Card(dict(sorted(images.items())), dict(sorted(truths.items())))


@dataclass(frozen=True, slots=True)
class _Finger:
    """What one finger gives to a card: pictures of its own by position, and its part of a slap."""

    finger: int
    alone: dict[int, Impression]
    slap: int
    mark: Mark | None


def _finger(occasion: _Occasion, finger: int) -> _Finger:
    master = build(occasion.subject_seed, finger, MasterSize.FULL)
    alone = {finger: _rolled(occasion, master)}
    thumb = finger in PLAIN_THUMBS.values()
    slap = BOTH_THUMBS if thumb else RIGHT_SLAP if finger <= 5 else LEFT_SLAP
    if thumb and not occasion.thumbs_together:
        alone[11 if finger == 1 else 12] = _plain_thumb(occasion, master)
        return _Finger(finger, alone, slap, None)
    left = slap_mark(
        master,
        slap,
        occasion.capture,
        occasion.condition,
        device=occasion.device,
        injury=occasion.injuries.get(finger),
    )
    return _Finger(finger, alone, slap, left)


def _rolled(occasion: _Occasion, master: MasterPrint) -> Impression:
    ink = occasion.device is Device.INK
    style = replace(ROLLED, condition=occasion.condition, device=occasion.device, form=ink)
    injury = occasion.injuries.get(master.finger_position)
    return impression(master, seed=occasion.capture, style=style, injury=injury)


def _plain_thumb(occasion: _Occasion, master: MasterPrint) -> Impression:
    style = replace(PLAIN, condition=occasion.condition, device=occasion.device, height=_THUMB_HEIGHT)
    injury = occasion.injuries.get(master.finger_position)
    return impression(master, seed=occasion.capture, style=style, injury=injury)


def _slap(occasion: _Occasion, slap: int, marks: Mapping[int, Mark]) -> GreyImage:
    pixels = picture(
        marks,
        occasion.subject_seed,
        slap,
        occasion.capture,
        occasion.condition,
        device=occasion.device,
    )
    return GreyImage(pixels, RESOLUTION_PPI)
