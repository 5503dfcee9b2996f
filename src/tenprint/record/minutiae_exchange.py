"""Minutiae of Type-9 records as finger minutiae records of INCITS 378 or ISO/IEC 19794-2, and back."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tenprint.record.minutiae_model import MinutiaeBlock, Singularity, Type9Minutiae
from tenprint.template.extended_data import build
from tenprint.template.finger_view import FingerView, finger_views, record_of, to_500_ppi
from tenprint.template.minutiae_record import (
    MINUTIA_COUNT_MAX,
    Core,
    Delta,
    ExtendedData,
    MinutiaeRecord,
    RidgeCount,
    TemplateFormat,
    View,
)

POINTS_MAX = 15
RIDGES_MAX = 255
METHODS = {"QUADRANT": 1, "EFTS7": 0, "OCTANT": 2}


def to_record(found: Sequence[Type9Minutiae], form: TemplateFormat) -> MinutiaeRecord:
    """A record with one view for each block, ridge counts, cores and deltas as extended data.

    Raises:
        TemplateError: a value does not fit the format.
    """
    views = [
        FingerView(next(iter(one.positions), 0), one.impression, one.quality or 0, one.template)
        for one in found
    ]
    record = record_of(views, form)
    made = tuple(
        replace(view, extended=_extended(one, form)) for view, one in zip(record.views, found, strict=True)
    )
    return replace(record, views=made)


def from_record(record: MinutiaeRecord, block: MinutiaeBlock) -> list[Type9Minutiae]:
    """A block for each view of a record, with IDCs from 1."""
    names = {number: name for name, number in METHODS.items() if number}
    return [
        Type9Minutiae(
            block,
            place + 1,
            (own.position,),
            own.impression,
            own.template,
            tuple(_core(one, view, record.format) for one in view.extended.cores),
            tuple(_delta(one, view, record.format) for one in view.extended.deltas),
            ridge_counts=view.extended.ridge_counts,
            ridge_method=names.get(view.extended.ridge_method or 0),
            quality=view.quality,
        )
        for place, (view, own) in enumerate(zip(record.views, finger_views(record), strict=True))
    ]


def _extended(found: Type9Minutiae, form: TemplateFormat) -> ExtendedData:
    """Ridge counts, cores and deltas as a view has them; counts only where every minutia is kept."""
    whole = len(found.template) <= MINUTIA_COUNT_MAX
    counts = [one for one in found.ridge_counts if whole and _counted(one, len(found.template))]
    cores = [Core(round(one.x), round(one.y), next(iter(_steps(one, form)), None)) for one in found.cores]
    deltas = [Delta(round(one.x), round(one.y), _three(_steps(one, form))) for one in found.deltas]
    method = METHODS.get(found.ridge_method or "", 0) if counts else None
    return build(form, method, counts, cores[:POINTS_MAX], deltas[:POINTS_MAX])


def _counted(one: RidgeCount, minutiae: int) -> bool:
    """Whether both ends are minutiae of the view; 255 stands for no neighbour."""
    return 1 <= one.first <= minutiae and 1 <= one.second <= minutiae and one.ridges <= RIDGES_MAX


def _steps(one: Singularity, form: TemplateFormat) -> tuple[int, ...]:
    """Angles in units of the format."""
    return tuple(round(theta * form.turn_steps / (2 * np.pi)) % form.turn_steps for theta in one.thetas)


def _three(steps: tuple[int, ...]) -> tuple[int, int, int] | None:
    """Three angles or none."""
    return (steps[0], steps[1], steps[2]) if len(steps) == 3 else None


def _core(one: Core, view: View, form: TemplateFormat) -> Singularity:
    """A core at 500 ppi."""
    return _singularity(one.x, one.y, () if one.angle is None else (one.angle,), view, form)


def _delta(one: Delta, view: View, form: TemplateFormat) -> Singularity:
    """A delta at 500 ppi."""
    return _singularity(one.x, one.y, one.angles or (), view, form)


def _singularity(x: int, y: int, steps: tuple[int, ...], view: View, form: TemplateFormat) -> Singularity:
    """A point at 500 ppi."""
    thetas = tuple(step % form.turn_steps * (2 * np.pi / form.turn_steps) for step in steps)
    return Singularity(x * to_500_ppi(view.picture.across), y * to_500_ppi(view.picture.down), thetas)
