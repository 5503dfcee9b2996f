"""An evaluation as JSON content and as lines of text, in the terms of ISO/IEC 19795-1."""

from collections.abc import Iterator, Sequence
from typing import Any

from tenprint.match.evaluate import Evaluation
from tenprint.match.evaluation.assessment import Against, Assessment, against
from tenprint.match.evaluation.bootstrap import LEVEL, METHOD, RULE_OF_3, RULE_OF_30, Interval
from tenprint.match.evaluation.discard import METHOD as DISCARD_METHOD
from tenprint.match.evaluation.discard import Discard
from tenprint.match.evaluation.rates import Rates
from tenprint.match.evaluation.score_set import PROTOCOLS
from tenprint.match.evaluation.svg_plot import percent

NAMES_SHOWN = 5


def content(found: Evaluation, seed: int, peers: dict[str, Sequence[Assessment]]) -> dict[str, Any]:
    """One evaluation as JSON content; peers by the name of the set, or of all pooled."""
    assessment = found.assessment
    made: dict[str, Any] = {
        "set": assessment.scores.name,
        "images": found.images,
        "extractor": found.extractor,
        **judged(assessment, seed),
        "protocol": found.protocol,
        "protocol_meaning": PROTOCOLS[found.protocol],
        "fingers": found.chosen,
        "ms_per_image": found.ms_per_image,
        "comparisons_per_second": found.comparisons_per_second,
        "failed_to_extract": found.failed_to_extract,
        "failures": failures(found),
        "left_out": list(found.left_out),
        "peers": [beside(assessment, peer, seed) for peer in peers.get(assessment.scores.name, ())],
    }
    if found.parts:
        made["sets"] = [content(part, seed, peers) for part in found.parts]
    return made


def judged(found: Assessment, seed: int) -> dict[str, Any]:
    """Rates and intervals of one engine's scores."""
    rates = found.rates
    return {
        **_rates(rates),
        "finger_count": found.scores.fingers_compared,
        "mated_comparisons": rates.mated,
        "non_mated_comparisons": rates.non_mated,
        "fmr_counted_min": 1 / rates.non_mated,
        "extrapolated": list(rates.extrapolated),
        "intervals": {
            "level": LEVEL,
            "method": METHOD,
            "draws": len(found.draws.eer),
            "seed": seed,
            "eer": list(found.eer),
            "fnmr_at_fmr": {name: list(ends) for name, ends in found.fnmr_at_fmr.items()},
        },
        "rule_of_3": {
            "fnmr": min(1.0, RULE_OF_3 / rates.mated),
            "fmr": min(1.0, RULE_OF_3 / rates.non_mated),
        },
        "rule_of_30": {
            "fnmr": min(1.0, RULE_OF_30 / rates.mated),
            "fmr": min(1.0, RULE_OF_30 / rates.non_mated),
        },
    }


def _rates(rates: Rates) -> dict[str, Any]:
    return {"eer": rates.eer, "fnmr_at_fmr": rates.fnmr_at_fmr}


def failures(found: Evaluation) -> dict[str, Any]:
    """Failures to enrol and to acquire, and the rates with and without them.

    Each image is offered once and is both a reference and a probe, so both rates are the share of images without a
    template. The generalised rates count every comparison, one with such an image as not matched.
    """
    share = found.failed_to_extract / found.images
    completed = found.completed or found.assessment.rates
    return {
        "fte": share,
        "fta": share,
        "images": [{"name": name, "problem": problem} for name, problem in found.failures],
        "completed": {**_rates(completed), "comparisons": completed.mated + completed.non_mated},
        "generalised": {"eer": found.eer, "gfrr_at_gfar": found.fnmr_at_fmr},
    }


def beside(ours: Assessment, theirs: Assessment, seed: int) -> dict[str, Any]:
    """Another engine's rates on the same pairs, and ours against them."""
    found = against(ours, theirs)
    return {
        "engine": theirs.name,
        **judged(theirs, seed),
        "ratio": {name: one.ratio for name, one in found.items()},
        "difference": {name: one.difference for name, one in found.items()},
        "difference_intervals": {name: list(one.interval) for name, one in found.items()},
    }


def discarded(found: Sequence[Discard]) -> dict[str, Any]:
    """The error versus discard characteristic."""
    points = [
        {
            "impressions": one.share,
            "comparisons": one.comparisons,
            "fnmr_fixed_threshold": one.fixed,
            "fnmr_recomputed_threshold": one.recomputed,
            "reduction": one.reduction,
        }
        for one in found
    ]
    return {"method": DISCARD_METHOD, "quality": "tenprint.image.quality", "fmr": 0.001, "dropped": points}


def lines(found: Evaluation, peers: dict[str, Sequence[Assessment]]) -> Iterator[str]:
    """One evaluation as text: each set, then all pooled."""
    for part in found.parts:
        yield from lines(part, peers)
    assessment = found.assessment
    chosen = "" if found.chosen == "all" else f", {found.chosen} fingers"
    yield f"{assessment.scores.name}: {found.images} images{chosen}, protocol {found.protocol}, {found.extractor}"
    yield from assessed_lines(assessment)
    yield f"  {found.ms_per_image:.1f} ms an image, {found.comparisons_per_second:,.0f} comparisons/s a core"
    yield from _failure_lines(found)
    for peer in peers.get(assessment.scores.name, ()):
        yield from against_lines(assessment, peer)


def assessed_lines(found: Assessment) -> Iterator[str]:
    """Rates of one engine's scores with intervals, and what the counts bear."""
    rates = found.rates
    yield f"  {rates.mated:,} mated and {rates.non_mated:,} non-mated comparisons"
    yield f"  EER {_with(rates.eer, found.eer)}"
    for name, rate in rates.fnmr_at_fmr.items():
        at = "no false match" if name == "0" else f"FMR {100 * float(name):g} %"
        note = f"   extrapolated: one of {rates.non_mated:,} is more" if name in rates.extrapolated else ""
        note = "" if name == "0" else note
        yield f"  FNMR at {at:14} {_with(rate, found.fnmr_at_fmr[name])}{note}"
    yield (
        f"  intervals of 95 % by {len(found.draws.eer):,} draws of fingers; no error at all in so many comparisons "
        f"would say FNMR < {percent(RULE_OF_3 / rates.mated)}, FMR < {percent(RULE_OF_3 / rates.non_mated)} (rule of 3)"
    )


def _failure_lines(found: Evaluation) -> Iterator[str]:
    """Images that gave no template, or were left out."""
    if found.left_out:
        shown = ", ".join(found.left_out[:NAMES_SHOWN])
        yield f"  {len(found.left_out)} images left out, without underscore in the name: {shown}"
    if not found.failures:
        yield "  0 failed to extract"
        return
    rate = percent(found.failed_to_extract / found.images)
    yield f"  {found.failed_to_extract} failed to extract (FTE and FTA {rate}); the rates above are generalised"
    for _, problem in found.failures[:NAMES_SHOWN]:
        yield f"    {problem}"
    if len(found.failures) > NAMES_SHOWN:
        yield f"    and {len(found.failures) - NAMES_SHOWN} more"
    if found.completed:
        fnmr = percent(found.completed.fnmr_at_fmr["0.001"])
        yield f"  completed comparisons alone: EER {percent(found.completed.eer)}, FNMR at FMR 0.1 % {fnmr}"


def against_lines(ours: Assessment, theirs: Assessment) -> Iterator[str]:
    """Another engine's rates, and ours against them."""
    found = against(ours, theirs)
    yield f"  beside {theirs.name}, the same pairs:"
    yield f"    EER {_with(theirs.rates.eer, theirs.eer)}; {_compared(ours.name, found['eer'])}"
    fnmr = _with(theirs.rates.fnmr_at_fmr["0.001"], theirs.fnmr_at_fmr["0.001"])
    yield f"    FNMR at FMR 0.1 % {fnmr}; {_compared(ours.name, found['0.001'])}"


def _compared(name: str, found: Against) -> str:
    """Ours against theirs in words."""
    ratio = "" if found.ratio is None else f"{name} has {found.ratio:.2f} of it, "
    low, high = found.interval
    sign = "better" if high < 0 else "worse" if low > 0 else "not told apart"
    return f"{ratio}difference {100 * found.difference:+.2f} points ({100 * low:+.2f} to {100 * high:+.2f}): {sign}"


def _with(rate: float, ends: Interval) -> str:
    """A rate with its interval.

    >>> _with(0.0107, (0.002, 0.0211))
    '1.07 % (0.20 to 2.11)'
    """
    return f"{percent(rate)} ({100 * ends[0]:.2f} to {100 * ends[1]:.2f})"
