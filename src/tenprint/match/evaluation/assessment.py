"""Scores judged: rates with their intervals, and other engines' rates on the same pairs beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tenprint.errors import BadInput
from tenprint.match.evaluation.bootstrap import DRAWS, Draws, Interval, draw_fingers, interval, resample
from tenprint.match.evaluation.rates import FMR_POINTS, Rates
from tenprint.match.evaluation.score_file import aligned, read_scores
from tenprint.match.evaluation.score_set import ScoreSet, by_protocol, of_parity, pool


@dataclass(frozen=True, slots=True)
class Assessment:
    """One engine's scores judged.

    Attributes:
        name: of the engine.
        scores: what was judged.
        rates: error rates of all pairs.
        eer: interval of the equal error rate.
        fnmr_at_fmr: interval by the names of ``FMR_POINTS``.
        draws: rates of each draw of fingers, for differences.
    """

    name: str
    scores: ScoreSet
    rates: Rates
    eer: Interval
    fnmr_at_fmr: dict[str, Interval]
    draws: Draws


@dataclass(frozen=True, slots=True)
class Against:
    """Ours against another engine's rate, by the same draws of fingers.

    Attributes:
        ratio: ours to theirs; None where theirs is nought.
        difference: ours less theirs, share.
        interval: of the difference; below nought altogether: ours is better.
    """

    ratio: float | None
    difference: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class PeerFile:
    """Another engine's scores of one set.

    Attributes:
        engine: its name, from the file's.
        path: the file.
        scores: as it gives them.
    """

    engine: str
    path: Path
    scores: ScoreSet


def assess(name: str, scores: ScoreSet, draws: int = DRAWS, seed: int = 1) -> Assessment:
    """Rates of scores, with intervals by ``bootstrap``."""
    found = scores.rates()
    drawn = resample(scores, draw_fingers(scores, draws, seed))
    intervals = {point: interval(values) for point, values in drawn.fnmr_at_fmr.items()}
    return Assessment(name, scores, found, interval(drawn.eer), intervals, drawn)


def against(ours: Assessment, theirs: Assessment) -> dict[str, Against]:
    """Ours against theirs by the rate's name: ``eer`` and the names of ``FMR_POINTS``.

    Both were assessed on the same pairs with the same seed, so that each draw has the same fingers.
    """
    found = {"eer": _against(ours.rates.eer, theirs.rates.eer, interval(ours.draws.eer - theirs.draws.eer))}
    for point in FMR_POINTS:
        paired = ours.draws.fnmr_at_fmr[point] - theirs.draws.fnmr_at_fmr[point]
        found[point] = _against(
            ours.rates.fnmr_at_fmr[point], theirs.rates.fnmr_at_fmr[point], interval(paired)
        )
    return found


def _against(ours: float, theirs: float, between: Interval) -> Against:
    return Against(ours / theirs if theirs else None, ours - theirs, between)


def read_peers(
    paths: Sequence[Path], sets: Sequence[ScoreSet], fingers: str, protocol: str
) -> dict[str, list[PeerFile]]:
    """Other engines' score files, by the name of the set that each is of.

    Args:
        paths: of the files; with several sets a name ends with its set's, as ``nbis_fvc2002_DB1_B.txt``.
        sets: our scores of each set.
        fingers: which of a file's fingers count, as ours were chosen.
        protocol: which of its pairs count.

    Raises:
        BadInput: a file cannot be read, is of no set of ours, or has other pairs (the first is named).
    """
    found: dict[str, list[PeerFile]] = {}
    for path in paths:
        ours = _set_of(path, sets)
        read = by_protocol(of_parity(read_scores(path, ours.name), fingers), protocol)
        engine = path.stem.removesuffix(ours.name).rstrip("_") or path.stem
        found.setdefault(ours.name, []).append(PeerFile(engine, path, aligned(read, ours, path)))
    return found


def _set_of(path: Path, sets: Sequence[ScoreSet]) -> ScoreSet:
    """The set whose name ends the file's; the only one where there is one."""
    if len(sets) == 1:
        return sets[0]
    named = [one for one in sets if path.stem == one.name or path.stem.endswith(f"_{one.name}")]
    if not named:
        names = ", ".join(one.name for one in sets)
        raise BadInput(f"{path}: expected a name that ends with that of a set ({names}), found {path.name}")
    return max(named, key=lambda one: len(one.name))


def pooled_peers(peers: dict[str, list[PeerFile]], name: str, sets: Sequence[ScoreSet]) -> list[PeerFile]:
    """The engines that have scores of every set, pooled as ours are."""
    engines = dict.fromkeys(one.engine for files in peers.values() for one in files)
    found = []
    for engine in engines:
        files = [one for own in sets for one in peers.get(own.name, []) if one.engine == engine]
        if len(files) == len(sets):
            found.append(PeerFile(engine, files[0].path.parent, pool(name, [one.scores for one in files])))
    return found


def judge_peers(
    paths: Sequence[Path],
    sets: Sequence[ScoreSet],
    pooled: ScoreSet,
    fingers: str,
    protocol: str,
    draws: int = DRAWS,
    seed: int = 1,
) -> dict[str, Sequence[Assessment]]:
    """Other engines judged by the name of the set, and of all pooled where an engine has every set's scores.

    Args:
        paths: of their files, see ``read_peers``.
        sets: our scores of each set.
        pooled: ours of all together; pairs across sets, which peers' files do not have, leave no pooled peers.
        fingers: which of a file's fingers count, as ours were chosen.
        protocol: which of its pairs count.
        draws: of fingers, for the intervals.
        seed: of the draws, as ours.
    """
    files = read_peers(paths, sets, fingers, protocol)
    found: dict[str, Sequence[Assessment]] = {
        name: [assess(one.engine, one.scores, draws, seed) for one in own] for name, own in files.items()
    }
    if len(sets) > 1 and len(pooled.scores) == sum(len(one.scores) for one in sets):
        both = pooled_peers(files, pooled.name, sets)
        found[pooled.name] = [assess(one.engine, one.scores, draws, seed) for one in both]
    return found
