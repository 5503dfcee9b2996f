"""Extended Feature Set, fields 9.300–9.399 of a Type-9 record: 0.01 mm from the top left of the region of interest.

ANSI/NIST-ITL 1-2011 Update 2013, 8.9.7: every position is relative to the region of interest (9.300), which the image
holds at an offset; angles are whole degrees counter-clockwise from the right. A minutia's angle halves the smallest of
the three angles between the ridges or valleys that meet there, which points as INCITS 378 does.
"""

import math
from collections.abc import Sequence

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

UNITS_MAX = 99_999  # five digits
KINDS = {"E": MinutiaKind.ENDING, "B": MinutiaKind.BIFURCATION, "X": MinutiaKind.OTHER}
LETTERS = {kind: letter for letter, kind in KINDS.items()}
UNCERTAINTY_DEFAULT = 15  # 9.301 EUC, degrees, where the orientation does not say it
Offset = tuple[int, int]


def read_efs(reader: FieldReader, frame: ImageFrame | None) -> Type9Minutiae:
    """Minutiae, cores, deltas, patterns and ridge counts of 9.300–9.333; other features are left in the record.

    Args:
        reader: of the record.
        frame: of the image with the record's IDC; without it the template is as large as the region of interest
            and what lies above and left of it.

    Raises:
        MinutiaeUnreadable: a field is missing or malformed.
    """
    width, height, offset = _region(reader)
    rows = [_minutia(reader, items, offset) for items in reader.items(331)]
    positions = [items[0] for items in reader.items(302)]
    method = reader.record.field(332)
    return Type9Minutiae(
        MinutiaeBlock.EFS,
        reader.record.idc or 0,
        tuple(reader.whole(302, text, "a finger position", 255) for text in positions),
        reader.impression(),
        template_of(
            rows,
            frame.width * frame.scale if frame else (offset[0] + width) * PX_PER_UNIT,
            frame.height * frame.scale if frame else (offset[1] + height) * PX_PER_UNIT,
            "type-9-efs",
        ),
        tuple(_point(reader, 320, items, offset, 1) for items in reader.items(320)),
        tuple(_point(reader, 321, items, offset, 3) for items in reader.items(321)),
        tuple(tuple(item for item in items if item) for items in reader.items(307)),
        tuple(_ridge_count(reader, items) for items in reader.items(333)),
        method.strip() or None if method else None,
        orientation=_orientation(reader),
        notes=tuple(reader.notes),
    )


def efs_fields(found: Type9Minutiae) -> dict[int, Value | None]:
    """Fields 9.003, 9.004 and 9.300–9.334, the region of interest being the whole picture.

    Positions are rounded to 0.01 mm, angles to 1°. EFS has no quality of a minutia.

    Raises:
        MinutiaeUnreadable: a value does not fit.
    """
    template = found.template
    size = [math.ceil(side / PX_PER_UNIT) for side in (template.width, template.height)]
    if not all(1 <= side <= UNITS_MAX for side in size):
        raise failure(found.idc, 300, f"a region of 1 to {UNITS_MAX} units of 0.01 mm", "another")
    rows = [
        (
            *_units(found.idc, 331, float(template.x[place]), float(template.y[place]), size),
            str(whole_degrees(float(template.theta[place]))),
            LETTERS[MinutiaKind(int(template.kind[place]))],
        )
        for place in range(len(template))
    ]
    points = {
        number: [
            (*_units(found.idc, number, one.x, one.y, size), *(str(whole_degrees(t)) for t in one.thetas))
            for one in singularities
        ]
        for number, singularities in ((320, found.cores), (321, found.deltas))
    }
    counts = [tuple(str(value) for value in one) for one in found.ridge_counts]
    return {
        3: str(found.impression),
        4: "U",
        300: [tuple(str(side) for side in size)],
        301: [tuple(str(value) for value in found.orientation)] if found.orientation else None,
        302: [f"{position}" for position in found.positions or (0,)],
        307: list(found.patterns) or None,
        320: points[320] or None,
        321: points[321] or None,
        331: rows or None,
        332: found.ridge_method if counts else None,
        333: counts or None,
        334: None if rows else "Y",
    }


def _region(reader: FieldReader) -> tuple[int, int, Offset]:
    """Width and height of the region of interest, and where it lies in the image."""
    (items, *_) = reader.required(300, "a region of interest")
    if len(items) < 2:
        raise reader.fail(300, "a width and a height", f"{len(items)} items")
    width, height = (reader.whole(300, text, "a side", UNITS_MAX) for text in items[:2])
    if not (width and height):
        raise reader.fail(300, "sides above 0", "0")
    right, down = (reader.optional(300, items, place, "an offset", UNITS_MAX) or 0 for place in (2, 3))
    return width, height, (right, down)


def _orientation(reader: FieldReader) -> tuple[int, int] | None:
    """How far the print is turned, and the uncertainty of that."""
    items = next(iter(reader.items(301)), None)
    if items is None:
        return None
    text = items[0].strip()
    sign = -1 if text.startswith("-") else 1
    turned = sign * reader.whole(301, text.removeprefix("-"), "degrees", 360) if text else 0
    uncertain = reader.optional(301, items, 1, "an uncertainty", 180)
    return turned, UNCERTAINTY_DEFAULT if uncertain is None else uncertain


def _minutia(
    reader: FieldReader, items: Sequence[str], offset: Offset
) -> tuple[float, float, float, MinutiaKind, int]:
    """A row of the template."""
    if len(items) < 4:
        raise reader.fail(331, "x, y, angle, type", f"{len(items)} items")
    x, y = _place(reader, 331, items, offset)
    degrees = reader.whole(331, items[2], "an angle", 360)
    if items[3] not in KINDS:
        raise reader.fail(331, "a minutia type E, B or X", items[3])
    return x, y, radians(degrees), KINDS[items[3]], 0


def _point(
    reader: FieldReader, number: int, items: Sequence[str], offset: Offset, angle_count: int
) -> Singularity:
    """A core or delta; angles that are not all given are taken for none."""
    if len(items) < 2:
        raise reader.fail(number, "x and y", f"{len(items)} items")
    x, y = _place(reader, number, items, offset)
    degrees = [reader.optional(number, items, 2 + place, "an angle", 360) for place in range(angle_count)]
    known = [one for one in degrees if one is not None]
    return Singularity(x, y, tuple(radians(one) for one in known) if len(known) == angle_count else ())


def _place(reader: FieldReader, number: int, items: Sequence[str], offset: Offset) -> tuple[float, float]:
    """Pixels of the image."""
    x, y = (reader.whole(number, text, "a position", UNITS_MAX) for text in items[:2])
    return (x + offset[0]) * PX_PER_UNIT, (y + offset[1]) * PX_PER_UNIT


def _ridge_count(reader: FieldReader, items: Sequence[str]) -> RidgeCount:
    """Two minutiae and the ridges between them."""
    if len(items) < 3:
        raise reader.fail(333, "two minutiae and a ridge count", f"{len(items)} items")
    first, second, ridges = (reader.whole(333, text, "an index or a count") for text in items[:3])
    return RidgeCount(first, second, ridges)


def _units(idc: int, number: int, x: float, y: float, size: Sequence[int]) -> tuple[str, str]:
    """Units of 0.01 mm within the region."""
    units = [side / PX_PER_UNIT for side in (x, y)]
    if not all(-0.5 <= one <= most for one, most in zip(units, size, strict=True)):
        raise failure(idc, number, "positions in the picture", "a value outside")
    across, down = (str(min(max(0, round(one)), most - 1)) for one, most in zip(units, size, strict=True))
    return across, down
