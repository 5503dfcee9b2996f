"""What is compared with what: which device's impressions stand against which set of real prints, and how they are made.

The four sets are the B parts of FVC2002 and FVC2004 (University of Bologna), 10 fingers with 8 impressions each. They
are never part of the repository.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.image.picture_file import load_prepared
from tenprint.sim.prints import STYLES, ImpressionStyle

CONDITIONS = ("easy", "typical", "hard")
"""Conditions that are compared, from the least hard; ``poor`` is to be captured again and stands for no set."""

DEVICES = ("optical", "capacitive", "thermal")
"""Devices that took the real sets."""

FINGER_POSITIONS = (2, 3, 7, 8)
"""Index and middle fingers of both hands, the fingers of FVC's volunteers (bias.csr.unibo.it/fvc2000/db2.asp says so
of FVC2000; that the later sets are alike is a choice of this model)."""


@dataclass(frozen=True, slots=True)
class RealSet:
    """One set of real prints.

    Attributes:
        name: of its folder, under ``fvc/``.
        device: what took it.
        style: name of the impressions that stand against it: same device, same size of picture.
    """

    name: str
    device: str
    style: str


REAL_SETS = (
    RealSet("fvc2002_DB1_B", "optical", "optical"),
    RealSet("fvc2004_DB1_B", "optical", "optical-wide"),
    RealSet("fvc2002_DB3_B", "capacitive", "capacitive"),
    RealSet("fvc2004_DB3_B", "thermal", "thermal"),
)


@dataclass(frozen=True, slots=True)
class RealPrint:
    """One real picture.

    Attributes:
        set_name: the set it is of.
        finger: number within the set, 101 to 110.
        impression: 1 to 8.
        path: where it lies.
    """

    set_name: str
    finger: int
    impression: int
    path: Path

    def image(self) -> GreyImage:
        """The picture at 500 ppi."""
        return load_prepared(self.path)


def sets_of(device: str | None) -> tuple[RealSet, ...]:
    """Sets taken by a device, or all.

    >>> [found.name for found in sets_of("optical")]
    ['fvc2002_DB1_B', 'fvc2004_DB1_B']
    """
    found = tuple(one for one in REAL_SETS if device in (None, one.device))
    if not found:
        raise BadInput(f"device: expected one of {', '.join(DEVICES)}, found {device!r}")
    return found


def real_data() -> Path:
    """Folder of the real sets: ``$TENPRINT_DATA``, or where that is not set ``shared/data`` beside the checkout.

    Raises:
        BadInput: it has none.
    """
    named = os.environ.get("TENPRINT_DATA")
    folder = Path(named) if named else Path(__file__).parents[4].parent / "shared" / "data"
    if (folder / "fvc").is_dir():
        return folder
    raise BadInput(
        f"real prints: expected the folder fvc/ under {folder}, found none; they are not part of the repository: "
        "set TENPRINT_DATA to the folder that holds them"
    )


def real_prints(data: Path, chosen: RealSet, fingers: str) -> Iterator[RealPrint]:
    """Pictures of a set in order.

    Args:
        data: folder that holds ``fvc/``.
        chosen: which set.
        fingers: ``odd``, ``even`` or ``all``; what is tuned by looking uses odd ones, what is reported even ones.
    """
    if fingers not in ("odd", "even", "all"):
        raise BadInput(f"real fingers: expected odd, even or all, found {fingers!r}")
    for path in sorted((data / "fvc" / chosen.name).glob("*_*.png")):
        finger, impression = (int(part) for part in path.stem.split("_"))
        if fingers == "all" or (finger % 2 == 1) == (fingers == "odd"):
            yield RealPrint(chosen.name, finger, impression, path)


def style_for(chosen: RealSet, condition: str) -> ImpressionStyle:
    """Style of the impressions that stand against a set."""
    return STYLES[chosen.style].under(condition)
