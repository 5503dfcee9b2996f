"""A gallery of synthetic strangers: ten fingers each, printed, extracted, kept as templates in one small file.

Every template comes from a picture: a small master, one plain impression (``typical``), the real extractor.
The whole is decided by one seed and made again by one command; subjects' seeds lie above those of any person
(``seeds.background_subject_seed``), so nobody of the demo is in it.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib import resources
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from tenprint.errors import TemplateError
from tenprint.paths import written_whole
from tenprint.sim.contact.impression import impression
from tenprint.sim.contact.style import PLAIN
from tenprint.sim.gallery.strangers import Columns, columns_of, templates_of
from tenprint.sim.seeds import background_subject_seed
from tenprint.sim.skin.master import GENERATOR, MasterSize
from tenprint.sim.skin.master import build as build_master
from tenprint.template.model import Template

CHUNK = 10
"""Subjects made and kept at a time; an interrupted build goes on after the last chunk."""
FINGERS = range(1, 11)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Header:
    """What a file was made from.

    Attributes:
        seed: of the whole gallery.
        subjects: how many.
        generator: name and version of the print generator.
        extractor: name and version of what found the minutiae.
    """

    seed: int
    subjects: int
    generator: str
    extractor: str


def build(subjects: int, seed: int, out: Path, *, workers: int = 2, progress: Progress | None = None) -> None:
    """Make the gallery and write it to one file.

    Args:
        subjects: how many.
        seed: of the whole gallery; the same seed, generator and extractor give the same bytes.
        out: the file; beside it, while building, lies a folder of finished chunks which a second call goes on from.
        workers: processes.
        progress: called with subjects done and subjects in all.
    """
    header = Header(seed, subjects, GENERATOR, _extractor())
    folder = out.with_name(out.name + ".parts")
    folder.mkdir(parents=True, exist_ok=True)
    starts = range(0, subjects, CHUNK)
    parts = {start: folder / _part_name(header, start, min(start + CHUNK, subjects)) for start in starts}
    lacking = [start for start in starts if not parts[start].exists()]
    done = subjects - sum(min(CHUNK, subjects - start) for start in lacking)
    _tell(progress, done, subjects)
    for start in _made(lacking, subjects, seed, parts, workers):
        done += min(CHUNK, subjects - start)
        _tell(progress, done, subjects)
    columns = Columns.joined([_read(parts[start]) for start in starts])
    _write(out, columns, header)
    for part in parts.values():
        part.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def shipped() -> Path:
    """The shipped gallery of synthetic subjects; ``tenprint sim background`` makes it anew."""
    return Path(str(resources.files("tenprint.sim") / "data" / "background.npz"))


def header(path: Path) -> Header:
    """What the file was made from."""
    arrays = _arrays(path)
    try:
        return Header(**json.loads(arrays["header"].tobytes()))
    except (KeyError, TypeError, ValueError) as error:
        raise TemplateError(
            "gallery of synthetic subjects: expected a header, found none that fits"
        ) from error


def subjects(path: Path) -> int:
    """How many subjects the file holds."""
    return header(path).subjects


def load(path: Path) -> Iterator[tuple[str, dict[int, Template]]]:
    """Subjects of the file, one after another: a name that is only a number, and the templates by finger position."""
    found = header(path)
    templates = templates_of(_read(path), found.extractor)
    for index in range(found.subjects):
        yield f"background-{index:06d}", {finger: next(templates) for finger in FINGERS}


def subject_templates(seed: int, index: int) -> list[Template]:
    """Templates of the gallery's ``index``-th subject before they are packed, finger positions 1 to 10."""
    from tenprint.template.extract.pipeline import extract

    who = background_subject_seed(seed, index)
    fingers = [build_master(who, finger, MasterSize.SMALL) for finger in FINGERS]
    return [extract(impression(finger, seed=0, style=PLAIN).image) for finger in fingers]


def _extractor() -> str:
    from tenprint.template.extract.pipeline import EXTRACTOR

    return EXTRACTOR


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


def _part_name(header: Header, start: int, stop: int) -> str:
    """File of one chunk; its name says all it depends on."""
    return f"{header.seed}-{header.generator}-{header.extractor}-{start:06d}-{stop:06d}.npz"


def _made(lacking: list[int], total: int, seed: int, parts: dict[int, Path], workers: int) -> Iterator[int]:
    """Make the lacking chunks and give the start of each when it is on disk."""
    jobs = [(start, min(start + CHUNK, total), seed, parts[start]) for start in lacking]
    if workers <= 1 or len(jobs) <= 1:
        yield from map(_make_part, jobs)
        return
    # Spawned, not forked: a child must not inherit locks of the parent's threads.
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_make_part, jobs)


def _make_part(job: tuple[int, int, int, Path]) -> int:
    start, stop, seed, path = job
    templates = [template for index in range(start, stop) for template in subject_templates(seed, index)]
    _write(path, columns_of(templates), None)
    return start


def _write(path: Path, columns: Columns, header: Header | None) -> None:
    """Write a file that ``numpy.load`` reads, the same bytes for the same content, whole or not at all."""
    arrays = dict(columns.arrays())
    if header is not None:
        arrays["header"] = np.frombuffer(json.dumps(asdict(header), sort_keys=True).encode(), np.uint8)
    with written_whole(path) as unfinished, zipfile.ZipFile(unfinished, "w") as archive:
        for name in sorted(arrays):
            # The date is fixed because it is part of the bytes.
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_LZMA
            with archive.open(entry, "w") as stream:
                np.lib.format.write_array(stream, arrays[name], allow_pickle=False)


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise TemplateError(f"gallery of synthetic subjects: expected an npz file, found {error}") from error


def _read(path: Path) -> Columns:
    return Columns.of_arrays(_arrays(path))
