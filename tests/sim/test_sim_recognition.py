"""What the engine makes of synthetic prints: true minutiae are found, mates score above non-mates."""

import cv2
import numpy as np
import pytest

from tenprint.image.model import GreyImage
from tenprint.match.pair import compare_described, describe
from tenprint.sim.prints import PLAIN, ROLLED, impression, master
from tenprint.template.extract.pipeline import extract


def test_most_true_minutiae_are_found_with_their_angle_and_little_else():
    recall, precision, agreeing = [], [], []
    for seed in range(8):
        made = impression(master(600 + seed, 1 + seed), seed=1, style=PLAIN.under("easy"))
        found, true = extract(made.image), made.minutiae
        distance = np.hypot(found.x[:, None] - true.x, found.y[:, None] - true.y)
        hit = distance.min(axis=0) < 10
        recall.append(hit.mean())
        precision.append((distance.min(axis=1) < 10).mean())
        turned = found.theta[distance.argmin(axis=0)] - true.theta
        agreeing.append((np.abs((turned + np.pi) % (2 * np.pi) - np.pi) < 0.5)[hit].mean())
    assert np.mean(recall) > 0.8
    assert np.mean(precision) > 0.8
    assert np.mean(agreeing) > 0.95


@pytest.mark.parametrize(
    "styles", [(ROLLED, PLAIN), (PLAIN.under("easy"), PLAIN)], ids=["rolled-plain", "plain-plain"]
)
def test_mates_score_above_non_mates(styles):
    """Nearly all of them: of the FVC sets' mates too some score as low as non-mates."""
    fingers = [master(700 + seed, 2 + seed % 4) for seed in range(10)]
    probes = [describe(extract(impression(f, seed=1, style=styles[0]).image)) for f in fingers]
    gallery = [describe(extract(impression(f, seed=2, style=styles[1]).image)) for f in fingers]
    scores = np.array([[compare_described(a, b).score for b in gallery] for a in probes])
    mates = np.diag(scores)
    others = scores[~np.eye(len(fingers), dtype=bool)]
    assert (mates > others.max()).sum() >= 8
    assert others.max() < 3 and np.median(mates) > 6  # the score's scale: a logarithm, strangers 0 to 3


def test_other_fingers_of_the_same_subject_are_no_mates():
    prints = [describe(extract(impression(master(800, f), seed=1, style=PLAIN).image)) for f in range(1, 11)]
    scores = [compare_described(a, b).score for i, a in enumerate(prints) for b in prints[:i]]
    assert max(scores) < 3


def density_and_period(images):
    """Minutiae a square millimetre of print and median ridge period in pixels, of each picture."""
    densities, periods = [], []
    for image in images:
        stages: dict[str, np.ndarray] = {}
        found = extract(image, stages.__setitem__)
        mask = stages["template.ridged"] > 0
        densities.append(len(found) / (mask.mean() * image.pixels.size * (25.4 / 500) ** 2))
        rows, columns = stages["template.period"].shape
        shrunk = cv2.resize(mask.astype(np.uint8), (columns, rows), interpolation=cv2.INTER_NEAREST) > 0
        periods.append(np.median(stages["template.period"][shrunk]))
    return np.array(densities), np.array(periods)


def test_density_and_period_are_those_of_real_prints(real_data):
    paths = [real_data / "fvc" / "fvc2002_DB1_B" / f"{finger}_1.png" for finger in range(101, 111)]
    real = density_and_period(GreyImage(cv2.imread(str(path), cv2.IMREAD_GRAYSCALE), 500.0) for path in paths)
    made = density_and_period(impression(master(40 + f, f), seed=1, style=PLAIN).image for f in range(1, 11))
    assert np.median(made[0]) == pytest.approx(np.median(real[0]), rel=0.35)
    assert np.median(made[1]) == pytest.approx(np.median(real[1]), abs=1.0)
