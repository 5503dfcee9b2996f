"""The true minutiae are those that can be seen: an independent finder on the clean picture finds them and no others."""

import cv2
import numpy as np
import pytest

from tenprint.image.model import GreyImage
from tenprint.sim.prints import MasterPrint, master
from tenprint.template.extract.pipeline import extract

CASES = [(40, 1), (41, 2), (42, 3), (44, 5)]


def inner(made: MasterPrint, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Away from the border of the skin and above the crease's furrows."""
    rows, columns = made.skin.shape
    deep = cv2.erode(made.skin.astype(np.uint8), np.ones((81, 81), np.uint8), borderValue=0)
    at = np.clip(np.rint(y).astype(int), 0, rows - 1), np.clip(np.rint(x).astype(int), 0, columns - 1)
    return (deep[at] > 0) & (y < made.centre[1] + 200)


@pytest.fixture(scope="module")
def compared() -> list[tuple[MasterPrint, object, np.ndarray, np.ndarray, np.ndarray]]:
    """Master, template, and by pair: near in place and direction; inner ones of truth and of what was found."""
    out = []
    for seed, finger in CASES:
        made = master(seed, finger)
        found, true = extract(GreyImage(made.picture(), 500.0)), made.minutiae
        apart = np.hypot(true.x[:, None] - found.x, true.y[:, None] - found.y)
        turned = np.abs((true.theta[:, None] - found.theta + np.pi) % (2 * np.pi) - np.pi)
        near = (apart < 8) & (turned < np.deg2rad(15))
        out.append((made, found, near, inner(made, true.x, true.y), inner(made, found.x, found.y)))
    return out


def beside_an_opposite_one(made: MasterPrint) -> np.ndarray:
    """Nearer than two ridge periods to an opposite one: the extractor takes such pairs for a broken ridge."""
    m = made.minutiae
    opposite = np.cos(np.subtract.outer(m.theta, m.theta)) < 0
    apart = np.hypot(np.subtract.outer(m.x, m.x), np.subtract.outer(m.y, m.y))
    return np.where(opposite, apart, np.inf).min(axis=1) < 18


def test_true_minutiae_are_found(compared):
    hits = np.concatenate([near[true].any(axis=1) for _, _, near, true, _ in compared])
    pairs = np.concatenate([beside_an_opposite_one(made)[true] for made, _, _, true, _ in compared])
    assert len(hits) > 280
    assert hits.mean() >= 0.87
    assert hits[~pairs].mean() >= 0.94
    assert pairs.mean() < 0.25


def test_what_is_found_is_true(compared):
    extra = np.concatenate([~near[:, found].any(axis=0) for _, _, near, _, found in compared])
    assert extra.mean() <= 0.1


def test_kinds_are_mostly_those_seen(compared):
    alike = []
    for made, found, near, true, _ in compared:
        for one in np.flatnonzero(true & near.any(axis=1)):
            alike.append(made.minutiae.kind[one] == found.kind[np.flatnonzero(near[one])[0]])
    assert np.mean(alike) > 0.75
