"""Faults of a WSQ codestream by name and place: each class of damage has its own text."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenprint.errors import ImageError
from tenprint.image.codec import decode, encode_wsq
from tenprint.image.codec_pool import shared_pool
from tenprint.image.codestream import Kind
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.wsq_header import COM, DHT, DQT, DTT, EOI, SOB, SOF, segment_at
from tenprint.image.wsq_structure import check_wsq, require_sound_wsq, without_comments


@pytest.fixture(scope="module")
def sound(whorl: Pixels) -> bytes:
    return encode_wsq(GreyImage(whorl, 500))


_NEXT = re.compile(rb"\xff[\xa0-\xa8]")


def parts(data: bytes) -> dict[int, list[bytes]]:
    """The segments of a codestream by marker, blocks with their coded data."""
    found: dict[int, list[bytes]] = {}
    at = 2
    while (marker := int.from_bytes(data[at : at + 2], "big")) != EOI:
        behind = _NEXT.search(data, at + 5)
        assert behind is not None
        end = behind.start() if marker == SOB else segment_at(data, at)[1]
        found.setdefault(marker, []).append(data[at:end])
        at = end
    return found


def joined(*segments: bytes) -> bytes:
    return b"\xff\xa0" + b"".join(segments) + b"\xff\xa1"


def without(sound: bytes, marker: int, count: int = 9) -> bytes:
    """The codestream without the last ``count`` segments of a kind."""
    pieces = parts(sound)
    pieces[marker] = pieces[marker][: -count or None] if count < len(pieces[marker]) else []
    order = (COM, DTT, DQT, DHT, SOF, SOB)
    return joined(*[piece for kind in order for piece in pieces.get(kind, [])])


def test_what_the_encoder_writes_is_sound(sound: bytes) -> None:
    assert check_wsq(sound) == []
    require_sound_wsq(sound)


@pytest.mark.parametrize(
    ("marker", "count", "said"),
    [
        (DTT, 9, "a filter table (ff a4) before the first block, found none"),
        (DQT, 9, "a quantiser table (ff a5) before the first block, found none"),
        (DHT, 9, "a Huffman table (ff a6) before the first block, found none"),
        (SOF, 9, "a frame header (ff a2) before the first block, found none"),
        (SOB, 9, "a block (ff a3), found the end of the image (ff a1)"),
        (SOB, 1, "3 blocks, found the end of the image (ff a1) after 2"),
        (SOB, 2, "3 blocks, found the end of the image (ff a1) after 1"),
    ],
)
def test_a_missing_part_is_named_and_refused(sound: bytes, marker: int, count: int, said: str) -> None:
    damaged = without(sound, marker, count)
    assert any(said in str(fault) and fault.fatal for fault in check_wsq(damaged))
    with pytest.raises(ImageError, match="WSQ: "):
        decode(damaged, None)


def changed(data: bytes, marker: int, index: int, value: int) -> bytes:
    """The codestream with one byte of a segment's content replaced."""
    at = data.index(marker.to_bytes(2, "big")) + 4 + index
    return data[:at] + bytes((value,)) + data[at + 1 :]


@pytest.mark.parametrize(
    ("marker", "index", "value", "said"),
    [
        (SOF, 2, 0, "sides of 33 pixels or more|0 × |above zero"),
        (DTT, 0, 0, "filters of 2 to 32 taps, found 0 and"),
        (DTT, 1, 33, "filters of 2 to 32 taps, found 9 and 33|filters of 2 to 32 taps"),
        (DTT, 0, 11, "a filter table of"),
        (DHT, 0, 8, "a Huffman table 0 to 7, found 8"),
        (DHT, 1, 3, "a whole Huffman table|codes that fit"),
        (SOB, 0, 7, "which block 1 names, found"),
    ],
)
def test_values_that_nbis_would_not_survive(
    sound: bytes, marker: int, index: int, value: int, said: str
) -> None:
    damaged = changed(sound, marker, index, value)
    if marker == SOF:
        damaged = changed(damaged, marker, index + 1, value)
    assert re.search(said, "; ".join(map(str, check_wsq(damaged))))
    with pytest.raises(ImageError, match="WSQ: expected"):
        decode(damaged, None, resolution_ppi=500)


@pytest.mark.parametrize(
    ("data", "said", "offset"),
    [
        (b"", "found no bytes", 0),
        (b"\xff\xd8\xff\xe0", "a WSQ codestream (ff a0), found ff d8", 0),
        (b"\xff\xa0", "a table, frame or block, found the end of the data", 2),
        (b"\xff\xa0\xff\xa1", "before the first block, found the end of the image (ff a1)", 2),
        (b"\xff\xa0\xff\xd9", "a table, frame or block, found ff d9", 2),
        (b"\xff\xa0\xff\xa6\x40\x00ab", "the whole Huffman segment, found 16384 bytes declared and 4", 2),
        (b"\xff\xa0\xff\xa8\x00\x01", "the whole comment segment, found 1 bytes declared", 2),
        (b"\xff\xa0\xff\xa7\x00\x04\x00\x01\xff\xa1", "without restart intervals", 2),
    ],
)
def test_the_first_fault(data: bytes, said: str, offset: int) -> None:
    fault = check_wsq(data)[0]
    assert said in str(fault)
    assert fault.offset == offset
    assert f"at byte {offset}" in str(fault)


def test_cut_short_and_padded(sound: bytes) -> None:
    assert "a marker behind the block, found the end of the data" in str(check_wsq(sound[:-2])[-1])
    (padded,) = check_wsq(sound + bytes(6))
    assert (str(padded.expected), padded.found, padded.fatal) == (
        "nothing behind the end of the image",
        "6 bytes",
        False,
    )
    assert decode(sound + bytes(6), None).width == 400
    assert decode(sound + b"\xff\xa1", None).width == 400
    with pytest.raises(ImageError, match="a marker behind the block"):
        decode(sound[:-2], None)


def test_an_end_of_the_image_within_the_last_block(sound: bytes) -> None:
    at = len(sound) - 200
    early = sound[:at].removesuffix(b"\xff") + b"\xff\xa1" + sound[at:]
    (fault,) = check_wsq(early)
    assert "one end of the image (ff a1), found another 20" in str(fault)
    with pytest.raises(ImageError, match="one end of the image"):
        decode(early, None)


def test_a_fourth_block_is_noted_but_not_refused(sound: bytes) -> None:
    pieces = parts(sound)
    extra = joined(
        *[one for kind in (DTT, DQT, SOF, DHT) for one in pieces[kind]], *pieces[SOB], b"\xff\xa3\0\3\0"
    )
    assert [(fault.found, fault.fatal) for fault in check_wsq(extra)] == [("4", False)]


def test_a_block_coded_by_an_empty_table() -> None:
    """White paper has empty tables and empty blocks; a code for which there is none ends NBIS."""
    white = encode_wsq(GreyImage(np.full((100, 100), 255, np.uint8), 500))
    assert check_wsq(white) == []
    assert (decode(white, None).pixels == 255).all()
    at = white.rindex(b"\xff\xa3") + 5
    (fault,) = check_wsq(white[:at] + b"\x12\x34" + white[at:])
    assert "codes in Huffman table 1, which block 3 names, found none for 2 bytes" in str(fault)


def test_comments_are_kept_from_the_decoder(sound: bytes) -> None:
    wordy = b"\xff\xa8\x03\xfeNIST_COM 2\nPIX_WIDTH " + b"9" * 998 + b"\n"
    wordy = wordy[:2] + (len(wordy) - 2).to_bytes(2, "big") + wordy[4:]
    with_words = sound[:2] + wordy + sound[2:]
    assert check_wsq(with_words) == []
    plain = without_comments(with_words)
    assert b"NIST_COM" not in plain
    assert check_wsq(plain) == []
    assert np.array_equal(decode(with_words, None).pixels, decode(plain, None, resolution_ppi=500).pixels)


def test_missing_coefficients_are_not_filled_from_another_picture(whorl: Pixels, sound: bytes) -> None:
    """NBIS leaves what the stream does not hold as it lies in memory: of the picture decoded before, if any."""
    *_, last = re.finditer(rb"\xff\xa3", sound)
    other = encode_wsq(GreyImage(np.ascontiguousarray(whorl[::-1, ::-1] // 2), 500))
    decoded = 0
    for length in range(1, 20):  # most end within a code, which NBIS notices
        short = sound[: last.start() + 5 + length] + b"\xff\xa1"
        with pytest.raises(ImageError, match="coefficients in block 3"):
            decode(short, None)
        try:
            first = shared_pool().decode(short, Kind.WSQ, 0)
        except ImageError:
            continue
        decoded += 1
        for between in (other, sound):
            decode(between, None)
            assert np.array_equal(shared_pool().decode(short, Kind.WSQ, 0), first)
    assert decoded


def test_a_long_run_of_fill_bytes_is_walked_once(sound: bytes) -> None:
    """Each byte of the run could begin a marker; a search that tries all of them to the end would take hours."""
    at = sound.index(b"\xff\xa3") + 5
    assert check_wsq(sound[:at] + b"\xff" * 1_000_000 + bytes(10) + sound[at:]) == []


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_bytes_have_faults_or_none(sound: bytes, data: st.DataObject) -> None:
    damaged = bytearray(data.draw(st.sampled_from([sound, sound[:900], b"\xff\xa0"])))
    for _ in range(data.draw(st.integers(0, 5))):
        damaged[data.draw(st.integers(0, min(len(damaged) - 1, 900)))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(damaged)))])
    for fault in check_wsq(cut):
        assert 0 <= fault.offset <= len(cut)
        assert fault.expected
        assert fault.found


def test_the_public_oracles_are_sound(real_data: Path) -> None:
    for path in (real_data / "an2k" / "wsq_oracles").glob("*.wsq"):
        assert check_wsq(path.read_bytes()) == [], path.name
