"""Comparisons that a calibration is fitted to or judged by: synthetic cards, and folders of real prints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from tenprint.match.calibration_fit import PairScores
from tenprint.match.descriptor import Descriptors, describe
from tenprint.match.evaluate import find_images, finger_of
from tenprint.match.fusion import evidence
from tenprint.match.pair import compare_described
from tenprint.sim.bench.kept import Card, Progress, folder_prints
from tenprint.template.model import Template

SAME_FINGER = ({("fvc2002_DB3_B", "108"), ("fvc2004_DB3_B", "102")},)
"""Fingers of different folders that are one finger; they are compared neither as mates nor as non-mates."""


@dataclass(frozen=True, slots=True)
class Print:
    """A print made ready for comparison.

    Attributes:
        finger: which it is of.
        described: its descriptors.
        evidence: ``fusion.evidence``.
    """

    finger: tuple[str, str]
    described: Descriptors
    evidence: float

    @classmethod
    def of(cls, finger: tuple[str, str], template: Template) -> "Print":
        """Make a template ready."""
        described = describe(template)
        return cls(finger, described, evidence(described))


@dataclass(frozen=True, slots=True)
class CardScores:
    """Every rolled finger of some cards against every plain finger of all of them.

    Attributes:
        score: (cards, 10, cards, 10) float64 pair scores; NaN where a finger is missing.
        evidence: likewise, of the poorer print.
        conditions: of each card.
    """

    score: np.ndarray
    evidence: np.ndarray
    conditions: tuple[str, ...]


def card_scores(cards: Sequence[Card]) -> CardScores:
    """Compare the rolled with the plain fingers of cards, all with all."""
    rolled, plain = ([_described(getattr(card, kind)) for card in cards] for kind in ("rolled", "plain"))
    shape = (len(cards), 10, len(cards), 10)
    scores, held = np.full(shape, np.nan), np.full(shape, np.nan)
    for a, first in enumerate(rolled):
        for i, one in first.items():
            for b, second in enumerate(plain):
                for j, other in second.items():
                    place = (a, i - 1, b, j - 1)
                    scores[place] = compare_described(one.described, other.described).score
                    held[place] = min(one.evidence, other.evidence)
    return CardScores(scores, held, tuple(card.condition for card in cards))


def _described(fingers: Mapping[int, Template]) -> dict[int, Print]:
    return {finger: Print.of(("", str(finger)), template) for finger, template in fingers.items()}


def card_pairs(found: CardScores, source: str) -> PairScores:
    """The comparisons of cards: mates are of one card and one finger."""
    cards = found.score.shape[0]
    same = np.eye(cards * 10, dtype=np.bool_).reshape(found.score.shape)
    there = ~np.isnan(found.score)
    return evened(found.score[there], found.evidence[there], same[there], source)


def folder_pairs(
    folders: Iterable[Path], fingers: str, name: str, *, jobs: int = 2, progress: Progress | None = None
) -> PairScores:
    """The comparisons of prints of several folders, every print with every other.

    Args:
        folders: of images FINGER_IMPRESSION.
        fingers: ``odd`` or ``even`` numbers, or ``all``.
        name: of the extractor.
        jobs: processes that extract.
        progress: called with images done and images in all, of each folder.
    """
    prints = [
        Print.of((folder.name, finger_of(stem)), template)
        for folder in folders
        for stem, template in folder_prints(
            find_images(folder, fingers), name, jobs=jobs, progress=progress
        ).items()
    ]
    rows = [
        (compare_described(a.described, b.described).score, min(a.evidence, b.evidence), a.finger == b.finger)
        for a, b in combinations(prints, 2)
        if {a.finger, b.finger} not in SAME_FINGER
    ]
    score, held, mated = np.array(rows, np.float64).reshape(-1, 3).T
    return evened(score, held, mated > 0, f"{name} folders")


def evened(score: np.ndarray, held: np.ndarray, mated: np.ndarray, source: str) -> PairScores:
    """Comparisons of one source, of which mates and non-mates weigh one each in all."""
    weight = np.where(mated, 1.0 / max(mated.sum(), 1), 1.0 / max((~mated).sum(), 1))
    return PairScores(score, held, mated, weight, np.full(len(score), source))


def joined(parts: Sequence[PairScores]) -> PairScores:
    """The comparisons of several sources."""
    columns = ("score", "evidence", "mated", "weight", "source")
    return PairScores(*(np.concatenate([getattr(part, column) for part in parts]) for column in columns))
