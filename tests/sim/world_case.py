"""Worlds for tests: three people, each printed once in a test process, so that many worlds cost little.

The pictures of a person's later cards are those of the first: here it is about what the agencies do. That impressions
differ is for the slow world and for the tests of the engine.
"""

import atexit
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tenprint.agency.booking import capture
from tenprint.agency.immigration import service as immigration_service
from tenprint.agency.national import service as national_service
from tenprint.agency.prints import CardPrints, read_prints
from tenprint.image.codec import encode_wsq
from tenprint.image.model import GreyImage
from tenprint.record.model import Transaction
from tenprint.sim.card.images import card_images
from tenprint.sim.world.play import run
from tenprint.sim.world.printing import Capture
from tenprint.sim.world.report import Report
from tenprint.sim.world.setting import Order, Setting
from tenprint.sim.world.truth import Truth
from tenprint.sim.world.world import World
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

SETTING = Setting(
    seed=115,
    days=110,
    bookings=8,
    since=date(2012, 2, 20),
    faults=True,
    strangers=12,
    people=3,
    orders=(Order("RI", False, date(2012, 4, 1)), Order("44007", True, date(2012, 5, 1))),
)
"""Before and after the switches of 2012-05-15, with orders on the way, long enough for courts to decide."""

_read: dict[str, CardPrints] = {}
_coded: dict[bytes, bytes] = {}


@cache
def pictures(prints_seed: int, missing: tuple[int, ...], poor: bool) -> dict[int, GreyImage]:
    """The one card of a person, and the one poor one."""
    return card_images(
        prints_seed, capture=1, condition="poor" if poor else "typical", missing=missing, workers=2
    )


@cache
def templates(prints_seed: int, missing: tuple[int, ...]) -> dict[int, Template]:
    """Templates of the same pictures."""
    shown = pictures(prints_seed, missing, False)
    return {position: extract(image) for position, image in shown.items() if position <= 10}


class SamePictures:
    """A printer that prints everybody once."""

    def expect(self, captures: Collection[Capture], known: Collection[Capture]) -> None:
        """Nothing is printed ahead."""

    def card(self, capture: Capture) -> dict[int, GreyImage]:
        """The pictures of a person."""
        return pictures(capture.prints_seed, capture.missing, capture.condition == "poor")

    def enrolment(self, capture: Capture) -> dict[int, Template]:
        """Their templates."""
        return templates(capture.prints_seed, capture.missing)


def coded_once(image: GreyImage) -> bytes:
    """What ``encode_wsq`` gives, worked out once for the same picture."""
    key = sha256(image.pixels.tobytes()).digest()
    if key not in _coded:
        _coded[key] = encode_wsq(image)
    return _coded[key]


def read_once(
    transaction: Transaction, *, with_plain: bool = True, extractor: str = "classical"
) -> CardPrints:
    """What ``read_prints`` says, worked out once for the same pictures; a copy, since it can be changed."""
    key = sha256(b"".join(one.raw for one in transaction if one.type > 2)).hexdigest()
    if (
        key not in _read
    ):  # the national agency reads first, slaps and all; of the rolled prints both see the same
        _read[key] = read_prints(transaction)
    found = _read[key]
    maps = {name: dict(getattr(found, name)) for name in ("rolled", "plain", "quality")}
    return replace(found, **maps, findings=list(found.findings), notes=list(found.notes))


@contextmanager
def prints_once() -> Iterator[pytest.MonkeyPatch]:
    """Agencies read equal pictures once while this lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (national_service, immigration_service):
            patch.setattr(module, "read_prints", read_once)
        patch.setattr(capture, "encode_wsq", coded_once)
        yield patch


def quiet(text: str, done: int, total: int) -> None:
    """Say nothing."""


def play(setting: Setting, home: Path) -> Report:
    """A whole world with its report."""
    with prints_once():
        return run(setting, home, SamePictures(), quiet)


@cache
def played_once() -> tuple[Path, Report]:
    """The world of ``SETTING``, played once in a test process, under a folder that ends with the process."""
    folder = TemporaryDirectory(prefix="tenprint-world-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name), play(SETTING, Path(folder.name))


def left_by(setting: Setting, home: Path, *patches: tuple[object, str, object]) -> Truth:
    """Play a world whose services are tampered with; returns the truth about it."""
    with prints_once() as patch:
        for owner, name, value in patches:
            patch.setattr(owner, name, value)
        world = World(setting, home, SamePictures(), quiet)
        try:
            world.prepare()
            world.run()
        finally:
            world.close()
    return world.police.truth
