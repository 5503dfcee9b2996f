"""A record of one format as a record of another: native pixels stay, angles are rescaled, what has no place is named.

Minutiae do not move: only angles are rounded, to whole units of the new format (2° or 1.4°).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tenprint.errors import TemplateError
from tenprint.template import extended_data
from tenprint.template.extended_data import CORES_AND_DELTAS, RIDGE_COUNTS
from tenprint.template.minutiae_record import (
    OWNER_UNKNOWN,
    QUALITY_MAX,
    QUALITY_NOT_REPORTED,
    Capture,
    Delta,
    ExtendedData,
    Minutia,
    MinutiaeRecord,
    Note,
    Picture,
    QualityBlock,
    TemplateFormat,
    View,
)
from tenprint.template.record_format import VERSIONS

# The editions of 2004 and 2005 have four bits; contactless is 9 there and 24 in those of 2009 and 2011.
CONTACTLESS_FOUR_BITS, CONTACTLESS = 9, 24
IMPRESSIONS_FOUR_BITS = frozenset({0, 1, 2, 3, 8})
EQUIPMENT_FOUR_AND_TWELVE_BITS = (0xF, 0xFFF)


def convert(record: MinutiaeRecord, form: TemplateFormat) -> MinutiaeRecord:
    """The record in another format; its notes name what the format has no place for.

    Args:
        record: of any format.
        form: the wanted one; the same gives a record without the notes and padding of the given one.

    Raises:
        TemplateError: the format cannot say it: an impression type without code, two resolutions in one header.
    """
    pictures = [view.picture for view in record.views]
    if form.has_one_picture:
        pictures = [_one_picture(pictures, form)] * len(pictures)
    views = tuple(
        _view(view, picture, record.format, form)
        for view, picture in zip(record.views, pictures, strict=True)
    )
    made = MinutiaeRecord(form, VERSIONS[form], views, notes=tuple(_lost(record, form)))
    if form.is_ansi:
        owner = record.owner or OWNER_UNKNOWN
        made = replace(made, owner=owner, product=record.product)
    if form is TemplateFormat.ISO2011:
        certified = int(any(view.capture and view.capture.certifications for view in views))
        return replace(made, certified=certified)
    certification, equipment = _equipment(record, form)
    return replace(made, certification=certification, equipment=equipment)


def _one_picture(pictures: Sequence[Picture], form: TemplateFormat) -> Picture:
    """The picture that holds all of them."""
    resolutions = {(one.across, one.down) for one in pictures}
    if len(resolutions) != 1:
        raise TemplateError(
            f"{form.standard}: resolution: expected one for all views, found {len(resolutions)}"
        )
    across, down = resolutions.pop()
    return Picture(max(one.width for one in pictures), max(one.height for one in pictures), across, down)


def _view(view: View, picture: Picture, source: TemplateFormat, form: TemplateFormat) -> View:
    """A view in the new format."""
    return View(
        view.position,
        view.number,
        _impression(view.impression, source, form),
        _qualities(view, form),
        picture,
        tuple(_minutia(one, source, form) for one in view.minutiae),
        _extended(view.extended, source, form),
        (view.capture or Capture()) if form is TemplateFormat.ISO2011 else None,
        view.minutia_size if form is TemplateFormat.ISO2011 else 6,
        view.ending_type if form is TemplateFormat.ISO2011 else 0,
    )


def _minutia(one: Minutia, source: TemplateFormat, form: TemplateFormat) -> Minutia:
    """A minutia in the new format's units."""
    quality = one.quality if 0 < one.quality <= QUALITY_MAX else 0
    reported = quality or (not source.has_one_picture and one.quality == 0)
    missing = 0 if form.has_one_picture else QUALITY_NOT_REPORTED
    return one._replace(
        angle=_angle(one.angle, source, form), quality=quality if reported else missing, reserved=0
    )


def _angle(angle: int, source: TemplateFormat, form: TemplateFormat) -> int:
    """An angle in the new format's units; what is beyond a full turn goes on around."""
    return round(angle * form.turn_steps / source.turn_steps) % form.turn_steps


def _impression(code: int, source: TemplateFormat, form: TemplateFormat) -> int:
    """The impression type's code in the new format."""
    if source.has_one_picture == form.has_one_picture:
        return code
    if source.has_one_picture:
        return CONTACTLESS if code == CONTACTLESS_FOUR_BITS else code
    if code == CONTACTLESS:
        return CONTACTLESS_FOUR_BITS
    if code not in IMPRESSIONS_FOUR_BITS:
        expected = sorted({*IMPRESSIONS_FOUR_BITS, CONTACTLESS})
        raise TemplateError(f"{form.standard}: impression type: expected one of {expected}, found {code}")
    return code


def _qualities(view: View, form: TemplateFormat) -> tuple[QualityBlock, ...]:
    """The finger's quality blocks as the new format has them."""
    if form is TemplateFormat.ISO2011:
        return view.qualities
    if form.has_one_picture:
        return (QualityBlock(view.quality or 0),)
    first = next(iter(view.qualities), QualityBlock(QUALITY_NOT_REPORTED))
    return (first._replace(vendor=first.vendor or OWNER_UNKNOWN),)


def _extended(found: ExtendedData, source: TemplateFormat, form: TemplateFormat) -> ExtendedData:
    """Ridge counts, cores and deltas in the new layout; other blocks as they are."""
    cores = [
        one if one.angle is None else one._replace(angle=_angle(one.angle, source, form))
        for one in found.cores
    ]
    deltas = [_delta(one, source, form) for one in found.deltas]
    others = [one for one in found.blocks if one.type not in (RIDGE_COUNTS, CORES_AND_DELTAS)]
    return extended_data.build(form, found.ridge_method, found.ridge_counts, cores, deltas, others)


def _delta(one: Delta, source: TemplateFormat, form: TemplateFormat) -> Delta:
    """A delta in the new format's units."""
    if one.angles is None:
        return one
    up, left, right = one.angles
    return one._replace(
        angles=(_angle(up, source, form), _angle(left, source, form), _angle(right, source, form))
    )


def _equipment(record: MinutiaeRecord, form: TemplateFormat) -> tuple[int, int]:
    """Compliance bits and number of the capture equipment; cleared where they do not fit."""
    certification, equipment = record.certification, record.equipment
    if record.format is TemplateFormat.ISO2011:
        capture = next((view.capture for view in record.views if view.capture), Capture())
        certification, equipment = 0, capture.device
    if form.has_one_picture:
        # The compliance bit is the highest of four bits, or of eight.
        wide = record.format in (TemplateFormat.ANSI2009, TemplateFormat.ANSI2009_AM1)
        most = EQUIPMENT_FOUR_AND_TWELVE_BITS[1]
        return certification >> 4 if wide else certification, equipment if equipment <= most else 0
    return (certification << 4 if record.format.has_one_picture else certification), equipment


def _lost(record: MinutiaeRecord, form: TemplateFormat) -> Iterator[Note]:
    """What the record says and the new format cannot."""
    if record.owner not in (0, OWNER_UNKNOWN) and not form.is_ansi:
        yield Note(
            0,
            f"CBEFF product owner {record.owner} and type {record.product} have no place in {form.standard}",
        )
    if any(len(view.qualities) > 1 for view in record.views) and form is not TemplateFormat.ISO2011:
        yield Note(0, f"{form.standard} has one quality a finger: the first is kept")
    known = [view.capture for view in record.views if view.capture not in (None, Capture())]
    if known and form is not TemplateFormat.ISO2011:
        yield Note(0, f"date, time and device of the capture have no place in {form.standard}")
    if form is TemplateFormat.ISO2011 and (record.equipment or record.certification):
        yield Note(0, f"the header's capture equipment has no place in {form.standard}")
    if any(view.ending_type for view in record.views) and form is not TemplateFormat.ISO2011:
        yield Note(0, f"the ending type has no place in {form.standard}")
