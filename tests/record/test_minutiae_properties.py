"""Minutiae written to a Type-9 record in each of its blocks, and read again; and fields of any content."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import MinutiaeUnreadable
from tenprint.record.minutiae import (
    READERS,
    WRITERS,
    ImageFrame,
    MinutiaeBlock,
    Singularity,
    Type9Minutiae,
    read_minutiae,
    write_minutiae,
)
from tenprint.record.minutiae_exchange import from_record, to_record
from tenprint.record.model import Field, TaggedRecord
from tenprint.record.transaction import read
from tenprint.template.codec import read_record, write_record
from tenprint.template.minutiae_record import RidgeCount, TemplateFormat
from tenprint.template.model import Template

# Largest change by writing and reading: pixels, degrees.
TOLERANCES = {
    MinutiaeBlock.LEGACY: (0.1, 0.5),
    MinutiaeBlock.INCITS_378: (0.5, 1.0),
    MinutiaeBlock.EFS: (0.2, 0.5),
}


def minutiae(block: MinutiaeBlock, count: int, seed: int) -> Type9Minutiae:
    random = np.random.default_rng(seed)
    width, height = (int(side) for side in random.integers(200, 1500, 2))

    def point(angles: int) -> Singularity:
        x, y = random.random(2) * (width - 1, height - 1)
        return Singularity(float(x), float(y), tuple(float(t) for t in random.random(angles) * 2 * np.pi))

    legacy = block is MinutiaeBlock.LEGACY
    template = Template(
        x=(random.random(count) * (width - 1)).astype(np.float32),
        y=(random.random(count) * (height - 1)).astype(np.float32),
        theta=(random.random(count) * 2 * np.pi).astype(np.float32),
        kind=random.integers(0, 3, count).astype(np.uint8),
        quality=random.integers(0, 101, count).astype(np.uint8),
        width=width,
        height=height,
        extractor="test-1",
    )
    return Type9Minutiae(
        block,
        int(random.integers(0, 100)),
        (int(random.integers(0, 11)),),
        int(random.integers(0, 9)),
        template,
        (point(0 if legacy else 1),),
        (point(0 if legacy else 3), point(0)),
        (("LS",), ("WU",)) if block is not MinutiaeBlock.INCITS_378 else (),
        tuple(RidgeCount(1, n, n % 16) for n in range(2, count + 1)),
        None if legacy else "QUADRANT",
        55 if block is MinutiaeBlock.INCITS_378 else None,
    )


def apart(one: np.ndarray, two: np.ndarray) -> float:
    """Largest difference of angles, degrees."""
    turned = np.degrees(one.astype(np.float64) - two.astype(np.float64))
    return float(np.abs((turned + 180) % 360 - 180).max(initial=0))


def assert_read_or_refused(record: TaggedRecord, frame: ImageFrame | None) -> None:
    """No other exception than ours, and that with a tag."""
    tag = "9."
    try:
        read_minutiae(record, frame)
    except MinutiaeUnreadable as error:
        tag = error.tag
    assert tag.startswith("9.")


@pytest.mark.parametrize("block", WRITERS)
@given(count=st.integers(1, 60), seed=st.integers(0, 2**31))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read(block: MinutiaeBlock, count: int, seed: int) -> None:
    found = minutiae(block, count, seed)
    record = write_minutiae(found)
    assert int(record.field(1) or 0) == len(record.raw)
    frame = ImageFrame(found.template.width, found.template.height, 500)
    (back,) = read_minutiae(record, frame)
    pixels, degrees = TOLERANCES[block]
    assert np.abs(found.template.x - back.template.x).max(initial=0) <= pixels
    assert np.abs(found.template.y - back.template.y).max(initial=0) <= pixels
    assert apart(found.template.theta, back.template.theta) <= degrees + 1e-3
    np.testing.assert_array_equal(found.template.kind, back.template.kind)
    if block is not MinutiaeBlock.EFS:
        less = found.template.quality.astype(int) - back.template.quality
        assert np.abs(less).max(initial=0) <= (1 if block is MinutiaeBlock.LEGACY else 0)
    for here, there in zip(found.cores + found.deltas, back.cores + back.deltas, strict=True):
        assert max(abs(here.x - there.x), abs(here.y - there.y)) <= pixels
        assert len(here.thetas) == len(there.thetas)
        assert apart(np.array(here.thetas), np.array(there.thetas)) <= degrees + 1e-3
    for name in ("block", "idc", "positions", "impression", "patterns", "ridge_counts", "quality", "notes"):
        assert getattr(back, name) == getattr(found, name), name
    assert back.ridge_method == (found.ridge_method if found.ridge_counts else None)
    assert (back.template.width, back.template.height) == (found.template.width, found.template.height)
    # Once rounded nothing moves any more.
    (again,) = read_minutiae(write_minutiae(back), frame)
    np.testing.assert_allclose(again.template.x, back.template.x, atol=1e-3)
    assert apart(again.template.theta, back.template.theta) <= 1e-3


@pytest.mark.parametrize("block", WRITERS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_fields_of_any_content_give_our_error_or_a_reading(block: MinutiaeBlock, data: st.DataObject) -> None:
    record = write_minutiae(minutiae(block, 3, 5))
    fields = list(record.fields)
    part = st.one_of(
        st.binary(max_size=12),
        st.sampled_from([b"-1", b"0", b"99999999999", b"\xd9\xa1", b"1\x1f2\x1e3", b""]),
    )
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(2, len(fields) - 1))
        value = fields[place].value
        at = data.draw(st.integers(0, len(value)))
        changed = value[:at] + data.draw(part) + value[at + data.draw(st.integers(0, 4)) :]
        fields[place] = replace(fields[place], value=changed)
    frame = data.draw(st.sampled_from([None, ImageFrame(500, 400, 500)]))
    assert_read_or_refused(TaggedRecord(9, tuple(fields)), frame)


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_any_field_alone_gives_our_error_or_a_reading(data: st.DataObject) -> None:
    numbers = st.sampled_from(
        [3, 6, 8, 10, 12, 14, 21, 22, 23, 128, 130, 131, 134, 137, 138, 300, 301, 331, 333]
    )
    values = st.binary(max_size=30) | st.lists(
        st.lists(st.integers(-5, 99999).map(str), min_size=1, max_size=6).map("\x1f".join), max_size=4
    ).map(lambda parts: "\x1e".join(parts).encode())
    fields = [Field("9.001", b"0"), Field("9.002", b"01")]
    chosen = data.draw(st.lists(numbers, max_size=8, unique=True))
    fields += [Field(f"9.{number:03d}", data.draw(values)) for number in chosen]
    assert_read_or_refused(TaggedRecord(9, tuple(fields)), ImageFrame(500, 400, 500))


@pytest.mark.parametrize("form", TemplateFormat)
@pytest.mark.parametrize("block", [MinutiaeBlock.INCITS_378, MinutiaeBlock.EFS])
def test_a_block_goes_through_a_template_and_comes_back(block: MinutiaeBlock, form: TemplateFormat) -> None:
    found = minutiae(block, 20, 8)
    record = read_record(write_record(to_record([found], form)))
    assert record.notes == ()
    (back,) = from_record(record, block)
    assert np.abs(found.template.x - back.template.x).max() <= 0.5
    assert apart(found.template.theta, back.template.theta) <= 180 / form.turn_steps + 1e-3
    assert (back.positions, back.impression) == (found.positions, found.impression)
    assert back.ridge_counts == found.ridge_counts
    assert back.ridge_method == "QUADRANT"
    assert abs(back.cores[0].x - found.cores[0].x) <= 0.5
    assert len(back.deltas) == 2


@pytest.mark.parametrize("block", set(READERS) - set(WRITERS))
def test_a_block_that_is_only_read_is_not_written(block: MinutiaeBlock) -> None:
    with pytest.raises(MinutiaeUnreadable, match="expected a block of legacy"):
        write_minutiae(minutiae(block, 3, 1))


@pytest.mark.parametrize("block", WRITERS)
def test_what_does_not_fit_is_refused(block: MinutiaeBlock) -> None:
    good = minutiae(block, 3, 1)
    wrong = replace(good, template=replace(good.template, x=good.template.x - 3000))
    with pytest.raises(MinutiaeUnreadable, match="expected positions"):
        write_minutiae(wrong)
    if block is not MinutiaeBlock.INCITS_378:
        with pytest.raises(MinutiaeUnreadable, match="expected items without separators"):
            write_minutiae(replace(good, patterns=(("L\x1fS",),)))


def test_a_written_record_stands_in_a_file() -> None:
    record = write_minutiae(minutiae(MinutiaeBlock.EFS, 5, 3))
    idc = f"{record.idc:02d}".encode()
    body = b"1.002:0400\x1d1.003:1\x1f1\x1e9\x1f" + idc + b"\x1c"
    length = len(body) + len(b"1.001:00\x1d")
    transaction = read(b"1.001:%02d\x1d" % length + body + record.raw)
    assert transaction.whole
    assert transaction.tagged(9)[0] == record
