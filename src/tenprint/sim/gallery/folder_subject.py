"""The pictures of one subject of a folder, each with the truth about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from tenprint.image.model import GreyImage
from tenprint.sim.card.images import PLAIN_THUMBS, card
from tenprint.sim.contact.impression import PLAIN, ROLLED, Impression, impression
from tenprint.sim.gallery.manifest import FolderOptions
from tenprint.sim.seeds import folder_subject_seed
from tenprint.sim.skin.master import MasterPrint, MasterSize, build
from tenprint.sim.skin.orientation import Field
from tenprint.sim.skin.vortices import TrueMinutiae
from tenprint.template.model import MinutiaKind

STYLES: Final = {"rolled": ROLLED, "plain": PLAIN}
SLAPS: Final = (13, 14)
_KINDS: Final = {int(kind): kind.name.lower() for kind in MinutiaKind}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture and what is true of it.

    Attributes:
        name: of its file, without ending.
        image: 500 ppi.
        truth: what goes into the subject's file.
    """

    name: str
    image: GreyImage
    truth: dict[str, Any]


def names(options: FolderOptions, number: int) -> list[str]:
    """Names of a subject's pictures, without ending, in the order in which they are made.

    A finger's are ``SSSSSSFF_K``: subject, finger position, impression; ``SSSSSSFF_pK`` the plain thumb of a card.
    Pictures of several fingers have no underscore (``SSSSSS13-K``), so that ``tenprint evaluate`` passes them over.

    >>> names(FolderOptions(fingers=(2,), impressions=2), 7)
    ['00000702_1', '00000702_2']
    """
    occasions = range(1, options.impressions + 1)
    if options.contact in STYLES:
        return [finger_name(number, finger, k) for finger in options.fingers for k in occasions]
    positions = SLAPS if options.contact == "slap" else range(1, 15)
    return [position_name(number, position, k) for k in occasions for position in positions]


def finger_name(number: int, finger: int, occasion: int, mark: str = "") -> str:
    """Name of a picture of one finger."""
    return f"{number:06d}{finger:02d}_{mark}{occasion}"


def position_name(number: int, position: int, occasion: int) -> str:
    """Name of a card's picture by its position, 1 to 14."""
    if position in PLAIN_THUMBS:
        return finger_name(number, PLAIN_THUMBS[position], occasion, "p")
    if position in SLAPS:
        return f"{number:06d}{position:02d}-{occasion}"
    return finger_name(number, position, occasion)


def pictures(options: FolderOptions, number: int) -> Iterator[Picture]:
    """All pictures of the ``number``-th subject, counted from 1, one after another."""
    seed = folder_subject_seed(options.seed, number)
    if options.contact in STYLES:
        for finger in options.fingers:
            yield from _of_finger(options, number, build(seed, finger, MasterSize.FULL))
        return
    for occasion in range(1, options.impressions + 1):
        yield from _of_card(options, number, seed, occasion)


def fingers_truth(options: FolderOptions, number: int) -> dict[str, Any]:
    """What is true of a subject whatever is printed: its seed."""
    return {"subject": number, "seed": folder_subject_seed(options.seed, number)}


def _of_finger(options: FolderOptions, number: int, master: MasterPrint) -> Iterator[Picture]:
    style = STYLES[options.contact].under(options.condition)
    for occasion in range(1, options.impressions + 1):
        taken = impression(master, seed=occasion, style=style)
        name = finger_name(number, master.finger_position, occasion)
        truth = {
            "finger": master.finger_position,
            "pattern": master.pattern.kind.value,
            "contact": options.contact,
            "condition": options.condition,
            "impression": occasion,
            **_of_impression(taken),
        }
        yield Picture(name, taken.image, truth)


def _of_impression(taken: Impression) -> dict[str, Any]:
    return {"box": _box(taken.inked), "minutiae": _rows(taken.minutiae)}


def _box(inked: Field) -> list[int]:
    """Left, top, right, bottom of what touched, pixels; right and bottom are the first outside."""
    rows, columns = np.nonzero(inked > 0.5)
    if not len(rows):
        return [0, 0, 0, 0]
    return [int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1]


def _rows(minutiae: TrueMinutiae) -> list[list[float | str]]:
    """Minutiae as rows of a table, in the order of ``manifest``."""
    angle = np.rad2deg(minutiae.theta.astype(np.float64)) % 360
    columns = (minutiae.x, minutiae.y, angle)
    x, y, degrees = (np.round(column.astype(np.float64), 2).tolist() for column in columns)
    kinds = [_KINDS[int(kind)] for kind in minutiae.kind]
    return [list(row) for row in zip(x, y, degrees, kinds, strict=True)]


def _of_card(options: FolderOptions, number: int, seed: int, occasion: int) -> Iterator[Picture]:
    made = card(seed, capture=occasion, condition=options.condition)
    for position, image in made.images.items():
        if options.contact == "slap" and position not in SLAPS:
            continue
        truth: dict[str, Any] = {
            "position": position,
            "contact": "rolled" if position <= 10 else "plain",
            "condition": options.condition,
            "impression": occasion,
        }
        if position in made.boxes:
            boxes = made.boxes[position]
            truth["boxes"] = {
                finger: [box.left, box.top, box.right, box.bottom] for finger, box in boxes.items()
            }
        else:
            truth["finger"] = PLAIN_THUMBS.get(position, position)
        yield Picture(position_name(number, position, occasion), image, truth)
