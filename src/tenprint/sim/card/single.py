"""One synthetic submission on its own, for ``tenprint card make`` and for integrators."""

from datetime import datetime

import numpy as np

from tenprint.agency.booking.capture import write_card
from tenprint.clock import SystemClock
from tenprint.identity.number import ORI, TCN
from tenprint.image.model import GreyImage
from tenprint.record.ebts import ArrestFields, Charge
from tenprint.sim.card.images import card_images
from tenprint.sim.people.descriptors import fields


def single_card(
    seed: int, station: str, condition: str = "typical", capture: int = 1, at: datetime | None = None
) -> tuple[bytes, dict[int, GreyImage]]:
    """A synthetic criminal submission, and its pictures by finger position.

    Args:
        seed: which person.
        station: model ORI of the booking station.
        condition: easy, typical or poor.
        capture: which occasion.
        at: instant of the booking; now by default.
    """
    ori, now = ORI(station), at or SystemClock().now()
    images = card_images(seed, capture=capture, condition=condition, workers=2)
    data = write_card(
        images,
        tcn=TCN(f"{ori}-{now:%Y%m%d%H%M%S}-{seed % 10**6:06d}{capture:02d}"),
        ori=ori,
        on=now,
        person=fields(np.random.default_rng(seed), "XX"),
        arrest=ArrestFields(
            arrested_on=now.date(),
            charges=[Charge("5311 DISORDERLY CONDUCT", now.date())],
            controlling=[ori],
            attention="BOOKING DESK",
        ),
    )
    return data, images
