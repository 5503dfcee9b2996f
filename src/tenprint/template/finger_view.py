"""Views of a record in the package's own convention (pixels at 500 ppi, radians), and records from such views.

Reading: 196 and 197 pixels a centimetre are both 500 ppi, other resolutions are scaled. Angles beyond a full turn go
on around. Qualities that are not reported become 0. Writing: positions are rounded to whole pixels and angles to
whole units of the format, so they move by at most half of one; of more than 255 minutiae the best are kept, in their
order (the standards count them in one byte).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenprint.errors import TemplateError
from tenprint.template.minutiae_record import (
    COORDINATE_MAX,
    MINUTIA_COUNT_MAX,
    OWNER_UNKNOWN,
    PX_PER_CM,
    QUALITY_MAX,
    QUALITY_NOT_REPORTED,
    VIEW_COUNT_MAX,
    VIEWS_OF_A_FINGER_MAX,
    Capture,
    Minutia,
    MinutiaeRecord,
    Picture,
    QualityBlock,
    TemplateFormat,
    View,
)
from tenprint.template.model import MinutiaKind, Template
from tenprint.template.record_format import VERSIONS


@dataclass(frozen=True, slots=True)
class FingerView:
    """One impression of one finger in a record.

    Attributes:
        position: finger position code, 0 unknown, 1 to 10.
        impression: impression type code of the standard: 0 to 15, in the editions of 2009 and 2011 to 255.
        quality: of the finger, 0 to 100, 0 also where it is not reported.
        template: its minutiae at 500 ppi.
    """

    position: int
    impression: int
    quality: int
    template: Template


def finger_views(record: MinutiaeRecord) -> list[FingerView]:
    """All views of a record, at 500 ppi."""
    return [
        FingerView(view.position, view.impression, view.quality or 0, _template(view, record.format))
        for view in record
    ]


def record_of(
    views: Sequence[FingerView],
    form: TemplateFormat,
    *,
    owner: int = OWNER_UNKNOWN,
    product: int = 0,
    minutia_size: int = 6,
) -> MinutiaeRecord:
    """A record of one or more views, each numbered among those of its finger.

    Args:
        views: at least one, at most 16 of a finger.
        form: of the record.
        owner: CBEFF product owner as registered (INCITS 378).
        product: the owner's product type (INCITS 378).
        minutia_size: 6, or 5 to leave the quality of minutiae out (ISO/IEC 19794-2:2011).

    Raises:
        TemplateError: a value does not fit the format.
    """
    require(1 <= len(views) <= VIEW_COUNT_MAX, f"1 to {VIEW_COUNT_MAX} finger views", len(views))
    common = Picture(max(view.template.width for view in views), max(view.template.height for view in views))
    seen: Counter[int] = Counter()
    made = []
    for view in views:
        number = seen[view.position]
        seen[view.position] += 1
        own = Picture(view.template.width, view.template.height)
        picture = common if form.has_one_picture else own
        made.append(_view(view, form, number, picture, minutia_size))
    ids = (owner, product) if form.is_ansi else (0, 0)
    return MinutiaeRecord(form, VERSIONS[form], tuple(made), owner=ids[0], product=ids[1])


def require(holds: bool, expected: str, found: object) -> None:
    """Raise a TemplateError unless ``holds``."""
    if not holds:
        raise TemplateError(f"finger minutiae record: expected {expected}, found {found}")


def to_500_ppi(px_per_cm: float) -> float:
    """Factor from a record's pixels to ours; 196 and 197 are both ways of writing 500 ppi.

    >>> to_500_ppi(197), round(to_500_ppi(394), 4)
    (1.0, 0.4996)
    """
    return 1.0 if px_per_cm in (PX_PER_CM - 1, PX_PER_CM) else 500 / 2.54 / px_per_cm


def _template(view: View, form: TemplateFormat) -> Template:
    """A view's minutiae at 500 ppi."""
    rows = np.array(view.minutiae, np.int64).reshape(-1, len(Minutia._fields))
    kind, x, y, angle, quality = rows.T[:5]
    right, down = to_500_ppi(view.picture.across), to_500_ppi(view.picture.down)
    return Template(
        x=(x * right).astype(np.float32),
        y=(y * down).astype(np.float32),
        theta=(np.mod(angle, form.turn_steps) * (2 * np.pi / form.turn_steps)).astype(np.float32),
        kind=kind.astype(np.uint8),
        quality=np.where(quality > QUALITY_MAX, 0, quality).astype(np.uint8),
        width=round(view.picture.width * right),
        height=round(view.picture.height * down),
        extractor=form.extractor,
    )


def _view(view: FingerView, form: TemplateFormat, number: int, picture: Picture, size: int) -> View:
    """A view of a record."""
    impression_max = 15 if form.has_one_picture else 255
    require(number < VIEWS_OF_A_FINGER_MAX, f"at most {VIEWS_OF_A_FINGER_MAX} views of a finger", number + 1)
    require(0 <= view.position <= 255, "position in 0..255", view.position)
    require(
        0 <= view.impression <= impression_max, f"impression type in 0..{impression_max}", view.impression
    )
    require(0 <= view.quality <= QUALITY_MAX, f"quality in 0..{QUALITY_MAX}", view.quality)
    require(size == 6 or (size == 5 and form is TemplateFormat.ISO2011), "minutiae of 6 bytes", size)
    minutiae = _minutiae(view.template, form)
    if size == 5:
        minutiae = tuple(one._replace(quality=QUALITY_NOT_REPORTED) for one in minutiae)
    return View(
        view.position,
        number,
        view.impression,
        (_quality(view.quality, form),),
        picture,
        minutiae,
        capture=Capture() if form is TemplateFormat.ISO2011 else None,
        minutia_size=size,
    )


def _quality(score: int, form: TemplateFormat) -> QualityBlock:
    """A finger's quality; 0 is written as not reported where the format can say so."""
    if form.has_one_picture:
        return QualityBlock(score)
    return QualityBlock(score or QUALITY_NOT_REPORTED, OWNER_UNKNOWN)


def _minutiae(template: Template, form: TemplateFormat) -> tuple[Minutia, ...]:
    """A template's minutiae in units of the format."""
    require(bool(np.all(np.isfinite(template.theta))), "finite angles", "another")
    require(bool(np.all(template.kind <= max(MinutiaKind))), "minutia type 0, 1 or 2", "another")
    sides = []
    for axis, values in (("x", template.x), ("y", template.y)):
        whole = np.rint(values.astype(np.float64))
        fits = bool(np.all((whole >= 0) & (whole <= COORDINATE_MAX)))  # false for NaN too
        require(fits, f"{axis} in 0..{COORDINATE_MAX}", "a value outside")
        sides.append(whole.astype(np.int64))
    steps = np.rint(template.theta.astype(np.float64) * (form.turn_steps / (2 * np.pi)))
    quality = np.minimum(template.quality.astype(np.int64), QUALITY_MAX)
    if not form.has_one_picture:
        quality[quality == 0] = QUALITY_NOT_REPORTED
    rows = np.stack([template.kind, *sides, np.mod(steps, form.turn_steps), quality], axis=1).astype(np.int64)
    # The sort is stable: of equals the earlier are kept.
    best = np.sort(np.argsort(-template.quality.astype(np.int64), kind="stable")[:MINUTIA_COUNT_MAX])
    return tuple(Minutia(*row) for row in rows[best].tolist())
