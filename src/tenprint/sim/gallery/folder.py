"""A folder of synthetic prints with the truth beside them, of any size: parallel, resumable, the same every time.

    DIR/00000102_1.png      subject 1, finger 2, impression 1: ``tenprint evaluate DIR`` runs on the folder as it is
    DIR/truth/000001.json   the subject's seed, and of every picture its minutiae, contact, condition and box
    DIR/manifest.json       generator, version, options, counts

Everything comes from the seed through the generator; there is no other source, so nobody's print can be in it.
"""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from tenprint.errors import BadInput
from tenprint.image.codec import encode_png, encode_wsq
from tenprint.sim.contact.condition import recipe
from tenprint.sim.contact.style import Device
from tenprint.sim.gallery.folder_subject import names, pictures, subject_truth
from tenprint.sim.gallery.manifest import SUBJECTS_MAX, FolderOptions, begin, finish, write_json, write_whole

TRUTH: Final = "truth"
WORKERS_MAX: Final = 64
_ENCODERS: Final = {"png": encode_png, "wsq": encode_wsq}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class FolderResult:
    """What a call did.

    Attributes:
        subjects: in the folder.
        pictures: in the folder.
        made: subjects that this call made; the others were there.
    """

    subjects: int
    pictures: int
    made: int


def write_folder(
    folder: Path, options: FolderOptions, subjects: int, *, workers: int = 2, progress: Progress | None = None
) -> FolderResult:
    """Make the folder, or go on with one that an earlier call began; what is finished is left alone.

    Args:
        folder: new, empty, or begun with the same options; for more subjects than before it grows.
        options: what decides every byte.
        subjects: how many, numbered from 1.
        workers: processes; they do not change a byte.
        progress: called with subjects done and subjects in all.

    Raises:
        BadInput: the folder holds something else, an option is none, or the disk cannot be written.
    """
    _check(options, subjects, workers)
    begin(folder, options, subjects)
    lacking = _lacking(folder, options, subjects)
    done = subjects - len(lacking)
    _tell(progress, done, subjects)
    for _ in _made(folder, options, lacking, workers):
        done += 1
        _tell(progress, done, subjects)
    for left in folder.rglob("*.unfinished"):  # of calls that were killed
        left.unlink(missing_ok=True)
    count = subjects * len(names(options, 1))
    finish(folder, options, subjects, count)
    return FolderResult(subjects, count, len(lacking))


def _check(options: FolderOptions, subjects: int, workers: int) -> None:
    recipe(options.condition, Device(options.device))
    for name, found, most in (("subjects", subjects, SUBJECTS_MAX), ("workers", workers, WORKERS_MAX)):
        if not 1 <= found <= most:
            raise BadInput(f"{name}: expected 1 to {most}, found {found}")


def _lacking(folder: Path, options: FolderOptions, subjects: int) -> list[int]:
    """Subjects without their truth, which is written last, or without one of their pictures."""
    present = {entry.name for entry in os.scandir(folder)}
    told = {entry.name for entry in os.scandir(folder / TRUTH)} if (folder / TRUTH).is_dir() else set()
    return [
        number
        for number in range(1, subjects + 1)
        if _truth_name(number) not in told
        or any(f"{name}.{options.format}" not in present for name in names(options, number))
    ]


def _made(folder: Path, options: FolderOptions, numbers: list[int], workers: int) -> Iterator[int]:
    """Make subjects and give the number of each when it is on disk."""
    jobs = [(folder, options, number) for number in numbers]
    if workers == 1 or len(jobs) <= 1:
        yield from map(_make, jobs)
        return
    # Spawned, not forked: a child must not inherit locks of the parent's threads.
    pool = ProcessPoolExecutor(
        min(workers, len(jobs)), mp_context=get_context("spawn"), initializer=_leave_interrupts
    )
    try:
        yield from pool.map(_make, jobs)
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupt or a full disk: what is begun is finished, no more


def _leave_interrupts() -> None:
    """An interrupt is for the parent; a worker finishes its subject."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _make(job: tuple[Path, FolderOptions, int]) -> int:
    """Write one subject: pictures first, then their truth."""
    folder, options, number = job
    encode = _ENCODERS[options.format]
    told = []
    for picture in pictures(options, number):
        name = f"{picture.name}.{options.format}"
        write_whole(folder / name, encode(picture.image))
        size = {"width": picture.image.width, "height": picture.image.height}
        told.append({"file": name, **size, **picture.truth})
    write_json(folder / TRUTH / _truth_name(number), subject_truth(options, number) | {"pictures": told})
    return number


def _truth_name(number: int) -> str:
    return f"{number:06d}.json"


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
