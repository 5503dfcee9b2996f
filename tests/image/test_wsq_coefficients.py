"""The number of coefficients in WSQ blocks, against a count that reads one bit at a time."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tenprint.errors import ImageError
from tenprint.image.codec import decode, encode_wsq
from tenprint.image.codec_pool import shared_pool
from tenprint.image.codestream import Kind
from tenprint.image.model import GreyImage, Pixels
from tenprint.image.wsq_coefficients import _count, band_sizes, check_wsq_coefficients

EXTRA = {101: 8, 102: 8, 103: 16, 104: 16, 105: 8, 106: 16}
SYMBOLS = [*range(1, 255)]


@pytest.fixture(scope="module")
def sound(whorl: Pixels) -> bytes:
    return encode_wsq(GreyImage(whorl, 500))


@given(st.integers(33, 3000), st.integers(33, 3000))
def test_the_sub_bands_cover_the_picture(width: int, height: int) -> None:
    sizes = band_sizes(width, height)
    assert len(sizes) == 64
    assert sum(sizes) == width * height
    assert min(sizes) > 0
    assert sum(sizes[60:]) == (width // 2) * (height // 2)


@settings(max_examples=25, deadline=None)
@given(st.integers(64, 140), st.integers(64, 140), st.integers(0, 2**32 - 1), st.sampled_from([0, 3, 60]))
def test_what_the_encoder_writes_is_whole(rows: int, columns: int, seed: int, noise: int) -> None:
    random = np.random.default_rng(seed)
    waves = 128 + 90 * np.sin(np.add.outer(np.arange(rows) / 3, np.arange(columns) / 2))
    pixels = (waves + random.normal(0, 1, waves.shape) * noise).clip(0, 255).astype(np.uint8)
    assert list(check_wsq_coefficients(encode_wsq(GreyImage(pixels, 500)))) == []


def canonical(counts: bytes, symbols: bytes) -> dict[str, int]:
    """Each code as text, by its symbol."""
    found, code, place = {}, 0, 0
    for length, count in enumerate(counts, start=1):
        for _ in range(count):
            found[f"{code:0{length}b}"] = symbols[place]
            code, place = code + 1, place + 1
        code <<= 1
    return found


def counted(bits: str, codes: dict[str, int]) -> int | None:
    """Coefficients of some bits, one code after another; ones at the end of less than two bytes fill up."""
    count = place = 0
    while place < len(bits):
        for end in range(place + 1, min(place + 16, len(bits)) + 1):
            if bits[place:end] in codes:
                break
        else:
            rest = bits[place:]
            return count if len(rest) < 16 and set(rest) == {"1"} else None
        symbol = codes[bits[place:end]]
        extra = EXTRA.get(symbol, 0)
        if end + extra > len(bits):
            return None
        following = int(bits[end : end + extra] or "0", 2)
        count += following if symbol in (105, 106) else symbol if symbol <= 100 else 1
        place = end + extra
    return count


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A Huffman table whose codes fit and do not end in ones alone."""
    counts, room = [], 1.0
    for length in range(1, 17):
        most = max(0, int(room * 2**length) - 1)
        counts.append(draw(st.integers(0, min(most, 4))))
        room -= counts[-1] / 2**length
    assume(sum(counts))
    symbols = draw(st.permutations(SYMBOLS))[: sum(counts)]
    return bytes(counts), bytes(symbols)


@settings(max_examples=60, deadline=None)
@given(tables(), st.data())
def test_the_count_is_that_of_reading_bit_by_bit(table: tuple[bytes, bytes], data: st.DataObject) -> None:
    codes = canonical(*table)
    for _ in range(6):
        bits = ""
        for code in data.draw(st.lists(st.sampled_from(sorted(codes)), max_size=60)):
            extra = EXTRA.get(codes[code], 0)
            bits += code + (f"{data.draw(st.integers(0, 2**extra - 1)):0{extra}b}" if extra else "")
        bits += "1" * (-len(bits) % 8)
        coded = int(bits or "0", 2).to_bytes(len(bits) // 8, "big")
        assert _count(coded, table) == counted(bits, codes)
        noise = data.draw(st.binary(max_size=20))
        assert _count(noise, table) == counted("".join(f"{byte:08b}" for byte in noise), codes)


def test_nearly_all_damage_within_the_blocks_is_noticed(sound: bytes) -> None:
    """NBIS alone gives a wrong picture of about half of these."""
    random = np.random.default_rng(20080101)
    silent = noticed = 0
    for _ in range(40):
        damaged = bytearray(sound)
        for at in random.integers(1000, len(sound) - 2, 2):
            damaged[at] = int(random.integers(0, 256))
        try:
            shared_pool().decode(bytes(damaged), Kind.WSQ, 0)
        except ImageError:
            continue
        silent += 1
        try:
            decode(bytes(damaged), None)
        except ImageError:
            noticed += 1
    assert silent > 10
    assert noticed >= silent - 2


def test_the_text_names_block_and_numbers(sound: bytes) -> None:
    at = sound.index(b"\xff\xa3") + 40
    damaged = sound[:at] + bytes(30) + sound[at + 30 :]
    with pytest.raises(
        ImageError,
        match=r"WSQ: expected \d+ coefficients in block 1, found (\d+|bits that are no code) at byte",
    ):
        decode(damaged, None)


def test_one_filling_byte_more_is_no_fault(sound: bytes) -> None:
    """An encoder in NBIS's test data fills up with a whole byte of ones."""
    assert list(check_wsq_coefficients(sound[:-2] + b"\xff\x00" + sound[-2:])) == []


def test_the_public_oracles_are_whole(real_data: Path) -> None:
    for path in (real_data / "an2k" / "wsq_oracles").glob("*.wsq"):
        assert list(check_wsq_coefficients(path.read_bytes())) == [], path.name
