"""Figures as SVG: what share of the pictures lies below each value, and where the scores lie; real beside synthetic."""

from collections.abc import Sequence
from html import escape

import numpy as np

from tenprint.sim.likeness.compare import Values
from tenprint.sim.likeness.features import FEATURES
from tenprint.sim.likeness.samples import REAL, Prints

_COLOURS = {REAL: "#111827", "easy": "#15803d", "typical": "#1d4ed8", "hard": "#c2410c"}
_UNITS = {
    "density": "minutiae a cm²",
    "period_px": "period, pixels",
    "neighbour_px": "nearest minutia, pixels",
    "area_cm2": "area, cm²",
    "ending_share": "share of endings",
    "dark_share": "share of dark pixels",
    "period_spread": "spread of the period",
    "raggedness": "raggedness of the ridges",
}
_WIDTH, _HEIGHT = 172, 104
_PITCH_X, _PITCH_Y = 196, 152
_LEFT, _TOP = 26, 52
_POINTS = 41
_BINS = 28


def figure(group: Sequence[Prints]) -> str:
    """One set's figure, about 20 kB of SVG.

    Args:
        group: the real set first, then synthetic prints of each condition.
    """
    panels = [_shares(group, name) for name in FEATURES] + [_scores(group)]
    rows = -(-len(panels) // 4)
    width, height = _LEFT + 4 * _PITCH_X, _TOP + rows * _PITCH_Y
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">',
        f"<title>{escape(_title(group))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="18" font-size="13">{escape(_title(group))}</text>',
        *_legend(group),
    ]
    for place, panel in enumerate(panels):
        x, y = _LEFT + place % 4 * _PITCH_X, _TOP + place // 4 * _PITCH_Y
        lines += [f'<g transform="translate({x} {y})">', *panel, "</g>"]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _title(group: Sequence[Prints]) -> str:
    name = group[0].group.name
    return f"{name} ({group[0].group.device}): share of pictures below each value, and density of scores"


def _legend(group: Sequence[Prints]) -> list[str]:
    lines = []
    for place, prints in enumerate(group):
        x = _LEFT + place * 90
        colour = _COLOURS.get(prints.condition, "#6b7280")
        lines.append(f'<path d="M{x} 34h20" stroke="{colour}" stroke-width="{_thickness(prints)}"/>')
        lines.append(f'<text x="{x + 25}" y="38">{escape(prints.condition)}</text>')
    return lines


def _thickness(prints: Prints) -> str:
    return "2.4" if prints.condition == REAL else "1.3"


def _shares(group: Sequence[Prints], name: str) -> list[str]:
    """Panel of one feature: empirical distribution functions."""
    known = [prints.samples[name].known().values for prints in group]
    every = np.concatenate(known)
    low, high = (float(end) for end in np.percentile(every, (0.5, 99.5))) if len(every) else (0.0, 1.0)
    lines = _frame(_UNITS.get(name, name), f"{low:.3g}", f"{high:.3g}")
    share = np.linspace(0, 1, _POINTS)
    for prints, values in zip(group, known, strict=True):
        if len(values):
            x = (np.quantile(values, share, method="inverted_cdf") - low) / max(high - low, 1e-9)
            lines.append(_line(prints, np.clip(x, 0, 1), share))
    return lines


def _scores(group: Sequence[Prints]) -> list[str]:
    """Panel of the scores' densities, each with its own height: impostors dashed, mates drawn through."""
    high = max(float(prints.samples["genuine"].values.max(initial=1.0)) for prints in group)
    lines = _frame("score + 1: mates, and others (dashed)", "1", f"{high + 1:.3g}")
    edges = np.linspace(0, 1, _BINS + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    for prints in group:
        for name, dashes in (("impostor", ' stroke-dasharray="3 2"'), ("genuine", "")):
            x = np.log1p(prints.samples[name].values) / np.log1p(high)
            count = np.convolve(np.histogram(x, edges)[0], (0.25, 0.5, 0.25), mode="same")
            lines.append(_line(prints, middle, count / max(count.max(), 1e-9), dashes))
    return lines


def _frame(name: str, low: str, high: str) -> list[str]:
    bottom = _HEIGHT + 13
    return [
        f'<path d="M0 0V{_HEIGHT}H{_WIDTH}" fill="none" stroke="#9ca3af"/>',
        f'<text x="0" y="{bottom}" fill="#4b5563">{low}</text>',
        f'<text x="{_WIDTH}" y="{bottom}" text-anchor="end" fill="#4b5563">{high}</text>',
        f'<text x="{_WIDTH / 2:g}" y="{bottom + 12}" text-anchor="middle">{escape(name)}</text>',
    ]


def _line(prints: Prints, x: Values, y: Values, dashes: str = "") -> str:
    """A line from values and shares, both 0 to 1."""
    places = " ".join(f"{a * _WIDTH:.1f},{(1 - b) * _HEIGHT:.1f}" for a, b in zip(x, y, strict=True))
    colour = _COLOURS.get(prints.condition, "#6b7280")
    return (
        f'<polyline points="{places}" fill="none" stroke="{colour}" '
        f'stroke-width="{_thickness(prints)}"{dashes}/>'
    )
