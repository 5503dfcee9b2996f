"""The classical extractor as a whole: on drawn ridges with known minutiae, on nothing, on real prints."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image.model import GreyImage
from tenprint.sim.prints import STYLES, impression, master
from tenprint.template.extract.pipeline import EXTRACTOR, extract
from tenprint.template.model import MinutiaKind, Template

SIDE = 256
DEFECTS = ((90.0, 100.0, 1), (170.0, 110.0, -1), (110.0, 180.0, -1), (180.0, 185.0, 1))


def drawn_print(rows: int = SIDE, columns: int = SIDE, period: float = 9.0, tilt: float = 0.15) -> GreyImage:
    """Curved ridges in a disc; each phase spiral of ``DEFECTS`` (x, y, sense) adds one minutia.

    Larkin and Fletcher, "A coherent framework for fingerprint analysis" (2007).
    """
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float64)
    phase = 2 * np.pi * (y + tilt * x + 12 * np.sin(x / 60)) / period
    for x0, y0, sense in DEFECTS:
        phase += sense * np.arctan2(y - y0, x - x0)
    disc = np.hypot((x - columns / 2) / (0.44 * columns), (y - rows / 2) / (0.44 * rows)) < 1
    grey = np.where(disc, 127.5 - 100 * np.cos(phase), 250.0)
    return GreyImage(np.ascontiguousarray(grey, dtype=np.uint8), 500.0)


def moved(image: GreyImage, pixels: npt.NDArray[np.uint8]) -> GreyImage:
    return GreyImage(np.ascontiguousarray(pixels), image.resolution_ppi)


def sure(found: Template) -> Template:
    """The minutiae that are hardly doubtful: at a border there may be doubtful ones beside them."""
    kept = found.quality >= 75
    return replace(
        found, **{name: getattr(found, name)[kept] for name in ("x", "y", "theta", "kind", "quality")}
    )


def distances(
    a: Template, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating]
) -> npt.NDArray[np.floating]:
    return np.hypot(a.x[:, None] - x[None, :], a.y[:, None] - y[None, :])


def share_found(
    a: Template,
    x: npt.NDArray[np.floating],
    y: npt.NDArray[np.floating],
    theta: npt.NDArray[np.floating],
    within_px: float = 4.0,
) -> float:
    """Share of the expected minutiae that ``a`` has at the place and in the direction."""
    turn = np.abs(np.mod(a.theta[:, None] - theta[None, :] + np.pi, 2 * np.pi) - np.pi)
    hits = (distances(a, x, y) < within_px) & (turn < 0.35)
    return float(hits.any(axis=0).mean())


def real_print(real_data: Path, name: str) -> GreyImage:
    with Image.open(real_data / "fvc" / name) as picture:
        return GreyImage(np.ascontiguousarray(np.asarray(picture.convert("L"))), 500.0)


def test_each_drawn_minutia_is_found_and_nothing_else() -> None:
    found = extract(drawn_print())
    assert found.extractor == EXTRACTOR
    found = sure(found)
    truth = np.array(DEFECTS)
    near = distances(found, truth[:, 0], truth[:, 1])
    assert (near.min(axis=0) < 1).all()
    assert len(found) == len(DEFECTS)
    assert (found.quality > 90).all()


def test_directions_point_along_an_ending_ridge_and_into_a_forked_valley() -> None:
    """Ending or bifurcation, the direction is toward the side that has one ridge more."""
    found = sure(extract(drawn_print(tilt=0.0)))
    truth = np.array(DEFECTS)
    nearest = distances(found, truth[:, 0], truth[:, 1]).argmin(axis=0)
    # The phase rises downward by 2π a period. Going down past a spiral of sense +1 it gains π on the right and
    # loses π on the left: the right side has the additional ridge.
    rightward = np.cos(found.theta[nearest]) > 0
    assert rightward.tolist() == [sense > 0 for _, _, sense in DEFECTS]


def test_the_negative_keeps_places_and_directions() -> None:
    """Ridges for valleys: endings become bifurcations at the same place, pointing the same way."""
    image = drawn_print()
    dark = sure(extract(image))
    inside = image.pixels < 250
    light = sure(extract(moved(image, np.where(inside, 255 - image.pixels, 250).astype(np.uint8))))
    assert share_found(light, dark.x, dark.y, dark.theta, within_px=1.0) == 1.0
    near = distances(light, dark.x, dark.y).argmin(axis=0)
    assert ((light.kind[near] == MinutiaKind.ENDING) != (dark.kind == MinutiaKind.ENDING)).all()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turning_the_print_turns_the_minutiae(quarters: int) -> None:
    image = drawn_print(rows=256, columns=240)
    before = sure(extract(image))
    after = sure(extract(moved(image, np.rot90(image.pixels, quarters))))
    x, y, width, height = before.x, before.y, image.width, image.height
    for _ in range(quarters):  # np.rot90 turns counter-clockwise: the right edge becomes the top
        x, y, width, height = y, width - 1 - x, height, width
    theta = before.theta + quarters * np.pi / 2
    assert len(before) > 0
    assert share_found(after, x, y, theta) == 1.0
    assert len(after) == len(before)


@given(right=st.integers(0, 40), down=st.integers(0, 40))
@settings(max_examples=15, deadline=None)
def test_moving_the_print_moves_the_minutiae(right: int, down: int) -> None:
    image = drawn_print()
    before = sure(extract(image))
    canvas = np.full((SIDE + 40, SIDE + 40), 250, np.uint8)
    canvas[down : down + SIDE, right : right + SIDE] = image.pixels
    after = sure(extract(moved(image, canvas)))
    assert share_found(after, before.x + right, before.y + down, before.theta, within_px=2.0) == 1.0
    # Moved over the cells' grid, the doubtful ones at the border may gain or lose.
    assert abs(len(after) - len(before)) <= 1


@given(
    rows=st.integers(1, 70),
    columns=st.integers(1, 70),
    seed=st.integers(0, 2**31),
    kind=st.sampled_from("bnw"),
)
@settings(max_examples=60, deadline=None)
def test_any_size_is_taken(rows: int, columns: int, seed: int, kind: str) -> None:
    random = np.random.default_rng(seed)
    pixels = {
        "b": np.zeros((rows, columns), np.uint8),
        "w": np.full((rows, columns), 255, np.uint8),
        "n": random.integers(0, 256, (rows, columns), dtype=np.uint8),
    }[kind]
    found = extract(GreyImage(pixels, 500.0))
    assert (found.width, found.height) == (columns, rows)
    assert ((found.x >= 0) & (found.x < columns) & (found.y >= 0) & (found.y < rows)).all()


def test_a_picture_that_no_finger_fills_is_refused() -> None:
    with pytest.raises(ImageError, match="found 8000 × 8000"):
        extract(GreyImage(np.broadcast_to(np.uint8(255), (8000, 8000)), 500.0))


def test_text_has_few_sure_minutiae() -> None:
    page = np.full((374, 388), 255, np.uint8)
    for k in range(9):
        cv2.putText(page, "Surname, first names", (8, 40 * k + 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    assert len(sure(extract(GreyImage(page, 500.0)))) <= 10


def test_the_mirror_image_is_another_finger() -> None:
    image = drawn_print()
    before = sure(extract(image))
    after = sure(extract(moved(image, image.pixels[:, ::-1])))
    assert share_found(after, SIDE - 1 - before.x, before.y, np.pi - before.theta, within_px=2.0) == 1.0
    assert share_found(after, before.x, before.y, before.theta) < 0.5


@pytest.mark.parametrize("style", ["optical", "capacitive", "thermal", "plain-ink"])
def test_true_minutiae_are_found_and_confidence_is_their_share(style: str) -> None:
    """On fingers that the fit did not see: recall, precision weighted by confidence, and reliability."""
    quality, true, marked = [], [], 0
    for seed in range(4):
        taken = impression(master(900 + seed, 2 + seed % 3), seed=1, style=STYLES[style])
        found, truth = extract(taken.image), taken.minutiae
        turn = np.abs(np.mod(found.theta[:, None] - truth.theta[None, :] + np.pi, 2 * np.pi) - np.pi)
        hits = (distances(found, truth.x, truth.y) < 9) & (turn < 0.45)
        quality.append(found.quality / 100)
        true.append(hits.any(axis=1))
        marked += int(hits.any(axis=0).sum()) - int(0.8 * hits.shape[1])
    share, right = np.concatenate(quality), np.concatenate(true)
    assert marked >= 0
    assert (share * right).sum() / share.sum() > 0.8
    assert right[share > 0.9].mean() > 0.9
    assert right[share < 0.3].mean() < 0.5


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_even_picture_has_no_minutiae(level: int) -> None:
    assert len(extract(GreyImage(np.full((374, 388), level, np.uint8), 500.0))) == 0


def test_noise_has_next_to_no_minutiae() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (374, 388), dtype=np.uint8)
    assert len(extract(GreyImage(noise, 500.0))) <= 5


def test_a_slope_of_light_has_no_minutiae() -> None:
    slope = np.linspace(0, 255, 374 * 388).reshape(374, 388).astype(np.uint8)
    assert len(extract(GreyImage(slope, 500.0))) == 0


def test_values_are_within_their_ranges() -> None:
    found = extract(drawn_print())
    for values in (found.x, found.y, found.theta):
        assert values.dtype == np.float32
    assert ((found.theta >= 0) & (found.theta < np.float32(2 * np.pi))).all()
    assert (found.quality <= 100).all() and found.quality.dtype == np.uint8
    assert np.isin(found.kind, [MinutiaKind.ENDING, MinutiaKind.BIFURCATION]).all()


def test_the_same_picture_gives_the_same_template_in_another_process() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_extract_pipeline as t;"
        "f = t.extract(t.drawn_print());"
        "print(f.x.tobytes().hex(), f.y.tobytes().hex(), f.theta.tobytes().hex(), f.quality.tobytes().hex())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1] and runs[0].strip()


def test_the_observer_sees_every_stage_and_changes_nothing() -> None:
    seen: list[str] = []
    image = drawn_print()
    watched = extract(image, lambda key, stage: seen.append(key))
    assert seen[:2] == ["template.evened", "template.normalised"] and seen[-1] == "template.minutiae"
    assert {"template.orientation", "template.period", "template.enhanced", "template.strength"} <= set(seen)
    assert {"template.binary", "template.skeleton", "template.vortices", "template.evidence"} <= set(seen)
    np.testing.assert_array_equal(watched.x, extract(image).x)


def test_importing_templates_loads_no_numba() -> None:
    code = "import sys, tenprint.template, tenprint.template.codec_packed; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "name", ["fvc2002_DB1_B/101_1.png", "fvc2004_DB3_B/104_2.png", "fvc2002_DB1_B/107_3.png"]
)
def test_a_real_print_has_a_plausible_number_of_minutiae(name: str, real_data: Path) -> None:
    found = extract(real_print(real_data, name))
    assert 20 <= len(found) <= 80


def test_a_real_print_turned_half_keeps_most_minutiae(real_data: Path) -> None:
    image = real_print(real_data, "fvc2002_DB1_B/101_2.png")
    before = extract(image)
    after = extract(moved(image, np.rot90(image.pixels, 2)))
    x, y = image.width - 1 - before.x, image.height - 1 - before.y
    assert share_found(after, x, y, before.theta + np.pi) > 0.85


def test_lettering_and_rules_of_a_card_give_no_minutiae(real_data: Path) -> None:
    """The first rolled print of NIST's card has "1. RIGHT THUMB" above it and pen strokes at its left."""
    with Image.open(real_data / "an2k" / "wsq_oracles" / "fp-1.png") as picture:
        found = extract(GreyImage(np.ascontiguousarray(np.asarray(picture.convert("L"))), 500.0))
    assert 80 <= len(sure(found)) <= 160
    assert found.y.min() > 90 and found.x.min() > 190


def test_places_and_directions_agree_with_an_examiner(real_data: Path) -> None:
    """NIST's reference file holds an inked print with 48 minutiae marked by hand, angles as INCITS 378 has them."""
    data = (real_data / "an2k" / "nist_reference" / "type-9-14-m1.an2").read_bytes()
    marks = data.split(b"9.137:")[1].split(b"\x1c")[0].split(b"\x1d")[0]
    marked = np.array([[int(value) for value in mark.split(b"\x1f")] for mark in marks.split(b"\x1e")])
    pixels = np.frombuffer(data, np.uint8, 768 * 800, data.index(b"14.999:") + 7).reshape(768, 800)
    found = extract(GreyImage(np.ascontiguousarray(pixels), 500.0))
    theta = np.radians(2 * marked[:, 3])  # units of 2 degrees
    assert share_found(found, marked[:, 1], marked[:, 2], theta, within_px=10.0) > 0.7
    assert share_found(found, marked[:, 1], marked[:, 2], theta + np.pi, within_px=10.0) < 0.2
