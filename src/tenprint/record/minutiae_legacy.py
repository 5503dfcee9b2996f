"""Legacy fields 9.005–9.012 (FMT S) and the FBI's IAFIS fields 9.014–9.023 of a Type-9 record.

Both count 0.01 mm and whole degrees. The legacy fields count y from the bottom of the image and point a minutia away
from its ridge, half a turn from INCITS 378 (NIST's biomdi turns it so, and the reference pairs type-9-13 and
type-9-14 agree within 1°). The IAFIS fields count y from the top and point as INCITS 378 does (measured on
type-9-4-iafis, the same print as type-9-14-std); they are only read.
"""

from collections.abc import Sequence

from tenprint.errors import MinutiaeUnreadable
from tenprint.record.build import Value
from tenprint.record.minutiae_model import (
    PX_PER_UNIT,
    FieldReader,
    ImageFrame,
    MinutiaeBlock,
    Singularity,
    Type9Minutiae,
    failure,
    radians,
    template_of,
    whole_degrees,
)
from tenprint.template.minutiae_record import RidgeCount
from tenprint.template.model import MinutiaKind

HALF_TURN = 180
UNITS_MAX = 9999  # four digits
KINDS = {
    "A": MinutiaKind.ENDING,
    "B": MinutiaKind.BIFURCATION,
    "C": MinutiaKind.OTHER,
    "D": MinutiaKind.OTHER,
}
LETTERS = {MinutiaKind.ENDING: "A", MinutiaKind.BIFURCATION: "B", MinutiaKind.OTHER: "D"}
# 9.012 quality: 0 marked by hand, 1 no measure, 2 the best to 63 the worst (NBIS mindtct for 2 and 63).
QUALITY_NONE, QUALITY_BEST, QUALITY_WORST = 1, 2, 63


def read_legacy(reader: FieldReader, frame: ImageFrame | None) -> Type9Minutiae:
    """The minutiae of 9.005–9.012.

    Args:
        reader: of the record.
        frame: of the image with the record's IDC; without its height nothing can be said from the top.

    Raises:
        MinutiaeUnreadable: a field is missing or malformed, or there is no frame.
    """
    if frame is None:
        raise reader.fail(12, "the image of the same IDC, whose height the rows are counted from", "none")
    height = frame.height * frame.scale
    rows, counts = [], []
    subfields = reader.required(12, "minutiae")
    for items in subfields:
        x, y, degrees = _position(reader, 12, items[1] if len(items) > 1 else "", 11)
        quality = _quality(reader, items)
        kind = _kind(reader, 12, items[3] if len(items) > 3 else "")
        rows.append((x, height - y, radians(degrees + HALF_TURN), kind, quality))
        counts += _neighbours(reader, items)
    reader.count(10, len(rows))
    return Type9Minutiae(
        MinutiaeBlock.LEGACY,
        reader.record.idc or 0,
        reader.positions(6),
        reader.impression(),
        template_of(rows, frame.width * frame.scale, height, "type-9-legacy"),
        tuple(_point(reader, 8, one, height) for one in reader.items(8)),
        tuple(_point(reader, 9, one, height) for one in reader.items(9)),
        tuple(one[1:] for one in reader.items(7) if len(one) > 1),
        tuple(counts),
        notes=tuple(reader.notes),
    )


def read_iafis(reader: FieldReader, frame: ImageFrame | None) -> Type9Minutiae:
    """The minutiae, core and deltas of 9.014–9.023.

    Args:
        reader: of the record.
        frame: of the image with the record's IDC; without it the template is as large as its minutiae need.

    Raises:
        MinutiaeUnreadable: a field is missing or malformed.
    """
    rows, counts = [], []
    for items in reader.required(23, "minutiae"):
        index = reader.whole(23, items[0], "an index")
        x, y, degrees = _position(reader, 23, items[1] if len(items) > 1 else "", 11)
        kind = _kind(reader, 23, items[3] if len(items) > 3 else "")
        rows.append((x, y, radians(degrees), kind, 0))
        # Neighbours are three digits of index and two of count; what follows them is longer.
        pairs = [text for text in items[4:] if len(text) == 5]
        counts += [RidgeCount(index, *_split(reader, 23, text, 3)) for text in pairs]
    reader.count(15, len(rows))
    width = frame.width * frame.scale if frame else max(row[0] for row in rows) + 1
    height = frame.height * frame.scale if frame else max(row[1] for row in rows) + 1
    pattern = tuple(item for item in next(iter(reader.items(17)), ()) if item.isalpha())
    return Type9Minutiae(
        MinutiaeBlock.IAFIS,
        reader.record.idc or 0,
        reader.positions(14),
        reader.impression(),
        template_of(rows, width, height, "type-9-iafis"),
        tuple(_angular_point(reader, 21, one, 1) for one in reader.items(21)),
        tuple(_angular_point(reader, 22, one, 3) for one in reader.items(22)),
        (pattern,) if pattern else (),
        tuple(counts),
        notes=tuple(reader.notes),
    )


def legacy_fields(found: Type9Minutiae) -> dict[int, Value | None]:
    """Fields 9.003–9.012; positions are rounded to 0.01 mm, angles to 1°.

    The height that rows are counted from is the template's.

    Raises:
        MinutiaeUnreadable: a value does not fit.
    """
    template = found.template
    neighbours: dict[int, list[str]] = {}
    for first, second, ridges in found.ridge_counts:
        neighbours.setdefault(first, []).append(f"{second:03d},{ridges:02d}")
    rows = []
    for place in range(len(template)):
        position = _digits(found.idc, 12, template.x[place], template.height - template.y[place])
        degrees = whole_degrees(float(template.theta[place]), -HALF_TURN)
        quality = f"{quality_rank(int(template.quality[place])):02d}"
        kind = LETTERS[MinutiaKind(int(template.kind[place]))]
        index = place + 1
        rows.append((f"{index:03d}", f"{position}{degrees:03d}", quality, kind, *neighbours.get(index, ())))
    points = [
        (number, [_digits(found.idc, number, one.x, template.height - one.y) for one in singularities])
        for number, singularities in ((8, found.cores), (9, found.deltas))
    ]
    return {
        3: str(found.impression),
        4: "S",
        5: [("TENPRINT", "A")],
        6: [f"{position:02d}" for position in found.positions or (0,)],
        7: [("T", *pattern) for pattern in found.patterns or (("UN",),)],
        **{number: values or None for number, values in points},
        10: str(len(rows)),
        11: str(int(bool(found.ridge_counts))),
        12: rows or None,
    }


def quality_percent(rank: int | None) -> int:
    """Quality 0 to 100 of a legacy one; 0 where it was not measured.

    >>> [quality_percent(rank) for rank in (None, 0, 1, 2, 63)]
    [0, 0, 0, 100, 1]
    """
    if rank is None or rank < QUALITY_BEST:
        return 0
    return max(1, round(100 * (QUALITY_WORST - rank) / (QUALITY_WORST - QUALITY_BEST)))


def quality_rank(percent: int) -> int:
    """The legacy quality of one from 0 to 100.

    >>> [quality_rank(percent) for percent in (0, 1, 100)]
    [1, 62, 2]
    """
    if percent == 0:
        return QUALITY_NONE
    return QUALITY_BEST + round((100 - percent) / 100 * (QUALITY_WORST - QUALITY_BEST))


def _position(reader: FieldReader, number: int, text: str, size: int) -> tuple[float, float, int]:
    """Pixels and degrees of XXXXYYYYTTT."""
    if len(text) != size or not (text.isascii() and text.isdecimal()) or int(text[8:] or 0) > 360:
        raise reader.fail(number, f"{size} digits, XXXXYYYY{'TTT'[: size - 8]}", text)
    return int(text[:4]) * PX_PER_UNIT, int(text[4:8]) * PX_PER_UNIT, int(text[8:] or 0)


def _kind(reader: FieldReader, number: int, letter: str) -> MinutiaKind:
    """The type of a minutia."""
    if letter and letter not in KINDS:
        raise reader.fail(number, "a minutia type A, B, C or D", letter)
    return KINDS.get(letter, MinutiaKind.OTHER)


def _quality(reader: FieldReader, items: Sequence[str]) -> int:
    """Quality 0 to 100 of a minutia; what is beyond the legacy range says nothing and is noted."""
    rank = reader.optional(12, items, 2, "a quality", 999)
    if rank is not None and rank > QUALITY_WORST:
        reader.note(12, f"expected a quality of at most {QUALITY_WORST}, found {rank}; taken as not measured")
        return 0
    return quality_percent(rank)


def _neighbours(reader: FieldReader, items: Sequence[str]) -> list[RidgeCount]:
    """Ridge counts to the neighbours of a minutia, ``033,04`` each."""
    pairs = [text for text in items[4:] if text]
    if not pairs:
        return []
    index = reader.whole(12, items[0], "an index")
    return [RidgeCount(index, *_pair(reader, text)) for text in pairs]


def _pair(reader: FieldReader, text: str) -> tuple[int, int]:
    """Neighbour and count."""
    neighbour, comma, ridges = text.partition(",")
    if not comma:
        raise reader.fail(12, "a neighbour and a ridge count, 033,04", text)
    return reader.whole(12, neighbour, "a neighbour"), reader.whole(12, ridges, "a ridge count")


def _split(reader: FieldReader, number: int, text: str, at: int) -> tuple[int, int]:
    """Two numbers written as one."""
    return reader.whole(number, text[:at], "a neighbour"), reader.whole(number, text[at:], "a ridge count")


def _point(reader: FieldReader, number: int, items: Sequence[str], height: float) -> Singularity:
    """A core or delta without angle, counted from the bottom."""
    x, y, _ = _position(reader, number, items[0], 8)
    return Singularity(x, height - y)


def _angular_point(reader: FieldReader, number: int, items: Sequence[str], count: int) -> Singularity:
    """A core or delta with its angles, counted from the top."""
    x, y, _ = _position(reader, number, items[0], 8)
    degrees = [reader.whole(number, text, "an angle", 360) for text in items[1 : 1 + count]]
    return Singularity(x, y, tuple(radians(one) for one in degrees) if len(degrees) == count else ())


def _digits(idc: int, number: int, x: float, y: float) -> str:
    """XXXXYYYY of pixels."""
    units = [float(side) / PX_PER_UNIT for side in (x, y)]
    if not all(-0.5 <= side <= UNITS_MAX for side in units):
        raise _beyond(idc, number)
    return "".join(f"{max(0, round(side)):04d}" for side in units)


def _beyond(idc: int, number: int) -> MinutiaeUnreadable:
    return failure(idc, number, f"positions in the image, of at most {UNITS_MAX / 100} mm", "a value outside")
