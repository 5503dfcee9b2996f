"""Prints of one setting, measured: real ones of one set, or synthetic ones that stand against it.

One finger with its impressions is made and measured at a time, by spawned processes; what was measured is kept in a
folder outside the repository, so that an interrupted run goes on. Its names say all it depends on.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from tenprint.image.model import GreyImage
from tenprint.match.pair import compare_described, describe
from tenprint.paths import written_whole
from tenprint.sim.likeness.compare import Fingers, Sample, Values
from tenprint.sim.likeness.features import FEATURES, measure
from tenprint.sim.likeness.settings import FINGER_POSITIONS, REAL_SETS, RealSet, real_prints, style_for
from tenprint.sim.prints import impression, master
from tenprint.sim.seeds import Stream, stream
from tenprint.template.extract.by_name import extractor as extractor_of
from tenprint.template.extract.by_name import ready, version
from tenprint.template.model import Template

REAL = "real"
"""Stands for the condition of real prints."""

MEASURES = (*FEATURES, "genuine", "impostor")
"""All that is compared: the features of a picture, and scores of mated and of other fingers."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finger:
    """One finger that is to be made, or read, and measured.

    Attributes:
        group: real set that it is of, or stands against.
        condition: of its impressions; ``REAL`` for a real finger.
        number: of the finger: 101 to 110 of a real set, 0 upwards of synthetic ones.
        impressions: how many.
        extractor: what finds the minutiae.
        seed: of the synthetic subjects.
        data: folder that holds ``fvc/``.
    """

    group: RealSet
    condition: str
    number: int
    impressions: int
    extractor: str
    seed: int
    data: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """One finger measured.

    Attributes:
        features: (impressions, len(FEATURES)) float64.
        templates: one an impression.
    """

    features: Values
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Prints:
    """All prints of one setting, measured.

    Attributes:
        group: real set.
        condition: of the impressions, or ``REAL``.
        samples: by the names in ``MEASURES``.
    """

    group: RealSet
    condition: str
    samples: dict[str, Sample]


def measured_prints(
    fingers: Sequence[Finger], cache: Path, *, workers: int = 2, progress: Progress | None = None
) -> dict[Finger, Measured]:
    """Measure fingers, those that are not in the folder yet.

    Args:
        fingers: which.
        cache: folder of what was measured; outside the repository, since it holds features of real prints.
        workers: processes.
        progress: called with fingers done and fingers in all.
    """
    for name in {finger.extractor for finger in fingers}:
        ready(name)
    cache.mkdir(parents=True, exist_ok=True)
    sources = _sources()
    paths = {finger: cache / _file_name(finger, sources) for finger in fingers}
    lacking = [(finger, path) for finger, path in paths.items() if not path.exists()]
    done = len(paths) - len(lacking)
    if progress:
        progress(done, len(paths))
    for _ in _kept(lacking, workers):
        done += 1
        if progress:
            progress(done, len(paths))
    return {finger: _read(path, finger.extractor) for finger, path in paths.items()}


def _kept(jobs: Sequence[tuple[Finger, Path]], workers: int) -> Iterator[None]:
    """Measure and keep each, and tell after each."""
    if workers <= 1 or len(jobs) <= 1:
        yield from map(_measure_and_keep, jobs)
        return
    # Spawned, not forked: a child must not inherit locks of the parent's threads.
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_measure_and_keep, jobs)


def prints_of(fingers: Sequence[Finger], measured: dict[Finger, Measured]) -> Prints:
    """Features and scores of one setting; every pair of impressions is compared once.

    Args:
        fingers: of one group and one condition.
        measured: at least these.
    """
    numbers = np.repeat(
        [finger.number for finger in fingers], [len(measured[finger].templates) for finger in fingers]
    )
    features = np.concatenate([measured[finger].features for finger in fingers])
    samples = {name: Sample(features[:, column], numbers[:, None]) for column, name in enumerate(FEATURES)}
    templates = [template for finger in fingers for template in measured[finger].templates]
    samples["genuine"], samples["impostor"] = _scores(templates, numbers)
    return Prints(fingers[0].group, fingers[0].condition, samples)


def _scores(templates: Sequence[Template], numbers: Fingers) -> tuple[Sample, Sample]:
    """Scores of all pairs: of mates, and of others. An empty template scores 0."""
    described = [describe(template) if len(template) else None for template in templates]
    pairs = np.array(list(combinations(range(len(described)), 2)), np.int64)
    scores = np.array(
        [
            0.0
            if (a := described[i]) is None or (b := described[j]) is None
            else compare_described(a, b).score
            for i, j in pairs
        ]
    )
    first, second = numbers[pairs[:, 0]], numbers[pairs[:, 1]]
    mated = first == second
    both = np.stack([first, second], axis=1)
    return Sample(scores[mated], both[mated][:, :1]), Sample(scores[~mated], both[~mated])


def _measure_and_keep(job: tuple[Finger, Path]) -> None:
    """Measure one finger and write its file, whole or not at all."""
    finger, path = job
    find = None if finger.extractor == "classical" else extractor_of(finger.extractor)
    taken = [measure(image, find and find(image)) for image in _images(finger)]
    arrays = {"features": np.array([astuple(features) for features, _ in taken], np.float64)}
    templates = [template for _, template in taken]
    arrays["counts"] = np.array([len(template) for template in templates], np.int64)
    arrays["sizes"] = np.array([(template.width, template.height) for template in templates], np.int64)
    for name in ("x", "y", "theta", "kind", "quality"):
        arrays[name] = np.concatenate([getattr(template, name) for template in templates])
    with written_whole(path) as unfinished, unfinished.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def _images(finger: Finger) -> list[GreyImage]:
    """The finger's pictures."""
    if finger.condition == REAL:
        found = real_prints(finger.data, finger.group, "all")
        return [
            one.image()
            for one in found
            if one.finger == finger.number and one.impression <= finger.impressions
        ]
    # The same fingers under every condition, so that conditions differ by nothing else.
    rng = stream(finger.seed, Stream.LIKENESS, REAL_SETS.index(finger.group), finger.number)
    subject = int(rng.integers(1 << 48))
    whole = master(subject, FINGER_POSITIONS[finger.number % len(FINGER_POSITIONS)])
    style = style_for(finger.group, finger.condition)
    return [impression(whole, seed=number, style=style).image for number in range(1, finger.impressions + 1)]


def _read(path: Path, extractor: str) -> Measured:
    with np.load(path, allow_pickle=False) as file:
        ends = np.cumsum(file["counts"])
        columns = {name: np.split(file[name], ends[:-1]) for name in ("x", "y", "theta", "kind", "quality")}
        templates = tuple(
            Template(
                **{name: parts[place] for name, parts in columns.items()},
                width=int(width),
                height=int(height),
                extractor=version(extractor),
            )
            for place, (width, height) in enumerate(file["sizes"])
        )
        return Measured(file["features"], templates)


def _file_name(finger: Finger, sources: str) -> str:
    """Name that says all that the file depends on."""
    made = "" if finger.condition == REAL else f"-{finger.seed}"
    return (
        f"{finger.group.name}-{finger.condition}{made}-{finger.number}-{finger.impressions}"
        f"-{finger.extractor}-{sources}.npz"
    )


def _sources() -> str:
    """Digest of the sources that make and measure prints."""
    root = Path(__file__).parents[2]
    parts = ("image", "template", "sim/skin", "sim/contact", "sim/prints.py", "sim/seeds.py")
    own = [f"sim/likeness/{name}.py" for name in ("features", "samples", "settings")]
    digest = hashlib.sha256()
    for part in (*parts, *own):
        for source in sorted((root / part).rglob("*.py") if (root / part).is_dir() else [root / part]):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:12]
