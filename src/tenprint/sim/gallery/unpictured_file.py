"""A large gallery of templates without pictures: made in parts by threads, written to one file, read a part at a time.

The bytes follow from the seed, the counts and the fit alone: parts are made in any order and written in theirs.
"""

import json
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from tenprint.errors import BadInput, StoreError, TemplateError
from tenprint.paths import written_whole
from tenprint.sim.gallery.flow_library import flow_library
from tenprint.sim.gallery.minutiae_model import Fit, read_fit, size_of
from tenprint.sim.gallery.strangers import Columns, templates_of
from tenprint.sim.gallery.unpictured import MODEL, Batch, make_batch
from tenprint.template.model import Template

PART = 500
"""Subjects made and written at a time; bounds memory."""
FINGERS = 10
KINDS = ("plain-typical", "plain-hard")
"""Kinds whose pictures the columns hold (up to 511 pixels a side)."""

Progress = Callable[[int, int], None]


def columns_of_batch(batch: Batch) -> Columns:
    """A batch as columns, rounded as ``strangers.Columns`` says."""
    x = np.clip(np.rint(batch.x), 0, batch.width - 1).astype(np.uint16)
    y = np.clip(np.rint(batch.y), 0, batch.height - 1).astype(np.uint16)
    step = np.diff(y, prepend=np.uint16(0))
    first = batch.start[:-1][np.diff(batch.start) > 0]
    step[first] = y[first]
    return Columns(
        width=np.full(len(batch), batch.width, np.uint16),
        height=np.full(len(batch), batch.height, np.uint16),
        count=np.diff(batch.start).astype(np.uint16),
        x_low=(x & 255).astype(np.uint8),
        x_high=(x >> 8).astype(np.uint8),
        y_step=step,
        angle=(np.rint(batch.theta * np.float32(128 / np.pi)).astype(np.int64) & 255).astype(np.uint8),
        kind=batch.kind,
        quality=batch.quality // np.uint8(4),
    )


def write_gallery(
    path: Path,
    subjects: int,
    *,
    seed: int,
    impressions: int = 1,
    kind: str = "plain-typical",
    workers: int = 2,
    fit: Fit | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Make a gallery and write it, whole or not at all.

    Args:
        path: the file; ``numpy.load`` reads it: ``header`` (JSON) and columns ``NAME-PPPPPP`` by part of 500 subjects,
            subject by subject, finger by finger, impression by impression.
        subjects: how many.
        seed: of all of them.
        impressions: of each finger.
        kind: of impression.
        workers: threads.
        fit: numbers of the model, the shipped ones by default.
        progress: called with subjects done and in all.

    Returns:
        What was made: counts, seconds, templates a second.

    Raises:
        BadInput: a count below 1 or an unknown kind.
        StoreError: the file cannot be written.
    """
    if min(subjects, impressions, workers) < 1:
        raise BadInput("gallery: expected 1 or more subjects, impressions and workers, found fewer")
    if kind not in KINDS:
        raise BadInput(f"kind of impression: expected one of {', '.join(KINDS)}, found {kind!r}")
    numbers = fit or read_fit()
    began, minutiae = time.perf_counter(), 0
    header = {
        "model": MODEL, "seed": seed, "subjects": subjects, "impressions": impressions, "kind": kind,
        "generator": numbers.header.generator, "extractor": numbers.header.extractor,
    }  # fmt: skip
    try:
        with written_whole(path) as unfinished, zipfile.ZipFile(unfinished, "w") as archive:
            _add(archive, "header", np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8))
            for start, columns in _parts(numbers, header, workers):
                for name, array in columns.arrays().items():
                    _add(archive, f"{name}-{start // PART:06d}", array)
                minutiae += len(columns.kind)
                if progress is not None:
                    progress(min(start + PART, subjects), subjects)
    except OSError as error:
        raise StoreError(f"gallery {path}: expected to write it, found {error.strerror}") from error
    seconds = time.perf_counter() - began
    templates = subjects * FINGERS * impressions
    return header | {
        "templates": templates, "minutiae": minutiae, "seconds": round(seconds, 2),
        "templates_per_second": round(templates / seconds, 1), "pictures": 0, "bytes": path.stat().st_size,
    }  # fmt: skip


def _parts(fit: Fit, header: dict[str, Any], workers: int) -> Iterator[tuple[int, Columns]]:
    """Parts in order, made by threads, no more of them waiting than there are threads."""

    def make(start: int) -> Columns:
        who = np.arange(start, min(start + PART, header["subjects"]))
        return columns_of_batch(
            make_batch(
                fit, header["kind"], who, seed=header["seed"], impressions=range(header["impressions"])
            )
        )

    flow_library(size_of(header["kind"]))  # drawn once, before threads ask for it all at once
    with ThreadPoolExecutor(workers) as pool:
        waiting: list[tuple[int, Future[Columns]]] = []
        for start in range(0, header["subjects"], PART):
            waiting.append((start, pool.submit(make, start)))
            if len(waiting) > workers:
                first, made = waiting.pop(0)
                yield first, made.result()
        for first, made in waiting:
            yield first, made.result()


def _add(archive: zipfile.ZipFile, name: str, array: np.ndarray) -> None:
    """Add an array; the date is fixed because it is part of the bytes."""
    entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
    with archive.open(entry, "w", force_zip64=True) as stream:
        np.lib.format.write_array(stream, array, allow_pickle=False)


def read_header(path: Path) -> dict[str, Any]:
    """What a gallery was made from."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            return dict(json.loads(archive["header"].tobytes()))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise TemplateError(
            f"gallery {path}: expected one of `tenprint sim gallery`, found {error}"
        ) from error


def read_gallery(path: Path) -> Iterator[tuple[str, int, dict[int, Template]]]:
    """Subjects of a gallery: name, number of the impression, templates by finger; a part in memory at a time."""
    header = read_header(path)
    impressions = header["impressions"]
    with np.load(path, allow_pickle=False) as archive:
        for start in range(0, header["subjects"], PART):
            names = Columns.__dataclass_fields__
            columns = Columns.of_arrays({name: archive[f"{name}-{start // PART:06d}"] for name in names})
            templates = templates_of(columns, MODEL)
            for index in range(start, min(start + PART, header["subjects"])):
                taken = [[next(templates) for _ in range(impressions)] for _ in range(FINGERS)]
                for number in range(impressions):
                    fingers = {finger + 1: taken[finger][number] for finger in range(FINGERS)}
                    yield subject_name(index), number, fingers


def subject_name(index: int) -> str:
    """Name of a subject without pictures.

    >>> subject_name(12)
    'unpictured-00000012'
    """
    return f"unpictured-{index:08d}"


def unpictured_subjects(count: int, seed: int) -> Iterator[tuple[str, dict[int, Template]]]:
    """Subjects made as they are asked for, one plain impression of each finger, a part in memory at a time.

    Args:
        count: how many.
        seed: of all of them.
    """
    fit = read_fit()
    for start in range(0, count, PART):
        who = np.arange(start, min(start + PART, count))
        batch = make_batch(fit, "plain-typical", who, seed=seed)
        for row, index in enumerate(who):
            yield (
                subject_name(int(index)),
                {finger + 1: batch.template(row * FINGERS + finger) for finger in range(FINGERS)},
            )
