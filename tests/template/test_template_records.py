"""INCITS 378-2004 and ISO/IEC 19794-2:2005 records, against public samples with known content."""

import json
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import TemplateError
from tenprint.template import codec_ansi378, codec_iso2005
from tenprint.template.finger_view import FingerView
from tenprint.template.model import MinutiaKind, Template

POSITIONS = {"LEFT_INDEX": 7, "RIGHT_INDEX": 2, "RIGHT_THUMB": 1, "LEFT_THUMB": 6, "UNKNOWN": 0}
SAMPLES = [(codec_iso2005, "iso19794p2v2005-sample", 256), (codec_ansi378, "ansi378v2004-sample", 180)]
CODECS = [(codec_iso2005, 256), (codec_ansi378, 180)]


def template(count: int, seed: int, width: int = 500, height: int = 400) -> Template:
    random = np.random.default_rng(seed)
    return Template(
        x=(random.random(count) * width).astype(np.float32),
        y=(random.random(count) * height).astype(np.float32),
        theta=(random.random(count) * 2 * np.pi).astype(np.float32),
        kind=random.integers(0, 3, count).astype(np.uint8),
        quality=random.integers(0, 101, count).astype(np.uint8),
        width=width,
        height=height,
        extractor="test-1",
    )


@pytest.mark.parametrize(("codec", "name", "steps"), SAMPLES)
def test_a_public_sample_holds_what_its_description_says(
    codec: ModuleType, name: str, steps: int, real_data: Path
) -> None:
    folder = real_data / "an2k" / "minutiae_templates"
    truth = json.loads((folder / f"{name}.json").read_text())
    views = codec.read((folder / f"{name}.dat").read_bytes())
    assert len(views) == len(truth["fingerprints"])
    for view, expected in zip(views, truth["fingerprints"], strict=True):
        assert view.position == POSITIONS[expected["position"]]
        assert view.quality == expected["quality"]
        assert (view.template.width, view.template.height) == (truth["width"], truth["height"])
        minutiae = expected["minutiae"]
        assert view.template.x.tolist() == [m["positionX"] for m in minutiae]
        assert view.template.y.tolist() == [m["positionY"] for m in minutiae]
        assert [MinutiaKind(k).name for k in view.template.kind] == [m["type"] for m in minutiae]
        assert view.template.quality.tolist() == [m["quality"] for m in minutiae]
        steps_read = np.rint(view.template.theta * steps / (2 * np.pi)).astype(int)
        assert steps_read.tolist() == [m["angle"] % steps for m in minutiae]


@pytest.mark.parametrize("name", ["iso-probe", "iso-matching", "iso-nonmatching"])
def test_padded_real_records_are_read(name: str, real_data: Path) -> None:
    data = (real_data / "an2k" / "minutiae_templates" / f"{name}.dat").read_bytes()
    (view,) = codec_iso2005.read(data)
    assert len(view.template) > 10
    assert (view.template.x < view.template.width).all()
    assert (view.template.y < view.template.height).all()


@pytest.mark.parametrize(("codec", "steps"), CODECS)
@given(counts=st.lists(st.integers(0, 255), min_size=1, max_size=4), seed=st.integers(0, 2**31))
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_read(codec: ModuleType, steps: int, counts: list[int], seed: int) -> None:
    views = [FingerView(i + 1, 1, 50, template(n, seed + i)) for i, n in enumerate(counts)]
    data = codec.write(views)
    back = codec.read(data)
    assert codec.write(back) == data
    for one, two in zip(views, back, strict=True):
        assert (one.position, one.impression, one.quality) == (two.position, two.impression, two.quality)
        assert np.abs(one.template.x - two.template.x).max(initial=0) <= 0.5
        assert np.abs(one.template.y - two.template.y).max(initial=0) <= 0.5
        turn = np.mod(one.template.theta - two.template.theta + np.pi, 2 * np.pi) - np.pi
        assert np.abs(turn).max(initial=0) <= np.pi / steps + 1e-5
        np.testing.assert_array_equal(one.template.kind, two.template.kind)


def test_a_long_ansi_record_takes_the_long_header() -> None:
    views = [FingerView(i % 11, i // 11, 50, template(255, i)) for i in range(50)]
    data = codec_ansi378.write(views)
    assert len(data) > 65535
    assert data[8:10] == b"\0\0"
    assert len(codec_ansi378.read(data)) == 50


def test_another_resolution_is_brought_to_500_ppi() -> None:
    data = bytearray(codec_iso2005.write([FingerView(1, 0, 50, template(20, 3))]))
    plain = codec_iso2005.read(bytes(data))[0].template
    data[18:22] = b"\x01\x8a\x01\x8a"  # 394 pixels a centimetre: 1000 ppi
    half = codec_iso2005.read(bytes(data))[0].template
    np.testing.assert_allclose(half.x, plain.x / 2, rtol=2e-3)
    assert (half.width, half.height) == (250, 200)


@pytest.mark.parametrize(("codec", "steps"), CODECS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_damage_gives_our_error_or_a_reading(codec: ModuleType, steps: int, data: st.DataObject) -> None:
    record = bytearray(
        codec.write([FingerView(1, 0, 50, template(12, 3)), FingerView(2, 0, 9, template(5, 4))])
    )
    for _ in range(data.draw(st.integers(1, 4))):
        record[data.draw(st.integers(0, len(record) - 1))] = data.draw(st.integers(0, 255))
    try:
        codec.read(bytes(record))
    except TemplateError:
        return


@pytest.mark.parametrize(("codec", "steps"), CODECS)
def test_every_truncation_is_refused(codec: ModuleType, steps: int) -> None:
    record = codec.write([FingerView(1, 0, 50, template(6, 3))])
    for end in range(len(record)):
        with pytest.raises(TemplateError):
            codec.read(record[:end])


@pytest.mark.parametrize(("codec", "steps"), CODECS)
def test_what_does_not_fit_is_refused(codec: ModuleType, steps: int) -> None:
    good = template(3, 1)
    for views in (
        [],
        [FingerView(1, 16, 50, good)],
        [FingerView(1, 0, 101, good)],
        [FingerView(1, 0, 50, template(256, 1))],
        [FingerView(1, 0, 50, template(3, 1, width=200_000))],
        [FingerView(1, 0, 50, good)] * 17,
    ):
        with pytest.raises(TemplateError):
            codec.write(views)


def test_the_two_formats_are_not_taken_for_each_other() -> None:
    views = [FingerView(1, 0, 50, template(6, 3))]
    with pytest.raises(TemplateError):
        codec_ansi378.read(codec_iso2005.write(views))
    with pytest.raises(TemplateError):
        codec_iso2005.read(codec_ansi378.write(views))
