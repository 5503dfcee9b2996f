"""Minutiae of a Type-9 record in the package's convention, and what its fields are read and written with."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from tenprint.errors import MinutiaeUnreadable
from tenprint.record.finding import quote
from tenprint.record.model import TaggedRecord
from tenprint.template.minutiae_record import Note, RidgeCount
from tenprint.template.model import MinutiaKind, Template

PX_PER_UNIT = 500 / 2540  # pixels at 500 ppi in 0.01 mm, the unit of the legacy, IAFIS and EFS blocks
PPI_TOLERANCE = 2.5  # 19.69 px/mm, 196 and 197 px/cm are all ways of writing 500 ppi
MINUTIA_COUNT_MAX = 10_000
DIGITS_MAX = 9


class MinutiaeBlock(StrEnum):
    """The blocks of a Type-9 record that are understood, by the fields they take."""

    LEGACY = "legacy"  # 9.005–9.012
    IAFIS = "iafis"  # 9.014–9.023
    INCITS_378 = "incits-378"  # 9.126–9.141
    EFS = "efs"  # 9.300–9.372


class Singularity(NamedTuple):
    """A core or delta: pixels at 500 ppi from the top left, and its angles in radians as far as they are given."""

    x: float
    y: float
    thetas: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ImageFrame:
    """Size and resolution of the image that a Type-9 record describes.

    Attributes:
        width: pixels.
        height: pixels.
        ppi: pixels per inch.
    """

    width: int
    height: int
    ppi: float

    @property
    def scale(self) -> float:
        """Factor from its pixels to those of 500 ppi."""
        return 1.0 if abs(self.ppi - 500) <= PPI_TOLERANCE else 500 / self.ppi


@dataclass(frozen=True, slots=True)
class Type9Minutiae:
    """One block of a Type-9 record.

    Attributes:
        block: which.
        idc: the record's, which is that of its image.
        positions: finger positions; empty where none is given.
        impression: IMP code (9.003).
        template: the minutiae at 500 ppi, in the package's convention.
        cores: with one angle or none.
        deltas: with three angles or none.
        patterns: each class with what qualifies it, as sent: ``("LS",)``, ``("WU", "PW", "I")``.
        ridge_counts: between minutiae numbered from 1; 255 stands for none.
        ridge_method: how neighbours were chosen: ``QUADRANT``, ``OCTANT`` or whatever is sent, or None.
        quality: of the finger, 0 to 100, or None.
        orientation: how far the print is turned from upright, and how far that is uncertain, degrees (EFS).
        notes: what reading let pass.
    """

    block: MinutiaeBlock
    idc: int
    positions: tuple[int, ...]
    impression: int
    template: Template
    cores: tuple[Singularity, ...] = ()
    deltas: tuple[Singularity, ...] = ()
    patterns: tuple[tuple[str, ...], ...] = ()
    ridge_counts: tuple[RidgeCount, ...] = ()
    ridge_method: str | None = None
    quality: int | None = None
    orientation: tuple[int, int] | None = None
    notes: tuple[Note, ...] = ()


class FieldReader:
    """Reads the fields of one Type-9 record; every error names the record and the field."""

    def __init__(self, record: TaggedRecord) -> None:
        self.record = record
        self.notes: list[Note] = []

    def fail(self, number: int, expected: str, found: str) -> MinutiaeUnreadable:
        """The error to raise; not more than 30 characters of what was found are said."""
        return failure(self.record.idc, number, expected, found)

    def note(self, number: int, text: str) -> None:
        """Keep something that was let pass."""
        found = self.record.find(number)
        self.notes.append(Note(found.offset if found else self.record.offset, f"9.{number:03d}: {text}"))

    def whole(self, number: int, text: str, what: str, most: int = 10**DIGITS_MAX) -> int:
        """A whole number from an item of a field."""
        plain = text.strip()
        if not (plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS_MAX and int(plain) <= most):
            raise self.fail(number, f"{what}, a whole number of at most {most}", text)
        return int(plain)

    def optional(self, number: int, items: Sequence[str], place: int, what: str, most: int) -> int | None:
        """A whole number from an item that may be missing or empty."""
        text = items[place] if place < len(items) else ""
        return self.whole(number, text, what, most) if text.strip() else None

    def required(self, number: int, what: str) -> tuple[tuple[str, ...], ...]:
        """A field's subfields as their items."""
        found = self.items(number)
        if not found:
            raise self.fail(number, what, "no such field")
        return found

    def items(self, number: int) -> tuple[tuple[str, ...], ...]:
        """A field's subfields as their items; empty where the field is absent or empty."""
        found = self.record.items(number)
        if len(found) > MINUTIA_COUNT_MAX:
            raise self.fail(number, f"at most {MINUTIA_COUNT_MAX} subfields", f"{len(found)}")
        return () if found == (("",),) else found

    def impression(self) -> int:
        """IMP (9.003); 29, unknown, where it is absent."""
        text = self.record.field(3)
        return self.whole(3, text, "an impression type", 99) if text else 29

    def positions(self, number: int) -> tuple[int, ...]:
        """Finger positions, one a subfield; 255 stands for unused."""
        codes = (self.whole(number, one[0], "a finger position", 255) for one in self.items(number))
        return tuple(code for code in codes if code != 255)

    def count(self, number: int, found: int) -> None:
        """Note a declared count of minutiae that is not the count there is."""
        text = self.record.field(number)
        if text is not None and self.whole(number, text, "a count of minutiae") != found:
            self.note(number, f"expected {found} minutiae as there are, found {text.strip()[:DIGITS_MAX]}")


def failure(idc: int | None, number: int, expected: str, found: str) -> MinutiaeUnreadable:
    """An error that names the record and the field."""
    tag = f"9.{number:03d}"
    return MinutiaeUnreadable(
        f"Type-9 record, IDC {'none' if idc is None else idc}: {tag}: expected {expected}, found {quote(found)}",
        tag,
    )


def radians(degrees: float) -> float:
    """An angle in [0, 2π).

    >>> round(radians(-90), 4)
    4.7124
    """
    return math.radians(degrees % 360)


def whole_degrees(theta: float, turned: float = 0.0) -> int:
    """An angle in whole degrees, 0 to 359, turned by some.

    >>> whole_degrees(math.pi / 2, -180)
    270
    """
    return round(math.degrees(theta) + turned) % 360


def template_of(
    rows: Sequence[tuple[float, float, float, MinutiaKind, int]], width: float, height: float, extractor: str
) -> Template:
    """A template of rows x, y, θ, kind, quality at 500 ppi."""
    table = np.array(rows, np.float64).reshape(-1, 5)
    return Template(
        x=table[:, 0].astype(np.float32),
        y=table[:, 1].astype(np.float32),
        theta=table[:, 2].astype(np.float32),
        kind=table[:, 3].astype(np.uint8),
        quality=table[:, 4].astype(np.uint8),
        width=round(width),
        height=round(height),
        extractor=extractor,
    )
