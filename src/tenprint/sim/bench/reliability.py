"""The reliability plot: ratios as stated against ratios as counted, as SVG."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tenprint.match.interval import clopper_pearson
from tenprint.paths import written_whole

SIDE, MARGIN = 460.0, 60.0
LOW, HIGH = -2.5, 5.5
BIN = 0.5
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#7b4fa3")


def bins(log10_lr: np.ndarray, mated: np.ndarray) -> list[tuple[float, float, float, float]]:
    """For each bin of stated ratios: their mean, and the counted log10 ratio with the ends of its interval.

    Args:
        log10_lr: (n,) as stated.
        mated: (n,) bool.

    Returns:
        Counted is NaN where mates or non-mates are lacking; an end may be infinite then.
    """
    found = []
    place = np.floor(log10_lr / BIN)
    mates, others = int(mated.sum()), int((~mated).sum())
    for one in np.unique(place):
        inside = place == one
        hits, misses = int((inside & mated).sum()), int((inside & ~mated).sum())
        hit_ends, miss_ends = clopper_pearson(hits, mates), clopper_pearson(misses, others)
        with np.errstate(divide="ignore", invalid="ignore"):
            counted = np.log10(hits / mates) - np.log10(misses / others) if hits and misses else np.nan
            low = float(np.log10(hit_ends[0]) - np.log10(miss_ends[1]))
            high = float(np.log10(hit_ends[1]) - np.log10(miss_ends[0]))
        stated = log10_lr[inside & mated] if hits else log10_lr[inside]
        found.append((float(stated.mean()), float(counted), low, high))
    return found


def draw(path: Path, sources: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Write the plot.

    Args:
        path: SVG file.
        sources: by name, stated (n,) log10 ratios and whether each pair is mated.
    """
    parts = [*_frame()]
    for number, (name, (ratios, mated)) in enumerate(sources.items()):
        colour = COLOURS[number % len(COLOURS)]
        aside = (number - (len(sources) - 1) / 2) * 5
        for stated, counted, low, high in bins(ratios, mated):
            parts += _point(stated, counted, low, high, colour, aside)
        y = MARGIN + 18 + 18 * number
        parts.append(f'<circle cx="{MARGIN + 16:g}" cy="{y - 4:g}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{MARGIN + 26:g}" y="{y:g}">{name}</text>')
    whole = SIDE + 2 * MARGIN
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole:g} {whole:g}" font-family="sans-serif" '
        'font-size="12" fill="#222"><title>Reliability of one finger\'s likelihood ratio</title>'
        f'<rect width="{whole:g}" height="{whole:g}" fill="#fff"/>' + "\n".join(parts) + "</svg>\n"
    )
    with written_whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _at(value: float) -> float:
    """Distance along an axis, drawn in to its ends."""
    return SIDE * (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW)


def _frame() -> list[str]:
    """Axes, grid, the diagonal, words."""
    base = MARGIN + SIDE
    parts = []
    for value in range(int(np.ceil(LOW)), int(HIGH) + 1):
        place = _at(value)
        colour = "#999" if value == 0 else "#e4e4e4"
        parts.append(
            f'<path d="M{MARGIN + place:g} {MARGIN:g}V{base:g}M{MARGIN:g} {base - place:g}H{base:g}" '
            f'stroke="{colour}"/>'
        )
        parts.append(f'<text x="{MARGIN + place:g}" y="{base + 18:g}" text-anchor="middle">{value}</text>')
        parts.append(f'<text x="{MARGIN - 8:g}" y="{base - place + 4:g}" text-anchor="end">{value}</text>')
    parts.append(f'<path d="M{MARGIN:g} {base:g}L{base:g} {MARGIN:g}" stroke="#555" stroke-dasharray="5 4"/>')
    middle = MARGIN + SIDE / 2
    parts.append(f'<text x="{middle:g}" y="{base + 42:g}" text-anchor="middle">log10 LR as stated</text>')
    parts.append(
        f'<text transform="translate(20 {middle:g}) rotate(-90)" text-anchor="middle">log10 LR as counted, 95 %</text>'
    )
    parts.append(
        f'<text x="{middle:g}" y="{MARGIN - 22:g}" text-anchor="middle" font-size="14">'
        "Above the diagonal: stated too cautiously; below: too boldly</text>"
    )
    return parts


def _point(stated: float, counted: float, low: float, high: float, colour: str, aside: float) -> list[str]:
    """A dot with its interval; without a dot where nothing was counted on one side."""
    if not np.isfinite(low) and not np.isfinite(high):
        return []
    base, x = MARGIN + SIDE, MARGIN + _at(stated) + aside
    ends = (_at(low if np.isfinite(low) else LOW), _at(high if np.isfinite(high) else HIGH))
    parts = [
        f'<path d="M{x:.1f} {base - ends[0]:.1f}V{base - ends[1]:.1f}" stroke="{colour}" stroke-width="1.5"/>'
    ]
    if np.isfinite(counted):
        parts.append(f'<circle cx="{x:.1f}" cy="{base - _at(counted):.1f}" r="4" fill="{colour}"/>')
    return parts
