"""One finger against one finger."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tenprint.match import parameter
from tenprint.match.consolidation import consolidate
from tenprint.match.cylinder import disc_cells
from tenprint.match.descriptor import Descriptors, describe
from tenprint.match.similarity import local_similarity
from tenprint.template.model import Template

__all__ = ["Comparison", "Descriptors", "compare", "compare_described", "describe", "score_described"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Outcome of a comparison.

    Attributes:
        score: 0 upwards, log10 of a likelihood ratio moved by 2 (see ``score``); what it is worth says ``fusion``.
        pairs: (k, 2) int32, indices into the probe's and the candidate's template: partners, in the probe's order.
    """

    score: float
    pairs: npt.NDArray[np.int32]


@cache
def shared_cells_min() -> int:
    """Cells that two cylinders must share."""
    return int(np.ceil(parameter.SHARED_CELLS_SHARE_MIN * disc_cells(parameter.CYLINDER_SIDE)))


def similarity_of(a: Descriptors, b: Descriptors) -> npt.NDArray[np.float32]:
    """Similarity of every minutia of one template with every one of the other: (n, m) float32 in [0, 1]."""
    return local_similarity(
        a.theta, a.bits, a.mask, a.usable, b.theta, b.bits, b.mask, b.usable, shared_cells_min()
    )


def compare_described(a: Descriptors, b: Descriptors) -> Comparison:
    """Compares two described templates; nearly symmetric (ties may fall differently)."""
    score, places = _consolidated(a, b)
    pairs = np.stack([a.index[places[:, 0]], b.index[places[:, 1]]], axis=1).astype(np.int32)
    return Comparison(score, pairs)


def score_described(a: Descriptors, b: Descriptors) -> float:
    """The score alone, where many are wanted."""
    return _consolidated(a, b)[0]


def _consolidated(a: Descriptors, b: Descriptors) -> tuple[float, npt.NDArray[np.int32]]:
    """Score, and pairs as places in the descriptors."""
    score, places = consolidate(similarity_of(a, b), a.x, a.y, a.theta, a.weight, b.x, b.y, b.theta, b.weight)
    return float(score), places


def compare(probe: Template, candidate: Template) -> Comparison:
    """Compares two templates."""
    return compare_described(describe(probe), describe(candidate))
