"""A finger minutiae record as its bytes have it: native pixels and angle units, every header value kept.

Five formats share one model: INCITS 378-2004, 378-2009 and its amendment 1 of 2010, ISO/IEC 19794-2:2005 and :2011.
What a format has no place for keeps its default. ``finger_view`` brings a record to the package's own convention.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

PX_PER_CM = 197  # 500 ppi as the standards write it
COORDINATE_MAX = 0x3FFF
MINUTIA_COUNT_MAX = 255
VIEW_COUNT_MAX = 255
VIEWS_OF_A_FINGER_MAX = 16
QUALITY_MAX = 100
QUALITY_NOT_REPORTED = 254  # in the editions of 2009 and 2011; those of 2004 and 2005 write 0
OWNER_UNKNOWN = 0x0103  # the IBIA's registered organisation "unknown" (robertvazan/fingerprintio-java)


class TemplateFormat(StrEnum):
    """The record formats, by the names that the command line gives them."""

    ANSI2004 = "ansi2004"
    ANSI2009 = "ansi2009"
    ANSI2009_AM1 = "ansi2009am1"
    ISO2005 = "iso2005"
    ISO2011 = "iso2011"

    @property
    def standard(self) -> str:
        """The standard's name."""
        return _STANDARDS[self]

    @property
    def extractor(self) -> str:
        """Name of the extractor in templates that come from such a record."""
        return _EXTRACTORS[self]

    @property
    def is_ansi(self) -> bool:
        """Whether it is an edition of INCITS 378."""
        return self not in (TemplateFormat.ISO2005, TemplateFormat.ISO2011)

    @property
    def turn_steps(self) -> int:
        """Units of angle in a full turn: 2° in INCITS 378, 360°/256 in ISO/IEC 19794-2."""
        return 180 if self.is_ansi else 256

    @property
    def has_one_picture(self) -> bool:
        """Whether the header, not each view, says the size and resolution of the picture."""
        return self in (TemplateFormat.ANSI2004, TemplateFormat.ISO2005)


_STANDARDS = {
    TemplateFormat.ANSI2004: "INCITS 378-2004",
    TemplateFormat.ANSI2009: "INCITS 378-2009",
    TemplateFormat.ANSI2009_AM1: "INCITS 378-2009 amendment 1",
    TemplateFormat.ISO2005: "ISO/IEC 19794-2:2005",
    TemplateFormat.ISO2011: "ISO/IEC 19794-2:2011",
}
_EXTRACTORS = {
    TemplateFormat.ANSI2004: "incits-378-2004",
    TemplateFormat.ANSI2009: "incits-378-2009",
    TemplateFormat.ANSI2009_AM1: "incits-378-2009-am1",
    TemplateFormat.ISO2005: "iso-19794-2:2005",
    TemplateFormat.ISO2011: "iso-19794-2:2011",
}


class Note(NamedTuple):
    """Something that reading let pass: where, and what."""

    offset: int
    text: str


class Minutia(NamedTuple):
    """One minutia in the record's own units.

    Attributes:
        kind: 0 other, 1 ridge ending, 2 bifurcation.
        x: pixels from the left of the picture.
        y: pixels from the top.
        angle: units of the format, counter-clockwise from the right.
        quality: 0 to 100; 0 (2004, 2005) or 254 (2009, 2011) where it is not reported, 255 where it failed.
        reserved: the two bits before y.
    """

    kind: int
    x: int
    y: int
    angle: int
    quality: int
    reserved: int = 0


class RidgeCount(NamedTuple):
    """How many ridges lie between two minutiae of the view, by their indices as the record has them."""

    first: int
    second: int
    ridges: int


class Core(NamedTuple):
    """A core: pixels, and its angle in units of the format where it is given."""

    x: int
    y: int
    angle: int | None = None


class Delta(NamedTuple):
    """A delta: pixels, and its three angles in units of the format where they are given."""

    x: int
    y: int
    angles: tuple[int, int, int] | None = None


class Block(NamedTuple):
    """One block of extended data: type, and its bytes after the four of type and length."""

    type: int
    data: bytes


class QualityBlock(NamedTuple):
    """A quality of the finger: score 0 to 100 (254 not reported, 255 failed), and who computed it with what."""

    score: int
    vendor: int = 0
    algorithm: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """Size and resolution of the picture that the minutiae lie in.

    Attributes:
        width: pixels.
        height: pixels.
        across: pixels per centimetre from left to right.
        down: pixels per centimetre from top to bottom.
    """

    width: int
    height: int
    across: int = PX_PER_CM
    down: int = PX_PER_CM


@dataclass(frozen=True, slots=True)
class ExtendedData:
    """What follows a view's minutiae, as bytes and as far as it could be understood.

    Attributes:
        raw: the area's bytes without the length before them.
        declared: that length; None where even the length is missing. Real files are off by a byte or two.
        blocks: the area's blocks in order.
        ridge_method: 0 any, 1 nearest in four quadrants, 2 in eight octants; None without ridge counts.
        ridge_counts: of block type 1.
        cores: of block type 2.
        deltas: of block type 2.
    """

    raw: bytes = b""
    declared: int | None = 0
    blocks: tuple[Block, ...] = ()
    ridge_method: int | None = None
    ridge_counts: tuple[RidgeCount, ...] = ()
    cores: tuple[Core, ...] = ()
    deltas: tuple[Delta, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """What ISO/IEC 19794-2:2011 says of a view's capture.

    Attributes:
        time: nine bytes, year to millisecond, UTC; each FF where it is not given.
        technology: code of the device's technology, 0 unknown.
        vendor: registered organisation that made the device, 0 unknown.
        device: the vendor's number of the device, 0 unknown.
        certifications: authority and scheme of each certification of the device, three bytes each.
    """

    time: bytes = b"\xff" * 9
    technology: int = 0
    vendor: int = 0
    device: int = 0
    certifications: tuple[bytes, ...] = ()

    @property
    def captured_at(self) -> datetime | None:
        """The date and time without zone (the standard means UTC), or None where there is no valid one."""
        year, milliseconds = int.from_bytes(self.time[:2], "big"), int.from_bytes(self.time[7:9], "big")
        try:
            month, day, hour, minute, second = self.time[2:7]
            return datetime(year, month, day, hour, minute, second, milliseconds * 1000)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class View:
    """One impression of one finger in a record.

    Attributes:
        position: finger position code, 0 unknown, 1 to 10.
        number: of the view among those of its finger, from 0.
        impression: impression type code of the format.
        qualities: one, save in ISO/IEC 19794-2:2011, where there may be none or several.
        picture: what the minutiae lie in.
        minutiae: in the order of the record.
        extended: what follows them.
        capture: device and time, ISO/IEC 19794-2:2011 only.
        minutia_size: bytes of a minutia: 6, or 5 without quality (ISO/IEC 19794-2:2011 only).
        ending_type: where a ridge ending is placed: 0 valley fork, 1 ridge end (ISO/IEC 19794-2:2011 only).
        unread: bytes of the view's own length that follow the extended data (ISO/IEC 19794-2:2011 only).
        length_error: the view's declared length less its real one (ISO/IEC 19794-2:2011 only).
    """

    position: int
    number: int
    impression: int
    qualities: tuple[QualityBlock, ...]
    picture: Picture
    minutiae: tuple[Minutia, ...]
    extended: ExtendedData = ExtendedData()
    capture: Capture | None = None
    minutia_size: int = 6
    ending_type: int = 0
    unread: bytes = b""
    length_error: int = 0

    @property
    def quality(self) -> int | None:
        """The first reported quality of the finger, 0 to 100, or None."""
        return next((one.score for one in self.qualities if one.score <= QUALITY_MAX), None)


@dataclass(frozen=True, slots=True)
class MinutiaeRecord:
    """A whole record; ``write_record(read_record(data)) == data`` for every record that is read.

    Attributes:
        format: which of the five.
        version: the four bytes after the magic; INCITS 378-2004 is met with ``" 20"`` and ``"020"``.
        views: in the order of the record.
        owner: CBEFF product owner (INCITS 378).
        product: the owner's product type (INCITS 378).
        certification: compliance bits of the capture equipment (not ISO/IEC 19794-2:2011).
        equipment: capture equipment's number (not ISO/IEC 19794-2:2011).
        reserved: the header's last byte.
        certified: the flag that announces certifications in every view (ISO/IEC 19794-2:2011).
        long_length: whether a length below 65,536 takes six bytes all the same (INCITS 378-2004).
        short_equipment: whether the equipment takes two bytes, as in drafts of INCITS 378-2009.
        length_error: the declared length of the record less its real one: 0, or 1 or 2 either way.
        unread: bytes within the record's length after the last view.
        trailing: bytes after the record's length: padding.
        notes: what reading let pass.
    """

    format: TemplateFormat
    version: bytes
    views: tuple[View, ...]
    owner: int = 0
    product: int = 0
    certification: int = 0
    equipment: int = 0
    reserved: int = 0
    certified: int = 0
    long_length: bool = False
    short_equipment: bool = False
    length_error: int = 0
    unread: bytes = b""
    trailing: bytes = b""
    notes: tuple[Note, ...] = field(default=(), compare=False)

    def __iter__(self) -> Iterator[View]:
        return iter(self.views)
