"""The weights of the quality score, fitted: odd fingers of real sets and synthetic prints, against utility.

The utility of an impression is the median of its mated scores (ISO/IEC 29794-1: what a print contributes to
recognition), as a share of the median of all impressions. Its logarithm, less that of the ridge squares, is regressed
on the three measures of ``quality_usability``; real and synthetic prints have an intercept each, and weigh 2 to 1.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from tenprint.image.model import GreyImage
from tenprint.image.picture_file import load_prepared
from tenprint.image.quality import measured
from tenprint.image.quality_usability import clear_squares, print_features
from tenprint.match.pair import compare_described, describe
from tenprint.sim.bench.quality import JudgedSet
from tenprint.sim.prints import CONDITIONS, PLAIN, ROLLED, STYLES, Contact, impression, master
from tenprint.template.extract.pipeline import extract

SEED: Final = 9000
FINGERS: Final = 24
SYNTHETIC_WEIGHT: Final = 0.5
RIDGE: Final = 1e-2
UTILITY_FLOOR: Final = 0.15
"""Added to a utility before its logarithm is taken: a print that never matches is not infinitely bad."""

Floats = npt.NDArray[np.float64]


def fit_weights(sets: Sequence[JudgedSet], folders: Sequence[Path], fingers: int = FINGERS) -> dict[str, Any]:
    """Weights of ridge share, spread of clarity and skewness, with what they were fitted on.

    Args:
        sets: judged sets; of their fingers the odd ones are used.
        folders: of their pictures, in the same order.
        fingers: how many synthetic fingers are made.
    """
    real = _real(sets, folders)
    made = _synthetic(fingers)
    weights = _regress(real, made)
    return {
        "ridge_share": round(float(weights[0]), 3),
        "clarity_spread": round(float(weights[1]), 3),
        "skewness": round(float(weights[2]), 3),
        "real_impressions": len(real),
        "synthetic_impressions": len(made),
    }


def _real(sets: Sequence[JudgedSet], folders: Sequence[Path]) -> Floats:
    """Rows of the odd fingers: three features, and the log of utility less that of ridge squares."""
    utilities, measures = [], []
    for one, folder in zip(sets, folders, strict=True):
        paths = {path.stem: path for path in folder.iterdir()}
        same = one.fingers[:, None] == one.fingers
        np.fill_diagonal(same, val=False)
        for place, name in enumerate(one.names):
            found = _features(load_prepared(paths[name]))
            if int(one.fingers[place]) % 2 and found is not None:
                utilities.append(float(np.median(one.scores[place, same[place]])))
                measures.append(found)
    return _rows(utilities, measures)


def _synthetic(fingers: int) -> Floats:
    """The same of synthetic plain prints of every device and condition, each against three good ones of its finger."""
    utilities, measures = [], []
    styles = [style for style in STYLES.values() if style.contact is Contact.PLAIN]
    for number in range(1, fingers + 1):
        finger = master(SEED + number, number % 10 + 1)
        good = (ROLLED.under("easy"), PLAIN.under("typical"), PLAIN.under("easy"))
        references = [
            describe(extract(impression(finger, seed=900 + place, style=style).image))
            for place, style in enumerate(good)
        ]
        for style in styles:
            for place, condition in enumerate(CONDITIONS):
                image = impression(finger, seed=10 * place + number, style=style.under(condition)).image
                found = _features(image)
                if found is not None:
                    probe = describe(extract(image))
                    scores = [compare_described(probe, reference).score for reference in references]
                    utilities.append(float(np.median(scores)))
                    measures.append(found)
    return _rows(utilities, measures)


def _features(image: GreyImage) -> Floats | None:
    """Three features and the log of clear ridge squares of a picture, None where it shows no ridges."""
    found = measured(image.pixels)
    if found is None:
        return None
    squares = clear_squares(found.windows, found.place.area_mm2)
    return np.append(print_features(found.windows), np.log(squares)) if squares > 1 else None


def _rows(utilities: Sequence[float], measures: Sequence[Floats]) -> Floats:
    utility, table = np.array(utilities), np.array(measures)
    wanted = np.log(utility / np.median(utility) + UTILITY_FLOOR) - table[:, 3]
    return np.column_stack([table[:, :3], wanted])


def _regress(real: Floats, made: Floats) -> Floats:
    """Ridge regression with an intercept for each kind."""
    share = float(np.sqrt(SYNTHETIC_WEIGHT * len(real) / len(made)))
    tables = list(_with_intercepts((real, 1.0), (made, share)))
    steady = np.column_stack(
        [np.diag(real[:, :3].std(axis=0) * np.sqrt(RIDGE * len(real))), np.zeros((3, 2))]
    )
    left = np.vstack([*tables, steady])
    right = np.concatenate([real[:, 3], share * made[:, 3], np.zeros(3)])
    return np.asarray(np.linalg.lstsq(left, right, rcond=None)[0][:3], np.float64)


def _with_intercepts(*kinds: tuple[Floats, float]) -> Iterator[Floats]:
    for place, (rows, weight) in enumerate(kinds):
        intercepts = np.zeros((len(rows), len(kinds)))
        intercepts[:, place] = 1
        yield weight * np.column_stack([rows[:, :3], intercepts])
