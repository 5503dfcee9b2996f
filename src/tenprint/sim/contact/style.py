"""How an impression is taken: on what device, with how much skin, under which condition, on what picture."""

from dataclasses import dataclass, replace
from enum import Enum


class Contact(Enum):
    """How much skin touches."""

    ROLLED = "rolled"
    PLAIN = "plain"


class Coverage(Enum):
    """Which part of the intended contact is made: ``TIP`` and ``SIDE`` are partial impressions."""

    WHOLE = "whole"
    TIP = "tip"
    SIDE = "side"


class Device(Enum):
    """What takes the impression.

    Ink on a card, scanned; a prism with total reflection; a capacitive chip; a thermal line over which the
    finger is drawn.
    """

    INK = "ink"
    OPTICAL = "optical"
    CAPACITIVE = "capacitive"
    THERMAL = "thermal"


DEVICES = tuple(device.value for device in Device)
"""Their names, as they are written and asked for."""


@dataclass(frozen=True, slots=True)
class ImpressionStyle:
    """How an impression is taken.

    Attributes:
        contact: rolled from nail to nail, or put down plainly.
        condition: ``easy``, ``typical``, ``hard`` or ``poor`` (smeared, faint: to be captured again).
        width: of the picture, pixels at 500 ppi.
        height: likewise.
        turn_deg: standard deviation of the finger's turn, degrees; None as the condition has it.
        upright_deg: mean of the turn, degrees counter-clockwise as seen.
        device: what takes it.
        shift_px: standard deviation of where the finger lies on the picture, pixels, under ``typical``; the
            print may be cut by the picture's border.
        coverage: whether the whole of the contact is made.
        form: whether the card's printed lines and handwriting are seen (``Device.INK`` only).
    """

    contact: Contact
    condition: str
    width: int
    height: int
    turn_deg: float | None = None
    upright_deg: float = 0.0
    device: Device = Device.OPTICAL
    shift_px: float = 8.0
    coverage: Coverage = Coverage.WHOLE
    form: bool = False

    def under(self, condition: str) -> "ImpressionStyle":
        """The same with another condition."""
        return replace(self, condition=condition)

    def only(self, coverage: Coverage) -> "ImpressionStyle":
        """The same with another coverage."""
        return replace(self, coverage=coverage)


ROLLED = ImpressionStyle(Contact.ROLLED, "typical", 800, 750)
"""A rolled finger on an optical live-scan device, as cards carry it."""
PLAIN = ImpressionStyle(Contact.PLAIN, "typical", 400, 500)
"""A plain finger on an optical live-scan device."""
ROLLED_INK = replace(ROLLED, device=Device.INK, form=True)
"""A rolled finger in its box of a paper card."""
PLAIN_INK = replace(PLAIN, device=Device.INK)
OPTICAL_PLAIN = replace(PLAIN, width=388, height=374, shift_px=34.0)
"""Picture size of FVC2002 DB1."""
OPTICAL_WIDE_PLAIN = replace(PLAIN, width=640, height=480, shift_px=52.0)
"""Picture size of FVC2004 DB1."""
CAPACITIVE_PLAIN = replace(PLAIN, width=300, height=300, shift_px=14.0, device=Device.CAPACITIVE)
"""Picture size of FVC2002 DB3."""
THERMAL_PLAIN = replace(PLAIN, width=300, height=480, shift_px=16.0, device=Device.THERMAL)
"""Picture size of FVC2004 DB3 (512 ppi there, 500 here)."""

STYLES = {
    "rolled": ROLLED,
    "plain": PLAIN,
    "rolled-ink": ROLLED_INK,
    "plain-ink": PLAIN_INK,
    "optical": OPTICAL_PLAIN,
    "optical-wide": OPTICAL_WIDE_PLAIN,
    "capacitive": CAPACITIVE_PLAIN,
    "thermal": THERMAL_PLAIN,
}
"""Named styles, under ``typical``."""
