"""What is not a print, or hardly one: no crash, low quality with a reason or a clear error, in bounded time."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image import quality_reason
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.picture_file import load
from tenprint.image.polarity import is_inverted
from tenprint.image.prepare import PIXELS_MAX, prepare
from tenprint.image.quality import REJECT_BELOW, quality
from tenprint.match.pair import compare
from tenprint.sim.prints import OPTICAL_WIDE_PLAIN, impression, master
from tenprint.template.extract.pipeline import extract

SECONDS_MAX = 10.0  # of one picture through everything, on a loaded machine


def noise(kind: str) -> Pixels:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(500, 500))
    if kind == "pink":
        frequency = np.hypot(np.fft.fftfreq(500)[:, None], np.fft.fftfreq(500))
        frequency[0, 0] = 1
        values = np.fft.ifft2(np.fft.fft2(values) / frequency).real
    if kind == "blurred":
        values = cv2.GaussianBlur(values, (0, 0), 3)
    return np.clip(128 + 50 * values / values.std(), 0, 255).astype(np.uint8)


def text(size: float) -> Pixels:
    page = np.full((600, 500), 255, np.uint8)
    for line in range(int(18 / size)):
        place = (5, 25 + int(31 * size) * line)
        cv2.putText(page, "the quick brown fox jumps over", place, cv2.FONT_HERSHEY_SIMPLEX, size, 0, 2)
    return page


def face() -> Pixels:
    page = np.full((500, 400), 230, np.uint8)
    cv2.ellipse(page, (200, 250), (130, 180), 0, 0, 360, 170, -1)
    for x in (150, 250):
        cv2.ellipse(page, (x, 210), (25, 14), 0, 0, 360, 250, -1)
        cv2.circle(page, (x, 210), 9, 40, -1)
    cv2.ellipse(page, (200, 340), (50, 20), 0, 0, 180, 70, 4)
    rng = np.random.default_rng(2)
    for x in rng.integers(80, 320, 60):
        cv2.line(page, (int(x), 90), (int(x + rng.integers(-20, 20)), 150), int(rng.integers(20, 90)), 2)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 2), np.uint8)


def stripes() -> Pixels:
    return np.tile((127 + 100 * np.sin(2 * np.pi * np.arange(500) / 9)).astype(np.uint8), (500, 1))


NOT_PRINTS: dict[str, Pixels] = {
    "blank": np.full((500, 400), 255, np.uint8),
    "black": np.zeros((500, 400), np.uint8),
    "white noise": noise("white"),
    "pink noise": noise("pink"),
    "blurred noise": noise("blurred"),
    "large text": text(1.3),
    "text": text(0.9),
    "small text": text(0.5),
    "face": face(),
    "stripes": stripes(),
    "10 × 10": noise("white")[:10, :10],
    "1 × 1": np.zeros((1, 1), np.uint8),
    "1 × 5000": np.tile(noise("white")[:1], (1, 10)),
    "5000 × 1": np.tile(noise("white")[:, :1], (10, 1)),
}


@pytest.fixture(scope="module")
def print_pixels() -> Pixels:
    image = impression(master(5, 2), seed=1, style=OPTICAL_WIDE_PLAIN.under("easy")).image
    found = extract(prepare(image))  # compiles the kernels, which is not to be counted in any test's time
    assert compare(found, found).score > 6 and quality(image).score > 0
    return image.pixels


def saved(folder: Path, image: Image.Image, name: str = "picture.png") -> Path:
    image.save(folder / name, dpi=(500, 500))
    return folder / name


@pytest.mark.parametrize("name", NOT_PRINTS)
def test_what_is_no_print_is_rejected_with_a_reason(tmp_path: Path, name: str, print_pixels: Pixels) -> None:
    began = time.perf_counter()
    image = prepare(load(saved(tmp_path, Image.fromarray(NOT_PRINTS[name]))))
    found = quality(image)
    assert found.score < REJECT_BELOW, found
    assert found.reasons
    assert compare(extract(image), extract(GreyImage(print_pixels, 500.0))).score < 0.5
    assert time.perf_counter() - began < SECONDS_MAX


@pytest.mark.parametrize("mode", ["I;16", "RGBA", "LA", "P", "RGB", "CMYK"])
def test_a_print_in_any_pixel_format_is_the_same_print(
    tmp_path: Path, mode: str, print_pixels: Pixels
) -> None:
    if mode == "I;16":
        image = Image.fromarray(print_pixels.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(print_pixels).convert(mode)
    path = saved(tmp_path, image, "picture.jpg" if mode == "CMYK" else "picture.png")
    found, wanted = quality(prepare(load(path))), quality(GreyImage(print_pixels, 500.0))
    assert abs(found.score - wanted.score) <= 1
    assert found.reasons == wanted.reasons


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xa0" + bytes(40)])
def test_a_file_that_is_no_picture_is_named_with_what_was_expected(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "what.png"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=r"what\.png: .*expected .*found"):
        load(path)


def test_a_cut_file_is_refused_and_named(tmp_path: Path, print_pixels: Pixels) -> None:
    path = saved(tmp_path, Image.fromarray(print_pixels))
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ImageError, match=r"picture\.png: .*expected .*truncated"):
        load(path)


def test_a_picture_beyond_any_hand_is_refused_before_it_costs_anything() -> None:
    large = GreyImage(np.broadcast_to(np.uint8(200), (8000, 8000)), 500.0)
    began = time.perf_counter()
    with pytest.raises(
        ImageError, match=f"at most {PIXELS_MAX:,} pixels at 500 ppi, found 8000 × 8000 at 500"
    ):
        prepare(large)
    assert time.perf_counter() - began < 0.5


def test_an_inverted_print_is_turned_back_and_says_so(print_pixels: Pixels) -> None:
    turned = prepare(GreyImage(255 - print_pixels, 500.0))
    assert turned.was_inverted
    assert np.array_equal(turned.pixels, print_pixels)
    found, wanted = quality(turned), quality(GreyImage(print_pixels, 500.0))
    assert found.reasons == (quality_reason.INVERTED, *wanted.reasons)
    assert found.score == wanted.score
    assert quality(GreyImage(255 - print_pixels, 500.0)) == found, "also where it was not prepared"
    assert not prepare(GreyImage(print_pixels, 500.0)).was_inverted


def test_real_prints_are_inverted_only_when_they_are(real_data: Path) -> None:
    """Sensors with a white background are told always, those with a grey one never, and none is told wrongly."""
    for folder, told in (
        ("fvc2002_DB1_B", 1),
        ("fvc2002_DB3_B", 0),
        ("fvc2004_DB1_B", 1),
        ("fvc2004_DB3_B", 0),
    ):
        files = sorted((real_data / "fvc" / folder).glob("10[2468]_*.png"))[::2]
        pictures = [load(file).pixels for file in files]
        assert not any(is_inverted(pixels) for pixels in pictures)
        assert sum(is_inverted(255 - pixels) for pixels in pictures) == told * len(pictures)


def test_two_prints_in_one_picture_are_told(print_pixels: Pixels) -> None:
    both = np.hstack([print_pixels, print_pixels])
    assert quality_reason.SEVERAL in quality(GreyImage(both, 500.0)).reasons
