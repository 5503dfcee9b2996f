"""One synthetic submission on its own, for ``tenprint card make`` and for integrators."""

from collections.abc import Mapping
from datetime import datetime

from tenprint.agency.booking.capture import write_card
from tenprint.clock import SystemClock
from tenprint.errors import BadInput
from tenprint.identity.number import ORI, TCN
from tenprint.image.model import GreyImage
from tenprint.record.ebts import SUBMISSION_TYPES
from tenprint.sharing.jurisdiction import county_of
from tenprint.sharing.rules import load
from tenprint.sim.card.booking import booking
from tenprint.sim.card.images import card_images
from tenprint.sim.contact.style import DEVICES, Device


def single_card(
    seed: int,
    station: str,
    condition: str = "typical",
    capture: int = 1,
    at: datetime | None = None,
    *,
    missing: Mapping[int, str] | None = None,
    transaction_type: str = "CAR",
    device: str = Device.OPTICAL.value,
) -> tuple[bytes, dict[int, GreyImage]]:
    """A synthetic criminal submission, and its pictures by finger position.

    Args:
        seed: which person; the same has the same fingers, name and birth in every booking.
        station: model ORI of the booking station.
        condition: easy, typical, hard or poor.
        capture: which occasion: other impressions, other charges.
        at: instant of the booking; now by default.
        missing: fingers 1 to 10 without a print, to ``XX`` (amputated) or ``UP`` (unable to print).
        transaction_type: ``CAR``, or ``CNA`` where no answer is wanted.
        device: ``ink``, ``optical``, ``capacitive`` or ``thermal``.

    Raises:
        BadInput: one of them is none of these.
    """
    gone = missing or {}
    _check(transaction_type, device, gone)
    ori, now = ORI(station), at or SystemClock().now()
    made = booking(seed, ori, now.date(), capture)
    images = card_images(
        seed, capture=capture, condition=condition, missing=list(gone), device=Device(device), workers=2
    )
    data = write_card(
        images,
        tcn=TCN(f"{ori}-{now:%Y%m%d%H%M%S}-{seed % 10**6:06d}{capture:02d}"),
        ori=ori,
        on=now,
        person=made.person,
        arrest=made.arrest,
        missing=gone,
        transaction_type=transaction_type,
        inked=device == Device.INK.value,
    )
    return data, images


def _check(transaction_type: str, device: str, missing: Mapping[int, str]) -> None:
    """Refuse what no card can be made of."""
    if transaction_type not in SUBMISSION_TYPES:
        expected = " or ".join(SUBMISSION_TYPES)
        raise BadInput(f"type of transaction: expected {expected}, found {transaction_type[:16]!r}")
    if device not in DEVICES:
        raise BadInput(f"device: expected one of {', '.join(DEVICES)}, found {device[:16]!r}")
    if len(missing) == 10:
        raise BadInput("missing fingers: expected at least one that can be printed, found all ten missing")


def contributor(station: str) -> str:
    """A booking station in words.

    >>> contributor("MA025TP01")
    'BOOKING STATION 01, SUFFOLK COUNTY, MA'
    """
    county = county_of(station, load())
    return f"BOOKING STATION {station[-2:]}, {county.name.upper()}, {county.state}"
