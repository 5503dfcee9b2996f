"""Many templates as a few columns of small numbers, which compress well.

Positions are kept to a pixel, angles to 1/256 of a turn (as in ISO/IEC 19794-2), quality to 4 of 100. Minutiae lie
in reading order and rows are kept as differences, for those are small.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from tenprint.errors import TemplateError
from tenprint.template.model import Template

_QUALITY_STEP = 4
_SIDE_MAX = 511


@dataclass(frozen=True, slots=True)
class Columns:
    """Templates one after another.

    Attributes:
        width: (templates,) uint16, pixels at 500 ppi.
        height: (templates,) uint16, likewise.
        count: (templates,) uint16, minutiae of each.
        x_low: (minutiae,) uint8, the lower eight bits of the column.
        x_high: (minutiae,) uint8, 0 or 1, the ninth bit.
        y_step: (minutiae,) uint16, rows below the minutia before it in the same template.
        angle: (minutiae,) uint8, 256ths of a turn counter-clockwise from +x.
        kind: (minutiae,) uint8, ``MinutiaKind``.
        quality: (minutiae,) uint8, quarters of the quality.
    """

    width: npt.NDArray[np.uint16]
    height: npt.NDArray[np.uint16]
    count: npt.NDArray[np.uint16]
    x_low: npt.NDArray[np.uint8]
    x_high: npt.NDArray[np.uint8]
    y_step: npt.NDArray[np.uint16]
    angle: npt.NDArray[np.uint8]
    kind: npt.NDArray[np.uint8]
    quality: npt.NDArray[np.uint8]

    def arrays(self) -> dict[str, npt.NDArray[np.uint8] | npt.NDArray[np.uint16]]:
        """Columns by name, as they are written."""
        return {column.name: getattr(self, column.name) for column in fields(self)}

    @classmethod
    def of_arrays(cls, arrays: dict[str, np.ndarray]) -> "Columns":
        """Columns as they were written; lengths are checked."""
        lacking = [column.name for column in fields(cls) if column.name not in arrays]
        if lacking:
            raise TemplateError(
                f"gallery of synthetic subjects: expected the column {lacking[0]}, found none"
            )
        columns = cls(**{column.name: arrays[column.name] for column in fields(cls)})
        total = int(columns.count.sum())
        if any(
            len(arrays[name]) != total for name in ("x_low", "x_high", "y_step", "angle", "kind", "quality")
        ):
            raise TemplateError(
                f"gallery of synthetic subjects: expected {total} minutiae, found another count"
            )
        return columns

    @classmethod
    def joined(cls, parts: list["Columns"]) -> "Columns":
        """Parts one after another; at least one."""
        return cls(
            **{
                column.name: np.concatenate([getattr(part, column.name) for part in parts])
                for column in fields(cls)
            }
        )


def columns_of(templates: list[Template]) -> Columns:
    """Templates as columns; none larger than 511 pixels a side, at least one.

    Args:
        templates: what to keep, all by the same extractor.
    """
    for template in templates:
        if max(template.width, template.height) > _SIDE_MAX:
            raise TemplateError(
                f"template of a synthetic subject: expected up to {_SIDE_MAX} pixels, found more"
            )
    orders = [np.lexsort((np.rint(t.x), np.rint(t.y))) for t in templates]
    together = list(zip(templates, orders, strict=True))
    x = np.concatenate([np.rint(t.x[order]).astype(np.uint16) for t, order in together])
    turn = np.concatenate([t.theta[order] for t, order in together]) * np.float32(128 / np.pi)
    return Columns(
        width=np.array([t.width for t in templates], np.uint16),
        height=np.array([t.height for t in templates], np.uint16),
        count=np.array([len(t) for t in templates], np.uint16),
        x_low=(x & 255).astype(np.uint8),
        x_high=(x >> 8).astype(np.uint8),
        y_step=np.concatenate(
            [np.diff(np.rint(t.y[order]).astype(np.uint16), prepend=np.uint16(0)) for t, order in together]
        ),
        angle=(np.rint(turn).astype(np.int64) & 255).astype(np.uint8),
        kind=np.concatenate([t.kind[order] for t, order in together]),
        quality=np.concatenate([t.quality[order] for t, order in together]) // np.uint8(_QUALITY_STEP),
    )


def templates_of(columns: Columns, extractor: str) -> Iterator[Template]:
    """Templates of columns, one after another.

    Args:
        columns: from ``columns_of``.
        extractor: name and version of what found the minutiae.
    """
    x = columns.x_low.astype(np.float32) + columns.x_high.astype(np.float32) * np.float32(256)
    theta = columns.angle.astype(np.float32) * np.float32(np.pi / 128)
    quality = columns.quality * np.uint8(_QUALITY_STEP)
    ends = np.cumsum(columns.count, dtype=np.int64)
    for index, end in enumerate(ends):
        own = slice(int(end) - int(columns.count[index]), int(end))
        yield Template(
            x=x[own],
            y=np.cumsum(columns.y_step[own], dtype=np.int64).astype(np.float32),
            theta=theta[own],
            kind=columns.kind[own],
            quality=quality[own],
            width=int(columns.width[index]),
            height=int(columns.height[index]),
            extractor=extractor,
        )
