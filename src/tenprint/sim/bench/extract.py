"""What it costs to find minutiae: one print, a rolled print, a whole card, by either extractor.

Figures on one thread are the processor's time, which on an idle machine is the clock's; of one print, the best of some.
A card is done once more on two threads, by finger, as services do, and takes the clock's time. A card is ten rolled
fingers, two plain thumbs and the eight fingers of two slaps, cut out.
"""

import os
import platform
import resource
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np

from tenprint.image.model import GreyImage
from tenprint.image.slap_split import FINGERS_OF_SLAP, split
from tenprint.sim.card.images import card_images
from tenprint.sim.contact.impression import impression
from tenprint.sim.contact.style import PLAIN
from tenprint.sim.skin.master import MasterSize, build
from tenprint.template.extract.by_name import extractor as extractor_of
from tenprint.template.extract.by_name import ready, version
from tenprint.template.model import Template

NAMES: Final = {
    "small_ms": "a print of 384 × 384, one thread",
    "small_two_threads_ms": "the same, two threads within it",
    "rolled_ms": "a rolled print, 800 × 750, one thread",
    "card_s": "a card, one thread",
    "card_two_threads_s": "a card, two threads, by finger",
    "resident_gib": "memory at most",
}
LIMITS: Final[Mapping[str, Mapping[str, float]]] = {
    "classical": {"small_ms": 40.0},
    "leader": {"small_two_threads_ms": 350.0},
}
"""What a figure may be at most, by extractor."""
SIDE: Final = 384
SEED: Final = 4711
REPEATS: Final = 5

Extract = Callable[[GreyImage], Template]


def bench_extract(extractor: str, pictures: Mapping[str, GreyImage] | None = None) -> dict[str, Any]:
    """Measure an extractor on this machine.

    Args:
        extractor: ``classical`` or ``leader``.
        pictures: of a card, by finger and kind; a synthetic card's by default.

    Raises:
        BadInput: the extractor is unknown or not installed.
    """
    ready(extractor)
    extract = extractor_of(extractor)
    pictures = card_pictures() if pictures is None else pictures
    small, rolled = small_print(), max(pictures.values(), key=lambda one: one.pixels.size)
    figures = {"small_ms": _ms(extract, small), "rolled_ms": _ms(extract, rolled)}
    if extractor == "leader":
        figures["small_two_threads_ms"] = _two_threads_ms(small)
    found, figures["card_s"] = _card(extract, pictures, threads=1)
    _, figures["card_two_threads_s"] = _card(extract, pictures, threads=2)
    figures["resident_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    limits = LIMITS[extractor]
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "extractor": version(extractor),
        **{name: round(figures[name], 2) for name in NAMES if name in figures},
        "card_prints": len(pictures),
        "card_minutiae": sum(map(len, found)),
        "limits": dict(limits),
        "within_limits": all(figures[name] <= limit for name, limit in limits.items()),
    }


def small_print() -> GreyImage:
    """The middle of a plain synthetic impression, 384 × 384."""
    made = impression(build(SEED, 2, MasterSize.SMALL), seed=0, style=PLAIN).image
    top, left = (made.height - SIDE) // 2, (made.width - SIDE) // 2
    return GreyImage(
        np.ascontiguousarray(made.pixels[top : top + SIDE, left : left + SIDE]), made.resolution_ppi
    )


def card_pictures() -> dict[str, GreyImage]:
    """What a synthetic card gives to an extractor: ten rolled fingers, and ten plain ones out of the slaps."""
    images = card_images(SEED, capture=1)
    found = {f"rolled {position}": image for position, image in images.items() if position <= 10}
    for position in (position for position in FINGERS_OF_SLAP if position in images):
        found |= {f"plain {part.position}": part.image for part in split(images[position], position)}
    return found


def _card(extract: Extract, pictures: Mapping[str, GreyImage], threads: int) -> tuple[list[Template], float]:
    clock = time.process_time if threads == 1 else time.perf_counter
    began = clock()
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(extract, pictures.values()))
    return found, clock() - began


def _two_threads_ms(image: GreyImage) -> float:
    """The network alone, by a session of two threads."""
    from tenprint.template.extract.leader_network import session

    network, given = session(2), image.pixels[None, :, :, None].astype(np.float32)
    return _ms(lambda _: network.run(None, {"input": given}), image, time.perf_counter)


def _ms(
    act: Callable[[GreyImage], object], image: GreyImage, clock: Callable[[], float] = time.process_time
) -> float:
    act(image)  # compiles
    times = []
    for _ in range(REPEATS):
        began = clock()
        act(image)
        times.append(clock() - began)
    return 1000 * min(times)
