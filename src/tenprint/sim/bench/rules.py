"""How long the gate takes: a decision with its grants, and the trace with the smallest change that would turn it."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles
from typing import Any, Final

from tenprint.errors import BadInput
from tenprint.sharing.decide import Decision, SubmissionFacts, SubmissionKind, decide
from tenprint.sharing.rules import Rules, load

SAMPLE_MIN: Final = 100
SAMPLE_MAX: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Timing:
    """Median and 95th percentile of some durations, in nanoseconds."""

    median_ns: float
    p95_ns: float

    @classmethod
    def of(cls, durations_ns: Sequence[int]) -> "Timing":
        """Return the figures of some durations."""
        cuts = quantiles(durations_ns, n=20)
        return cls(cuts[9], cuts[18])

    def in_unit(self, nanoseconds: int, digits: int) -> dict[str, float]:
        """Return the figures in a unit of so many nanoseconds."""
        return {
            "p50": round(self.median_ns / nanoseconds, digits),
            "p95": round(self.p95_ns / nanoseconds, digits),
        }


def bench_rules(sample: int, seed: int = 1, rules: Rules | None = None) -> dict[str, Any]:
    """Ask the gate about a random sample of counties, kinds of submission and days.

    Args:
        sample: how many questions.
        seed: decides them.
        rules: of whom they are asked; the package's own, if not given.

    Raises:
        BadInput: the sample is too small for a percentile, or too large.
    """
    if not SAMPLE_MIN <= sample <= SAMPLE_MAX:
        raise BadInput(f"--sample: expected {SAMPLE_MIN} to {SAMPLE_MAX}, found {sample}")
    began = time.perf_counter()
    rules = rules or load()
    load_seconds = time.perf_counter() - began
    asked = _questions(sample, seed, rules)
    for facts, on in asked[:SAMPLE_MIN]:  # the values in force are gathered once for each interval
        _explained(_decided(facts, on, rules))
    decided, explained, permitted = [], [], 0
    for facts, on in asked:
        began_ns = time.perf_counter_ns()
        decision = _decided(facts, on, rules)
        decided_ns = time.perf_counter_ns()
        _explained(decision)
        explained.append(time.perf_counter_ns() - decided_ns)
        decided.append(decided_ns - began_ns)
        permitted += decision.permitted
    return {
        "questions": sample,
        "seed": seed,
        "permitted": permitted,
        "load_ms": round(1000 * load_seconds, 1),
        "decide_us": Timing.of(decided).in_unit(1_000, 2),
        "trace_and_counterfactual_ms": Timing.of(explained).in_unit(1_000_000, 3),
    }


def _questions(sample: int, seed: int, rules: Rules) -> list[tuple[SubmissionFacts, date]]:
    """Draw counties and days of coverage; one submission in ten is no ordinary arrest."""
    chance = random.Random(seed)
    counties = sorted(rules.counties.values(), key=lambda county: county.fips)
    span = rules.rule("federal/coverage").values[0].value
    found = []
    for _ in range(sample):
        county = chance.choice(counties)
        on = span["from"] + timedelta(chance.randrange((span["to"] - span["from"]).days))
        kind = chance.choice(list(SubmissionKind)) if chance.random() < 0.1 else SubmissionKind.CRIMINAL
        found.append((SubmissionFacts(county.fips, county.state, kind, chance.random() > 0.02), on))
    return found


def _decided(facts: SubmissionFacts, on: date, rules: Rules) -> Decision:
    """Decide, and ask for what is granted."""
    decision = decide(facts, on, rules)
    _ = decision.grants
    return decision


def _explained(decision: Decision) -> tuple[object, object]:
    """Make the trace and the smallest change that would turn the answer."""
    return decision.trace, decision.counterfactual
