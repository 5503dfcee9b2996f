"""Figures measured on this machine: what ``make bench`` prints and docs/benchmarks.md quotes."""

import platform
import resource
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from tenprint.errors import BadInput
from tenprint.image.codec import Compression, decode, encode_wsq
from tenprint.match.descriptor import describe
from tenprint.match.gallery import Gallery
from tenprint.match.pair import compare_described
from tenprint.match.search import search
from tenprint.sim.bench.accuracy import bench_accuracy
from tenprint.sim.bench.records import bench_lines
from tenprint.sim.card.images import card_images
from tenprint.sim.card.templates import enrolment_templates
from tenprint.sim.gallery import background
from tenprint.sim.gallery.unpictured_file import unpictured_subjects
from tenprint.template.extract.pipeline import extract
from tenprint.template.model import Template

PROBES = 10
REPEATS = 5
UNPICTURED_SEED = 1
"""Of the subjects without pictures that fill a large gallery."""


def bench_search(subjects: int, fingers: int) -> dict[str, Any]:
    """Search synthetic people in a gallery: the shipped one, filled up by subjects without pictures where it is larger.

    Args:
        subjects: how many the gallery has.
        fingers: how many fingers each probe has.

    Raises:
        BadInput: fewer than one subject.
    """
    if subjects < 1:
        raise BadInput(f"--subjects: expected 1 or more, found {subjects}")
    pictured = min(subjects, background.subjects(background.shipped()))
    began = time.perf_counter()
    gallery = Gallery.build(_people(pictured, subjects - pictured))
    open_seconds = time.perf_counter() - began
    probes = [_some(enrolment_templates(10_000 + number), fingers) for number in range(PROBES)]
    search(probes[0], gallery)
    times, hits = [], 0
    for probe in probes:
        began = time.perf_counter()
        found = search(probe, gallery)
        times.append(1000 * (time.perf_counter() - began))
        hits += _is_hit(found.candidates[0].score)
    loss = _cascade_loss(gallery)
    return {
        "subjects": subjects,
        "without_pictures": subjects - pictured,
        "fingers": fingers,
        "probes": PROBES,
        "search_ms": {
            "p50": round(float(np.percentile(times, 50)), 1),
            "p95": round(float(np.percentile(times, 95)), 1),
        },
        "searches_per_second": round(1000 * len(times) / sum(times), 2),
        "resident_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
        "open_seconds": round(open_seconds, 2),
        "cascade_loss": loss,
        "false_hits": hits,
    }


def _people(pictured: int, unpictured: int) -> Iterator[tuple[str, dict[int, Template]]]:
    """Subjects of the shipped gallery, then subjects without pictures."""
    yield from islice(background.load(background.shipped()), pictured)
    yield from unpictured_subjects(unpictured, UNPICTURED_SEED)


def _cascade_loss(gallery: Gallery) -> float:
    """Share of mates, enrolled now, that the cascade loses and an exhaustive search finds by other impressions."""
    for number in range(PROBES):
        gallery.add(f"M{number}", enrolment_templates(20_000 + number))
    lost = 0
    for number in range(PROBES):
        images = card_images(20_000 + number, capture=1, workers=2)
        probe = {position: extract(images[position]) for position in images if position <= 10}
        fast, slow = search(probe, gallery), search(probe, gallery, exhaustive=True)
        first = slow.candidates[0].subject_id
        lost += first == f"M{number}" and fast.candidates[0].subject_id != first
    return lost / PROBES


def _some(templates: dict[int, Template], fingers: int) -> dict[int, Template]:
    """The first fingers of a probe."""
    return dict(list(templates.items())[:fingers])


def _is_hit(score: float) -> bool:
    """Whether a stranger's best score would have been looked at."""
    from tenprint.match.threshold import VERIFY

    return score >= VERIFY


def bench_all() -> Iterator[str]:
    """Lines of a Markdown table, measured now."""
    yield f"| what | figure ({platform.machine()}, Python {platform.python_version()}) |"
    yield "|---|---|"
    card_images(4710, capture=1)  # compiles
    began = time.perf_counter()
    images = card_images(4711, capture=1)
    yield f"| a card's 14 pictures made, one core | {time.perf_counter() - began:.2f} s |"
    rolled = images[2]
    coded = encode_wsq(rolled)
    yield f"| WSQ encode, {rolled.width}×{rolled.height} | {_ms(lambda: encode_wsq(rolled)):.1f} ms |"
    yield f"| WSQ decode, same | {_ms(lambda: decode(coded, Compression.WSQ, resolution_ppi=500)):.1f} ms |"
    yield f"| minutiae of a rolled print, one core | {_ms(lambda: extract(rolled)):.1f} ms |"
    first, second = describe(extract(rolled)), describe(extract(images[3]))
    rate = 1000 / _ms(lambda: compare_described(first, second), 200)
    yield f"| 1:1 comparison of two rolled prints, one core | {rate:,.0f} /s |"
    yield from bench_lines()
    found = bench_search(1000, 10)
    yield f"| ten fingers against {found['subjects']:,} subjects | {found['search_ms']['p50']} ms (p50) |"
    yield ""
    yield from bench_accuracy()


def _ms(act: Callable[[], object], repeats: int = REPEATS) -> float:
    """Milliseconds of an act, the best of some."""
    act()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return 1000 * min(times)
