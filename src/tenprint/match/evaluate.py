"""Error rates of extractor and matcher on a folder of images, every pair compared once."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput, TenprintError
from tenprint.image.model import GreyImage
from tenprint.match.pair import compare_described, describe
from tenprint.template.extract.by_name import extractor as extractor_of
from tenprint.template.extract.by_name import ready
from tenprint.template.model import Template

IMAGE_ENDINGS = frozenset({".png", ".wsq", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".jp2"})
"""Endings of the names of image files."""

FMR_POINTS = {"0.01": 1e-2, "0.001": 1e-3, "0": 0.0}
"""False match rates at which the false non-match rate is given."""

Scores = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run.

    Attributes:
        images: count of images found.
        extractor: name of what found the minutiae.
        eer: equal error rate, share.
        fnmr_at_fmr: false non-match rate (share) by the false match rate allowed.
        ms_per_image: extraction, mean over images, of one process.
        comparisons_per_second: of one core, descriptors ready.
        failed_to_extract: images that gave no template; their comparisons score 0.
    """

    images: int
    extractor: str
    eer: float
    fnmr_at_fmr: dict[str, float]
    ms_per_image: float
    comparisons_per_second: float
    failed_to_extract: int


def evaluate(
    directory: Path,
    scores_out: Path,
    *,
    extractor: str = "classical",
    jobs: int = 2,
    fingers: str = "all",
    ppi: float | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Compares all pairs of a folder's images and writes their scores.

    Args:
        directory: folder of images named FINGER_IMPRESSION with an ending of ``IMAGE_ENDINGS``.
        scores_out: file written with lines "PROBE CANDIDATE SCORE".
        extractor: ``classical`` or ``leader``.
        jobs: processes that extract.
        fingers: ``all``, or only those with an ``even`` or an ``odd`` number (constants were tuned on odd ones).
        ppi: resolution of the images, where the files do not say.
        progress: called with images done and images in all.

    Raises:
        BadInput: no such folder or extractor, too few images for mates and non-mates, or none that can be used.
    """
    paths = find_images(directory, fingers)
    taken = list(_extract_all(paths, extractor, jobs, ppi, progress))
    described = [None if template is None else describe(template) for template, _ in taken]
    if all(item is None for item in described):
        _read(extractor, paths[0], ppi)  # says what is wrong with the first, where it cannot be read
        raise BadInput(f"{directory}: expected prints, found no minutiae in any of {len(paths)} images")
    names = [path.stem for path in paths]
    pairs = list(combinations(range(len(paths)), 2))
    if len(described) > 1 and described[0] is not None:
        compare_described(described[0], described[0])  # loads the compiled kernels before the clock starts
    began = time.perf_counter()
    scores = [
        0.0 if (a := described[i]) is None or (b := described[j]) is None else compare_described(a, b).score
        for i, j in pairs
    ]
    seconds = time.perf_counter() - began
    named = ((names[i], names[j], score) for (i, j), score in zip(pairs, scores, strict=True))
    write_scores(scores_out, named)
    mated = [finger_of(names[i]) == finger_of(names[j]) for i, j in pairs]
    genuine, impostor = split_scores(np.array(scores), np.array(mated))
    return Evaluation(
        images=len(paths),
        extractor=extractor,
        eer=equal_error_rate(genuine, impostor),
        fnmr_at_fmr={name: fnmr_at(genuine, impostor, rate) for name, rate in FMR_POINTS.items()},
        ms_per_image=1e3 * float(np.mean([spent for _, spent in taken])),
        comparisons_per_second=len(pairs) / max(seconds, 1e-9),
        failed_to_extract=sum(template is None for template, _ in taken),
    )


def find_images(directory: Path, chosen: str = "all") -> list[Path]:
    """Images of a folder named FINGER_IMPRESSION, by name; at least one mated and one non-mated pair."""
    if chosen not in PARITY:
        raise BadInput(f"fingers: expected one of {', '.join(PARITY)}, found {chosen[:20]!r}")
    if not directory.is_dir():
        raise BadInput(f"{directory}: expected a folder of images, found none")
    images = (
        path for path in directory.iterdir() if path.suffix.lower() in IMAGE_ENDINGS and "_" in path.stem
    )
    paths = sorted(path for path in images if PARITY[chosen](path.stem))
    fingers = [finger_of(path.stem) for path in paths]
    if not 1 < len(set(fingers)) < len(fingers):
        raise BadInput(
            f"{directory}: expected images FINGER_IMPRESSION (as 101_1.png) of two fingers or more "
            "with two impressions of one, "
            f"found {len(paths)} images of {len(set(fingers))} fingers"
        )
    return paths


def _is_even(name: str) -> bool:
    """Whether the finger's number is even; a name without number counts as even."""
    number = finger_of(name)
    return not number.isdigit() or int(number) % 2 == 0


def finger_of(name: str) -> str:
    """The finger's part of an image's name.

    >>> finger_of("101_1")
    '101'
    """
    return name.rsplit("_", 1)[0]


def _extract_all(
    paths: Sequence[Path], extractor: str, jobs: int, ppi: float | None, progress: Progress | None
) -> Iterator[tuple[Template | None, float]]:
    """Template (or None) and seconds for each image, in order, by spawned processes."""
    ready(extractor)
    if progress:
        progress(0, len(paths))
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_warm, initargs=(extractor,)
    ) as pool:
        for done, outcome in enumerate(
            pool.map(partial(extract_file, extractor, ppi), paths, chunksize=4), 1
        ):
            if progress:
                progress(done, len(paths))
            yield outcome


def _warm(extractor: str) -> None:
    """Loads an extractor and its compiled kernels, so that the first image's time is like the others'."""
    blank = np.random.default_rng(0).integers(0, 256, (256, 256), np.uint8)
    extractor_of(extractor)(GreyImage(blank, 500.0))


def _read(extractor: str, path: Path, ppi: float | None) -> Template:
    """Template of one image file."""
    from tenprint.image.codec import load
    from tenprint.image.prepare import prepare

    return extractor_of(extractor)(prepare(load(path, ppi)))


def extract_file(extractor: str, ppi: float | None, path: Path) -> tuple[Template | None, float]:
    """Template of one image file, None where there is none to be had; and the seconds spent."""
    began = time.perf_counter()
    try:
        template: Template | None = _read(extractor, path, ppi)
    except TenprintError:
        template = None
    if template is not None and len(template) == 0:
        template = None
    return template, time.perf_counter() - began


def write_scores(path: Path, rows: Iterator[tuple[str, str, float]]) -> None:
    """Writes one line "PROBE CANDIDATE SCORE" for each comparison."""
    path.write_text("".join(f"{probe} {candidate} {score:.6g}\n" for probe, candidate, score in rows))


def split_scores(scores: Scores, mated: npt.NDArray[np.bool_]) -> tuple[Scores, Scores]:
    """Mated and non-mated scores, each ascending."""
    return np.sort(scores[mated]), np.sort(scores[~mated])


def equal_error_rate(genuine: Scores, impostor: Scores) -> float:
    """Mean of the two error rates at the observed score where they are nearest.

    Args:
        genuine: (n,) float64 ascending, scores of mates; not matched when below the threshold.
        impostor: (m,) float64 ascending, scores of non-mates; matched when at or above it.

    >>> equal_error_rate(np.array([2.0, 3.0]), np.array([0.0, 1.0]))
    0.0
    """
    observed = np.unique(np.concatenate([genuine, impostor]))
    missed = np.searchsorted(genuine, observed, side="left") / len(genuine)
    matched = 1.0 - np.searchsorted(impostor, observed, side="left") / len(impostor)
    place = int(np.argmin(np.abs(missed - matched)))
    return float(missed[place] + matched[place]) / 2.0


def fnmr_at(genuine: Scores, impostor: Scores, fmr: float) -> float:
    """Share of mates not above the impostor score that at most the share ``fmr`` of non-mates exceed.

    >>> fnmr_at(np.array([0.5, 3.0]), np.array([0.0, 1.0]), 0.0)
    0.5
    """
    threshold = impostor[len(impostor) - 1 - int(fmr * len(impostor))]
    return float(np.mean(genuine <= threshold))


PARITY: dict[str, Callable[[str], bool]] = {
    "all": lambda _name: True,
    "even": _is_even,
    "odd": lambda name: not _is_even(name),
}
"""Which fingers of a set take part."""
