"""Error rates where probe and candidate were found by the same extractor, or by two: the figures of ADR 0018."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement
from pathlib import Path

import numpy as np

from tenprint.match.descriptor import Descriptors, describe
from tenprint.match.evaluate import (
    equal_error_rate,
    find_images,
    finger_of,
    fnmr_at,
    split_scores,
)
from tenprint.match.evaluation.extraction import extract_all
from tenprint.match.evaluation.working import Progress
from tenprint.match.pair import compare_described
from tenprint.template.extract.by_name import EXTRACTORS, ready
from tenprint.template.model import Template

FMR = 1e-3

Rates = dict[str, float]


def bench_mixing(
    folders: Sequence[Path], fingers: str = "even", jobs: int = 2, progress: Progress | None = None
) -> dict[str, dict[str, Rates]]:
    """EER and FNMR at FMR 0.1 % of each pairing of extractors, by set and in the mean.

    Every pair of impressions is compared once; with two extractors twice, each impression once by either.

    Args:
        folders: sets of images FINGER_IMPRESSION.
        fingers: ``all``, ``even`` or ``odd``; constants were tuned on odd ones.
        jobs: processes that extract.
        progress: called with what is done, images done and images in all, of each extractor.

    Raises:
        BadInput: an extractor is not installed, or a folder has no such images.
    """
    for name in EXTRACTORS:
        ready(name)
    paths = {folder.name: find_images(folder, fingers) for folder in folders}
    found = _extracted([path for each in paths.values() for path in each], jobs, progress)
    made: dict[str, dict[str, Rates]] = {}
    for pairing in combinations_with_replacement(EXTRACTORS, 2):
        sets = {name: _rates([found[one] for one in pairing], each) for name, each in paths.items()}
        keys = next(iter(sets.values())).keys()
        sets["mean"] = {key: float(np.mean([rates[key] for rates in sets.values()])) for key in keys}
        made[" against ".join(dict.fromkeys(pairing))] = sets
    return made


def _extracted(
    paths: Sequence[Path], jobs: int, progress: Progress | None
) -> dict[str, Mapping[Path, Template | None]]:
    """Templates by extractor and picture."""
    made: dict[str, Mapping[Path, Template | None]] = {}
    for name in EXTRACTORS:
        found = extract_all(paths, name, jobs=jobs, progress=progress)
        made[name] = dict(zip(paths, (one.template for one in found), strict=True))
    return made


def _rates(found: Sequence[Mapping[Path, Template | None]], paths: Sequence[Path]) -> Rates:
    """Error rates of one set."""
    scores, mated = (np.array(column) for column in zip(*_scores(found, paths), strict=True))
    genuine, impostor = split_scores(scores, mated)
    return {"eer": equal_error_rate(genuine, impostor), "fnmr_at_fmr_0.001": fnmr_at(genuine, impostor, FMR)}


def _scores(
    found: Sequence[Mapping[Path, Template | None]], paths: Sequence[Path]
) -> Iterator[tuple[float, bool]]:
    """Score of each comparison and whether it is of mates."""
    first, second = (_described(each, paths) for each in found)
    orders = [(first, second)] if found[0] is found[1] else [(first, second), (second, first)]
    for a, b in combinations(range(len(paths)), 2):
        mates = finger_of(paths[a].stem) == finger_of(paths[b].stem)
        for left, right in orders:
            one, other = left[a], right[b]
            yield (0.0 if one is None or other is None else compare_described(one, other).score), mates


def _described(found: Mapping[Path, Template | None], paths: Sequence[Path]) -> list[Descriptors | None]:
    """Descriptors in the order of the pictures, None where there is no template."""
    templates = [found[path] for path in paths]
    return [None if template is None else describe(template) for template in templates]
