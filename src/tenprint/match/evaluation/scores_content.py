"""Ready score files judged: each, their mean, and all pooled; as JSON content and as lines of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tenprint.errors import BadInput
from tenprint.match.evaluation.assessment import Assessment, assess, judge_peers
from tenprint.match.evaluation.content import against_lines, assessed_lines, beside, judged
from tenprint.match.evaluation.rates import FMR_POINTS
from tenprint.match.evaluation.score_file import read_scores
from tenprint.match.evaluation.score_set import PROTOCOLS, by_protocol, of_parity, pool
from tenprint.match.evaluation.svg_plot import percent


@dataclass(frozen=True, slots=True)
class Judged:
    """One engine's score files judged.

    Attributes:
        sets: each file.
        pooled: all together; the only one where there is one.
        peers: other engines by the name of the set, or of all pooled.
        fingers: which fingers count.
        protocol: which pairs count.
    """

    sets: tuple[Assessment, ...]
    pooled: Assessment
    peers: dict[str, Sequence[Assessment]]
    fingers: str
    protocol: str


def judge_files(
    paths: Sequence[Path],
    peers: Sequence[Path],
    *,
    fingers: str = "all",
    protocol: str = "full",
    draws: int,
    seed: int,
) -> Judged:
    """Judge score files of one engine.

    Raises:
        BadInput: a file cannot be read, has no mated or no non-mated pair, or a peer's has other pairs.
    """
    engine, names = engine_and_sets([path.stem for path in paths])
    read = (read_scores(path, name) for path, name in zip(paths, names, strict=True))
    sets = [by_protocol(of_parity(one, fingers), protocol) for one in read]
    assessed = [assess(engine, one, draws, seed) for one in sets]
    pooled = assess(engine, pool("pooled", sets), draws, seed) if len(sets) > 1 else assessed[0]
    beside_them = judge_peers(peers, sets, pooled.scores, fingers, protocol, draws, seed)
    return Judged(tuple(assessed), pooled, beside_them, fingers, protocol)


def engine_and_sets(stems: Sequence[str]) -> tuple[str, list[str]]:
    """Name of the engine and of each set, from files named ENGINE_SET; one file alone is both.

    >>> engine_and_sets(["nbis_fvc2002_DB1_B", "nbis_fvc2002_DB3_B"])
    ('nbis_fvc2002', ['DB1_B', 'DB3_B'])
    >>> engine_and_sets(["nbis_fvc2002_DB1_B", "nbis_fvc2004_DB1_B"])
    ('nbis', ['fvc2002_DB1_B', 'fvc2004_DB1_B'])

    Raises:
        BadInput: a file is named twice.
    """
    if len(set(stems)) < len(stems):
        twice = next(one for one in stems if stems.count(one) > 1)
        raise BadInput(f"expected score files of different names, found {twice} twice")
    if len(stems) == 1:
        return stems[0], [stems[0]]
    words = [stem.split("_") for stem in stems]
    shared = 0
    while all(len(one) > shared + 1 and one[shared] == words[0][shared] for one in words):
        shared += 1
    return "_".join(words[0][:shared]) or "scores", ["_".join(one[shared:]) for one in words]


def scores_content(found: Judged, seed: int) -> dict[str, Any]:
    """As JSON content: the pooled rates at the top, each set's below, and their mean."""

    def one(assessment: Assessment) -> dict[str, Any]:
        peers = found.peers.get(assessment.scores.name, ())
        return {
            "set": assessment.scores.name,
            "engine": assessment.name,
            **judged(assessment, seed),
            "peers": [beside(assessment, peer, seed) for peer in peers],
        }

    chosen = {
        "protocol": found.protocol,
        "protocol_meaning": PROTOCOLS[found.protocol],
        "fingers": found.fingers,
    }
    return {
        **one(found.pooled),
        **chosen,
        "mean": mean(found.sets),
        "sets": [one(each) for each in found.sets],
    }


def mean(sets: Sequence[Assessment]) -> dict[str, Any]:
    """Means of the sets' rates."""
    points = {name: float(np.mean([one.rates.fnmr_at_fmr[name] for one in sets])) for name in FMR_POINTS}
    return {"eer": float(np.mean([one.rates.eer for one in sets])), "fnmr_at_fmr": points}


def scores_lines(found: Judged) -> Iterator[str]:
    """As text."""
    shown = found.sets if len(found.sets) == 1 else (*found.sets, found.pooled)
    chosen = "" if found.fingers == "all" else f", {found.fingers} fingers"
    for one in shown:
        yield f"{one.scores.name}: {one.name}{chosen}, protocol {found.protocol}"
        yield from assessed_lines(one)
        for peer in found.peers.get(one.scores.name, ()):
            yield from against_lines(one, peer)
    if len(found.sets) > 1:
        rates = mean(found.sets)
        points = (
            f"{percent(rate)} at FMR {100 * float(name):g} %" for name, rate in rates["fnmr_at_fmr"].items()
        )
        yield f"mean of {len(found.sets)} sets: EER {percent(rates['eer'])}, FNMR {', '.join(points)}"
