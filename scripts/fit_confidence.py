"""Fit the confidence of the classical extractor's minutiae anew; prints the lines for template/extract/parameter.py.

    python scripts/fit_confidence.py --synthetic FOLDER... [--fvc SHARED/data/fvc] [--check FOLDER...]

A candidate is true where a true minutia of its own lies within 9 pixels and 0.45 radians. Truth is, for folders of
`tenprint sim prints`, what they say; for FVC sets, where they are given, the minutiae that the network finds on the
odd-numbered fingers (`make neural`). Folders to check are judged with the fitted weights and not fitted on.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tenprint.image.picture_file import load
from tenprint.image.model import GreyImage
from tenprint.image.prepare import prepare
from tenprint.template.extract import parameter
from tenprint.template.extract.evidence import EVIDENCE
from tenprint.template.extract.minutiae import Found
from tenprint.template.extract.pipeline import candidates

Real = npt.NDArray[np.float64]
WITHIN_PX, WITHIN_RAD = 9.0, 0.45


def main() -> None:
    """Fit, and say how good it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--synthetic", nargs="+", type=Path, default=[])
    parser.add_argument("--fvc", type=Path)
    parser.add_argument("--check", nargs="+", type=Path, default=[])
    given = parser.parse_args()
    sources = {folder.name: synthetic(folder) for folder in given.synthetic}
    if given.fvc:
        sources |= {
            folder.name: odd_fingers(folder) for folder in sorted(given.fvc.iterdir()) if folder.is_dir()
        }
    seen, true = zip(*(samples(pairs) for pairs in sources.values()), strict=True)
    bias, weights = logistic(np.concatenate(seen), np.concatenate(true))
    values = ", ".join(f"{weight:.4f}" for weight in weights)
    print(
        f"# {len(np.concatenate(true))} candidates, {int(np.concatenate(true).sum())} true, of {len(sources)} folders"
    )
    print(f"CONFIDENCE_BIAS = {bias:.4f}\nCONFIDENCE_WEIGHTS = ({values})  # {', '.join(EVIDENCE)}")
    checked = {folder.name: samples(synthetic(folder)) for folder in given.check}
    fitted = dict(zip(sources, zip(seen, true, strict=True), strict=True))
    for name, (x, y) in (fitted | checked).items():
        report(name, 1 / (1 + np.exp(-(bias + x @ weights))), y)


def synthetic(folder: Path) -> Iterator[tuple[GreyImage, Real]]:
    """Pictures of a folder of `tenprint sim prints` with their true minutiae, (n, 3) x, y, theta."""
    for truth in sorted((folder / "truth").glob("*.json")):
        for picture in json.loads(truth.read_text())["pictures"]:
            (finger,) = picture["fingers"].values()
            marked = np.array([minutia[:3] for minutia in finger["minutiae"]], np.float64).reshape(-1, 3)
            marked[:, 2] = np.radians(marked[:, 2])
            yield prepare(load(folder / picture["file"], None)), marked


def odd_fingers(folder: Path) -> Iterator[tuple[GreyImage, Real]]:
    """Pictures of the odd-numbered fingers of an FVC set with the network's minutiae, (n, 3)."""
    from tenprint.template.extract.leader import extract

    for path in sorted(folder.glob("*.png")):
        if int(path.stem.split("_")[0]) % 2:
            image = prepare(load(path, None))
            found = extract(image)
            yield image, np.stack([found.x, found.y, found.theta], axis=1).astype(np.float64)


def samples(pairs: Iterator[tuple[GreyImage, Real]]) -> tuple[Real, Real]:
    """Evidence of all candidates, (n, 8), and whether each is true, (n,)."""
    seen, true = [], []
    for image, marked in pairs:
        found, evidence, _ = candidates(image)
        seen.append(evidence)
        true.append(matched(found, marked))
    return np.concatenate(seen), np.concatenate(true).astype(np.float64)


def matched(found: Found, marked: Real) -> npt.NDArray[np.bool_]:
    """Which candidates have a true minutia of their own, the closest pairs first."""
    distance = np.hypot(found.x[:, None] - marked[:, 0], found.y[:, None] - marked[:, 1])
    turned = np.abs(np.mod(found.theta[:, None] - marked[:, 2] + np.pi, 2 * np.pi) - np.pi)
    cost = distance / WITHIN_PX + turned / WITHIN_RAD
    cost[(distance > WITHIN_PX) | (turned > WITHIN_RAD)] = np.inf
    true, taken = np.zeros(len(found), np.bool_), np.zeros(len(marked), np.bool_)
    for place in np.argsort(cost, axis=None, kind="stable"):
        i, j = divmod(int(place), max(len(marked), 1))
        if not np.isfinite(cost[i, j]):
            break
        if not true[i] and not taken[j]:
            true[i] = taken[j] = True
    return true


def logistic(seen: Real, true: Real) -> tuple[float, Real]:
    """Bias and weights by Newton's method, with a ridge of one on the standardised weights."""
    mean, spread = seen.mean(axis=0), seen.std(axis=0)
    x = np.c_[np.ones(len(seen)), (seen - mean) / spread]
    ridge = np.diag([0.0] + [1.0] * seen.shape[1])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, x.T @ (p - true) + ridge @ w)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    weights = w[1:] / spread
    return float(w[0] - weights @ mean), weights


def report(name: str, probability: Real, true: Real) -> None:
    """Reliability: candidates, mean probability and share true in five classes of probability."""
    rows = []
    for low in (0.1, 0.3, 0.5, 0.7, 0.9):
        chosen = (probability >= low) & (probability < low + 0.2)
        if chosen.any():
            rows.append(f"{int(chosen.sum())}: {probability[chosen].mean():.2f} {true[chosen].mean():.2f}")
    brier = float(np.mean((probability - true) ** 2))
    kept = probability >= parameter.QUALITY_MIN / 100
    print(
        f"{name}: Brier {brier:.3f}; kept {int(kept.sum())}, true {true[kept].mean():.2f}; " + "; ".join(rows)
    )


if __name__ == "__main__":
    main()
