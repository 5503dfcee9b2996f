"""Image files of kinds that records do not hold are read as well, at the resolution that they state."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image.picture_file import load

PIXELS = np.random.default_rng(1).integers(0, 256, (30, 40), np.uint8)


@pytest.mark.parametrize(
    ("ending", "mode"),
    [("tif", "L"), ("tif", "RGB"), ("tif", "I;16"), ("tif", "1"), ("bmp", "L"), ("bmp", "RGB"), ("png", "L")],
)
def test_a_picture_is_read_in_grey_at_its_resolution(tmp_path: Path, ending: str, mode: str) -> None:
    path = tmp_path / f"1_1.{ending}"
    grey = Image.fromarray(PIXELS)
    deep = Image.fromarray(PIXELS.astype(np.uint16) * 257) if mode == "I;16" else grey.convert(mode)
    deep.save(path, dpi=(500, 500))
    found = load(path)
    assert found.resolution_ppi == pytest.approx(500)
    expected = np.asarray(grey.convert("1").convert("L")) if mode == "1" else PIXELS
    assert (found.pixels == expected).all()
    assert load(path, 1000).resolution_ppi == 1000


@pytest.mark.parametrize("ending", ["pgm", "gif", "tif"])
def test_a_resolution_is_never_assumed(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"1_1.{ending}"
    Image.fromarray(PIXELS).save(path)
    with pytest.raises(ImageError, match=r"1_1\.\w+: .*expected a resolution"):
        load(path)
    assert (load(path, 500).pixels == PIXELS).all()


@pytest.mark.parametrize(
    "data", [b"", b"text", b"II*\0" + bytes(50), b"BM" + bytes(60), b"P5 99999 99999 255\n"]
)
def test_what_is_no_picture_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "1_1.tif"
    path.write_bytes(data)
    with pytest.raises(ImageError, match=r"1_1.tif: "):
        load(path, 500)
    with pytest.raises(ImageError, match="cannot be read"):
        load(tmp_path / "absent.tif")
