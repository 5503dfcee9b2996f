"""Error rates on the real sets, our extractors beside other engines: a part of ``make bench``."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tenprint.errors import BadInput
from tenprint.match.evaluate import Evaluation, evaluate
from tenprint.match.evaluation.accuracy_table import accuracy_table
from tenprint.match.evaluation.assessment import read_peers
from tenprint.match.evaluation.score_set import ScoreSet
from tenprint.match.evaluation.working import Progress
from tenprint.template.extract.by_name import EXTRACTORS, ready


def bench_accuracy(
    *, jobs: int = 2, templates: Path | None = None, progress: Progress | None = None
) -> Iterator[str]:
    """Lines of Markdown tables of the sets of ``TENPRINT_DATA``; one line that says so where there are none.

    Args:
        jobs: processes that extract, and threads that compare.
        templates: folder where templates are looked for first, and kept.
        progress: called with what is done, how many are done and how many in all.
    """
    folders = real_sets()
    if not folders:
        yield "(no error rates: set TENPRINT_DATA to the folder that holds fvc/)"
        return
    found = {
        name: evaluate(folders, extractor=name, jobs=jobs, templates=templates, progress=progress)
        for name in installed()
    }
    ours = {f"tenprint {name}": _scores(one) for name, one in found.items()}
    yield from accuracy_table({**ours, **peers_of(next(iter(ours.values())))})
    yield from _speeds(found)


def real_sets() -> list[Path]:
    """Folders of the sets of ``TENPRINT_DATA``."""
    data = os.environ.get("TENPRINT_DATA")
    return sorted(path for path in Path(data, "fvc").glob("*_B") if path.is_dir()) if data else []


def installed() -> list[str]:
    """Extractors that can be run here."""
    found = []
    for name in EXTRACTORS:
        try:
            ready(name)
        except BadInput:
            continue
        found.append(name)
    return found


def peers_of(sets: Sequence[ScoreSet]) -> dict[str, list[ScoreSet]]:
    """Scores of the engines that have a file of every set, beside the data in ``peers/``, as ENGINE_SET.txt."""
    folder = Path(os.environ["TENPRINT_DATA"]).resolve().parent / "peers"
    paths = [path for one in sets for path in sorted(folder.glob(f"*_{one.name}.txt"))]
    files = read_peers(paths, sets, "all", "full")
    engines = sorted({one.engine for found in files.values() for one in found})
    scores = {
        engine: [one.scores for own in sets for one in files.get(own.name, []) if one.engine == engine]
        for engine in engines
    }
    return {engine: found for engine, found in scores.items() if len(found) == len(sets)}


def _scores(found: Evaluation) -> list[ScoreSet]:
    """Scores of each set."""
    return [one.assessment.scores for one in found.parts or (found,)]


def _speeds(found: dict[str, Evaluation]) -> Iterator[str]:
    """A table of the time that images and comparisons took."""
    names = [
        f"{name}, {what}" for name in found for what in ("ms an image", "1:1 a second and core", "failed")
    ]
    yield f"| set | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    parts = [one.parts or (one,) for one in found.values()]
    for row in zip(*parts, strict=True):
        cells = [
            f"{one.ms_per_image:.1f} | {one.comparisons_per_second:,.0f} | {one.failed_to_extract}"
            for one in row
        ]
        yield f"| {row[0].assessment.scores.name} | {' | '.join(cells)} |"
