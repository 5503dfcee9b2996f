"""Decoding and encoding of pictures: what is declared must be what is there."""

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from tenprint.errors import ImageError
from tenprint.image import codec
from tenprint.image.codec import Compression, decode, encode, encode_png, encode_wsq
from tenprint.image.codestream import inspect
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.picture_file import load
from tenprint.image.wsq_structure import check_wsq


def file_of(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def gradient(rows: int = 40, columns: int = 60) -> Pixels:
    return np.add.outer(np.arange(rows) * 3, np.arange(columns) * 2).astype(np.uint8)


@pytest.mark.parametrize(
    ("code", "reference"), [("sample.wsq", "sample.png"), ("wsq-original.wsq", "wsq-converted.png")]
)
def test_wsq_is_decoded_bit_exactly(real_data: Path, code: str, reference: str) -> None:
    folder = real_data / "an2k" / "wsq_oracles"
    image = load(folder / code)
    assert image.resolution_ppi == 500
    assert np.array_equal(image.pixels, load(folder / reference, 500).pixels)


def test_first_picture_of_the_card_is_decoded_bit_exactly(
    real_data: Path, nist_card: dict[int, GreyImage]
) -> None:
    reference = load(real_data / "an2k" / "wsq_oracles" / "fp-1.png", 500)
    assert np.array_equal(nist_card[1].pixels, reference.pixels)
    assert sorted(nist_card) == list(range(1, 15))


def test_fvc_resolutions_are_whole(real_data: Path) -> None:
    assert load(real_data / "fvc" / "fvc2002_DB1_B" / "101_1.png").resolution_ppi == 500
    assert load(real_data / "fvc" / "fvc2004_DB3_B" / "101_1.png").resolution_ppi == 512


def test_wsq_round_trip_states_its_resolution(whorl: Pixels) -> None:
    code = encode_wsq(GreyImage(whorl, 500))
    head = inspect(code)
    assert (head.width, head.height) == (400, 480)
    assert head.resolution is not None
    assert head.resolution.across_ppi == 500
    back = decode(code, Compression.WSQ, width=400, height=480)
    assert back.resolution_ppi == 500
    assert np.sqrt(np.mean((back.pixels.astype(float) - whorl) ** 2)) < 20
    assert len(code) < whorl.size / 8


def test_the_record_overrides_the_resolution_of_the_file(whorl: Pixels) -> None:
    assert decode(encode_png(GreyImage(whorl, 500)), None, resolution_ppi=1000).resolution_ppi == 1000


@settings(max_examples=30, deadline=None)
@given(
    hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40)),
    st.sampled_from([100, 250, 500, 512, 1000, 1200]),
)
def test_png_round_trip(pixels: Pixels, ppi: int) -> None:
    back = decode(encode_png(GreyImage(pixels, ppi)), Compression.PNG)
    assert np.array_equal(back.pixels, pixels)
    assert back.resolution_ppi == ppi


@settings(max_examples=30, deadline=None)
@given(hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_raw_round_trip_and_exact_length(pixels: Pixels) -> None:
    height, width = pixels.shape
    data = pixels.tobytes()
    size = {"width": width, "height": height, "resolution_ppi": 500.0}
    assert np.array_equal(decode(data, Compression.NONE, **size).pixels, pixels)  # type: ignore[arg-type] # a mixed dict
    for wrong in (data + b"\x00", data[:-1]):
        with pytest.raises(ImageError, match=f"= {width * height} bytes, found {len(wrong)}"):
            decode(wrong, Compression.NONE, **size)  # type: ignore[arg-type] # a mixed dict


@pytest.mark.parametrize(
    ("kind", "compression", "options"),
    [
        ("JPEG", Compression.JPEGB, {"quality": 98, "dpi": (500, 500)}),
        ("JPEG2000", Compression.JP2L, {"irreversible": False}),
        ("JPEG2000", Compression.JP2, {"quality_layers": [4], "irreversible": True}),
    ],
)
def test_pillow_formats(kind: str, compression: Compression, options: dict[str, object]) -> None:
    pixels = gradient()
    image = decode(file_of(Image.fromarray(pixels), kind, **options), compression, resolution_ppi=500)
    assert np.abs(image.pixels.astype(int) - pixels).max() <= (0 if compression is Compression.JP2L else 12)


def test_jpeg_density_is_the_resolution() -> None:
    data = file_of(Image.fromarray(gradient()), "JPEG", dpi=(500, 500))
    assert decode(data, None).resolution_ppi == 500


def test_modes_become_grey() -> None:
    pixels = gradient()
    grey = Image.fromarray(pixels)
    deep = Image.fromarray(pixels.astype(np.uint16) << 8 | 0x7F)
    palette = grey.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE, colors=256)
    clear = Image.merge("LA", (Image.new("L", grey.size, 0), Image.new("L", grey.size, 0)))
    for picture, expected in ((deep, pixels), (palette, pixels), (grey.convert("RGB"), pixels), (clear, 255)):
        found = decode(file_of(picture, "PNG"), None, resolution_ppi=500).pixels
        assert np.array_equal(found, np.broadcast_to(expected, pixels.shape)), picture.mode


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "JPEG2000"])
def test_declared_as_wsq_but_another(kind: str) -> None:
    data = file_of(Image.fromarray(gradient()), kind)
    found = {"JPEG2000": "JPEG 2000"}.get(kind, kind)
    with pytest.raises(ImageError, match=rf"expected WSQ \(code 1\), found a {found} codestream"):
        decode(data, Compression.WSQ, resolution_ppi=500)


def test_wsq_declared_as_jpeg(whorl: Pixels) -> None:
    with pytest.raises(ImageError, match=r"expected JPEGB \(code 2\), found a WSQ codestream"):
        decode(encode_wsq(GreyImage(whorl, 500)), Compression.JPEGB)


@pytest.mark.parametrize("size", [{"width": 401}, {"height": 479}, {"width": 480, "height": 400}])
def test_size_declared_against_size_found(whorl: Pixels, size: dict[str, int]) -> None:
    for data in (encode_wsq(GreyImage(whorl, 500)), encode_png(GreyImage(whorl, 500))):
        with pytest.raises(ImageError, match="found 400 × 480 in the codestream"):
            decode(data, None, resolution_ppi=500, **size)  # type: ignore[arg-type] # a dict of two whole numbers


def test_no_resolution_is_no_guess() -> None:
    with pytest.raises(ImageError, match="500 is not assumed"):
        decode(file_of(Image.fromarray(gradient()), "PNG"), None)
    with pytest.raises(ImageError, match="500 is not assumed"):
        decode(bytes(100), Compression.NONE, width=10, height=10)


def test_resolutions_that_cannot_be() -> None:
    data = encode_png(GreyImage(gradient(), 500))
    for ppi in (0, -500, 1, 1e6, float("nan")):
        with pytest.raises(ImageError, match="expected 50 to 5000 ppi"):
            decode(data, None, resolution_ppi=ppi)
    crooked = file_of(Image.fromarray(gradient()), "PNG", dpi=(500, 400))
    with pytest.raises(ImageError, match=r"one resolution both ways, found (499|500)"):
        decode(crooked, None)
    assert decode(crooked, None, resolution_ppi=500).resolution_ppi == 500  # the record stands above the file


def test_nothing_and_rubbish() -> None:
    for data, found in ((b"", "found no bytes"), (b"GIF89a..", "found 47 49 46")):
        for compression in (None, Compression.WSQ, Compression.PNG):
            with pytest.raises(ImageError, match=found):
                decode(data, compression, resolution_ppi=500)


def bomb(width: int, height: int) -> bytes:
    """A PNG header that promises more pixels than are decoded."""
    data = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    for kind, content in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(100)))):
        data += (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )
    return data


def test_too_many_pixels_are_refused_before_decoding() -> None:
    frame = b"\xff\xa2" + struct.pack(">HBBHHBHBHBH", 17, 0, 255, 65535, 65535, 0, 0, 0, 0, 0, 0)
    wsq = b"\xff\xa0" + frame + bytes.fromhex("ffa4 0002 ffa5 0002 ffa6 0002 ffa3") + bytes(100)
    for data in (wsq, bomb(8001, 8000), bomb(60000, 60000)):
        with pytest.raises(ImageError, match=r"pixels, found|exceeds limit"):
            decode(data, None, resolution_ppi=500)
    with pytest.raises(ImageError, match="found 65535 × 65535"):
        decode(b"x", Compression.NONE, width=65535, height=65535, resolution_ppi=500)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_pillows_own_guard_only_warns_where_ours_refuses() -> None:
    with pytest.raises(ImageError, match="found 10000 × 9500"):
        decode(bomb(10000, 9500), None, resolution_ppi=500)


def damaged(data: st.DataObject, sound: bytes, other: bytes) -> bytes:
    """Bytes cut off, replaced, repeated, or another file's spliced in."""
    code = bytearray(sound)
    act = data.draw(st.sampled_from(["change", "cut", "splice", "repeat", "blank"]))
    at = data.draw(st.integers(0, len(code)))
    if act == "cut":
        del code[at:]
    elif act == "splice":
        code[at:] = other[data.draw(st.integers(0, len(other))) :]
    elif act == "repeat":
        code[at:at] = code[data.draw(st.integers(0, at)) : at][:300]
    elif act == "blank":
        end = min(len(code), at + data.draw(st.integers(1, 100)))
        code[at:end] = bytes(end - at)
    for place in data.draw(st.lists(st.integers(0, 10**6), max_size=8)):
        if code:
            head = min(len(code), 700)  # where most can be broken
            code[place % head if place % 2 else place % len(code)] = data.draw(st.integers(0, 255))
    return bytes(code)


@pytest.mark.parametrize("compression", [one for one in Compression if one])
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_damage_gives_our_error_or_a_picture_of_the_right_size(
    compression: Compression, data: st.DataObject
) -> None:
    sound = _sound_files()
    other = sound[data.draw(st.sampled_from(list(sound)))]
    try:
        image = decode(
            damaged(data, sound[compression], other), None, width=96, height=80, resolution_ppi=500
        )
    except ImageError:
        return
    assert image.pixels.shape == (80, 96)


_files: dict[Compression, bytes] = {}


def _sound_files() -> dict[Compression, bytes]:
    if not _files:
        grey = GreyImage(gradient(80, 96), 500)
        _files.update({one: encode(grey, one) for one in Compression if one})
    return _files


@pytest.mark.slow
@pytest.mark.parametrize("compression", [one for one in Compression if one])
@settings(max_examples=1500, deadline=None)
@given(st.data())
def test_much_damage(compression: Compression, data: st.DataObject) -> None:
    sound = _sound_files()
    other = sound[data.draw(st.sampled_from(list(sound)))]
    code = damaged(data, sound[compression], other)
    check_wsq(code)
    with contextlib.suppress(ImageError):
        inspect(code)
    with contextlib.suppress(ImageError):
        decode(code, None, resolution_ppi=500)


def test_wsq_refuses_what_it_is_not_made_for() -> None:
    with pytest.raises(ImageError, match="expected 500 ppi"):
        encode_wsq(GreyImage(np.zeros((200, 200), np.uint8), 1000))
    with pytest.raises(ImageError, match="expected 1 to 16777216 pixels, found 4097 × 4096"):
        encode_wsq(GreyImage(np.zeros((4096, 4097), np.uint8), 500))
    with pytest.raises(ImageError, match="found 200 × 63"):
        encode_wsq(GreyImage(np.zeros((63, 200), np.uint8), 500))


def test_errors_of_files_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "print.png"
    with pytest.raises(ImageError, match=r"print\.png: cannot be read: No such file"):
        load(path)
    path.write_bytes(b"\x89PNG\r\n\x1a\nxx")
    with pytest.raises(ImageError, match=r"print\.png: PNG: expected a chunk at byte 8"):
        load(path, 500)


def test_reading_a_picture_loads_neither_numba_nor_opencv() -> None:
    program = "import sys, tenprint.image, tenprint.image.codec; print({'numba', 'cv2'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "set()"


def test_the_rooms_names_load_when_used() -> None:
    import tenprint.image as room

    assert room.decode is codec.decode
    assert set(room.__all__) <= set(dir(room))
    for name in room.__all__:
        assert getattr(room, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = room.nothing
