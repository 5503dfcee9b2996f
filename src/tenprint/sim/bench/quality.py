"""Error against reject: how many misses go when the impressions with the lowest quality go.

Definitions. An impression is dropped by its own score (``image.quality``), the worst share of all sets' impressions
together, ties by their order; a comparison counts when both its impressions are kept. FNMR is the share of
mated comparisons
not above the threshold, and the threshold is that of FMR 0.1 % before anything is dropped: each set's own
(``PER_SET``), or one
for all sets together (``POOLED``). FNMR over the sets together counts all their mated comparisons alike.
Non-mated comparisons
are those within a set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tenprint.errors import BadInput
from tenprint.image.picture_file import load_prepared
from tenprint.image.quality import Quality, quality
from tenprint.match.evaluation.extraction import extract_all
from tenprint.match.evaluation.image_set import pairs_of
from tenprint.match.evaluation.scoring import score_pairs
from tenprint.match.evaluation.template_store import TemplateStore
from tenprint.match.evaluation.working import Progress
from tenprint.template.extract.by_name import version

FMR: Final = 1e-3
SHARES: Final = tuple(step / 50 for step in range(21))
"""Shares of impressions dropped at which the curves are given, 0 to 40 %."""

PER_SET, POOLED = "per_set", "pooled"
Floats = npt.NDArray[np.float64]
Keep = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A set of prints with their quality and all scores.

    Attributes:
        name: of the folder.
        names: of the impressions, FINGER_IMPRESSION.
        judged: quality of each.
        scores: (n, n) float64, symmetric, score of each pair; the diagonal is not used.
    """

    name: str
    names: tuple[str, ...]
    judged: tuple[Quality, ...]
    scores: Floats

    @property
    def fingers(self) -> npt.NDArray[np.str_]:
        """Finger of each impression."""
        return np.array([name.rsplit("_", 1)[0] for name in self.names])

    @property
    def quality(self) -> npt.NDArray[np.int64]:
        """Quality score of each impression."""
        return np.array([one.score for one in self.judged])


def judge_set(
    folder: Path,
    extractor: str = "classical",
    scores: Path | None = None,
    progress: Progress | None = None,
    store: TemplateStore | None = None,
) -> JudgedSet:
    """Quality of every print of a folder, and the score of every pair.

    Args:
        folder: images FINGER_IMPRESSION with an ending.
        extractor: what finds the minutiae, where no scores are given.
        scores: file of lines "PROBE CANDIDATE SCORE" of another engine, by names without ending.
        progress: called with what is done, prints done and prints in all.
        store: where templates are looked for first, and kept.

    Raises:
        BadInput: no such folder, no prints, or a pair without a score.
    """
    paths = _images(folder)
    judged = tuple(quality(load_prepared(path)) for path in paths)
    names = tuple(path.stem for path in paths)
    if scores is not None:
        return JudgedSet(folder.name, names, judged, _read_scores(scores, names))
    found = extract_all(paths, extractor, store=store, progress=progress)
    probe, candidate = pairs_of(names, "full")
    table = np.zeros((len(paths), len(paths)))
    table[candidate, probe], _ = score_pairs([one.template for one in found], candidate, probe)
    return JudgedSet(folder.name, names, judged, table + table.T)


def _images(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadInput(f"{folder}: expected a folder of images, found none")
    endings = {".png", ".wsq", ".jpg", ".jpeg", ".jp2"}
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in endings and "_" in path.stem)
    if not paths:
        raise BadInput(f"{folder}: expected images FINGER_IMPRESSION (as 101_1.png), found none")
    return paths


def _read_scores(path: Path, names: Sequence[str]) -> Floats:
    """Table of the scores in a file."""
    place = {name: index for index, name in enumerate(names)}
    table = np.full((len(names), len(names)), np.nan)
    try:
        lines = path.read_text().splitlines()
        for line in lines:
            probe, candidate, score = line.split()
            if probe in place and candidate in place:
                one, other = place[probe], place[candidate]
                table[one, other] = table[other, one] = float(score)
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: expected lines PROBE CANDIDATE SCORE, found {error}") from error
    np.fill_diagonal(table, 0)
    if np.isnan(table).any():
        raise BadInput(
            f"{path}: expected a score of every pair, found none of {int(np.isnan(table).sum()) // 2}"
        )
    return table


def bench_quality(sets: Sequence[JudgedSet], drop: float = 0.1) -> dict[str, Any]:
    """What dropping the worst does, set by set and together.

    Args:
        sets: judged sets.
        drop: share of the impressions of all sets together that is dropped, from 0 below 1.

    Returns:
        ``together`` and ``sets``, each with FNMR before and after for both kinds of threshold, the reduction, and
        curves over ``SHARES``; and the impressions dropped.

    Raises:
        BadInput: a share that is none, or no set.
    """
    if not 0 <= drop < 1 or not sets:
        raise BadInput(f"quality: expected sets and a share from 0 below 1, found {len(sets)} and {drop:g}")
    kept = kept_of(sets, drop)
    return {
        "impressions": sum(len(one.names) for one in sets),
        "drop": drop,
        "together": _figures(sets, kept),
        "sets": {one.name: _set_figures(one, keep, drop) for one, keep in zip(sets, kept, strict=True)},
        "curve": {
            "dropped": list(SHARES),
            "together": [fnmr(sets, kept_of(sets, share), PER_SET) for share in SHARES],
            **{one.name: [fnmr([one], kept_of([one], share), PER_SET) for share in SHARES] for one in sets},
        },
        "dropped": {
            one.name: [name for name, stays in zip(one.names, keep, strict=True) if not stays]
            for one, keep in zip(sets, kept, strict=True)
        },
    }


def _set_figures(one: JudgedSet, keep: Keep, drop: float) -> dict[str, Any]:
    """Of a set alone: what the drop over all sets does to it, and what its own worst share does."""
    found = _figures([one], [keep])[PER_SET]
    return found | {
        "impressions_dropped": int((~keep).sum()),
        "own_worst_after": fnmr([one], kept_of([one], drop), PER_SET),
        "quality": [int(value) for value in np.percentile(one.quality, (0, 25, 50, 75, 100))],
    }


def _figures(sets: Sequence[JudgedSet], kept: Sequence[Keep]) -> dict[str, dict[str, float]]:
    """FNMR before and after, and the reduction, by kind of threshold."""
    every = [np.ones(len(one.names), np.bool_) for one in sets]
    found = {}
    for kind in (PER_SET, POOLED):
        before, after = fnmr(sets, every, kind), fnmr(sets, kept, kind)
        found[kind] = {"before": before, "after": after, "reduction": 1 - after / before if before else 0.0}
    return found


def kept_of(sets: Sequence[JudgedSet], drop: float) -> list[Keep]:
    """Which impressions stay when the worst share of all sets together goes: (n,) bool for each set."""
    scores = np.concatenate([one.quality for one in sets])
    keep = np.ones(len(scores), np.bool_)
    keep[np.argsort(scores, kind="stable")[: round(drop * len(scores))]] = False
    return np.split(keep, np.cumsum([len(one.names) for one in sets])[:-1])


def fnmr(sets: Sequence[JudgedSet], kept: Sequence[Keep], kind: str) -> float:
    """FNMR over the kept impressions of some sets together, thresholds of all their impressions; nan of no pair."""
    impostors = [_pairs(one, mated=False) for one in sets]
    if kind == POOLED:
        impostors = [np.concatenate(impostors)] * len(sets)
    missed = counted = 0
    for one, keep, others in zip(sets, kept, impostors, strict=True):
        genuine = _pairs(one, mated=True, keep=keep)
        missed += int((genuine <= threshold_at(others)).sum())
        counted += len(genuine)
    return missed / counted if counted else float("nan")


def _pairs(one: JudgedSet, *, mated: bool, keep: Keep | None = None) -> Floats:
    """Scores of the set's mated or non-mated pairs."""
    row, column = np.triu_indices(len(one.names), 1)
    chosen = (one.fingers[row] == one.fingers[column]) == mated
    if keep is not None:
        chosen &= keep[row] & keep[column]
    return np.asarray(one.scores[row[chosen], column[chosen]], np.float64)


def threshold_at(impostors: Floats, fmr: float = FMR) -> float:
    """The score that at most the share ``fmr`` of non-mated scores exceed.

    >>> threshold_at(np.arange(1000.0)), threshold_at(np.arange(100.0))
    (998.0, 99.0)
    """
    return float(np.sort(impostors)[len(impostors) - 1 - int(fmr * len(impostors))])


def engine_name(extractor: str, scores: Sequence[Path]) -> str:
    """What made the scores."""
    return version(extractor) if not scores else ", ".join(path.stem for path in scores)
