"""Templates and qualities of image files, by processes; an image that gives none is counted, not fatal."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from tenprint.errors import TenprintError
from tenprint.image.model import GreyImage
from tenprint.match.evaluation.template_store import TemplateStore
from tenprint.match.evaluation.working import Progress, in_processes
from tenprint.template.extract.by_name import extractor as extractor_of
from tenprint.template.extract.by_name import ready
from tenprint.template.model import Template


@dataclass(frozen=True, slots=True)
class Extracted:
    """What became of one image.

    Attributes:
        template: its minutiae; None where there are none to be had.
        seconds: spent on reading and extracting.
        problem: why there is no template; empty where there is one.
    """

    template: Template | None
    seconds: float
    problem: str = ""


def extract_all(
    paths: Sequence[Path],
    extractor: str,
    *,
    jobs: int = 1,
    ppi: float | None = None,
    store: TemplateStore | None = None,
    progress: Progress | None = None,
) -> list[Extracted]:
    """Templates of image files, in order.

    Args:
        paths: of the images.
        extractor: ``classical`` or ``leader``.
        jobs: processes.
        ppi: resolution of the images, where the files do not say.
        store: where templates are looked for first, and kept.
        progress: called with images done and in all.

    Raises:
        BadInput: no extractor of this name, or not installed; the store cannot be written to.
    """
    ready(extractor)
    found: list[Extracted | None] = [_kept(path, store) for path in paths]
    todo = [place for place, one in enumerate(found) if one is None]
    done = len(paths) - len(todo)
    if progress:
        progress("extracting", done, len(paths))
    work = partial(extract_file, extractor, ppi)
    start = partial(warm, extractor)
    made = in_processes(
        work, [paths[place] for place in todo], jobs if todo else 1, start if todo else _nothing
    )
    for place, one in zip(todo, made, strict=True):
        found[place] = one
        done += 1
        if store and one.template is not None:
            store.keep(paths[place].read_bytes(), one.template, one.seconds)
        if progress:
            progress("extracting", done, len(paths))
    return [one for one in found if one is not None]


def _kept(path: Path, store: TemplateStore | None) -> Extracted | None:
    """An image's template from the store."""
    if store is None:
        return None
    try:
        kept = store.find(path.read_bytes())
    except OSError:
        return None  # the extraction will say why
    return Extracted(kept[0], kept[1]) if kept else None


def _nothing() -> None:
    """There is nothing to prepare."""


def warm(extractor: str) -> None:
    """Load an extractor and its compiled kernels, so that the first image's time is like the others'."""
    blank = np.random.default_rng(0).integers(0, 256, (256, 256), np.uint8)
    extractor_of(extractor)(GreyImage(blank, 500.0))


def extract_file(extractor: str, ppi: float | None, path: Path) -> Extracted:
    """Template of one image file, None where there is none to be had.

    Raises:
        TenprintError: a fault of ours, which names the image.
    """
    from tenprint.image.picture_file import load_prepared

    began = time.perf_counter()
    try:
        template = extractor_of(extractor)(load_prepared(path, ppi))
    except TenprintError as error:
        return Extracted(None, time.perf_counter() - began, str(error))
    except Exception as error:
        raise TenprintError(f"{path}: a fault of ours: {type(error).__name__}: {error}") from error
    seconds = time.perf_counter() - began
    if not len(template):
        return Extracted(None, seconds, f"{path}: expected a print, found no minutiae")
    return Extracted(template, seconds)


def qualities(
    paths: Sequence[Path], *, jobs: int = 1, ppi: float | None = None, progress: Progress | None = None
) -> list[int]:
    """Quality of image files by ``tenprint.image.quality``, 0 to 100; 0 where one cannot be read."""
    found = []
    for score in in_processes(partial(quality_file, ppi), list(paths), jobs, _nothing):
        found.append(score)
        if progress:
            progress("judging quality", len(found), len(paths))
    return found


def quality_file(ppi: float | None, path: Path) -> int:
    """Quality of one image file, 0 where it cannot be read."""
    from tenprint.image.picture_file import load_prepared
    from tenprint.image.quality import quality

    try:
        return quality(load_prepared(path, ppi)).score
    except TenprintError:
        return 0
