"""The figure of error against reject, as SVG."""

from collections.abc import Sequence
from html import escape
from math import isnan
from typing import Any, Final

WIDTH, HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 24, 48
_COLOURS: Final = ("#111827", "#2563eb", "#d97706", "#059669", "#db2777", "#7c3aed", "#64748b")


def reject_figure(found: dict[str, Any], engine: str) -> str:
    """Curves of FNMR at FMR 0.1 % over the share of impressions dropped, of each set and of all together.

    Args:
        found: what ``bench_quality`` gave.
        engine: what made the scores, for the caption.
    """
    curve = found["curve"]
    names = [name for name in curve if name != "dropped"]
    top = max(0.01, *(value for name in names for value in curve[name] if not isnan(value)))
    shares = curve["dropped"]
    parts = [_head(engine), *_grid(top, shares[-1])]
    for index, name in enumerate(names):
        parts += _curve(name, shares, curve[name], top, _COLOURS[index % len(_COLOURS)], index)
    return "\n".join((*parts, "</svg>\n"))


def _head(engine: str) -> str:
    label = f"Error against reject, {engine}: FNMR at FMR 0.1 % over the share of impressions dropped"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(label)}" font-family="system-ui, sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    )


def _across(share: float, most: float) -> float:
    return _LEFT + share / most * (WIDTH - _LEFT - _RIGHT)


def _down(value: float, top: float) -> float:
    return HEIGHT - _BOTTOM - value / top * (HEIGHT - _TOP - _BOTTOM)


def _grid(top: float, most: float) -> list[str]:
    step = next(step for step in (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if top / step <= 7 or step == 0.2)
    lines = []
    for count in range(int(top / step) + 1):
        y = _down(count * step, top)
        lines.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#e5e7eb"/>')
        lines.append(
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{100 * count * step:.3g} %</text>'
        )
    for count in range(round(most * 10) + 1):
        x = _across(count / 10, most)
        lines.append(
            f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{HEIGHT - _BOTTOM}" stroke="#e5e7eb"/>'
        )
        lines.append(
            f'<text x="{x:.1f}" y="{HEIGHT - _BOTTOM + 18}" text-anchor="middle">{10 * count} %</text>'
        )
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    lines.append(
        f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">impressions dropped, worst first</text>'
    )
    lines.append(f'<text x="{_LEFT}" y="16">FNMR at FMR 0.1 %</text>')
    return lines


def _curve(
    name: str, shares: Sequence[float], values: Sequence[float], top: float, colour: str, index: int
) -> list[str]:
    known = [(share, value) for share, value in zip(shares, values, strict=True) if not isnan(value)]
    path = " ".join(f"{_across(share, shares[-1]):.1f},{_down(value, top):.1f}" for share, value in known)
    width = 3 if index == 0 else 1.6
    x, y = WIDTH - _RIGHT + 14, _TOP + 16 + 22 * index
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>',
        f'<line x1="{x}" y1="{y - 4}" x2="{x + 22}" y2="{y - 4}" stroke="{colour}" stroke-width="{width}"/>',
        f'<text x="{x + 30}" y="{y}">{escape(name)}</text>',
    ]
