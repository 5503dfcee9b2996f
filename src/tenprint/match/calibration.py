"""What the calibration found: the constants that turn pair scores into likelihood ratios, shipped as a data file.

``tenprint calibrate`` fits them anew (``calibration_fit``) and writes the file; its header says from which prints, by
which extractors and with which matcher. Nothing in it is set by hand.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from tenprint.errors import BadInput
from tenprint.paths import written_whole

Reals = npt.NDArray[np.float64]

LINE_LENGTH = 110
"""Of the file. Characters."""


@dataclass(frozen=True, slots=True)
class CalibrationHeader:
    """What a calibration was fitted to.

    Attributes:
        date: when, ISO 8601.
        extractors: names and versions of what found the minutiae.
        matcher: scores of the two pairs of ``calibration_fit.witness``, by which a changed matcher is noticed.
        sets: folders of prints, and which of their fingers.
        subject_seeds: of the synthetic cards, by extractor: first, and first not taken.
        mated: count of mated comparisons by source ``EXTRACTOR PRINTS``.
        non_mated: likewise of non-mated ones; of the cap, ``counted`` counts the extractor with the most.
    """

    date: str
    extractors: tuple[str, ...]
    matcher: tuple[float, ...]
    sets: tuple[str, ...]
    subject_seeds: dict[str, tuple[int, int]]
    mated: dict[str, int]
    non_mated: dict[str, int]


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted constants.

    A pair of mates fails, and then scores as non-mates do, with a chance that depends on how much its poorer print
    says; else the ratio is that of the score. So the likelihood ratio is f + (1 − f) · R(score).

    Attributes:
        scores: pair scores, ascending, at which R is given; straight lines between, constant outside.
        log10_ratios: log10 R there, ascending; the last is the cap, a third of the non-mated pairs counted or less.
        observed_max: highest pair score of non-mates; R beyond is extrapolated.
        failure_intercept: log odds of a failed pair at evidence 1.
        failure_slope: their change by the natural logarithm of the evidence, at most 0.
        failure_min: least chance of failure, whatever the evidence. Share.
        usual_evidence: taken where nobody says how much a pair's prints hold; weight of minutiae.
        correlation: of the log ratios of one card's fingers, the larger of mates' and non-mates' (intraclass).
        header: what it was fitted to.
    """

    scores: tuple[float, ...]
    log10_ratios: tuple[float, ...]
    observed_max: float
    failure_intercept: float
    failure_slope: float
    failure_min: float
    usual_evidence: float
    correlation: float
    header: CalibrationHeader

    @property
    def counted(self) -> int:
        """Non-mated comparisons that were counted."""
        return counted(self.header.non_mated)

    def failure(self, evidence: Reals) -> Reals:
        """Chance that a mated pair scores as non-mates do, (n,) for (n,) evidence (weight of minutiae)."""
        return failure(evidence, self.failure_intercept, self.failure_slope, self.failure_min)

    def log10_lr(self, score: Reals, evidence: Reals) -> Reals:
        """Log10 likelihood ratios, (n,) float64, of (n,) pair scores and the evidence of their poorer prints."""
        ratio = np.power(10.0, np.interp(score, self.scores, self.log10_ratios))
        failed = self.failure(np.asarray(evidence, np.float64))
        return np.asarray(np.log10(failed + (1.0 - failed) * ratio), np.float64)


def counted(non_mated: Mapping[str, int]) -> int:
    """Most non-mated comparisons by one extractor: those by another are of the same prints and not counted twice.

    >>> counted({"classical cards": 5, "classical folders": 2, "leader cards": 4})
    7
    """
    totals: dict[str, int] = {}
    for source, count in non_mated.items():
        name = source.split()[0]
        totals[name] = totals.get(name, 0) + count
    return max(totals.values())


def failure(evidence: Reals, intercept: float, slope: float, least: float) -> Reals:
    """Chance of failure: logistic in the logarithm of the evidence, bounded below.

    >>> failure(np.array([1.0, 1e9]), 0.0, -1.0, 0.02).round(6).tolist()
    [0.51, 0.02]
    """
    odds = intercept + slope * np.log(np.maximum(evidence, 1.0))
    return np.asarray(least + (1.0 - least) / (1.0 + np.exp(-odds)), np.float64)


def shipped_file() -> Path:
    """The shipped file; ``tenprint calibrate`` makes it anew."""
    return Path(str(resources.files("tenprint.match") / "data" / "calibration.yaml"))


@cache
def shipped() -> Calibration:
    """The shipped calibration."""
    return read_calibration(shipped_file())


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration, whole or not at all."""
    document: dict[str, Any] = _plain(asdict(calibration))
    header = document.pop("header")
    text = "# Made by `tenprint calibrate`; what each number is: tenprint.match.calibration.\n"
    text += yaml.safe_dump(
        {"header": header, **document}, sort_keys=False, width=LINE_LENGTH, default_flow_style=None
    )
    with written_whole(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8")


def _plain(content: Any) -> Any:
    """Tuples as lists and numbers of Python's own, five digits of a fraction."""
    if isinstance(content, dict):
        return {name: _plain(value) for name, value in content.items()}
    if isinstance(content, tuple | list):
        return [_plain(value) for value in content]
    return float(f"{content:.5g}") if isinstance(content, float) else content


def read_calibration(path: Path) -> Calibration:
    """Read a calibration.

    Raises:
        BadInput: the file is none.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        header = document.pop("header")
        header = CalibrationHeader(**{name: _tuples(value) for name, value in header.items()})
        return Calibration(header=header, **{name: _tuples(value) for name, value in document.items()})
    except (OSError, AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise BadInput(f"{path}: expected a calibration, found {str(error)[:120]!r}") from error


def _tuples(content: Any) -> Any:
    """Lists as tuples, also inside of a mapping."""
    if isinstance(content, dict):
        return {name: _tuples(value) for name, value in content.items()}
    return tuple(content) if isinstance(content, list) else content
