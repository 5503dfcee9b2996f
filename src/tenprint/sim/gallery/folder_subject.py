"""The pictures of one subject of a folder, each with the truth about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from tenprint.image.model import GreyImage
from tenprint.sim.card.images import PLAIN_THUMBS, FingerTruth, card
from tenprint.sim.card.slap import LEFT_SLAP, RIGHT_SLAP, finger_truth
from tenprint.sim.contact.impression import impression
from tenprint.sim.contact.style import PLAIN, ROLLED, Device
from tenprint.sim.gallery.manifest import FolderOptions
from tenprint.sim.seeds import folder_subject_seed
from tenprint.sim.skin.master import MasterPrint, MasterSize, build, outline
from tenprint.sim.skin.vortices import TrueMinutiae
from tenprint.template.model import MinutiaKind

STYLES: Final = {"rolled": ROLLED, "plain": PLAIN}
SLAPS: Final = (RIGHT_SLAP, LEFT_SLAP)
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


def subject_truth(options: FolderOptions, number: int) -> dict[str, Any]:
    """What is true of a subject whatever is printed: its seed, and the class of each finger."""
    seed = folder_subject_seed(options.seed, number)
    patterns = {str(finger): outline(seed, finger)[1].kind.value for finger in options.fingers}
    return {"subject": number, "seed": seed, "patterns": patterns}


def _of_finger(options: FolderOptions, number: int, master: MasterPrint) -> Iterator[Picture]:
    device = Device(options.device)
    ink = device is Device.INK and options.contact == "rolled"
    style = replace(STYLES[options.contact], condition=options.condition, device=device, form=ink)
    for occasion in range(1, options.impressions + 1):
        taken = impression(master, seed=occasion, style=style)
        told = finger_truth(taken.inked, taken.minutiae, taken.turn)
        truths = {} if told is None else {master.finger_position: told}
        yield Picture(
            finger_name(number, master.finger_position, occasion),
            taken.image,
            _truth(options, options.contact, occasion, truths),
        )


def _of_card(options: FolderOptions, number: int, seed: int, occasion: int) -> Iterator[Picture]:
    made = card(seed, capture=occasion, condition=options.condition, device=Device(options.device))
    for position, image in made.images.items():
        if options.contact == "slap" and position not in SLAPS:
            continue
        contact = "rolled" if position <= 10 else "plain"
        told = _truth(options, contact, occasion, made.truths[position])
        yield Picture(position_name(number, position, occasion), image, {"position": position, **told})


def _truth(
    options: FolderOptions, contact: str, occasion: int, truths: Mapping[int, FingerTruth]
) -> dict[str, Any]:
    """What is told of a picture; a finger of which nothing printed is not in it."""
    return {
        "contact": contact,
        "condition": options.condition,
        "device": options.device,
        "impression": occasion,
        "fingers": {
            str(finger): {
                "box": [one.box.left, one.box.top, one.box.right, one.box.bottom],
                "turn_deg": round(one.turn_deg, 2),
                "minutiae": _rows(one.minutiae),
            }
            for finger, one in truths.items()
        },
    }


def _rows(minutiae: TrueMinutiae) -> list[list[float | str]]:
    """Minutiae as rows of a table, in the order that the manifest tells."""
    angle = np.rad2deg(minutiae.theta.astype(np.float64)) % 360
    columns = (minutiae.x, minutiae.y, angle)
    x, y, degrees = (np.round(column.astype(np.float64), 2).tolist() for column in columns)
    kinds = [_KINDS[int(kind)] for kind in minutiae.kind]
    return [list(row) for row in zip(x, y, degrees, kinds, strict=True)]
