"""Minutiae of Type-9 records: real pairs that say the same print twice, synthetic EFS, and one defect each."""

from pathlib import Path

import numpy as np
import pytest

from tenprint.errors import MinutiaeUnreadable
from tenprint.record.build import Value, tagged_record
from tenprint.record.minutiae import (
    ImageFrame,
    MinutiaeBlock,
    Type9Minutiae,
    blocks,
    image_frame,
    read_all,
    read_minutiae,
    write_minutiae,
)
from tenprint.record.model import BinaryRecord, TaggedRecord, Transaction
from tenprint.record.transaction import read
from tenprint.template.model import MinutiaKind

FRAME = ImageFrame(800, 768, 500)
UNIT = 500 / 2540  # pixels in 0.01 mm


def of_file(folder: Path, name: str) -> list[Type9Minutiae]:
    return read_all(read((folder / "an2k" / "nist_reference" / f"{name}.an2").read_bytes()))


def turn(one: np.ndarray, two: np.ndarray) -> float:
    """Largest difference of angles, degrees."""
    apart = np.degrees(one.astype(np.float64) - two.astype(np.float64))
    return float(np.abs((apart + 180) % 360 - 180).max())


@pytest.mark.parametrize(("pair", "across"), [("13", 1.0), ("14", 0.1)])
def test_legacy_and_378_say_the_same_of_one_print(pair: str, across: float, real_data: Path) -> None:
    (legacy,) = of_file(real_data, f"type-9-{pair}-std")
    (incits,) = of_file(real_data, f"type-9-{pair}-m1")
    assert (legacy.block, incits.block) == (MinutiaeBlock.LEGACY, MinutiaeBlock.INCITS_378)
    one, two = legacy.template, incits.template
    assert len(one) == len(two) == 48
    assert (one.width, one.height, two.width, two.height) == (800, 768, 800, 768)
    assert np.abs(one.x - two.x).max() <= across
    assert np.abs(one.y - two.y).max() <= 0.58
    assert turn(one.theta, two.theta) <= 1.001
    np.testing.assert_array_equal(one.kind, two.kind)
    # The same neighbours; the 378 block has them all in one list.
    assert legacy.ridge_counts == incits.ridge_counts
    assert len(legacy.ridge_counts) == 384
    for here, there in zip(legacy.cores + legacy.deltas, incits.cores + incits.deltas, strict=True):
        assert abs(here.x - there.x) <= 1.2
        assert abs(here.y - there.y) <= 0.6


def test_what_the_fields_of_a_legacy_block_say_is_kept(real_data: Path) -> None:
    (legacy,) = of_file(real_data, "type-9-10-14")
    assert (legacy.idc, legacy.positions, legacy.impression) == (1, (8,), 3)
    assert legacy.patterns == (("LS",),)
    assert set(legacy.template.kind.tolist()) == {MinutiaKind.OTHER}
    assert set(legacy.template.quality.tolist()) == {0}  # 00, marked by hand
    assert legacy.notes == ()
    (same,) = of_file(real_data, "type-9-14-std")
    np.testing.assert_array_equal(legacy.template.theta, same.template.theta)


def test_the_iafis_block_says_the_same_as_the_legacy_one(real_data: Path) -> None:
    (iafis,) = of_file(real_data, "type-9-4-iafis")
    (legacy,) = of_file(real_data, "type-9-14-std")
    assert (iafis.block, iafis.positions, iafis.patterns) == (MinutiaeBlock.IAFIS, (8,), (("LS",),))
    np.testing.assert_array_equal(iafis.template.x, legacy.template.x)
    assert np.abs(iafis.template.y - legacy.template.y).max() <= 0.5
    assert turn(iafis.template.theta, legacy.template.theta) <= 1e-3
    assert iafis.ridge_counts == legacy.ridge_counts
    assert [len(point.thetas) for point in (*iafis.cores, *iafis.deltas)] == [1, 3]


def test_each_record_of_a_file_is_read_with_its_own_image(real_data: Path) -> None:
    transaction = read((real_data / "an2k" / "nist_reference" / "type-9-13-9-14-m1.an2").read_bytes())
    both = read_all(transaction)
    assert [(one.idc, one.impression) for one in both] == [(1, 4), (2, 3)]
    (second,) = read_all(transaction, idc=2)
    assert second.impression == 3
    assert read_all(transaction, idc=9) == []
    alone = Transaction((transaction.header, legacy()))
    with pytest.raises(MinutiaeUnreadable):
        read_all(alone)
    assert read_all(alone, otherwise=FRAME)[0].template.height == 768
    frame = image_frame(transaction, 1)
    assert frame is not None
    assert (frame.width, frame.height, frame.scale) == (800, 768, 1.0)


def test_the_frame_comes_from_any_image_record_of_that_idc() -> None:
    header = tagged_record(1, {12: "39.37"})
    latent = tagged_record(13, {6: "600", 7: "500", 8: "1", 9: "1000"}, idc=3)
    rolled = BinaryRecord(4, bytes([0, 0, 0, 18, 4, 1, *[255] * 6, 1, 3, 0, 2, 0, 0]))
    transaction = Transaction((header, latent, rolled))
    assert image_frame(transaction, 3) == ImageFrame(600, 500, 1000)
    found = image_frame(transaction, 4)
    assert found is not None
    assert (found.width, found.height, round(found.ppi)) == (768, 512, 1000)
    assert image_frame(transaction, 5) is None
    unsaid = Transaction((tagged_record(1, {12: "x"}), rolled))
    assert image_frame(unsaid, 4) == ImageFrame(768, 512, 500.0), "what a Type-4 is where 1.012 says nothing"
    assert image_frame(transaction, None) is None


def legacy(**changed: Value | None) -> TaggedRecord:
    """A legacy record of one minutia, 10 mm from the left, 20 mm from the bottom, 30°."""
    fields: dict[int, Value | None] = {
        3: "1",
        4: "S",
        5: [("AFIS", "A")],
        6: ["02"],
        7: [("T", "LS")],
        10: "1",
        11: "0",
        12: [("001", "10002000030", "02", "A")],
    }
    return tagged_record(9, {**fields, **{int(key[1:]): value for key, value in changed.items()}}, idc=1)


def test_a_legacy_minutia_is_turned_and_flipped() -> None:
    (found,) = read_minutiae(legacy(), FRAME)
    assert found.template.x[0] == pytest.approx(1000 * UNIT)
    assert found.template.y[0] == pytest.approx(768 - 2000 * UNIT)
    assert np.degrees(found.template.theta[0]) == pytest.approx(210)
    assert (found.template.kind[0], found.template.quality[0]) == (MinutiaKind.ENDING, 100)


def test_an_image_of_1000_ppi_gives_pixels_of_500() -> None:
    (found,) = read_minutiae(legacy(), ImageFrame(1600, 1536, 1000))
    (same,) = read_minutiae(legacy(), FRAME)
    assert (found.template.height, found.template.y[0]) == (768, same.template.y[0])


def incits(**changed: Value | None) -> TaggedRecord:
    fields: dict[int, Value | None] = {
        3: "1",
        4: "U",
        128: "1600",
        129: "1536",
        130: "2",
        131: "394",
        132: "394",
        134: ["02"],
        135: [("75", "000F", "1")],
        136: "1",
        137: [("001", "400", "300", "45", "2", "80")],
        138: [("2", "0", "0"), ("001", "002", "07")],
        140: [("10", "20", "1", "2", "3")],
    }
    return tagged_record(9, {**fields, **{int(key[1:]): value for key, value in changed.items()}}, idc=1)


def test_a_378_block_says_its_own_size_and_scale() -> None:
    (found,) = read_minutiae(incits())
    scale = 500 / (394 * 2.54)
    assert found.template.x[0] == pytest.approx(400 * scale)
    assert np.degrees(found.template.theta[0]) == pytest.approx(90)
    assert (found.template.kind[0], found.template.quality[0], found.quality) == (2, 80, 75)
    assert (found.ridge_method, found.ridge_counts) == ("OCTANT", ((1, 2, 7),))
    assert np.degrees(found.deltas[0].thetas) == pytest.approx([2, 4, 6])
    assert (found.template.width, found.template.height) == (round(1600 * scale), round(1536 * scale))


def test_a_378_block_without_scale_takes_that_of_its_image() -> None:
    (found,) = read_minutiae(incits(_130="0"), FRAME)
    assert found.template.x[0] == 400
    with pytest.raises(MinutiaeUnreadable) as caught:
        read_minutiae(incits(_130="0"))
    assert caught.value.tag == "9.130"


def efs(**changed: Value | None) -> TaggedRecord:
    """An EFS record whose region of interest lies 2 mm from the left and 1 mm from the top of the image."""
    fields: dict[int, Value | None] = {
        3: "4",
        4: "U",
        300: [("2000", "2500", "200", "100", "0,0-2000,0-2000,2500")],
        301: [("-20", "10")],
        302: [("7", "DST")],
        307: [("WU", "PW", "I"), ("LS",)],
        320: [("1000", "900", "85")],
        321: [("300", "2000", "80", "190", "310", "L")],
        331: [("100", "200", "0", "E"), ("500", "600", "270", "B", "30", "15"), ("700", "800", "359", "X")],
        332: "OCTANT",
        333: [("1", "2", "4", "0", "1"), ("2", "3", "6")],
    }
    return tagged_record(9, {**fields, **{int(key[1:]): value for key, value in changed.items()}}, idc=5)


def test_an_efs_record_is_brought_from_its_region_to_the_image() -> None:
    (found,) = read_minutiae(efs(), FRAME)
    assert (found.block, found.idc, found.positions, found.impression) == (MinutiaeBlock.EFS, 5, (7,), 4)
    np.testing.assert_allclose(found.template.x, np.array([300, 700, 900]) * UNIT, rtol=1e-6)
    np.testing.assert_allclose(found.template.y, np.array([300, 700, 900]) * UNIT, rtol=1e-6)
    np.testing.assert_allclose(np.degrees(found.template.theta), [0, 270, 359], rtol=1e-6)
    assert found.template.kind.tolist() == [1, 2, 0]
    assert (found.template.width, found.template.height) == (800, 768)
    assert found.orientation == (-20, 10)
    assert found.patterns == (("WU", "PW", "I"), ("LS",))
    assert (found.ridge_method, found.ridge_counts) == ("OCTANT", ((1, 2, 4), (2, 3, 6)))
    assert found.cores[0].x == pytest.approx(1200 * UNIT)
    assert np.degrees(found.cores[0].thetas) == pytest.approx([85])
    assert np.degrees(found.deltas[0].thetas) == pytest.approx([80, 190, 310])


def test_an_efs_record_without_image_is_as_large_as_its_region() -> None:
    (found,) = read_minutiae(efs(_300=[("2000", "2500")]))
    assert (found.template.width, found.template.height) == (round(2000 * UNIT), round(2500 * UNIT))
    assert found.template.x[0] == pytest.approx(100 * UNIT)


def test_efs_without_minutiae_is_an_empty_template() -> None:
    (found,) = read_minutiae(efs(_331=None, _333=None), FRAME)
    assert len(found.template) == 0
    assert write_minutiae(found).field(334) == "Y"


def test_every_block_of_a_record_is_read_and_named() -> None:
    both = tagged_record(
        9,
        {n: legacy().items(n) for n in (4, 12)} | {n: incits().items(n) for n in (128, 129, 130, 131, 137)},
        1,
    )
    assert blocks(both) == (MinutiaeBlock.LEGACY, MinutiaeBlock.INCITS_378)
    assert [one.block for one in read_minutiae(both, FRAME)] == [
        MinutiaeBlock.LEGACY,
        MinutiaeBlock.INCITS_378,
    ]
    assert read_minutiae(tagged_record(9, {4: "U"}, idc=1)) == []


MALFORMED: dict[str, tuple[str, TaggedRecord]] = {
    "legacy_position_of_ten_digits": ("9.012", legacy(_12=[("001", "1000200030", "02", "A")])),
    "legacy_angle_of_361": ("9.012", legacy(_12=[("001", "10002000361", "02", "A")])),
    "legacy_position_with_letters": ("9.012", legacy(_12=[("001", "1000x000030", "02", "A")])),
    "legacy_type_e": ("9.012", legacy(_12=[("001", "10002000030", "02", "E")])),
    "legacy_quality_words": ("9.012", legacy(_12=[("001", "10002000030", "good", "A")])),
    "legacy_neighbour_without_count": ("9.012", legacy(_12=[("001", "10002000030", "02", "A", "033")])),
    "legacy_minutia_without_position": ("9.012", legacy(_12=[("001",)])),
    "legacy_core_of_seven_digits": ("9.008", legacy(_8="2047258")),
    "legacy_finger_position_words": ("9.006", legacy(_6="LEFT")),
    "legacy_count_words": ("9.010", legacy(_10="many")),
    "378_minutia_of_four_items": ("9.137", incits(_137=[("001", "400", "300", "45")])),
    "378_type_of_three": ("9.137", incits(_137=[("001", "400", "300", "45", "3", "80")])),
    "378_negative_position": ("9.137", incits(_137=[("001", "-4", "300", "45", "1", "80")])),
    "378_scale_of_zero": ("9.131", incits(_131="0")),
    "378_ridge_count_of_two_items": ("9.138", incits(_138=[("0", "0", "0"), ("001", "002")])),
    "378_core_of_one_item": ("9.139", incits(_139=[("402",)])),
    "efs_region_without_height": ("9.300", efs(_300="2000")),
    "efs_region_of_zero": ("9.300", efs(_300=[("0", "2500")])),
    "efs_minutia_of_three_items": ("9.331", efs(_331=[("100", "200", "0")])),
    "efs_type_a": ("9.331", efs(_331=[("100", "200", "0", "A")])),
    "efs_angle_of_400": ("9.331", efs(_331=[("100", "200", "400", "E")])),
    "efs_delta_of_one_item": ("9.321", efs(_321=[("300",)])),
    "efs_ridge_count_of_two_items": ("9.333", efs(_333=[("1", "2")])),
    "efs_orientation_words": ("9.301", efs(_301="upright")),
    "impression_words": ("9.003", legacy(_3="rolled")),
}


@pytest.mark.parametrize("defect", MALFORMED)
def test_a_malformed_field_is_refused_by_its_tag(defect: str) -> None:
    tag, record = MALFORMED[defect]
    with pytest.raises(MinutiaeUnreadable, match=rf"IDC {record.idc}: {tag}: expected .*, found ") as caught:
        read_minutiae(record, FRAME)
    assert caught.value.tag == tag
    assert caught.value.exit_status == 2


def test_a_legacy_block_without_its_image_is_refused() -> None:
    with pytest.raises(MinutiaeUnreadable, match=r"9\.012: expected the image of the same IDC"):
        read_minutiae(legacy())


def test_another_record_is_refused() -> None:
    with pytest.raises(MinutiaeUnreadable, match="expected a Type-9 record"):
        read_minutiae(tagged_record(2, {12: "x"}, idc=0))


def test_values_that_say_nothing_of_the_place_are_noted() -> None:
    (found,) = read_minutiae(legacy(_10="3"), FRAME)
    assert [note.text for note in found.notes] == ["9.010: expected 1 minutiae as there are, found 3"]
    (found,) = read_minutiae(legacy(_12=[("001", "10002000030", "64", "A")]), FRAME)
    assert found.template.quality.tolist() == [0]
    assert [note.text.split(",")[0] for note in found.notes] == ["9.012: expected a quality of at most 63"]
    (found,) = read_minutiae(incits(_137=[("001", "400", "300", "185", "2", "80")]))
    assert np.degrees(found.template.theta[0]) == pytest.approx(10)
    assert len(found.notes) == 1
