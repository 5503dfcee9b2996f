"""Every grey or colour image record of the public test files: decoded, or refused for the reason that it has."""

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from tenprint.errors import ImageError
from tenprint.image.codec import Compression, decode
from tenprint.image.codestream import inspect
from tenprint.record.model import BinaryRecord, TaggedRecord
from tenprint.record.transaction import read

NAMES = {"NONE": 0, "WSQ": 1, "WSQ20": 1, "JPEGB": 2, "JPEGL": 3, "JP2": 4, "JP2L": 5, "PNG": 6}
DOUBLED_TAG = "found 3|found 8"  # the image's field begins with its own tag a second time: digits
REFUSED = {
    ("valid1.5.an2", 13): DOUBLED_TAG,
    ("valid1.6.an2", 13): DOUBLED_TAG,
    ("valid1.7.an2", 14): DOUBLED_TAG,
    ("valid1.8.an2", 14): r"expected 1800 × (1000|900) pixels as declared, found 1600 × (976|800) in",
    ("valid1.10.an2", 17): "expected 201 × 201 = 40401 bytes, found 121203",  # three bytes a pixel
    ("valid1.11.an2", 10): DOUBLED_TAG,
    ("valid1.11.an2", 14): DOUBLED_TAG,
    ("valid1.11.an2", 15): DOUBLED_TAG,
    ("valid1.11.an2", 16): DOUBLED_TAG,
    # valid1.16.an2 repeats the images of valid1.11.an2
    ("rec01_rec02_rec16.nst.an2", 16): "expected 243 × 24 pixels as declared, found 243 × 208",
}


class Declared(NamedTuple):
    """An image record: where it is from, and what it says of its image."""

    file: str
    type: int
    compression: Compression
    width: int
    height: int
    data: bytes


def records(folder: Path) -> Iterator[Declared]:
    """Each different image of the files; binary pictures (Types 5 and 6) and signatures are none."""
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*.an2")):
        for record in read(path.read_bytes()):
            found = None
            if isinstance(record, BinaryRecord) and record.type in (3, 4):
                found = (record.gca, record.hll, record.vll, record.data)
            elif (
                isinstance(record, TaggedRecord)
                and record.type in (10, 13, 14, 15, 16, 17)
                and record.value(999)
            ):
                width, height = int(record.field(6) or 0), int(record.field(7) or 0)
                found = (NAMES[record.field(11) or ""], width, height, record.value(999) or b"")
            if found is None:
                continue
            digest = hashlib.sha256(repr(found).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield Declared(path.name, record.type, Compression(found[0]), *found[1:])


def outcome(one: Declared) -> str:
    """Empty where the image decodes to what its record says, else why not."""
    try:
        image = decode(one.data, one.compression, width=one.width, height=one.height, resolution_ppi=500)
    except ImageError as fault:
        return str(fault)
    assert image.pixels.shape == (one.height, one.width)
    assert image.pixels.std() > 2, (one.file, one.type)
    return ""


def test_every_image_record_decodes_or_has_its_reason(real_data: Path) -> None:
    found = list(records(real_data / "an2k"))
    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(outcome, found))
    assert len(found) > 70
    refused = set()
    for one, reason in zip(found, outcomes, strict=True):
        place = (one.file, one.type)
        if reason:
            refused.add(place)
            assert place in REFUSED, (place, reason)
            assert re.search(REFUSED[place], reason), (place, reason)
    assert refused == set(REFUSED)


def test_what_each_record_declares_is_what_its_bytes_say(real_data: Path) -> None:
    for one in records(real_data / "an2k"):
        if one.compression is not Compression.NONE and (one.file, one.type) not in REFUSED:
            head = inspect(one.data)
            assert (head.width, head.height) == (one.width, one.height), (one.file, one.type)
            assert head.depth == 8


@pytest.mark.parametrize(
    ("finger", "stated"),
    [(1, 500), (8, 255), (11, 255), (12, 255), (14, 255), (13, 500)],
)
def test_comments_of_nists_card_against_its_record(real_data: Path, finger: int, stated: int) -> None:
    card = read((real_data / "an2k/nist_reference/type-4-tpcard.an2").read_bytes())
    (record,) = [one for one in card if isinstance(one, BinaryRecord) and one.fgp[0] == finger]
    resolution = inspect(record.data).resolution
    assert resolution is not None
    assert resolution.across_ppi == stated
    assert resolution.unknown == (stated == 255)
    assert resolution.disagrees(500) == (stated == 255)
