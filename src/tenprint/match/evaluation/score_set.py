"""Scores of pairs of impressions with the names of both, and which of them count by a protocol."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.match.evaluation.rates import Rates, Scores, rates, split_scores

Indices = npt.NDArray[np.int32]
Chosen = npt.NDArray[np.bool_]

PROTOCOLS = {
    "full": "all pairs, each once",
    "fvc": "mated: all pairs of a finger; non-mated: first impressions of two fingers",
}
"""Which pairs are compared: every one, or as the Fingerprint Verification Competitions do."""


@dataclass(frozen=True, slots=True)
class ScoreSet:
    """Scores of one engine on one set of impressions, or on several sets pooled.

    Attributes:
        name: of the set.
        names: FINGER_IMPRESSION of each impression.
        fingers: name of each finger.
        finger: (impressions,) int32, index into ``fingers``.
        stratum: (fingers,) int32, the set that each finger is of, 0 where there is one.
        probe: (k,) int32, index into ``names``.
        candidate: (k,) int32, likewise.
        scores: (k,) float64, higher is more alike.
    """

    name: str
    names: tuple[str, ...]
    fingers: tuple[str, ...]
    finger: Indices
    stratum: Indices
    probe: Indices
    candidate: Indices
    scores: Scores

    @property
    def mated(self) -> Chosen:
        """(k,) bool, whether a pair is of one finger."""
        return np.asarray(self.finger[self.probe] == self.finger[self.candidate])

    @property
    def fingers_compared(self) -> int:
        """Count of fingers that any pair is of."""
        return len(np.union1d(self.finger[self.probe], self.finger[self.candidate]))

    def split(self) -> tuple[Scores, Scores]:
        """Mated and non-mated scores, each ascending.

        Raises:
            BadInput: one of them is lacking.
        """
        mated, non_mated = split_scores(self.scores, self.mated)
        if not len(mated) or not len(non_mated):
            raise BadInput(
                f"{self.name}: expected mated and non-mated pairs, found {len(mated)} and {len(non_mated)}"
            )
        return mated, non_mated

    def rates(self) -> Rates:
        """Error rates of these scores."""
        return rates(*self.split())

    def kept(self, pairs: Chosen) -> "ScoreSet":
        """The same impressions with some of the pairs."""
        return replace(
            self, probe=self.probe[pairs], candidate=self.candidate[pairs], scores=self.scores[pairs]
        )

    def joined(self, probe: Indices, candidate: Indices, scores: Scores) -> "ScoreSet":
        """The same impressions with more pairs."""
        return replace(
            self,
            probe=np.concatenate([self.probe, probe]),
            candidate=np.concatenate([self.candidate, candidate]),
            scores=np.concatenate([self.scores, scores]),
        )


def score_set(
    name: str, names: Sequence[str], probe: Indices, candidate: Indices, scores: Scores
) -> ScoreSet:
    """Scores by the names of the impressions."""
    fingers = tuple(dict.fromkeys(map(finger_of, names)))
    place = {finger: index for index, finger in enumerate(fingers)}
    finger = np.array([place[finger_of(one)] for one in names], np.int32)
    stratum = np.zeros(len(fingers), np.int32)
    return ScoreSet(name, tuple(names), fingers, finger, stratum, probe, candidate, scores)


def pool(name: str, sets: Sequence[ScoreSet]) -> ScoreSet:
    """Several sets' scores as one; each impression is then named SET/FINGER_IMPRESSION.

    No finger of one set is taken for a finger of another, and there are no pairs across sets.
    """
    if len(sets) == 1:
        return sets[0]
    impressions = np.cumsum([0, *(len(one.names) for one in sets)])
    fingers = np.cumsum([0, *(len(one.fingers) for one in sets)])
    placed = list(zip(sets, impressions, fingers, strict=False))
    return ScoreSet(
        name,
        tuple(f"{one.name}/{each}" for one in sets for each in one.names),
        tuple(f"{one.name}/{each}" for one in sets for each in one.fingers),
        np.concatenate([one.finger + first for one, _, first in placed]).astype(np.int32),
        np.repeat(np.arange(len(sets), dtype=np.int32), [len(one.fingers) for one in sets]),
        np.concatenate([one.probe + first for one, first, _ in placed]).astype(np.int32),
        np.concatenate([one.candidate + first for one, first, _ in placed]).astype(np.int32),
        np.concatenate([one.scores for one in sets]),
    )


def finger_of(name: str) -> str:
    """The finger's part of an impression's name, all before the last underscore.

    >>> finger_of("101_1")
    '101'
    >>> finger_of("anna_left_2_b")
    'anna_left_2'
    """
    return name.rsplit("_", 1)[0]


def _is_even(name: str) -> bool:
    """Whether the finger's number is even; a name without number counts as even."""
    number = finger_of(name).rpartition("/")[2]
    return not number.isdigit() or int(number) % 2 == 0


PARITY: dict[str, Callable[[str], bool]] = {
    "all": lambda _name: True,
    "even": _is_even,
    "odd": lambda name: not _is_even(name),
}
"""Which fingers of a set take part."""


def of_parity(scores: ScoreSet, chosen: str) -> ScoreSet:
    """The pairs whose fingers both have an even, or an odd, number.

    Raises:
        BadInput: ``chosen`` is not of ``PARITY``.
    """
    check_parity(chosen)
    if chosen == "all":
        return scores
    places = [place for place, name in enumerate(scores.names) if PARITY[chosen](name)]
    new_place = np.full(len(scores.names), -1, np.int32)
    new_place[places] = np.arange(len(places))
    pairs = (new_place[scores.probe] >= 0) & (new_place[scores.candidate] >= 0)
    names = [scores.names[place] for place in places]
    made = score_set(
        scores.name,
        names,
        new_place[scores.probe[pairs]],
        new_place[scores.candidate[pairs]],
        scores.scores[pairs],
    )
    stratum = dict(zip(scores.fingers, scores.stratum, strict=True))
    return replace(made, stratum=np.array([stratum[finger] for finger in made.fingers], np.int32))


def check_parity(chosen: str) -> None:
    """Refuse a name that is not of ``PARITY``."""
    if chosen not in PARITY:
        raise BadInput(f"fingers: expected one of {', '.join(PARITY)}, found {chosen[:20]!r}")


def by_protocol(scores: ScoreSet, protocol: str) -> ScoreSet:
    """The pairs that a protocol compares."""
    return scores.kept(counted(scores.names, scores.probe, scores.candidate, protocol))


def counted(names: Sequence[str], probe: Indices, candidate: Indices, protocol: str) -> Chosen:
    """(k,) bool, the pairs that a protocol compares.

    Raises:
        BadInput: the protocol is not of ``PROTOCOLS``.
    """
    if protocol not in PROTOCOLS:
        raise BadInput(f"protocol: expected one of {', '.join(PROTOCOLS)}, found {protocol[:20]!r}")
    if protocol == "full":
        return np.ones(len(probe), np.bool_)
    first = first_impressions(names)
    fingers = np.unique([finger_of(name) for name in names], return_inverse=True)[1]
    return np.asarray((fingers[probe] == fingers[candidate]) | (first[probe] & first[candidate]))


def first_impressions(names: Sequence[str]) -> Chosen:
    """(impressions,) bool, the one of each finger with the lowest number, or the first by name.

    >>> first_impressions(["1_10", "1_2", "2_b", "2_a"]).tolist()
    [False, True, False, True]
    """
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        finger = finger_of(name)
        if finger not in found or _order(name) < _order(names[found[finger]]):
            found[finger] = place
    return np.isin(np.arange(len(names)), list(found.values()))


def _order(name: str) -> tuple[int, int, str]:
    """Numbers by value before names by letter."""
    impression = name.rsplit("_", 1)[-1]
    return (0, int(impression), name) if impression.isdigit() else (1, 0, name)
