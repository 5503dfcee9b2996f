"""The layout of packed templates: golden bytes, the page that describes them, another reader, other versions."""

import re
import struct
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import BadInput, TemplateError
from tenprint.template.codec_packed import MAGIC, VERSION, pack, unpack
from tenprint.template.model import Template

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "template"
PAGE = ROOT / "docs" / "protocols" / "TEMPLATE.md"
SIZES = {"u8": "B", "u16": "H", "u32": "I"}


@pytest.fixture(scope="module")
def golden() -> tuple[Template, bytes]:
    """The template of the golden file, and the file's bytes."""
    sys.path.insert(0, str(GOLDEN))
    try:
        from make_packed import template
    finally:
        sys.path.remove(str(GOLDEN))
    return template(), bytes.fromhex((GOLDEN / "packed_v1.txt").read_text())


def test_the_bytes_are_those_of_the_golden_file(golden: tuple[Template, bytes]) -> None:
    template, written = golden
    assert pack(template) == written
    back = unpack(written)
    assert back.x.tolist() == [0.0, 16383.75, 100.0, 7.0]
    assert back.y.tolist() == [373.0, 0.25, 100.0, 16383.75]
    assert back.theta == pytest.approx(template.theta, abs=1e-6)
    assert (back.kind.tolist(), back.quality.tolist()) == ([0, 1, 2, 1], [0, 1, 99, 100])
    assert (back.width, back.height, back.extractor) == (388, 65535, "classical-1")


def fields(heading: str) -> list[tuple[str, str]]:
    """Name and type of the rows of one of the page's tables."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| \S+ \| `(\w+)` \| (\S+) \|", text, re.MULTILINE)


def read_by_page(data: bytes) -> dict[str, object]:
    """A slow reader made from the page's tables alone."""
    at, found = 0, {}
    for name, kind in fields("Head"):
        if kind in SIZES:
            found[name] = struct.unpack_from("<" + SIZES[kind], data, at)[0]
            at += struct.calcsize(SIZES[kind])
        else:
            length = 4 if kind == "bytes[4]" else int(found["name_length"])
            found[name] = data[at : at + length]
            at += length
    rows = []
    for _ in range(int(found["count"])):
        row = {}
        for name, kind in fields("Minutia"):
            row[name] = struct.unpack_from("<" + SIZES[kind], data, at)[0]
            at += struct.calcsize(SIZES[kind])
        rows.append(row)
    (found["crc"],) = struct.unpack_from("<I", data, at)
    assert at + 4 == len(data)
    return {**found, "rows": rows}


@st.composite
def templates(draw: st.DrawFn) -> Template:
    count = draw(st.integers(0, 12))
    quarters = st.lists(st.integers(0, 65535), min_size=count, max_size=count)
    bytes_up_to = lambda most: st.lists(st.integers(0, most), min_size=count, max_size=count)  # noqa: E731
    return Template(
        x=np.array(draw(quarters), np.float32) / np.float32(4),
        y=np.array(draw(quarters), np.float32) / np.float32(4),
        theta=(np.array(draw(quarters), np.float64) * (2 * np.pi / 65536)).astype(np.float32),
        kind=np.array(draw(bytes_up_to(2)), np.uint8),
        quality=np.array(draw(bytes_up_to(100)), np.uint8),
        width=draw(st.integers(0, 65535)),
        height=draw(st.integers(0, 65535)),
        extractor=draw(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=255)),
    )


@given(templates())
@settings(max_examples=80, deadline=None)
def test_a_reader_made_from_the_page_finds_the_same(template: Template) -> None:
    data = pack(template)
    found = read_by_page(data)
    assert (found["magic"], found["version"]) == (MAGIC, VERSION)
    assert found["name"] == template.extractor.encode()
    assert (found["width"], found["height"]) == (template.width, template.height)
    assert found["crc"] == zlib.crc32(data[:-4])
    rows = found["rows"]
    for key, values in (("x", template.x), ("y", template.y)):
        assert [row[key] / 4 for row in rows] == values.tolist()
    assert [row["kind"] for row in rows] == template.kind.tolist()
    assert [row["quality"] for row in rows] == template.quality.tolist()
    angles = np.array([row["angle"] * 2 * np.pi / 65536 for row in rows])
    assert np.abs(angles - template.theta).max(initial=0) < 1e-6


@given(templates())
@settings(max_examples=80, deadline=None)
def test_what_the_format_can_hold_comes_back_exactly(template: Template) -> None:
    back = unpack(pack(template))
    for name in ("x", "y", "theta", "kind", "quality"):
        np.testing.assert_array_equal(getattr(back, name), getattr(template, name))
        assert getattr(back, name).dtype == getattr(template, name).dtype
    assert (back.width, back.height, back.extractor) == (template.width, template.height, template.extractor)


@given(templates(), st.data())
@settings(max_examples=120, deadline=None)
def test_truncated_and_altered_bytes_are_bad_input(template: Template, data: st.DataObject) -> None:
    packed = bytearray(pack(template))
    for _ in range(data.draw(st.integers(0, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(packed[: data.draw(st.integers(0, len(packed)))])
    if cut == pack(template):
        return
    with pytest.raises(BadInput, match="packed template: expected"):
        unpack(cut)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_named(golden: tuple[Template, bytes], version: int) -> None:
    body = bytearray(golden[1][:-4])
    body[4] = version
    whole = bytes(body) + struct.pack("<I", zlib.crc32(bytes(body)))
    with pytest.raises(
        TemplateError, match=f"expected version 1, found {version}, written by another release"
    ):
        unpack(whole)


def test_an_extractor_that_has_no_ascii_name_is_refused(golden: tuple[Template, bytes]) -> None:
    """Its name would come back as another one, and templates of two extractors are kept apart by name."""
    with pytest.raises(TemplateError, match="extractor name in ASCII"):
        pack(replace(golden[0], extractor="klassisch-ü"))
