"""Packed templates: what is written is read, what is damaged is refused."""

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import TemplateError
from tenprint.template.codec_packed import pack, unpack
from tenprint.template.model import Template


@st.composite
def templates(draw: st.DrawFn) -> Template:
    count = draw(st.integers(0, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    width, height = draw(st.integers(1, 4000)), draw(st.integers(1, 4000))
    return Template(
        x=(random.random(count) * width).astype(np.float32),
        y=(random.random(count) * height).astype(np.float32),
        theta=(random.random(count) * 2 * np.pi).astype(np.float32),
        kind=random.integers(0, 3, count).astype(np.uint8),
        quality=random.integers(0, 101, count).astype(np.uint8),
        width=width,
        height=height,
        extractor=draw(st.sampled_from(["classical-1", "leader-1", ""])),
    )


def turned(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.abs(np.mod(a.astype(np.float64) - b + np.pi, 2 * np.pi) - np.pi)


def some_template() -> Template:
    real = np.array([1.25, 200.0], np.float32)
    theta = np.array([np.pi / 2, np.pi], np.float32)
    return Template(
        real, real, theta, np.array([1, 2], np.uint8), np.array([0, 100], np.uint8), 388, 374, "t-1"
    )


@given(templates())
@settings(max_examples=60, deadline=None)
def test_unpack_gives_back_what_was_packed(template: Template) -> None:
    back = unpack(pack(template))
    assert np.abs(back.x - template.x).max(initial=0) <= 0.1251
    assert np.abs(back.y - template.y).max(initial=0) <= 0.1251
    assert turned(back.theta, template.theta).max(initial=0) < 1e-4
    assert ((back.theta >= 0) & (back.theta < np.float32(2 * np.pi))).all()
    np.testing.assert_array_equal(back.kind, template.kind)
    np.testing.assert_array_equal(back.quality, template.quality)
    assert (back.width, back.height, back.extractor) == (template.width, template.height, template.extractor)
    for name in ("x", "y", "theta"):
        assert getattr(back, name).dtype == np.float32


@given(templates())
@settings(max_examples=40, deadline=None)
def test_packing_again_gives_the_same_bytes(template: Template) -> None:
    packed = pack(template)
    assert pack(unpack(packed)) == packed
    assert len(packed) <= 12 + len(template.extractor) + 8 * len(template) + 4


@given(templates(), st.data())
@settings(max_examples=100, deadline=None)
def test_any_changed_byte_is_noticed(template: Template, data: st.DataObject) -> None:
    packed = bytearray(pack(template))
    where = data.draw(st.integers(0, len(packed) - 1))
    packed[where] ^= data.draw(st.integers(1, 255))
    with pytest.raises(TemplateError):
        unpack(bytes(packed))


@given(templates(), st.data())
@settings(max_examples=60, deadline=None)
def test_any_truncation_or_addition_is_noticed(template: Template, data: st.DataObject) -> None:
    packed = pack(template)
    with pytest.raises(TemplateError):
        unpack(packed[: data.draw(st.integers(0, len(packed) - 1))])
    with pytest.raises(TemplateError):
        unpack(packed + data.draw(st.binary(min_size=1, max_size=8)))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_noise_is_refused_with_our_error(noise: bytes) -> None:
    with pytest.raises(TemplateError):
        unpack(noise)


def sealed(body: bytes) -> bytes:
    return body + struct.pack("<I", zlib.crc32(body))


@pytest.mark.parametrize(("offset", "value"), [(21, 3), (22, 101), (12, 0x80), (4, 2)])
def test_a_bad_value_under_a_good_checksum_is_refused(offset: int, value: int) -> None:
    body = bytearray(pack(some_template())[:-4])
    body[offset] = value
    with pytest.raises(TemplateError, match="expected"):
        unpack(sealed(bytes(body)))


@pytest.mark.parametrize(
    "change",
    [
        {"x": np.array([-1, 0], np.float32)},
        {"y": np.array([np.nan, 0], np.float32)},
        {"x": np.array([16384, 0], np.float32)},
        {"theta": np.array([np.inf, 0], np.float32)},
        {"kind": np.array([3, 0], np.uint8)},
        {"quality": np.array([101, 0], np.uint8)},
        {"width": 70000},
        {"extractor": "x" * 256},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    from dataclasses import replace

    with pytest.raises(TemplateError):
        pack(replace(some_template(), **change))  # type: ignore[arg-type]  # each change names its own field


def test_the_bytes_stay_as_they_are() -> None:
    packed = pack(some_template())
    assert packed[:15].hex() == "54504d540103020084017601742d31"
    assert packed[15:31].hex() == "0500050000400100" + "2003200300800264"
    assert packed[31:] == struct.pack("<I", zlib.crc32(packed[:31]))
