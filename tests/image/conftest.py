"""Pictures shared by the tests of the image room: a synthetic whorl, and NIST's reference card."""

from pathlib import Path

import numpy as np
import pytest

from tenprint.image.codec import Compression, decode
from tenprint.image.model import GreyImage, Pixels


@pytest.fixture(scope="session")
def whorl() -> Pixels:
    """A clean print-like picture, (480, 400) uint8: concentric ridges of 9 pixels in an upright ellipse."""
    y, x = np.mgrid[:480, :400].astype(float)
    radius = np.hypot((x - 200) / 0.8, y - 240)
    grey = 127.5 + 110 * np.sin(2 * np.pi * radius / 9)
    return np.where(radius < 215, grey, 250).astype(np.uint8)


@pytest.fixture(scope="session")
def nist_card(real_data: Path) -> dict[int, GreyImage]:
    """The fourteen pictures of NIST's paper card by finger position, from binary Type-4 records."""
    data = (real_data / "an2k" / "nist_reference" / "type-4-tpcard.an2").read_bytes()
    at = 0
    for tag in (b"1.001:", b"2.001:"):
        assert data.startswith(tag, at)
        at += int(data[at + len(tag) : data.index(b"\x1d", at)])
    pictures = {}
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        record = data[at : at + length]
        width, height = int.from_bytes(record[13:15], "big"), int.from_bytes(record[15:17], "big")
        code = Compression(record[17])
        pictures[record[6]] = decode(record[18:], code, width=width, height=height, resolution_ppi=500)
        at += length
    return pictures
