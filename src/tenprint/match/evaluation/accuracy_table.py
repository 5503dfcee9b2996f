"""Several engines on the same sets as Markdown: sets down, engines across, every rate with its interval."""

from collections.abc import Iterator, Sequence

import numpy as np

from tenprint.match.evaluation.assessment import Assessment, assess
from tenprint.match.evaluation.bootstrap import Interval, interval
from tenprint.match.evaluation.rates import Scores
from tenprint.match.evaluation.score_set import ScoreSet, of_parity

RATES = {"eer": "EER", "0.001": "FNMR at FMR 0.1 %"}
CHOSEN = {"all": "all fingers", "even": "even fingers"}


def accuracy_table(engines: dict[str, Sequence[ScoreSet]]) -> Iterator[str]:
    """Lines of four tables in percent: two rates, of all fingers and of even ones.

    Args:
        engines: each one's scores by its name, of the same sets in the same order.
    """
    for chosen, words in CHOSEN.items():
        found = {
            engine: [assess(engine, of_parity(one, chosen)) for one in sets]
            for engine, sets in engines.items()
        }
        for rate, name in RATES.items():
            yield f"**{name}, {words}**, %"
            yield ""
            yield from _table(found, rate)
            yield ""
        yield from _notes(next(iter(found.values())))
        yield ""


def _table(found: dict[str, list[Assessment]], rate: str) -> Iterator[str]:
    """One rate of all engines."""
    yield f"| set | {' | '.join(found)} |"
    yield "|---" * (len(found) + 1) + "|"
    rows = zip(*found.values(), strict=True)
    for row in rows:
        yield f"| {row[0].scores.name} | {' | '.join(_cell(*_rate(one, rate)) for one in row)} |"
    means = (_mean(sets, rate) for sets in found.values())
    yield f"| **mean** | {' | '.join(f'**{value}** {ends}' for value, ends in map(_parts, means))} |"


def _rate(one: Assessment, rate: str) -> tuple[float, Interval]:
    """A rate and its interval."""
    if rate == "eer":
        return one.rates.eer, one.eer
    return one.rates.fnmr_at_fmr[rate], one.fnmr_at_fmr[rate]


def _mean(sets: Sequence[Assessment], rate: str) -> tuple[float, Interval]:
    """Mean over the sets; in each draw of the interval every set's fingers are drawn anew."""
    rng = np.random.default_rng(1)
    drawn = [one.draws.eer if rate == "eer" else one.draws.fnmr_at_fmr[rate] for one in sets]
    # Sets of equal finger counts were drawn alike; put in random order they are independent.
    mixed: Scores = np.mean([rng.permutation(values) for values in drawn], axis=0)
    return float(np.mean([_rate(one, rate)[0] for one in sets])), interval(mixed)


def _cell(value: float, ends: Interval) -> str:
    return " ".join(_parts((value, ends)))


def _parts(found: tuple[float, Interval]) -> tuple[str, str]:
    """A rate and its interval in percent."""
    value, (low, high) = found
    return f"{100 * value:.2f}", f"({100 * low:.1f} to {100 * high:.1f})"


def _notes(sets: Sequence[Assessment]) -> Iterator[str]:
    """What the counts bear."""
    least = min(one.rates.non_mated for one in sets)
    fingers = min(one.scores.fingers_compared for one in sets)
    mated = min(one.rates.mated for one in sets)
    yield f"{fingers} fingers, {mated} mated and {least:,} non-mated comparisons a set; intervals of 95 % over fingers."
    if "0.001" in sets[0].rates.extrapolated:
        yield f"FMR 0.1 % is extrapolated here: it is read at no false match, as one of {least:,} is more."
