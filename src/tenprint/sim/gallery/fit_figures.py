"""Show the fit: the same counted on pictures and on the model, as small SVG figures and a table of distances."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tenprint.sim.gallery.distance import ks_distance
from tenprint.sim.gallery.extraction_pairing import Sample
from tenprint.sim.gallery.extraction_sample import Numbers
from tenprint.sim.gallery.false_fit import false_density
from tenprint.sim.gallery.row_pairs import pairs_within

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 360, 220, 46, 34
_INK, _MODEL = "#1f2328", "#c2410c"


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure: two curves over one axis.

    Attributes:
        title: of the figure.
        across: what the axis counts.
        at: (n,) places on it.
        pictures: (n,) values measured on pictures.
        model: (n,) values of the model.
    """

    title: str
    across: str
    at: Numbers
    pictures: Numbers
    model: Numbers


@dataclass(frozen=True, slots=True)
class Distance:
    """How far one feature of the model lies from that of pictures.

    Attributes:
        feature: what.
        pictures: its mean on pictures.
        model: its mean on the model.
        ks: Kolmogorov's and Smirnov's distance of the two distributions.
    """

    feature: str
    pictures: float
    model: float
    ks: float


def features(sample: Sample) -> dict[str, Numbers]:
    """What is compared, by name: values over minutiae or over impressions."""
    true, false = sample.true, sample.false
    found = true.found > 0
    each = np.arange(sample.pictures)
    found_count = np.bincount(true.picture.astype(np.int64), true.found, minlength=sample.pictures)
    false_count = np.bincount(false.picture.astype(np.int64), minlength=sample.pictures).astype(np.float64)
    total = np.bincount(true.picture.astype(np.int64), minlength=sample.pictures)
    return {
        "true minutiae in the contact": total[each].astype(np.float64),
        "share missed, by impression": 1 - found_count / np.maximum(total, 1),
        "false minutiae, by impression": false_count,
        "border distance of missed ones, px": true.border[~found],
        "border distance of false ones, px": false.border,
        "displacement along, px": true.along[found],
        "displacement across, px": true.across[found],
        "turn, degrees": np.degrees(true.twist[found]),
        "false one's angle to the flow, degrees": np.degrees(false.turned),
        "false one's distance to the next false one, px": _next(sample),
        "missed one's distance to the next missed one, px": _next_missed(sample),
        "quality of found ones": true.quality[found],
        "quality of false ones": false.quality,
    }


def _next(sample: Sample) -> Numbers:
    """Distance of each false minutia to the nearest other of its impression, 300 at most."""
    false = sample.false
    return _nearest_of(false.picture, false.x, false.y)


def _next_missed(sample: Sample) -> Numbers:
    """Distance of each missed minutia to the nearest other of its impression, 300 at most."""
    missed = sample.true.found == 0
    return _nearest_of(sample.true.picture[missed], sample.true.x[missed], sample.true.y[missed])


def _nearest_of(picture: Numbers, x: Numbers, y: Numbers) -> Numbers:
    best = np.full(len(x), 300.0)
    first, second = pairs_within(picture, x, y, 0.0, 300.0)
    distance = np.hypot(x[first] - x[second], y[first] - y[second])
    np.minimum.at(best, first, distance)
    np.minimum.at(best, second, distance)
    return best


def distances(pictures: Sample, model: Sample) -> list[Distance]:
    """The table of distances."""
    ours = features(model)
    return [
        Distance(name, float(np.mean(values)), float(np.mean(ours[name])), ks_distance(values, ours[name]))
        for name, values in features(pictures).items()
    ]


def curves(pictures: Sample, model: Sample) -> list[Curve]:
    """The figures."""
    at = np.arange(4.0, 104.0, 8.0)
    return [
        Curve("missed, by distance to the border", "pixels", at, *(
            _rate(1 - s.true.found, s.true.border, 8.0, 13) for s in (pictures, model))),
        Curve("missed, by distance to the next minutia", "pixels", np.arange(6.0, 62.0, 4.0), *(
            _rate(1 - s.true.found, s.true.nearest, 4.0, 15)[1:] for s in (pictures, model))),
        Curve("false ones in 10,000 px, by border distance", "pixels", at, *(
            false_density(s.false, s.area) for s in (pictures, model))),
        Curve("pairs of false ones, by distance (share of pairs to 120 px)", "pixels",
              np.arange(5.0, 120.0, 10.0), *(_pair_share(s.false.picture, s.false.x, s.false.y)
                                            for s in (pictures, model))),
        Curve("pairs of missed ones, by distance (share of pairs to 120 px)", "pixels",
              np.arange(5.0, 120.0, 10.0), *(_missed_pairs(s) for s in (pictures, model))),
        Curve("displacement along the ridge (density)", "pixels", np.arange(-9.5, 10.0, 1.0), *(
            _density(s.true.along[s.true.found > 0], -10.0, 10.0, 20) for s in (pictures, model))),
        Curve("turn (density)", "degrees", np.arange(-13.5, 14.0, 1.0), *(
            _density(np.degrees(s.true.twist[s.true.found > 0]), -14.0, 14.0, 28) for s in (pictures, model))),
        Curve("quality of found ones (density)", "", np.arange(5.0, 100.0, 5.0), *(
            _density(s.true.quality[s.true.found > 0], 2.5, 97.5, 19) for s in (pictures, model))),
    ]  # fmt: skip


def _rate(value: Numbers, over: Numbers, width: float, count: int) -> Numbers:
    place = np.clip(over / width, 0, count - 1).astype(np.int64)
    seen = np.bincount(place, minlength=count)
    return np.bincount(place, value, minlength=count) / np.maximum(seen, 1)


def _pair_share(picture: Numbers, x: Numbers, y: Numbers) -> Numbers:
    first, second = pairs_within(picture, x, y, 0.0, 120.0)
    counts = np.histogram(np.hypot(x[first] - x[second], y[first] - y[second]), np.arange(0, 121, 10))[0]
    return np.asarray(counts / max(counts.sum(), 1), np.float64)


def _missed_pairs(sample: Sample) -> Numbers:
    missed = sample.true.found == 0
    return _pair_share(sample.true.picture[missed], sample.true.x[missed], sample.true.y[missed])


def _density(values: Numbers, low: float, high: float, count: int) -> Numbers:
    return np.asarray(
        np.histogram(values, np.linspace(low, high, count + 1))[0] / max(len(values), 1), np.float64
    )


def draw(curve: Curve) -> str:
    """Elements of a figure in SVG, small enough to be read as text."""
    top = float(max(curve.pictures.max(), curve.model.max(), 1e-9)) * 1.08
    low, high = float(curve.at.min()), float(curve.at.max())

    def place(x: float, y: float) -> str:
        across = _LEFT + (x - low) / (high - low) * (_WIDTH - _LEFT - 12)
        return f"{across:.1f},{_HEIGHT - _BOTTOM - y / top * (_HEIGHT - _BOTTOM - 40):.1f}"

    def line(values: Numbers, colour: str, dashes: str) -> str:
        points = " ".join(place(float(x), float(y)) for x, y in zip(curve.at, values, strict=True))
        return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'

    def text(x: float, y: float, words: str, colour: str = _INK, anchor: str = "start") -> str:
        return f'<text x="{x}" y="{y}" fill="{colour}" text-anchor="{anchor}">{words}</text>'

    base = _HEIGHT - _BOTTOM
    return "\n".join([
        text(8, 16, curve.title),
        text(_WIDTH - 12, 32, "– – model", _MODEL, "end"), text(_WIDTH - 76, 32, "— pictures", _INK, "end"),
        f'<path d="M{_LEFT} 40V{base}H{_WIDTH - 8}" fill="none" stroke="#8b949e"/>',
        text(_LEFT - 4, base + 4, "0", anchor="end"), text(_LEFT - 4, 50, f"{top:.2g}", anchor="end"),
        text(_LEFT, base + 15, f"{low:g}"), text(_WIDTH - 12, base + 15, f"{high:g}", anchor="end"),
        text((_LEFT + _WIDTH) / 2, base + 15, curve.across, anchor="middle"),
        line(curve.pictures, _INK, ""), line(curve.model, _MODEL, ' stroke-dasharray="5 3"'),
    ])  # fmt: skip


def write_figures(kind: str, pictures: Sample, model: Sample, folder: Path) -> Path:
    """Write the figures of one kind of impression on one sheet; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    panels = [
        f'<g transform="translate({_WIDTH * (k % 2)} {_HEIGHT * (k // 2)})">\n{draw(curve)}\n</g>'
        for k, curve in enumerate(curves(pictures, model))
    ]
    width, height = 2 * _WIDTH, -(-len(panels) // 2) * _HEIGHT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">',
        f"<title>Extraction of {kind} impressions: pictures and model</title>",
        "<style>text{font:11px sans-serif}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    )
    path = folder / f"minutiae-{kind}.svg"
    path.write_text("\n".join([*head, *panels, "</svg>", ""]), encoding="utf-8")
    return path


def table(kind: str, found: list[Distance]) -> list[str]:
    """Lines of a Markdown table."""
    return [
        f"| {kind} | pictures, mean | model, mean | KS |",
        "|---|---|---|---|",
        *(f"| {row.feature} | {row.pictures:.3g} | {row.model:.3g} | {row.ks:.3f} |" for row in found),
    ]
