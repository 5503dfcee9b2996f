"""What a record says of its fingers' places, and what is said of a plain impression."""

import numpy as np
import pytest

from tenprint.agency.slap_reading import read_plain, segments_of, slap_notes
from tenprint.image.model import GreyImage
from tenprint.record.image_record import ImageRecord, Resolution
from tenprint.record.model import Field, TaggedRecord


def record(*fields: Field, ppi: float = 500.0) -> ImageRecord:
    """A Type-14 record of the right four fingers."""
    source = TaggedRecord(14, fields)
    stated = Resolution(ppi, ppi, "14.008 to 14.010")
    return ImageRecord(source, (13,), 0, "", 1600, 1000, stated, 8, "PNG", None, b"")


def test_boxes_include_their_last_pixels_and_are_brought_to_500_ppi() -> None:
    seg = Field("14.021", b"2\x1f100\x1f299\x1f40\x1f439\x1e3\x1f400\x1f599\x1f0\x1f399")
    assert [(one.finger, one.box) for one in segments_of(record(seg))] == [
        (2, (100, 40, 300, 440)),
        (3, (400, 0, 600, 400)),
    ]
    assert segments_of(record(seg, ppi=1000.0))[0].box == (50, 20, 150, 220)


def test_a_polygon_comes_before_a_box_of_the_same_finger() -> None:
    seg = Field("14.021", b"2\x1f100\x1f299\x1f40\x1f439")
    aseg = Field("14.025", b"2\x1f3\x1f110\x1f50\x1f290\x1f50\x1f200\x1f400")
    (found,) = segments_of(record(seg, aseg))
    assert found.corners.tolist() == [[110, 50], [290, 50], [200, 400]]


@pytest.mark.parametrize(
    "broken", [b"2\x1f299\x1f100\x1f40\x1f439", b"2\x1f1\x1f2\x1f3", b"x\x1f1\x1f2\x1f3\x1f4"]
)
def test_one_that_cannot_be_read_takes_all_with_it(broken: bytes) -> None:
    good = b"3\x1f400\x1f599\x1f0\x1f399"
    assert segments_of(record(Field("14.021", good + b"\x1e" + broken))) == []


def test_segments_on_a_blank_picture_are_refused_with_a_warning() -> None:
    seg = Field("14.021", b"2\x1f100\x1f299\x1f40\x1f439")
    one = record(seg)
    reading = read_plain(
        GreyImage(np.full((1000, 1600), 255, np.uint8), 500), 13, range(1, 11), segments_of(one)
    )
    (found,) = slap_notes(13, reading, range(1, 11), one)
    assert (found.code, found.field, found.found) == ("E0003", "14.021", "finger 2: hardly any print")
