"""Sequence check: each rolled finger against the plain finger that should be the same.

A fault is reported only on strong evidence: the rolled finger agrees with the plain finger of another
position, and not with its own. Poor prints agree with nothing and give no fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tenprint.match import parameter
from tenprint.match.pair import compare_described, describe
from tenprint.template.model import Template


@dataclass(frozen=True, slots=True)
class SequenceFault:
    """A rolled finger that is not in its place.

    Attributes:
        position: finger position of the rolled print, as labelled.
        matches_position: finger position of the plain print that it agrees with.
        score_own: pair score with the plain print of its own position; None where there is none.
        score_other: pair score with the plain print that it agrees with.
    """

    position: int
    matches_position: int
    score_own: float | None
    score_other: float


def check_sequence(rolled: Mapping[int, Template], plain: Mapping[int, Template]) -> list[SequenceFault]:
    """Finds swapped fingers, swapped hands and one finger taken twice.

    Args:
        rolled: finger position to template.
        plain: finger position to template, of single plain thumbs and fingers cut from slaps.

    Returns:
        Faults by position; empty where all is well or nothing can be said.
    """
    described = {position: describe(template) for position, template in plain.items()}
    faults = []
    for position, template in sorted(rolled.items()):
        finger = describe(template)
        scores = {other: compare_described(finger, print_).score for other, print_ in described.items()}
        own = scores.pop(position, None)
        if not scores:
            continue
        other = max(scores, key=lambda place: (scores[place], -place))
        if _is_fault(own, scores[other]):
            faults.append(SequenceFault(position, other, own, scores[other]))
    return faults


def _is_fault(own: float | None, other: float) -> bool:
    """Whether a rolled finger belongs to another position's plain print."""
    return other >= parameter.SEQUENCE_OTHER_MIN and (own is None or own <= parameter.SEQUENCE_OWN_MAX)
