"""Lossless JPEG (ITU-T T.81 annex H, frame type SOF3), which Pillow does not read.

The compression ``JPEGL`` of ANSI/NIST records: each sample is predicted from its neighbours left (a), above (b) and
above left (c), and the difference is Huffman-coded. One grey component of 2 to 16 bits, any of the seven predictors,
point transform and restart intervals. Pure Python and NumPy, about a second for a rolled print: the form is rare.
"""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tenprint.errors import ImageError
from tenprint.image.decode_limit import JPEGL_PIXEL_LIMIT, check_pixel_count
from tenprint.image.jpeg_header import APP0, DHT, DRI, FRAMES, RST0, RST7, SOF3, SOS, jpeg_segments
from tenprint.image.model import Pixels

_WINDOWS = 1 << 16
_Table = npt.NDArray[np.int64]
"""By the next 16 bits: length of the code that they begin with (0: none has such), and its category; (2, 65536)."""

_Differences = npt.NDArray[np.int32]
"""Differences and samples alike: what overflows does so modulo 2¹⁶, as the standard asks."""


@dataclass(slots=True)
class LosslessHeader:
    """What stands before the samples of a lossless JPEG.

    Attributes:
        width: columns.
        height: rows.
        precision: bits a sample.
        ppi: pixels per inch from the JFIF segment, None where it states none.
    """

    width: int = 0
    height: int = 0
    precision: int = 0
    ppi: float | None = None
    _restart_samples: int = 0
    _predictor: int = 0
    _shift: int = 0
    _table: int = 0
    _tables: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    _scan_at: int = 0


def read_header(data: bytes) -> LosslessHeader:
    """Read everything up to the samples.

    Raises:
        ImageError: damaged, or not one grey component in lossless Huffman coding.
    """
    header = LosslessHeader()
    for marker, _, content, end in jpeg_segments(data, "JPEGL"):
        try:
            _take(header, marker, content)
        except (struct.error, IndexError) as fault:
            raise ImageError(f"JPEGL: segment ff {marker:02x} is too short ({len(content)} bytes)") from fault
        header._scan_at = end
    if not header.width or not header.height:
        raise ImageError(f"JPEGL: expected a size above zero, found {header.width} × {header.height}")
    if not 1 <= header._predictor <= 7 or header._shift >= header.precision:
        raise ImageError(f"JPEGL: expected predictor 1 to 7, found {header._predictor}")
    if header._table not in header._tables:
        raise ImageError(f"JPEGL: expected Huffman table {header._table}, found none")
    return header


def decode_lossless(data: bytes, header: LosslessHeader) -> Pixels:
    """Grey pixels, (rows, columns) uint8; samples of more or fewer bits are scaled to eight."""
    check_pixel_count(header.width, header.height, "JPEGL", JPEGL_PIXEL_LIMIT)
    chunks = _entropy_chunks(data, header._scan_at)
    count = header.width * header.height
    per_chunk = header._restart_samples or count
    if per_chunk % header.width:
        raise ImageError(f"JPEGL: expected a restart interval of whole lines, found {per_chunk} samples")
    table = _table(*header._tables[header._table])
    whole = _whole_codes(table)
    parts = []
    for start in range(0, count, per_chunk):
        wanted = min(per_chunk, count - start)
        differences = _differences(next(chunks, b""), table, whole, wanted)
        parts.append(_undo_prediction(differences.reshape(-1, header.width), header))
    samples = np.vstack(parts) << header._shift
    spare = header.precision - 8
    return np.asarray(samples >> spare if spare >= 0 else samples << -spare, np.uint8)


def _take(header: LosslessHeader, marker: int, content: bytes) -> None:
    """Take one segment's facts over into the header."""
    if marker == SOF3:
        header.precision, header.height, header.width, components = struct.unpack_from(">BHHB", content)
        if components != 1 or not 2 <= header.precision <= 16:
            found = f"{components} of {header.precision} bits"
            raise ImageError(f"JPEGL: expected one component of 2 to 16 bits, found {found}")
    elif marker in FRAMES:
        raise ImageError(f"JPEGL: expected a lossless Huffman frame (ff c3), found ff {marker:02x}")
    elif marker == DHT:
        header._tables.update(_huffman_tables(content))
    elif marker == DRI:
        (header._restart_samples,) = struct.unpack_from(">H", content)
    elif marker == APP0 and content.startswith(b"JFIF\0"):
        unit, across = struct.unpack_from(">7xBH", content)
        header.ppi = {1: 1.0, 2: 2.54}.get(unit, 0.0) * across or None
    elif marker == SOS:
        if content[0] != 1:
            raise ImageError(f"JPEGL: expected a scan of one component, found {content[0]}")
        header._table, header._predictor, header._shift = content[2] >> 4, content[3], content[5] & 15


def _huffman_tables(content: bytes) -> Iterator[tuple[int, tuple[bytes, bytes]]]:
    """Number of each table in a segment, how many codes have 1 to 16 bits, and their categories."""
    at = 0
    while at < len(content):
        counts = content[at + 1 : at + 17]
        categories = content[at + 17 : at + 17 + sum(counts)]
        if len(counts) < 16 or len(categories) < sum(counts):
            raise ImageError("JPEGL: a Huffman table is cut off")
        yield content[at] & 15, (counts, categories)
        at += 17 + len(categories)


def _table(counts: bytes, categories: bytes) -> _Table:
    """The table that a scan uses, spread out."""
    lengths = np.repeat(np.arange(1, 17), list(counts))
    room = 1 << (16 - lengths)
    if room.sum() > _WINDOWS or max(categories, default=0) > 16:
        raise ImageError("JPEGL: a Huffman table holds more codes than fit, or a category above 16")
    table = np.zeros((2, _WINDOWS), np.int64)
    table[:, : room.sum()] = np.repeat([lengths, np.frombuffer(categories, np.uint8)], room, axis=1)
    return table


def _entropy_chunks(data: bytes, at: int) -> Iterator[bytes]:
    """Coded bytes between restart markers, stuffed zeros removed."""
    start = at
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            yield data[start:].replace(b"\xff\x00", b"\xff")
            return
        marker = data[at + 1]
        if marker and marker != 0xFF:
            yield data[start:at].replace(b"\xff\x00", b"\xff")
            if not RST0 <= marker <= RST7:
                return
            start = at + 2
        at += 2 if marker != 0xFF else 1


def _whole_codes(table: _Table) -> tuple[list[int], list[int]]:
    """By the next 16 bits: how many a code takes with its value's bits, and the value; 0 where they are more."""
    lengths, categories = table
    taken = lengths + categories
    whole = (lengths > 0) & (taken <= 16)
    spare = np.where(whole, 16 - taken, 0)
    widths = np.where(whole, categories, 0)
    bits = (np.arange(_WINDOWS) >> spare) & ((1 << widths) - 1)
    values = np.where((bits << 1) >> widths > 0, bits, bits - (1 << widths) + 1)
    return np.where(whole, taken, 0).tolist(), np.where(widths > 0, values, 0).tolist()


def _differences(coded: bytes, table: _Table, whole: tuple[list[int], list[int]], count: int) -> _Differences:
    """Decode ``count`` differences (T.81 F.2.2.1 and H.1.2.2); the hot loop, hence the local integers only."""
    found = array("i", bytes(4 * count))
    taken, values = whole
    window = held = at = 0  # ``window`` holds ``held`` bits not yet used
    padded = coded + b"\xff" * 8  # an encoder fills up with ones
    for index in range(count):
        if held < 40:
            window = (window & ((1 << held) - 1)) << 32 | int.from_bytes(padded[at : at + 4], "big")
            held += 32
            at += 4
            if at > len(padded):
                raise ImageError(f"JPEGL: expected {count} samples, the data end after {index}")
        following = (window >> (held - 16)) & 0xFFFF
        if taken[following]:
            held -= taken[following]
            found[index] = values[following]
            continue
        length, category = table[:, following].tolist()
        if not length:
            raise ImageError(f"JPEGL: sample {index} has a code that is in no table")
        held -= length
        if category == 16:
            found[index] = 32768
            continue
        held -= category
        bits = (window >> held) & ((1 << category) - 1)
        found[index] = bits if bits >> (category - 1) else bits - (1 << category) + 1
    if at * 8 - held > (len(coded) + 1) * 8:
        raise ImageError(f"JPEGL: expected {count} samples, the data end before")
    return np.frombuffer(found, np.int32)


def _undo_prediction(differences: _Differences, header: LosslessHeader) -> _Differences:
    """Samples, (rows, columns), from differences of one restart interval (T.81 table H.1), modulo 2¹⁶."""
    samples = np.empty_like(differences)
    first = 1 << (header.precision - header._shift - 1)
    samples[0] = (first + np.cumsum(differences[0], dtype=np.int32)) & 0xFFFF
    for row in range(1, len(differences)):
        above = samples[row - 1]
        start = int(above[0] + differences[row, 0]) & 0xFFFF
        samples[row, 0] = start
        samples[row, 1:] = _row(header._predictor, start, above, differences[row, 1:]) & 0xFFFF
    return samples


def _row(predictor: int, start: int, above: _Differences, differences: _Differences) -> _Differences:
    """All samples of one row after its first."""
    b, c = above[1:], above[:-1]
    if predictor in (2, 3):
        return differences + (b if predictor == 2 else c)
    if predictor in (1, 4, 5):  # left neighbour plus what is known of the row above: a running sum
        known = {1: np.zeros_like(b), 4: b - c, 5: (b - c) >> 1}[predictor]
        return np.asarray(start + np.cumsum(differences + known, dtype=np.int32), np.int32)
    samples, a = [], start
    for difference, over, corner in zip(differences.tolist(), b.tolist(), c.tolist(), strict=True):
        a = (difference + (over + ((a - corner) >> 1) if predictor == 6 else (a + over) >> 1)) & 0xFFFF
        samples.append(a)
    return np.array(samples, np.int32)
