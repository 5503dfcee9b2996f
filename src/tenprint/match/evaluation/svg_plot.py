"""Lines on two axes as SVG text, readable on light and dark grounds, with a title and a description to be read out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

_LIGHT = ("#0b5fa5", "#b3420c", "#157a4f", "#8a3f8f", "#6a5a00", "#4b5563")
_DARK = ("#6cb6ff", "#ff9e64", "#5fd3a2", "#e29be6", "#dcc84b", "#b4bcc8")
_DASHES = ("", "7 3", "2 2", "9 3 2 3", "5 2", "1 3")
"""A line is told by its dashes too: not everybody sees the colours."""

WIDTH, HEIGHT = 420, 420
_LEFT, _TOP, _BOTTOM, _LEGEND = 74, 64, 58, 18
_TICK_PITCH = 30


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis.

    Attributes:
        name: what it shows.
        ticks: value and text of each.
        place: from a value to 0 (left, below) ... 1.
    """

    name: str
    ticks: Sequence[tuple[float, str]]
    place: Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Curve:
    """One line.

    Attributes:
        name: for the legend.
        points: from left to right, in the axes' values.
        band: lower and upper edge of its interval, from left to right; empty where there is none.
    """

    name: str
    points: Sequence[Point]
    band: tuple[Sequence[Point], Sequence[Point]] = ((), ())


def plot(
    title: str,
    description: str,
    axes: tuple[Axis, Axis],
    curves: Sequence[Curve],
    marks: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> str:
    """A figure of curves.

    Args:
        title: above it, and its accessible name.
        description: what it shows, in words, for who cannot see it.
        axes: across and up.
        curves: at most six; the first is drawn strongest, above the others.
        marks: SVG elements under the curves, as ``line_mark`` makes them.
        notes: lines below the legend.
    """
    height = _TOP + HEIGHT + _BOTTOM + _LEGEND * (len(curves) + len(notes)) + 12
    width = _LEFT + WIDTH + 40
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="plot-title plot-desc">',
        f'<title id="plot-title">{escape(title)}</title>',
        f'<desc id="plot-desc">{escape(description)}</desc>',
        f"<style>{_style()}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
        *_heading(title, width),
        f'<g transform="translate({_LEFT} {_TOP})">',
        *_frame(*axes),
        *marks,
    ]
    for place in reversed(range(len(curves))):
        lines += _curve(curves[place], place, axes)
    lines += [*_legend(curves, notes), "</g>", "</svg>"]
    return "\n".join(lines) + "\n"


def percent(rate: float) -> str:
    """A share as it is written in text.

    >>> percent(0.0123)
    '1.23 %'
    """
    return f"{100 * rate:.2f} %"


def line_mark(axes: tuple[Axis, Axis], start: Point, end: Point) -> str:
    """A thin straight line between two points, drawn under the curves."""
    (x1, y1), (x2, y2) = _at(axes, start), _at(axes, end)
    return f'<line class="mark" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _at(axes: tuple[Axis, Axis], point: Point) -> Point:
    """A point in the frame's pixels, kept within the frame."""
    x, y = (min(max(axis.place(value), 0.0), 1.0) for axis, value in zip(axes, point, strict=True))
    return x * WIDTH, (1 - y) * HEIGHT


def _style() -> str:
    """Colours of a light ground, and of a dark one where the reader asks for it."""

    def colours(ground: str, text: str, grid: str, lines: Sequence[str]) -> str:
        own = "".join(
            f".c{place}{{stroke:{each}}}.b{place}{{fill:{each}}}" for place, each in enumerate(lines)
        )
        return f".ground{{fill:{ground}}}text{{fill:{text}}}.grid,.mark,.frame{{stroke:{grid}}}{own}"

    shapes = (
        "text{font:12px sans-serif}.title{font-size:14px;font-weight:600}.grid{stroke-width:.5}"
        ".frame,.curve{fill:none}.mark{stroke-dasharray:3 4}.band{fill-opacity:.16}.curve{stroke-width:1.5}"
        ".c0{stroke-width:2.6}"
    )
    dark = colours("#14181f", "#e6e9ee", "#5b6573", _DARK)
    return f"{shapes}{colours('#ffffff', '#1f2530', '#b6bec9', _LIGHT)}@media(prefers-color-scheme:dark){{{dark}}}"


def _heading(title: str, width: int) -> list[str]:
    """The title, at a colon or semicolon in two lines where it is long."""
    head, mark, rest = title.partition(": ")
    parts = [title] if len(title) < 58 or not mark else [head, rest]
    return [
        f'<text class="title" x="{width / 2:g}" y="{22 + 18 * place}" text-anchor="middle">{escape(part)}</text>'
        for place, part in enumerate(parts)
    ]


def _frame(across: Axis, up: Axis) -> list[str]:
    """Grid, ticks and names of the axes."""
    lines, last = [], -float(_TICK_PITCH)
    for value, text in across.ticks:
        x = across.place(value) * WIDTH
        lines.append(f'<path class="grid" d="M{x:.1f} 0V{HEIGHT}"/>')
        if x - last < _TICK_PITCH:
            continue  # its text would run into the one before
        last = x
        lines.append(f'<text x="{x:.1f}" y="{HEIGHT + 17}" text-anchor="middle">{escape(text)}</text>')
    for value, text in up.ticks:
        y = (1 - up.place(value)) * HEIGHT
        lines.append(f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/>')
        lines.append(f'<text x="-8" y="{y + 4:.1f}" text-anchor="end">{escape(text)}</text>')
    middle = HEIGHT / 2
    return [
        *lines,
        f'<rect class="frame" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text x="{WIDTH / 2:g}" y="{HEIGHT + 39}" text-anchor="middle">{escape(across.name)}</text>',
        f'<text transform="translate(-56 {middle:g}) rotate(-90)" text-anchor="middle">{escape(up.name)}</text>',
    ]


def _curve(curve: Curve, place: int, axes: tuple[Axis, Axis]) -> list[str]:
    """A line, and its interval as a pale band."""
    low, high = curve.band
    lines = []
    if low:
        edge = _points([*low, *reversed(high)], axes)
        lines.append(f'<polygon class="band b{place}" points="{edge}"/>')
    dashes = f' stroke-dasharray="{_DASHES[place]}"' if _DASHES[place] else ""
    lines.append(f'<polyline class="curve c{place}"{dashes} points="{_points(curve.points, axes)}"/>')
    return lines


def _points(points: Sequence[Point], axes: tuple[Axis, Axis]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(axes, point) for point in points))


def _legend(curves: Sequence[Curve], notes: Sequence[str]) -> list[str]:
    """Names of the lines below the frame, then the notes."""
    lines, y = [], HEIGHT + _BOTTOM + 6
    for place, curve in enumerate(curves):
        dashes = f' stroke-dasharray="{_DASHES[place]}"' if _DASHES[place] else ""
        lines.append(f'<path class="curve c{place}"{dashes} d="M0 {y - 4}h34"/>')
        lines.append(f'<text x="42" y="{y}">{escape(curve.name)}</text>')
        y += _LEGEND
    for note in notes:
        lines.append(f'<text x="0" y="{y}">{escape(note)}</text>')
        y += _LEGEND
    return lines
