"""A folder of images as a set of impressions: which files, of which fingers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import numpy as np

from tenprint.errors import BadInput
from tenprint.match.evaluation.score_set import PARITY, Indices, check_parity, counted, finger_of

IMAGE_ENDINGS = frozenset(
    {".png", ".wsq", ".jpg", ".jpeg", ".jpl", ".jp2", ".j2k", ".bmp", ".tif", ".tiff", ".pgm", ".gif"}
)
"""Endings of the names of image files."""


@dataclass(frozen=True, slots=True)
class ImageSet:
    """A folder's images that take part.

    Attributes:
        name: of the folder.
        paths: of the images, by name.
        left_out: names of image files without underscore, which say no finger.
    """

    name: str
    paths: tuple[Path, ...]
    left_out: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """FINGER_IMPRESSION of each image."""
        return tuple(path.stem for path in self.paths)


def find_images(directory: Path, chosen: str = "all") -> list[Path]:
    """Images of a folder named FINGER_IMPRESSION, by name; at least one mated and one non-mated pair."""
    return list(image_set(directory, chosen).paths)


def image_set(directory: Path, chosen: str = "all") -> ImageSet:
    """A folder's images FINGER_IMPRESSION; the finger's name is all before the last underscore.

    Args:
        directory: the folder; folders in it are not looked into.
        chosen: ``all``, ``even`` or ``odd`` fingers.

    Raises:
        BadInput: no folder, too few images for one mated and one non-mated pair, or two of one name.
    """
    check_parity(chosen)
    if not directory.is_dir():
        raise BadInput(f"{directory}: expected a folder of images, found none")
    images = sorted(path for path in directory.iterdir() if path.suffix.lower() in IMAGE_ENDINGS)
    named = [path for path in images if "_" in path.stem]
    left_out = tuple(path.name for path in images if "_" not in path.stem)
    paths = [path for path in named if PARITY[chosen](path.stem)]
    _check(directory, paths, left_out)
    return ImageSet(directory.resolve().name, tuple(paths), left_out)


def _check(directory: Path, paths: Sequence[Path], left_out: Sequence[str]) -> None:
    """Refuse what has no mated or no non-mated pair, and two files of one name."""
    fingers = [finger_of(path.stem) for path in paths]
    if not 1 < len(set(fingers)) < len(fingers):
        more = f", and {len(left_out)} without underscore such as {left_out[0]}" if left_out else ""
        raise BadInput(
            f"{directory}: expected images FINGER_IMPRESSION (as 101_1.png) of two fingers or more "
            "with two impressions of one, "
            f"found {len(paths)} images of {len(set(fingers))} fingers{more}"
        )
    by_name: dict[str, Path] = {}
    for path in paths:
        if (other := by_name.setdefault(path.stem, path)) is not path:
            raise BadInput(f"{directory}: expected one image {path.stem}, found {other.name} and {path.name}")


def image_sets(directories: Sequence[Path], chosen: str = "all") -> list[ImageSet]:
    """Several folders, each with a name of its own.

    Raises:
        BadInput: as ``image_set``; or two folders have one name, by which their scores could not be told apart.
    """
    sets = [image_set(directory, chosen) for directory in directories]
    names = [one.name for one in sets]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"expected folders of different names, found {name} twice")
    return sets


def pairs_of(names: Sequence[str], protocol: str) -> tuple[Indices, Indices]:
    """Probe and candidate of every pair that a protocol compares, each (k,) int32.

    >>> probe, candidate = pairs_of(["1_1", "1_2", "2_1", "2_2"], "fvc")
    >>> list(zip(probe.tolist(), candidate.tolist()))
    [(0, 1), (0, 2), (2, 3)]
    """
    pairs = np.array(list(combinations(range(len(names)), 2)), np.int32).reshape(-1, 2)
    keep = counted(names, pairs[:, 0], pairs[:, 1], protocol)
    return pairs[keep, 0], pairs[keep, 1]


def cross_pairs(sets: Sequence[ImageSet], protocol: str) -> tuple[Indices, Indices]:
    """Pairs of impressions of two sets, by their places in all sets' impressions one after another."""
    first = np.cumsum([0, *(len(one.paths) for one in sets)])
    found: list[tuple[int, int]] = []
    for a, b in combinations(range(len(sets)), 2):
        found += product(range(first[a], first[a + 1]), range(first[b], first[b + 1]))
    pairs = np.array(found, np.int32).reshape(-1, 2)
    names = [f"{one.name}/{name}" for one in sets for name in one.names]
    keep = counted(names, pairs[:, 0], pairs[:, 1], protocol)
    return pairs[keep, 0], pairs[keep, 1]
