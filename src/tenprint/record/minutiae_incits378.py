"""INCITS 378 fields 9.126–9.141 of a Type-9 record: pixels from the top left, angles in units of 2°.

ANSI/NIST-ITL 1-2011 Update 2013, 8.9.5: 9.137 is index, x, y, angle, type, quality; the first subfield of 9.138 says
how neighbours were chosen; 9.139 and 9.140 hold position and, where known, angles.
"""

from collections.abc import Sequence

import numpy as np

from tenprint.record.build import Value
from tenprint.record.minutiae_model import (
    FieldReader,
    ImageFrame,
    MinutiaeBlock,
    Singularity,
    Type9Minutiae,
    failure,
    radians,
    template_of,
)
from tenprint.template.minutiae_record import PX_PER_CM, QUALITY_MAX, RidgeCount
from tenprint.template.model import MinutiaKind

ANGLE_MAX = 179
PIXELS_MAX = 65_535
METHODS = {0: None, 1: "QUADRANT", 2: "OCTANT"}
PPI_PER_UNIT = {1: 1.0, 2: 2.54}  # 9.130 SLC: pixels per inch, per centimetre
CBEFF_OWNER, CBEFF_TYPE = "27", "513"  # INCITS; INCITS 378-2004 as the reference files have it
NOT_REPORTED = 254


def read_incits378(reader: FieldReader, frame: ImageFrame | None) -> Type9Minutiae:
    """The minutiae of 9.126–9.141.

    Args:
        reader: of the record.
        frame: taken where the record does not say size and scale itself.

    Raises:
        MinutiaeUnreadable: a field is missing or malformed.
    """
    own = _frame(reader, frame)
    rows = [_minutia(reader, items, own) for items in reader.required(137, "minutiae")]
    reader.count(136, len(rows))
    method, *counts = reader.items(138) or (("0",),)
    codes = reader.whole(138, method[0], "a method of choosing neighbours")
    quality = reader.optional(135, next(iter(reader.items(135)), ()), 0, "a quality", 255)
    return Type9Minutiae(
        MinutiaeBlock.INCITS_378,
        reader.record.idc or 0,
        reader.positions(134),
        reader.impression(),
        template_of(rows, own.width * own.scale, own.height * own.scale, "type-9-incits-378"),
        tuple(_point(reader, 139, items, own, 1) for items in reader.items(139)),
        tuple(_point(reader, 140, items, own, 3) for items in reader.items(140)),
        ridge_counts=tuple(_ridge_count(reader, items) for items in counts),
        ridge_method=METHODS.get(codes),
        quality=None if quality is None or quality > QUALITY_MAX else quality,
        notes=tuple(reader.notes),
    )


def incits378_fields(found: Type9Minutiae) -> dict[int, Value | None]:
    """Fields 9.003, 9.004 and 9.126–9.140 at 500 ppi; positions are rounded to pixels, angles to 2°.

    Raises:
        MinutiaeUnreadable: a value does not fit.
    """
    template = found.template
    rows = [
        (
            f"{place + 1:03d}",
            _pixels(found.idc, 137, template.x[place]),
            _pixels(found.idc, 137, template.y[place]),
            _steps(float(template.theta[place])),
            str(int(template.kind[place])),
            str(int(template.quality[place])),
        )
        for place in range(len(template))
    ]
    method = next((code for code, name in METHODS.items() if name == found.ridge_method), 0)
    counts = [(f"{one.first:03d}", f"{one.second:03d}", f"{one.ridges:02d}") for one in found.ridge_counts]
    quality = NOT_REPORTED if found.quality is None else found.quality
    return {
        3: str(found.impression),
        4: "U",
        126: [(CBEFF_OWNER, CBEFF_TYPE, "0")],
        127: [("APPF", "0")],
        128: str(template.width),
        129: str(template.height),
        130: "2",
        131: str(PX_PER_CM),
        132: str(PX_PER_CM),
        133: "0",
        134: [f"{position:02d}" for position in found.positions or (0,)],
        135: [(str(quality), "0000", "0")],
        136: str(len(rows)),
        137: rows or None,
        138: [(str(method), "0", "0"), *counts] if counts else None,
        139: [_point_items(found.idc, 139, one) for one in found.cores] or None,
        140: [_point_items(found.idc, 140, one) for one in found.deltas] or None,
    }


def _frame(reader: FieldReader, frame: ImageFrame | None) -> ImageFrame:
    """Size and scale as the record says them, else as the image does."""
    width, height = reader.record.field(128), reader.record.field(129)
    unit, across = reader.record.field(130), reader.record.field(131)
    if not (width and height and unit and across):
        if frame is None:
            missing = next(
                n for n, text in ((128, width), (129, height), (130, unit), (131, across)) if not text
            )
            raise reader.fail(missing, "the image's size and scale, or an image of the same IDC", "none")
        return frame
    per_unit = PPI_PER_UNIT.get(reader.whole(130, unit, "a unit of scale"))
    if per_unit is None:
        if frame is not None:
            return frame
        raise reader.fail(130, "a unit of scale 1 or 2, or an image of the same IDC", unit)
    ppi = reader.whole(131, across, "a scale", PIXELS_MAX) * per_unit
    if not ppi:
        raise reader.fail(131, "a scale above 0", across)
    return ImageFrame(
        reader.whole(128, width, "a width", PIXELS_MAX),
        reader.whole(129, height, "a height", PIXELS_MAX),
        ppi,
    )


def _minutia(
    reader: FieldReader, items: Sequence[str], frame: ImageFrame
) -> tuple[float, float, float, MinutiaKind, int]:
    """A row of the template."""
    if len(items) < 5:
        raise reader.fail(137, "index, x, y, angle, type, quality", f"{len(items)} items")
    x, y = (reader.whole(137, text, "a position", PIXELS_MAX) * frame.scale for text in items[1:3])
    angle = reader.whole(137, items[3], "an angle", 255)
    if angle > ANGLE_MAX:
        reader.note(137, f"expected an angle of at most {ANGLE_MAX}, found more; it goes on around")
    kind = reader.whole(137, items[4], "a minutia type", max(MinutiaKind))
    quality = reader.optional(137, items, 5, "a quality", 255) or 0
    return x, y, radians(2 * angle), MinutiaKind(kind), quality if quality <= QUALITY_MAX else 0


def _ridge_count(reader: FieldReader, items: Sequence[str]) -> RidgeCount:
    """Centre, neighbour, count."""
    if len(items) < 3:
        raise reader.fail(138, "centre, neighbour, ridge count", f"{len(items)} items")
    first, second, ridges = (reader.whole(138, text, "an index or a count") for text in items[:3])
    return RidgeCount(first, second, ridges)


def _point(
    reader: FieldReader, number: int, items: Sequence[str], frame: ImageFrame, angle_count: int
) -> Singularity:
    """A core or delta; fewer angles than it should have are taken for none."""
    if len(items) < 2:
        raise reader.fail(number, "x, y and angles", f"{len(items)} items")
    x, y = (reader.whole(number, text, "a position", PIXELS_MAX) * frame.scale for text in items[:2])
    angles = [reader.whole(number, text, "an angle", 255) for text in items[2 : 2 + angle_count] if text]
    thetas = tuple(radians(2 * angle) for angle in angles) if len(angles) == angle_count else ()
    return Singularity(x, y, thetas)


def _pixels(idc: int, number: int, side: float) -> str:
    """A whole pixel."""
    whole = float(np.rint(side))
    if not 0 <= whole <= PIXELS_MAX:
        raise failure(idc, number, f"positions in 0..{PIXELS_MAX}", "a value outside")
    return str(int(whole))


def _steps(theta: float) -> str:
    """An angle in units of 2°."""
    return str(round(np.degrees(theta) / 2) % 180)


def _point_items(idc: int, number: int, one: Singularity) -> tuple[str, ...]:
    """Items of a core or delta."""
    return (
        _pixels(idc, number, one.x),
        _pixels(idc, number, one.y),
        *(_steps(theta) for theta in one.thetas),
    )
