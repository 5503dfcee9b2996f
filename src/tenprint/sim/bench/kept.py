"""Templates of sets of prints, read once and kept: a fit or a report that is run again compares and does not extract.

What is kept lies in the cache folder under a name made of the sources that decide it, so that nothing stale is found
after the extractor or the generator of prints has changed. A change of the matcher leaves it as it is.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from tenprint.image.picture_file import load_prepared
from tenprint.paths import cache_dir, sources_digest, written_whole
from tenprint.sim.card.images import card_images
from tenprint.sim.contact.impression import impression
from tenprint.sim.contact.style import ROLLED
from tenprint.sim.skin.master import MasterSize, build
from tenprint.template.extract.by_name import extractor, ready
from tenprint.template.model import Template

DECIDING_ROOMS = ("image", "template", "sim/skin", "sim/contact", "sim/card")
"""Rooms whose sources decide what a kept template holds."""

CONDITIONS = ("typical", "hard")
"""Conditions in which synthetic cards are taken, in turn."""

T = TypeVar("T")
Progress = Callable[[int, int], None]
Prints = dict[str, Template]


@dataclass(frozen=True, slots=True)
class Card:
    """The two sets of fingers of one synthetic card.

    Attributes:
        subject_seed: whose.
        condition: ``typical`` or ``hard``.
        rolled: finger position 1 to 10 to template.
        plain: likewise, of the plain thumbs and of the fingers that were cut from the slaps.
    """

    subject_seed: int
    condition: str
    rolled: Mapping[int, Template]
    plain: Mapping[int, Template]


def cards(
    subject_seeds: Sequence[int], name: str, *, jobs: int = 2, progress: Progress | None = None
) -> list[Card]:
    """Synthetic cards of some subjects, typical and hard ones in turn.

    Args:
        subject_seeds: whose; of each one card.
        name: of the extractor.
        jobs: processes.
        progress: called with cards done and cards in all.

    Raises:
        BadInput: no extractor has this name, or it is not installed.
    """
    ready(name)
    wanted = [(seed, CONDITIONS[place % len(CONDITIONS)], name) for place, seed in enumerate(subject_seeds)]
    found = _all(_card_prints, wanted, jobs, progress)
    return [
        Card(seed, condition, _named(prints, "rolled"), _named(prints, "plain"))
        for (seed, condition, _), prints in zip(wanted, found, strict=True)
    ]


def second_prints(
    found: Sequence[Card],
    fingers: Sequence[int],
    name: str,
    *,
    jobs: int = 2,
    progress: Progress | None = None,
) -> list[dict[int, Template]]:
    """Other rolled impressions of some fingers of cards, as where one finger is rolled twice."""
    wanted = [(card.subject_seed, card.condition, name, tuple(fingers)) for card in found]
    return [_named(prints, "rolled") for prints in _all(_second_prints, wanted, jobs, progress)]


def folder_prints(
    paths: Sequence[Path], name: str, *, jobs: int = 2, progress: Progress | None = None
) -> Prints:
    """Templates of image files FINGER_IMPRESSION by name; files without minutiae are left out.

    Args:
        paths: of the images.
        name: of the extractor.
        jobs: processes.
        progress: called with images done and images in all.
    """
    ready(name)
    found: Prints = {}
    for part in _all(_file_prints, [(path, name) for path in paths], jobs, progress):
        found |= part
    return {stem: template for stem, template in found.items() if len(template)}


def _all(
    make: Callable[[T], Prints], wanted: Sequence[T], jobs: int, progress: Progress | None
) -> Iterator[Prints]:
    """Each wanted set in order, made by spawned processes where it is not kept."""
    if progress:
        progress(0, len(wanted))
    # Spawned, not forked: a child must not inherit locks of the parent's threads.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for done, prints in enumerate(pool.map(make, wanted), 1):
            if progress:
                progress(done, len(wanted))
            yield prints


def _card_prints(wanted: tuple[int, str, str]) -> Prints:
    """Fingers of one card, named ``rolled 1`` and ``plain 1``."""
    seed, condition, name = wanted

    def make() -> Prints:
        from tenprint.agency.prints import split_plain

        cv2.setNumThreads(1)
        extract, images = extractor(name), card_images(seed, capture=0, condition=condition)
        plain = split_plain(images, range(1, 11))
        return {f"rolled {finger}": extract(image) for finger, image in images.items() if finger <= 10} | {
            f"plain {finger}": extract(image) for finger, image in plain.items()
        }

    return kept(f"{name}-card-{seed}-{condition}", make)


def _second_prints(wanted: tuple[int, str, str, tuple[int, ...]]) -> Prints:
    """Other rolled impressions of some fingers of one card."""
    seed, condition, name, fingers = wanted
    style = replace(ROLLED, condition=condition)

    def make() -> Prints:
        cv2.setNumThreads(1)
        masters = {finger: build(seed, finger, MasterSize.FULL) for finger in fingers}
        return {
            f"rolled {finger}": extractor(name)(impression(master, seed=1, style=style).image)
            for finger, master in masters.items()
        }

    return kept(f"{name}-second-{seed}-{condition}-{'-'.join(map(str, fingers))}", make)


def _file_prints(wanted: tuple[Path, str]) -> Prints:
    """The print of one image file."""
    path, name = wanted
    content = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return {path.stem: kept(f"{name}-file-{content}", lambda: {"": extractor(name)(load_prepared(path))})[""]}


def _named(prints: Prints, kind: str) -> dict[int, Template]:
    """The fingers of one kind by position."""
    parts = ((label.split(), template) for label, template in prints.items())
    return {int(finger): template for (label, finger), template in parts if label == kind}


def kept(name: str, make: Callable[[], Prints]) -> Prints:
    """What is kept under a name, or else what ``make`` gives, which is kept from then on."""
    path = cache_dir() / "prints" / sources_digest(DECIDING_ROOMS) / f"{name}.npz"
    if path.is_file():
        return _read(path)
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as unfinished, unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, **_arrays(made))
    return made


_COLUMNS = ("x", "y", "theta", "kind", "quality")


def _arrays(prints: Prints) -> dict[str, np.ndarray]:
    """Templates as columns, one after another."""
    columns = {
        column: np.concatenate([getattr(one, column) for one in prints.values()]) for column in _COLUMNS
    }
    sizes = [(len(one), one.width, one.height) for one in prints.values()]
    extractors = [one.extractor for one in prints.values()]
    return columns | {
        "name": np.array(list(prints)),
        "size": np.array(sizes, np.int64),
        "extractor": np.array(extractors),
    }


def _read(path: Path) -> Prints:
    """The inverse of ``_arrays``."""
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive.files}
    ends = np.cumsum(arrays["size"][:, 0])
    prints = {}
    for place, (name, (count, width, height)) in enumerate(zip(arrays["name"], arrays["size"], strict=True)):
        part = slice(ends[place] - count, ends[place])
        columns = {column: arrays[column][part] for column in _COLUMNS}
        read_by = str(arrays["extractor"][place])
        prints[str(name)] = Template(**columns, width=int(width), height=int(height), extractor=read_by)
    return prints
