"""Likeness as lines for people, as Markdown, and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from tenprint.sim.likeness.compare import Distance
from tenprint.sim.likeness.report import Compared, Likeness, concordance
from tenprint.sim.likeness.samples import MEASURES

ORDER = {
    "odd": "odd fingers, those that were looked at while tuning",
    "even": "even fingers, not used in tuning",
}


def markdown(found: Sequence[Likeness]) -> Iterator[str]:
    """Lines of Markdown tables: distances set by set, then error rates, then whether the extractors agree."""
    for one in found:
        yield from _distances(one)
    yield from _rates(found)
    if len(found) == 2:
        yield ""
        yield _agreement(found[0], found[1])


def _distances(found: Likeness) -> Iterator[str]:
    which = ORDER.get(found.real_fingers, "all fingers")
    yield f"## Distances, extractor {found.extractor}"
    yield ""
    yield (
        f"Kolmogorov–Smirnov distance of {found.fingers} synthetic fingers × {found.impressions} impressions from the "
        f"real set ({which}), 95 % interval over fingers, and the medians, synthetic : real. *Real sets*: the least, "
        "median and largest distance of two of the four real sets; *halves*: a real set's odd from its even fingers."
    )
    for name in dict.fromkeys(one.set_name for one in found.compared):
        cells = {one.condition: one for one in found.compared if one.set_name == name}
        yield ""
        yield f"### {name}, {found.extractor}"
        yield ""
        yield f"| measure | {' | '.join(cells)} | real sets | halves |"
        yield "|---" * (len(cells) + 3) + "|"
        for measure in MEASURES:
            stick = found.yardsticks[measure]
            columns = " | ".join(_cell(one.distances[measure]) for one in cells.values())
            apart = f"{stick.least:.2f} · {stick.median:.2f} · {stick.largest:.2f}"
            yield f"| {measure} | {columns} | {apart} | {stick.halves:.2f} |"
        yield f"| **mean** | {' | '.join(f'**{one.mean:.2f}**' for one in cells.values())} | {_mean(found)} |"
    yield from _furthest(found)


def _furthest(found: Likeness, count: int = 3) -> Iterator[str]:
    """Lines that name the largest distances of each set under ``typical``, with their direction."""
    every = [one for one in found.compared if one.condition == "typical"]
    if every:
        yield ""
        yield f"Furthest under `typical`, {found.extractor} (synthetic : real):"
        yield ""
    for one in every:
        ordered = sorted(one.distances.items(), key=lambda item: -np.nan_to_num(item[1].distance))
        named = ", ".join(
            f"{name} {apart.median_a:.3g} : {apart.median_b:.3g}" for name, apart in ordered[:count]
        )
        yield f"- {one.set_name}: {named}"
    yield ""


def _mean(found: Likeness) -> str:
    """Means of the yardsticks over all measures."""
    sticks = found.yardsticks.values()
    halves = sum(stick.halves for stick in sticks) / len(sticks)
    return f"{sum(stick.median for stick in sticks) / len(sticks):.2f} | {halves:.2f}"


def _cell(found: Distance) -> str:
    return (
        f"{found.distance:.2f} ({found.low:.2f}–{found.high:.2f}) {found.median_a:.3g} : {found.median_b:.3g}"
    )


def _rates(found: Sequence[Likeness]) -> Iterator[str]:
    yield "## Error rates"
    yield ""
    yield "EER · FNMR at FMR 0.1 % · separation (d') of log(1 + score), genuine from impostor."
    yield ""
    yield f"| set | condition | {' | '.join(one.extractor for one in found)} |"
    yield "|---" * (len(found) + 2) + "|"
    rows = [{(rate.set_name, rate.condition): rate for rate in one.rates} for one in found]
    for key in sorted(rows[0], key=lambda key: key[0]):
        cells = [f"{row[key].eer:.2%} · {row[key].fnmr:.2%} · {row[key].separation:.2f}" for row in rows]
        yield f"| {key[0]} | {key[1]} | {' | '.join(cells)} |"


def _agreement(first: Likeness, second: Likeness) -> str:
    alike, tau = concordance(first, second)
    verdict = "rank the conditions alike within every set" if alike else "do not rank the conditions alike"
    return (
        f"The extractors {first.extractor} and {second.extractor} {verdict} (by separation); over all settings "
        f"Kendall's tau is {tau:.2f}."
    )


def content(found: Sequence[Likeness]) -> dict[str, Any]:
    """Everything as one JSON object."""
    made: dict[str, Any] = {"extractors": {one.extractor: _content(one) for one in found}}
    if len(found) == 2:
        alike, tau = concordance(found[0], found[1])
        made |= {"conditions_ranked_alike": alike, "kendall_tau": _known(tau)}
    return made


def _content(found: Likeness) -> dict[str, Any]:
    return {
        "fingers": found.fingers,
        "impressions": found.impressions,
        "real_fingers": found.real_fingers,
        "compared": [_compared(one) for one in found.compared],
        "rates": [
            {
                "set": rate.set_name,
                "condition": rate.condition,
                "eer": rate.eer,
                "fnmr_at_fmr_0.001": rate.fnmr,
                "separation": rate.separation,
            }
            for rate in found.rates
        ],
        "yardsticks": {
            name: {field: _known(value) for field, value in asdict(s).items()}
            for name, s in found.yardsticks.items()
        },
    }


def _compared(found: Compared) -> dict[str, Any]:
    return {
        "set": found.set_name,
        "condition": found.condition,
        "mean": found.mean,
        "distances": {
            name: {
                "distance": _known(one.distance),
                "interval": [_known(one.low), _known(one.high)],
                "median_synthetic": _known(one.median_a),
                "median_real": _known(one.median_b),
            }
            for name, one in found.distances.items()
        },
    }


def _known(value: float) -> float | None:
    """The number, or None for nan, which JSON does not have."""
    return None if np.isnan(value) else value
