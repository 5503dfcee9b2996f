"""Pairs of real impressions, of synthetic pictures and of templates without pictures, compared alike.

Real sets have no truth, but they have mates: how many minutiae of one impression come again in another where both show
skin, how far off, and how pairs score, must be alike. Of real sets only odd fingers are looked at; even ones are kept
for the evaluation of the engine.
"""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np

from tenprint.match.pair import Descriptors, compare_described, describe
from tenprint.sim.gallery.distance import ks_distance
from tenprint.sim.gallery.extraction_sample import Numbers, masters, place_of, rigid, style_of
from tenprint.sim.gallery.minutiae_model import read_fit
from tenprint.sim.gallery.unpictured import make_batch
from tenprint.template.model import Template

Prints = dict[str, list[Template]]

_PAIRS_MIN = 6
_NEAR_PX, _NEAR_RAD = 12.0, np.pi / 6
_SEED = 70_000


@dataclass(frozen=True, slots=True)
class Scores:
    """Comparisons within one source of templates.

    Attributes:
        source: its name.
        genuine: (g,) float64 scores of mates.
        impostor: (i,) float64 scores of strangers.
        repeated: (r,) float64 share of minutiae in the overlap that come again, of mates that could be aligned.
        displaced: (d,) float64 how far those lie apart after alignment, pixels.
        turned: (d,) float64 likewise the angle, degrees without sign.
        counts: (t,) float64 minutiae of each template.
    """

    source: str
    genuine: Numbers
    impostor: Numbers
    repeated: Numbers
    displaced: Numbers
    turned: Numbers
    counts: Numbers

    def row(self, real: "Scores | None") -> str:
        """Line of the table; distances from the real scores where these are given."""
        far = [""] * 3
        if real is not None:
            pairs = (
                (self.genuine, real.genuine),
                (self.impostor, real.impostor),
                (self.repeated, real.repeated),
            )
            far = [f"{ks_distance(*pair):.2f}" for pair in pairs]
        cells = [
            self.source, f"{np.median(self.counts):.0f}", f"{np.mean(self.repeated):.2f}", far[2],
            f"{np.median(self.displaced):.1f}", f"{np.median(self.turned):.1f}",
            " / ".join(f"{np.quantile(self.genuine, q):.1f}" for q in (0.05, 0.5, 0.95)), far[0],
            " / ".join(f"{np.quantile(self.impostor, q):.2f}" for q in (0.5, 0.99, 0.999)), far[1],
            f"{len(self.genuine)} / {len(self.impostor)}",
        ]  # fmt: skip
        return f"| {' | '.join(cells)} |"


HEAD = (
    "| source | minutiae | again | KS | apart, px | turned | mates 5/50/95 % | KS | strangers 50/99/99.9 % | KS | n |",
    "|---" * 11 + "|",
)


def compare_all(source: str, prints: Prints, *, strangers: int = 4) -> Scores:
    """Compare all mates, and the first impressions of all strangers.

    Args:
        source: name.
        prints: templates by finger.
        strangers: impressions of each finger that are compared with others'.
    """
    described = {finger: [describe(template) for template in own] for finger, own in prints.items()}
    genuine: list[float] = []
    repeats: list[tuple[float, Numbers, Numbers]] = []
    for finger, own in prints.items():
        for a, b in combinations(range(len(own)), 2):
            comparison = compare_described(described[finger][a], described[finger][b])
            genuine.append(comparison.score)
            repeat = _repeat(own[a], own[b], comparison.pairs)
            if repeat is not None:
                repeats.append(repeat)
    impostor = [
        compare_described(a, b).score
        for first, second in combinations(described.values(), 2)
        for a in _shown(first, strangers)
        for b in _shown(second, strangers)
    ]
    empty = np.zeros(0)
    return Scores(
        source, np.array(genuine), np.array(impostor), np.array([share for share, _, _ in repeats]),
        np.concatenate([empty, *(apart for _, apart, _ in repeats)]),
        np.concatenate([empty, *(turned for _, _, turned in repeats)]),
        np.array([float(len(template)) for own in prints.values() for template in own]),
    )  # fmt: skip


def _shown(described: list[Descriptors], count: int) -> list[Descriptors]:
    return [finger for finger in described[:count] if len(finger) > 0]


def _repeat(a: Template, b: Template, pairs: np.ndarray) -> tuple[float, Numbers, Numbers] | None:
    """Share of minutiae in the overlap that come again, their distances and turns; None where too few agree."""
    if len(pairs) < _PAIRS_MIN:
        return None
    here, there = place_of(a), place_of(b)
    turn, shift = rigid(there[pairs[:, 1]], here[pairs[:, 0]])
    cosine, sine = np.cos(turn), np.sin(turn)
    moved = (
        np.stack([cosine * here[:, 0] + sine * here[:, 1], -sine * here[:, 0] + cosine * here[:, 1]], 1)
        + shift
    )
    hull = cv2.convexHull(there.astype(np.float32))
    within = np.array([cv2.pointPolygonTest(hull, (float(x), float(y)), False) >= 0 for x, y in moved])
    if within.sum() < _PAIRS_MIN:
        return None
    distance = np.linalg.norm(moved[within][:, None] - there[None], axis=2)
    off = a.theta[within][:, None].astype(np.float64) + turn - b.theta[None]
    off = np.abs((off + np.pi) % (2 * np.pi) - np.pi)
    cost = np.where((distance < _NEAR_PX) & (off < _NEAR_RAD), distance, np.inf)
    best = cost.argmin(axis=1)
    found = np.isfinite(cost.min(axis=1))
    rows = np.flatnonzero(found)
    return float(found.mean()), distance[rows, best[rows]], np.degrees(off[rows, best[rows]])


def real_prints(folder: Path) -> Prints:
    """Templates of a folder of FINGER_IMPRESSION pictures, odd fingers only."""
    from tenprint.match.evaluate import extract_file, find_images, finger_of

    prints: Prints = {}
    for path in find_images(folder):
        finger = finger_of(path.name)
        if int(finger) % 2 == 0:
            continue
        template = extract_file("classical", None, path).template
        if template is not None:
            prints.setdefault(f"{folder.name}/{finger}", []).append(template)
    return prints


def pictured_prints(kind: str, fingers: int, impressions: int) -> Prints:
    """Templates that the extractor reads off synthetic pictures."""
    from tenprint.sim.contact.impression import impression
    from tenprint.template.extract.pipeline import extract

    style = style_of(kind)
    return {
        f"{number}": [extract(impression(master, seed=k, style=style).image) for k in range(impressions)]
        for number, master, _ in masters(kind, fingers, _SEED)
    }


def unpictured_prints(kind: str, fingers: int, impressions: int) -> Prints:
    """Templates of the minutiae-only model: one finger each of as many subjects, positions in turn."""
    fit, prints = read_fit(), {}
    for number in range(fingers):
        batch = make_batch(
            fit, kind, [number], seed=_SEED, positions=[1 + number % 10], impressions=range(impressions)
        )
        prints[f"{number}"] = [batch.template(k) for k in range(impressions)]
    return prints


def check(kinds: tuple[str, ...], sets: list[Path], *, fingers: int = 20, impressions: int = 6) -> list[str]:
    """Lines of a Markdown table of all sources.

    Args:
        kinds: of synthetic impressions.
        sets: folders of real pictures; may be none.
        fingers: of each synthetic source.
        impressions: of each finger.
    """
    lines, real = list(HEAD), []
    for folder in sets:
        real.append(compare_all(folder.name, real_prints(folder)))
        lines.append(real[-1].row(None))
    together = _together(real) if real else None
    if together is not None:
        lines.append(together.row(None))
    for kind in kinds:
        pictured = compare_all(f"{kind}, pictures read", pictured_prints(kind, fingers, impressions))
        without = compare_all(f"{kind}, without pictures", unpictured_prints(kind, fingers, impressions))
        lines += [pictured.row(together), without.row(together)]
        lines.append(
            f"| {kind}: model to pictures | | | {ks_distance(without.repeated, pictured.repeated):.2f} | | | | "
            f"{ks_distance(without.genuine, pictured.genuine):.2f} | | "
            f"{ks_distance(without.impostor, pictured.impostor):.2f} | |"
        )
    return lines


def _together(real: list[Scores]) -> Scores:
    """All real sets as one."""
    names = ("genuine", "impostor", "repeated", "displaced", "turned", "counts")
    return Scores("all real", *(np.concatenate([getattr(part, name) for part in real]) for name in names))
