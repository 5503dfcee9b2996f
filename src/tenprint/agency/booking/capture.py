"""Capture at the booking station: judge the pictures, ask for recapture, and write the card as an EBTS submission."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from tenprint.agency import role
from tenprint.agency.store import next_number
from tenprint.identity.number import ORI, TCN
from tenprint.image.codec import encode_wsq
from tenprint.image.model import GreyImage
from tenprint.image.quality import RECAPTURE_BELOW, quality
from tenprint.record.ebts import ArrestFields, PersonFields, Type4Image, car

LIVE_PLAIN, LIVE_ROLLED, INKED_PLAIN, INKED_ROLLED = 0, 1, 2, 3  # IMP codes
ROLLED = range(1, 11)
THREADS = 2


@dataclass(frozen=True, slots=True)
class FingerQuality:
    """How a rolled print was judged.

    Attributes:
        position: finger 1–10.
        score: 0–100.
        recapture: whether the station asks for it to be taken again.
        reasons: what is wrong with it, in words.
    """

    position: int
    score: int
    recapture: bool
    reasons: tuple[str, ...]


def judge(images: Mapping[int, GreyImage]) -> list[FingerQuality]:
    """Judge the rolled prints of a capture, in order of finger position."""
    positions = sorted(position for position in images if position in ROLLED)
    with ThreadPoolExecutor(THREADS) as pool:
        results = pool.map(quality, [images[position] for position in positions])
        return [
            FingerQuality(position, result.score, result.score < RECAPTURE_BELOW, result.reasons)
            for position, result in zip(positions, results, strict=True)
        ]


def new_tcn(connection: Connection, ori: ORI, at: datetime) -> TCN:
    """The next control number of a station; inside a write transaction."""
    return TCN(f"{ori}-{at:%Y%m%d}-{next_number(connection, ori):06d}")


def write_card(
    images: Mapping[int, GreyImage],
    *,
    tcn: TCN,
    ori: ORI,
    on: datetime,
    person: PersonFields,
    arrest: ArrestFields,
    missing: Mapping[int, str] | None = None,
    transaction_type: str = "CAR",
    inked: bool = False,
) -> bytes:
    """A criminal ten-print submission with every picture as WSQ.

    Args:
        images: by finger position, 1–10 rolled and 11–14 plain.
        tcn: control number.
        ori: the station.
        on: instant of submission.
        person: who was booked.
        arrest: the arrest and what is asked.
        missing: fingers without a picture, 1 to 10, to ``XX`` (amputated) or ``UP`` (unable to print).
        transaction_type: ``CAR``, or ``CNA`` where no answer is wanted.
        inked: whether the prints were taken with ink on paper and scanned, not live.
    """
    plain, rolled = (INKED_PLAIN, INKED_ROLLED) if inked else (LIVE_PLAIN, LIVE_ROLLED)
    with ThreadPoolExecutor(THREADS) as pool:
        coded = dict(zip(images, pool.map(encode_wsq, images.values()), strict=True))
    records = {
        position: Type4Image(
            width=image.width,
            height=image.height,
            compression="WSQ20",
            data=coded[position],
            impression_type=rolled if position in ROLLED else plain,
        )
        for position, image in images.items()
    }
    return car(
        tcn=tcn,
        ori=ori,
        dai=role.federal_ori("national"),
        on=on,
        person=person,
        arrest=arrest,
        images=records,
        amputated=missing,
        transaction_type=transaction_type,
    )
