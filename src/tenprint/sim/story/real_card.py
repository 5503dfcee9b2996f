"""A real ten-print card through the chain: only its pictures are taken, Type-1 and Type-2 are written anew.

A card from elsewhere names people, agencies and numbers that have no place here. Its rolled prints are submitted
and enrolled like anybody's; then its plain impressions, split into fingers, are searched against the file.
"""

import time
from typing import Any

import numpy as np

from tenprint.agency.booking.capture import new_tcn
from tenprint.agency.bootstrap import Network
from tenprint.agency.image_check import decoded
from tenprint.agency.prints import by_position, split_plain
from tenprint.agency.role import federal_ori
from tenprint.errors import BadInput, TenprintError
from tenprint.identity.number import ORI
from tenprint.image.model import GreyImage
from tenprint.image.prepare import prepare
from tenprint.match.search import CandidateList
from tenprint.record.ebts import ArrestFields, Charge, Type4Image, car
from tenprint.record.image_record import ImageRecord, image_records
from tenprint.record.transaction import read
from tenprint.sharing.jurisdiction import ori_of
from tenprint.sim.people.descriptors import fields
from tenprint.sim.record_view import view
from tenprint.sim.story.story import scene
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

POSITIONS = range(1, 15)
SECONDS_MAX = 120.0


def card_pictures(data: bytes) -> dict[int, ImageRecord]:
    """The finger pictures of a transaction by position 1–14.

    Raises:
        BadInput: it has no rolled or no plain impressions.
    """
    found = {
        position: one
        for position, one in by_position(image_records(read(data))).items()
        if position in POSITIONS
    }
    if not any(position <= 10 for position in found) or not any(position > 10 for position in found):
        raise BadInput(f"card: expected rolled and plain pictures, found positions {sorted(found)}")
    return found


def plain_templates(pictures: dict[int, ImageRecord]) -> dict[int, Template]:
    """Templates of the fingers in a card's plain impressions, by finger position 1–10."""
    plain: dict[int, GreyImage] = {
        position: prepare(decoded(sent)) for position, sent in pictures.items() if position > 10
    }
    present = tuple(position for position in pictures if position <= 10)
    return {position: extract(image) for position, image in split_plain(plain, present).items()}


def rewritten(network: Network, pictures: dict[int, ImageRecord]) -> tuple[str, bytes]:
    """A criminal submission with a card's pictures as they are, and a synthetic person; with its control number."""
    desk = network.booking
    ori = ORI(ori_of(desk.rules.county(scene()["activated_county"])))
    at = desk.clock.now()
    with desk.store.writing() as connection:
        tcn = new_tcn(connection, ori, at)
    sent = {
        position: Type4Image(one.width, one.height, one.compression, one.data, one.impression_type or 0)
        for position, one in pictures.items()
    }
    body = car(
        tcn=tcn,
        ori=ori,
        dai=federal_ori("national"),
        on=at,
        person=fields(np.random.default_rng(0), "XX"),
        arrest=ArrestFields(
            arrested_on=at.date(), charges=[Charge("5311 DISORDERLY CONDUCT", at.date())], controlling=[ori]
        ),
        images=sent,
    )
    return tcn, body


def identify(network: Network, data: bytes) -> dict[str, Any]:
    """Submit a card's pictures, then search its slaps; returns rank, score and runner-up's score.

    Raises:
        TenprintError: the submission was refused, or not answered in time.
    """
    pictures = card_pictures(data)
    tcn, body = rewritten(network, pictures)
    network.booking.submit(body)
    ucn = _await_number(network, tcn)
    found = network.national.file.search(plain_templates(pictures))
    return {"tcn": tcn, "searched": found.searched, **placing(found, ucn)}


def _await_number(network: Network, tcn: str) -> str:
    """The number under which the card's prints were enrolled."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        found = view(network, tcn)
        if found.first.get("tot") == "ERRT":
            raise TenprintError(f"card: refused: {'; '.join(found.first['messages'])}")
        if found.first.get("ucn"):
            return str(found.first["ucn"])
        if time.monotonic() > deadline:
            raise TenprintError(f"card {tcn}: no answer after {SECONDS_MAX:.0f} s")
        time.sleep(0.05)


def placing(found: CandidateList, number: str) -> dict[str, Any]:
    """Rank and score of a subject in a candidate list, and the best score of anybody else."""
    others = [item.score for item in found.candidates if item.subject_id != number]
    for rank, item in enumerate(found.candidates, start=1):
        if item.subject_id == number:
            return {"rank": rank, "score": item.score, "runner_up": max(others, default=None)}
    return {"rank": None, "score": None, "runner_up": max(others, default=None)}
