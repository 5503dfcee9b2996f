"""Files of scores, lines "PROBE CANDIDATE SCORE" in names FINGER_IMPRESSION, ours and other engines'."""

import math
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote

import numpy as np

from tenprint.errors import BadInput
from tenprint.match.evaluation.score_set import ScoreSet, score_set
from tenprint.paths import written_whole

_ESCAPED = re.compile(r"\s|%(?=[0-9A-Fa-f]{2})")


def require_place(path: Path) -> None:
    """Refuse a file that cannot be written, before minutes are spent on it.

    Raises:
        BadInput: its folder is not there or cannot be written to, or it is a folder itself.
    """
    if not path.parent.is_dir():
        raise BadInput(f"{path}: expected to write it into a folder that is there, found none")
    if path.is_dir():
        raise BadInput(f"{path}: expected to write a file, found a folder of this name")
    probe = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        with suppress(OSError):
            probe.unlink(missing_ok=True)
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error


def write_text(path: Path, text: str) -> None:
    """Write a file whole, or not at all.

    Raises:
        BadInput: it cannot be written.
    """
    try:
        with written_whole(path) as unfinished:
            unfinished.write_text(text, encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error


def write_scores(path: Path, rows: Iterable[tuple[str, str, float]]) -> None:
    """Writes one line "PROBE CANDIDATE SCORE" for each comparison, every digit of the score.

    White space in a name is written as in addresses (``%20``), so that a line has three words.

    Raises:
        BadInput: it cannot be written.
    """
    text = "".join(f"{_word(probe)} {_word(candidate)} {score!r}\n" for probe, candidate, score in rows)
    write_text(path, text)


def rows_of(scores: ScoreSet) -> Iterable[tuple[str, str, float]]:
    """Names and score of each pair."""
    for probe, candidate, score in zip(scores.probe, scores.candidate, scores.scores.tolist(), strict=True):
        yield scores.names[probe], scores.names[candidate], score


def read_scores(path: Path, name: str | None = None) -> ScoreSet:
    """Scores of a file, of any engine; higher must be more alike.

    Raises:
        BadInput: it cannot be read, holds no scores, has a line of another form (named), or a pair twice.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError as error:
        raise BadInput(f"{path}: expected a file of scores, cannot be read ({error.strerror})") from error
    places: dict[str, int] = {}
    seen: set[tuple[int, int]] = set()
    found: list[tuple[int, int, float]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        probe, candidate, score = _row(path, number, line)
        a, b = (places.setdefault(one, len(places)) for one in (probe, candidate))
        if (min(a, b), max(a, b)) in seen or a == b:
            raise BadInput(f"{path}, line {number}: expected each pair once, found {probe} {candidate} again")
        seen.add((min(a, b), max(a, b)))
        found.append((a, b, score))
    if not found:
        raise BadInput(f"{path}: expected lines PROBE CANDIDATE SCORE, found none")
    pairs = np.array([(a, b) for a, b, _ in found], np.int32)
    scores = np.array([score for _, _, score in found], np.float64)
    return score_set(name or path.stem, list(places), pairs[:, 0], pairs[:, 1], scores)


def _word(name: str) -> str:
    """A name without white space, nor what would be read as such an escape."""
    return _ESCAPED.sub(lambda found: quote(found[0]), name)


def _row(path: Path, number: int, line: str) -> tuple[str, str, float]:
    """Names and score of one line."""
    words = line.split()
    try:
        probe, candidate, text = words
        score = float(text)
    except ValueError:
        score = math.nan
    if math.isnan(score):
        raise BadInput(f"{path}, line {number}: expected PROBE CANDIDATE SCORE, found {line[:60]!r}")
    for name in (probe, candidate):
        if "_" not in name:
            raise BadInput(f"{path}, line {number}: expected a name FINGER_IMPRESSION, found {name[:40]!r}")
    return unquote(probe), unquote(candidate), score


def aligned(peer: ScoreSet, ours: ScoreSet, path: Path) -> ScoreSet:
    """Another engine's scores in the order of ours, by the names of both impressions.

    Args:
        peer: its scores, in any order, probe and candidate either way round.
        ours: scores whose pairs it must have, all of them and no others.
        path: its file, for the error.

    Raises:
        BadInput: its pairs are others; the text names the first that differs.
    """
    theirs = {frozenset((a, b)): score for a, b, score in rows_of(peer)}
    wanted = [frozenset((a, b)) for a, b, _ in rows_of(ours)]
    lacking = [pair for pair in wanted if pair not in theirs]
    beyond = theirs.keys() - set(wanted)
    if lacking or beyond:
        first = lacking[0] if lacking else min(beyond, key=sorted)
        has = "lacks" if lacking else "also has"
        raise BadInput(
            f"{path}: expected scores of the same {len(wanted)} pairs as {ours.name}, found that it {has} "
            f"{' '.join(sorted(first))} ({len(lacking)} lacking, {len(beyond)} that are not ours)"
        )
    scores = np.array([theirs[pair] for pair in wanted], np.float64)
    return ScoreSet(
        peer.name, ours.names, ours.fingers, ours.finger, ours.stratum, ours.probe, ours.candidate, scores
    )
