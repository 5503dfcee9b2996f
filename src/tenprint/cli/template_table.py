"""A template as lines for a person and as JSON for a program."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tenprint.template.minutiae_record import Minutia, MinutiaeRecord, TemplateFormat, View
from tenprint.template.model import MinutiaKind

if TYPE_CHECKING:
    from tenprint.record.minutiae import Type9Minutiae

HANDS = ("right", "left")
FINGERS = ("thumb", "index", "middle", "ring", "little")
KINDS = {kind: kind.name.lower() for kind in MinutiaKind}
HEAD = f"  {'#':>4}  {'type':<11}  {'x':>7}  {'y':>7}  {'angle':>7}  quality"


def finger_name(position: int) -> str:
    """A finger's name.

    >>> finger_name(7), finger_name(0)
    ('left index', 'unknown finger')
    """
    if not 1 <= position <= 10:
        return "unknown finger" if position == 0 else f"position {position}"
    hand, finger = divmod(position - 1, 5)
    return f"{HANDS[hand]} {FINGERS[finger]}"


def record_json(record: MinutiaeRecord, size: int) -> dict[str, Any]:
    """A record as JSON; positions in its own pixels, angles in its own units and in degrees."""
    return {
        "format": record.format,
        "standard": record.format.standard,
        "version": record.version.decode("latin-1").strip(" \0"),
        "bytes": size,
        "header": _header(record),
        "views": [_view_json(view, record.format) for view in record.views],
        "notes": [note._asdict() for note in record.notes],
    }


def record_lines(record: MinutiaeRecord, size: int) -> Iterator[str]:
    """A record as lines."""
    version = record.version.decode("latin-1").strip(" \0")
    yield f"{record.format.standard} ({record.format}), version {version}, {size} bytes, {len(record.views)} views"
    header = _header(record)
    if header:
        yield "  " + "  ".join(f"{name.replace('_', ' ')} {value}" for name, value in header.items())
    for place, view in enumerate(record.views, 1):
        yield ""
        yield from _view_lines(place, view, record.format)
    yield from _note_lines(record.notes)


def type9_json(found: "Sequence[Type9Minutiae]") -> dict[str, Any]:
    """Blocks of Type-9 records as JSON; positions in pixels at 500 ppi, angles in degrees as INCITS 378 points."""
    return {
        "format": "type-9",
        "standard": "ANSI/NIST-ITL Type-9",
        "blocks": [_block_json(one) for one in found],
        "notes": [note._asdict() for one in found for note in one.notes],
    }


def type9_lines(found: "Sequence[Type9Minutiae]") -> Iterator[str]:
    """Blocks of Type-9 records as lines."""
    yield f"ANSI/NIST-ITL Type-9, {len(found)} blocks; pixels at 500 ppi, angles as INCITS 378 points"
    for one in found:
        fingers = ", ".join(finger_name(position) for position in one.positions) or "unknown finger"
        template = one.template
        yield ""
        yield (
            f"IDC {one.idc}, {one.block} block: {fingers}, impression type {one.impression}, "
            f"{template.width} × {template.height} px, {len(template)} minutiae"
        )
        if one.patterns:
            yield f"  pattern {', '.join(' '.join(pattern) for pattern in one.patterns)}"
        for name, points in (("core", one.cores), ("delta", one.deltas)):
            for point in points:
                angles = " ".join(f"{math.degrees(theta):.0f}°" for theta in point.thetas)
                yield f"  {name} at {point.x:.1f}, {point.y:.1f} {angles}".rstrip()
        if one.ridge_counts:
            yield f"  {len(one.ridge_counts)} ridge counts"
        yield HEAD
        for place, row in enumerate(_block_json(one)["minutiae"], 1):
            yield (
                f"  {place:>4}  {row['type']:<11}  {row['x']:>7.1f}  {row['y']:>7.1f}  "
                f"{row['angle_degrees']:>6.1f}°  {row['quality']:>7}"
            )
        yield from _note_lines(one.notes)


def _header(record: MinutiaeRecord) -> dict[str, int]:
    """What the header says beside sizes and counts."""
    values: dict[str, int] = {}
    if record.format.is_ansi:
        values |= {"owner": record.owner, "product": record.product}
    if record.format is TemplateFormat.ISO2011:
        return {"certified": record.certified}
    return values | {"certification": record.certification, "equipment": record.equipment}


def _view_json(view: View, form: TemplateFormat) -> dict[str, Any]:
    """A view as JSON."""
    capture = view.capture
    return {
        "position": view.position,
        "finger": finger_name(view.position),
        "number": view.number,
        "impression": view.impression,
        "quality": view.quality,
        "qualities": [one._asdict() for one in view.qualities],
        "width": view.picture.width,
        "height": view.picture.height,
        "px_per_cm": [view.picture.across, view.picture.down],
        "capture": None
        if capture is None
        else {
            "at": capture.captured_at,
            "technology": capture.technology,
            "vendor": capture.vendor,
            "device": capture.device,
            "certifications": [one.hex() for one in capture.certifications],
        },
        "minutiae": [_minutia_json(one, form) for one in view.minutiae],
        "ridge_counts": [one._asdict() for one in view.extended.ridge_counts],
        "cores": [one._asdict() for one in view.extended.cores],
        "deltas": [one._asdict() for one in view.extended.deltas],
        "blocks": [{"type": one.type, "bytes": len(one.data)} for one in view.extended.blocks],
    }


def _minutia_json(one: Minutia, form: TemplateFormat) -> dict[str, Any]:
    """A minutia as JSON."""
    degrees = one.angle % form.turn_steps * 360 / form.turn_steps
    return {
        "type": KINDS[MinutiaKind(one.kind)],
        "x": one.x,
        "y": one.y,
        "angle": one.angle,
        "angle_degrees": round(degrees, 2),
        "quality": one.quality,
    }


def _view_lines(place: int, view: View, form: TemplateFormat) -> Iterator[str]:
    """A view as lines."""
    quality = "not reported" if view.quality is None else str(view.quality)
    picture, extended = view.picture, view.extended
    yield (
        f"view {place}: {finger_name(view.position)}, number {view.number}, impression type {view.impression}, "
        f"quality {quality}, {picture.width} × {picture.height} px at {picture.across} × {picture.down} px/cm, "
        f"{len(view.minutiae)} minutiae"
    )
    if view.capture and view.capture.captured_at:
        yield f"  captured {view.capture.captured_at}, device {view.capture.vendor}/{view.capture.device}"
    for name, count in (
        ("ridge counts", len(extended.ridge_counts)),
        ("cores", len(extended.cores)),
        ("deltas", len(extended.deltas)),
    ):
        if count:
            yield f"  {count} {name}"
    yield HEAD
    for index, row in enumerate((_minutia_json(one, form) for one in view.minutiae), 1):
        yield (
            f"  {index:>4}  {row['type']:<11}  {row['x']:>7}  {row['y']:>7}  "
            f"{row['angle_degrees']:>6.1f}°  {row['quality']:>7}"
        )


def _block_json(one: "Type9Minutiae") -> dict[str, Any]:
    """A block as JSON."""
    template = one.template
    points = {
        name: [
            {
                "x": round(point.x, 2),
                "y": round(point.y, 2),
                "angles_degrees": [round(math.degrees(theta), 1) for theta in point.thetas],
            }
            for point in singularities
        ]
        for name, singularities in (("cores", one.cores), ("deltas", one.deltas))
    }
    return {
        "block": one.block,
        "idc": one.idc,
        "positions": list(one.positions),
        "impression": one.impression,
        "quality": one.quality,
        "width": template.width,
        "height": template.height,
        "patterns": [list(pattern) for pattern in one.patterns],
        "orientation": one.orientation,
        **points,
        "ridge_method": one.ridge_method,
        "ridge_counts": [count._asdict() for count in one.ridge_counts],
        "minutiae": [
            {
                "type": KINDS[MinutiaKind(int(kind))],
                "x": round(float(x), 2),
                "y": round(float(y), 2),
                "angle_degrees": round(math.degrees(float(theta)), 1),
                "quality": int(quality),
            }
            for x, y, theta, kind, quality in zip(
                template.x, template.y, template.theta, template.kind, template.quality, strict=True
            )
        ],
    }


def _note_lines(notes: Sequence[Any]) -> Iterator[str]:
    """Notes as lines."""
    for note in notes:
        yield f"  note, byte {note.offset}: {note.text}"
