"""How long it takes to make synthetic prints, on one core, against the limits that are promised.

Figures are medians over ten fingers (of a card: over captures), of each the best of three. Time is the processor's; on
an idle machine it is the clock's. Compiled kernels are warm, OpenCV is held to one thread.
"""

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeVar

import cv2

from tenprint.image.codec import encode_png
from tenprint.sim.card.images import card_images
from tenprint.sim.card.picture import picture_of, write_picture
from tenprint.sim.card.single import single_card
from tenprint.sim.contact.impression import impression
from tenprint.sim.contact.style import PLAIN, ROLLED, ImpressionStyle
from tenprint.sim.gallery.manifest import write_whole
from tenprint.sim.gallery.minutiae_model import Fit, read_fit
from tenprint.sim.gallery.unpictured import make_batch
from tenprint.sim.skin.master import MasterPrint, MasterSize, build

T = TypeVar("T")

LIMITS: Final = {"master_ms": 150.0, "rolled_ms": 40.0, "plain_ms": 40.0}
"""What each figure may be at most, on one core."""

NAMES: Final = {
    "master_ms": "a master print, the whole fingertip",
    "small_master_ms": "a master print, small (416 × 496)",
    "rolled_ms": f"a rolled impression, {ROLLED.width} × {ROLLED.height}",
    "plain_ms": f"a plain impression, {PLAIN.width} × {PLAIN.height}",
    "card_s": "a card: ten masters, fourteen pictures",
    "png_ms": "a rolled impression written as PNG",
    "picture_ms": "the card's picture drawn and written, 250 ppi",
}
RATES: Final = {
    "unpictured": "templates without pictures, plain, eight impressions of each finger",
    "unpictured_new": "templates without pictures, plain, a new finger each",
}
RATES_LEAST: Final = {"unpictured": 20_000.0}
"""What a rate must be at least, templates a second on one core."""
FINGERS: Final = range(1, 11)
CARDS: Final = 2
REPEATS: Final = 3
SEED: Final = 4711


def bench_prints(fingers: Iterable[int] = FINGERS, cards: int = CARDS) -> dict[str, Any]:
    """Measure the generator on this machine, one core.

    Args:
        fingers: which are made; each figure is the median over them.
        cards: how many cards.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        figures = _figures(list(fingers), cards)
    finally:
        cv2.setNumThreads(threads)
    rates = _rates()
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        **{name: round(value, 2) for name, value in figures.items()},
        **{name: round(value) for name, value in rates.items()},
        "limits": {**LIMITS, **RATES_LEAST},
        "within_limits": all(figures[name] <= limit for name, limit in LIMITS.items())
        and all(rates[name] >= least for name, least in RATES_LEAST.items()),
    }


def _rates() -> dict[str, float]:
    """Templates without pictures, a second."""
    fit = read_fit()
    made = {"unpictured": (200, range(8)), "unpictured_new": (400, range(1))}
    return {name: _rate(fit, subjects, impressions) for name, (subjects, impressions) in made.items()}


def _rate(fit: Fit, subjects: int, impressions: range) -> float:
    def make(_: int) -> None:
        make_batch(fit, "plain-typical", range(subjects), seed=SEED, impressions=impressions)

    make(0)  # compiles
    return 1000 * subjects * len(FINGERS) * len(impressions) / _ms(make, [0])


def _figures(fingers: list[int], cards: int) -> dict[str, float]:
    """Each figure in its unit."""
    impression(build(SEED, 1, MasterSize.FULL), seed=0, style=ROLLED)  # compiles
    masters = [build(SEED, finger, MasterSize.FULL) for finger in fingers]
    pictures = [impression(master, seed=0, style=ROLLED).image for master in masters]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        return {
            "master_ms": _ms(lambda finger: build(SEED + 1, finger, MasterSize.FULL), fingers),
            "small_master_ms": _ms(lambda finger: build(SEED + 1, finger, MasterSize.SMALL), fingers),
            "rolled_ms": _ms(lambda master: _take(master, ROLLED), masters),
            "plain_ms": _ms(lambda master: _take(master, PLAIN), masters),
            "card_s": _ms(lambda capture: card_images(SEED, capture=capture), range(cards)) / 1000,
            "png_ms": _ms(lambda image: write_whole(folder / "print.png", encode_png(image)), pictures),
            "picture_ms": _picture_ms(folder, cards),
        }


def _take(master: MasterPrint, style: ImpressionStyle) -> None:
    impression(master, seed=1, style=style)


def _picture_ms(folder: Path, cards: int) -> float:
    data, images = single_card(SEED, "MA025TP01")

    def draw(_: int) -> None:
        write_picture(picture_of(data, images, ppi=250), folder / "card.png", 250)

    return _ms(draw, range(cards))


def _ms(act: Callable[[T], object], subjects: Iterable[T]) -> float:
    """Milliseconds of an act: the median over what it is done to, of each the best of some."""
    return 1000 * median(min(_seconds(act, one) for _ in range(REPEATS)) for one in subjects)


def _seconds(act: Callable[[T], object], subject: T) -> float:
    began = time.process_time()
    act(subject)
    return time.process_time() - began
