"""Who is enrolled: subjects' finger descriptors, kept for search, saved to one file and mapped back."""

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np

from tenprint.errors import BadInput, StoreError
from tenprint.match import parameter
from tenprint.match.descriptor import Descriptors, describe
from tenprint.match.segment import ARRAYS, FINGERS, Segment, join, pack
from tenprint.template.model import Template

_MAGIC = b"tenprint gallery 1\n"
_ALIGNMENT = 64
_BATCH = 256


class Gallery:
    """Subjects' descriptors, appendable while searched.

    Enrolments added since the last search wait in a list; the next search packs them. Packed segments are
    never changed, so a search works on the segments that it saw when it began.
    """

    def __init__(self) -> None:
        self._subject_ids: list[str] = []
        self._subjects: set[str] = set()
        self._segments: list[Segment] = []
        self._waiting: list[dict[int, Descriptors]] = []
        self._mapped: Segment | None = None
        self._lock = threading.Lock()

    @classmethod
    def build(cls, items: Iterable[tuple[str, Mapping[int, Template]]], threads: int = 2) -> Self:
        """A gallery of (subject_id, finger position to template), descriptors made by several threads."""
        gallery = cls()
        remaining = iter(items)
        with ThreadPoolExecutor(threads) as pool:
            while batch := list(islice(remaining, _BATCH)):
                described = pool.map(_describe_fingers, (fingers for _, fingers in batch))
                for (subject_id, _), fingers in zip(batch, described, strict=True):
                    gallery._append(subject_id, fingers)
                gallery.snapshot()
        return gallery

    def add(self, subject_id: str, fingers: Mapping[int, Template]) -> None:
        """Enrols one subject's fingers (position 1 to 10 to template), beside earlier enrolments."""
        self._append(subject_id, _describe_fingers(fingers))

    def _append(self, subject_id: str, fingers: dict[int, Descriptors]) -> None:
        with self._lock:
            self._subject_ids.append(subject_id)
            self._subjects.add(subject_id)
            self._waiting.append(fingers)

    def __len__(self) -> int:
        """Count of subjects (not of enrolments)."""
        return len(self._subjects)

    def __contains__(self, subject_id: object) -> bool:
        return subject_id in self._subjects

    def snapshot(self) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
        """The segments as they are now and, in the same order, the subject of each enrolment."""
        with self._lock:
            if self._waiting:
                self._segments.append(pack(self._waiting))
                self._waiting = []
                self._merge()
            return tuple(self._segments), tuple(self._subject_ids)

    def _merge(self) -> None:
        """Joins trailing segments until each is twice its follower or more: few segments, each row moved seldom."""
        while len(self._segments) >= 2 and len(self._segments[-2].x) < 2 * len(self._segments[-1].x):
            if self._segments[-2] is self._mapped:
                return
            self._segments[-2:] = [join(self._segments[-2:])]

    def save(self, path: Path | str) -> None:
        """Writes the gallery to one file, in one step (a reader sees the old file or the new).

        Raises:
            StoreError: the file cannot be written.
        """
        segments, subject_ids = self.snapshot()
        whole = join(segments) if segments else pack([])
        target = Path(path)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            _write(part, whole, subject_ids)
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"gallery {target}: expected to write it, found {error.strerror}") from error

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Maps a saved gallery into memory; it can be added to, and saved anew.

        Raises:
            StoreError: the file is missing, damaged, or made with other matcher parameters.
        """
        header, segment = _read(Path(path))
        gallery = cls()
        gallery._subject_ids = list(header["subject_ids"])
        gallery._subjects = set(gallery._subject_ids)
        if gallery._subject_ids:
            gallery._segments = [segment]
            gallery._mapped = segment
        return gallery


def _describe_fingers(fingers: Mapping[int, Template]) -> dict[int, Descriptors]:
    """Descriptors of one subject's fingers, by position."""
    for position in fingers:
        if not 1 <= position <= FINGERS:
            raise BadInput(f"finger position: expected 1 to {FINGERS}, found {position}")
    return {position: describe(template) for position, template in fingers.items()}


def _layout() -> dict[str, float]:
    """The parameters that decide what the stored bits mean; a gallery made with others cannot be compared."""
    names = [
        "MINUTIAE_MAX", "QUALITY_UNKNOWN", "WEIGHT_MIN", "CYLINDER_SIDE", "SCAN_SIDE",
        "CYLINDER_RADIUS_PX", "CYLINDER_SECTIONS",
        "SPATIAL_SIGMA_PX", "ANGULAR_SIGMA_RAD", "CELL_ON_THRESHOLD", "HULL_MARGIN_PX",
        "VALID_CELLS_SHARE_MIN", "CONTRIBUTORS_MIN",
    ]  # fmt: skip
    return {name.lower(): float(getattr(parameter, name)) for name in names}


def _aligned(position: int) -> int:
    """The next multiple of the alignment."""
    return -(-position // _ALIGNMENT) * _ALIGNMENT


def _write(path: Path, segment: Segment, subject_ids: tuple[str, ...]) -> None:
    """Writes magic, length of the header, header (JSON), and the arrays, each aligned."""
    arrays = {name: np.ascontiguousarray(getattr(segment, name)) for name in ARRAYS}
    places: dict[str, dict[str, Any]] = {}
    position = 0
    for name, array in arrays.items():
        places[name] = {"dtype": array.dtype.str, "shape": array.shape, "at": position}
        position = _aligned(position + array.nbytes)
    header = {"layout": _layout(), "arrays": places, "size": position, "subject_ids": subject_ids}
    text = json.dumps(header, ensure_ascii=True).encode()
    with path.open("wb") as file:
        file.write(_MAGIC + len(text).to_bytes(8, "little") + text)
        base = _aligned(file.tell())
        for name, array in arrays.items():
            file.seek(base + places[name]["at"])
            file.write(array.data)
        file.truncate(base + position)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> tuple[dict[str, Any], Segment]:
    """Reads the header and maps the arrays."""
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
            if magic != _MAGIC:
                raise StoreError(f"gallery {path}: expected {_MAGIC!r} at the start, found {magic!r}")
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            base = _aligned(file.tell())
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        raise StoreError(f"gallery {path}: expected a readable gallery file, found {error}") from error
    if header["layout"] != _layout():
        raise StoreError(
            f"gallery {path}: expected cylinders of {_layout()}, found {header['layout']}; build anew"
        )
    if size != base + header["size"]:
        raise StoreError(f"gallery {path}: expected {base + header['size']} bytes, found {size}")
    return header, Segment(**{name: _map(path, base, place) for name, place in header["arrays"].items()})


def _map(path: Path, base: int, place: Mapping[str, Any]) -> np.ndarray[Any, np.dtype[Any]]:
    """One array of the file, mapped; an array of no elements cannot be mapped and is made.

    Mapped copy-on-write and given as a plain array: to the kernels it is then of the same type as one in memory, so
    that one compiled version serves both and the scores are the same to the last bit. Nothing writes to it.
    """
    shape = tuple(place["shape"])
    if 0 in shape:
        return np.zeros(shape, np.dtype(place["dtype"]))
    return np.memmap(path, np.dtype(place["dtype"]), "c", base + place["at"], shape).view(np.ndarray)


def iterate_subjects(gallery: Gallery) -> Iterator[str]:
    """Subjects in the order of their first enrolment."""
    return iter(dict.fromkeys(gallery.snapshot()[1]))
