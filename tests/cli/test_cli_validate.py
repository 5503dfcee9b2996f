"""``ebts validate``: the exit status, what a person reads and what a program reads, on a card and its damaged twins.

Each twin is the card with real WSQ pictures, damaged in one way; it must exit 1 with exactly the code of its damage.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from command_line import CommandLine

from tenprint.record.build import Value, assemble, encode, with_length
from tenprint.record.model import BinaryRecord, Field
from tenprint.record.transaction import read, write

DAY = "2026-11-20"
FINDING = {
    "code", "severity", "record", "field", "mnemonic", "position", "offset", "expected", "found", "sentence", "text",
}  # fmt: skip
IMAGE = {
    "record", "type", "idc", "offset", "positions", "subject", "impression", "width", "height", "declared", "ppi",
    "image_ppi", "compression", "process", "depth", "components", "bytes", "decoded", "seconds", "quality",
    "quality_reasons", "minutiae", "fingers",
}  # fmt: skip
pytestmark = pytest.mark.xdist_group("validate")


@cache
def good() -> bytes:
    """The card that ``card make --seed 7`` makes."""
    from tenprint.sim.card.single import single_card

    return single_card(7, "MA025TP01", "easy", at=datetime(2026, 11, 20, 12, tzinfo=UTC))[0]


def with_pictures(change: Callable[[dict[int, BinaryRecord]], None], amputated: int | None = None) -> bytes:
    """The card with its pictures changed; CNT and LEN computed anew."""
    whole = read(good())
    pictures = {one.fgp[0]: one for one in whole.binary(4)}
    change(pictures)
    header: dict[int, Value | None] = {
        one.number or 0: one.value.decode() for one in whole.header.fields if one.number not in (1, 3)
    }
    header[13] = list(whole.header.items(13))
    second = whole.descriptive
    assert second is not None
    if amputated is not None:
        added = Field("2.084", encode("2.084", [(f"{amputated:02d}", "XX")]))
        second = with_length(2, sorted([*second.fields[1:], added], key=lambda one: one.number or 0))
    return write(assemble(header, [second, *pictures.values()]))


def shown(picture: BinaryRecord, pixels: np.ndarray) -> BinaryRecord:
    """The record with other pixels in WSQ."""
    from tenprint.image.codec import encode_wsq
    from tenprint.image.model import GreyImage

    data = encode_wsq(GreyImage(np.ascontiguousarray(pixels, np.uint8), 500.0))
    head = (18 + len(data)).to_bytes(4, "big") + picture.raw[4:18]
    return BinaryRecord(4, head + data)


def paper(*, noise: float, seed: int = 1) -> np.ndarray:
    """A picture of paper, or of noise on it."""
    rng = np.random.default_rng(seed)
    return np.clip(rng.normal(215, 3, (750, 800)) + rng.normal(0, noise, (750, 800)), 0, 255)


def exchanged() -> bytes:
    """Positions of two rolled prints exchanged in the records, as at a desk that mislabels them."""
    data = bytearray(good())
    for one in read(good()).binary(4):
        if one.fgp[0] in (3, 8):
            data[one.offset + 6] = 11 - one.fgp[0]
    return bytes(data)


def damaged() -> bytes:
    """One picture's coded data overwritten from its middle on."""
    data = bytearray(good())
    record = read(good()).binary(4)[5]
    middle, end = record.offset + len(record.raw) // 2, record.offset + len(record.raw)
    data[middle:end] = bytes(end - middle)
    return bytes(data)


def noisy() -> bytes:
    """Four rolled prints that show noise."""

    def change(pictures: dict[int, BinaryRecord]) -> None:
        for position in (2, 4, 7, 9):
            pictures[position] = shown(pictures[position], paper(noise=60, seed=position))

    return with_pictures(change)


def blank() -> bytes:
    """A rolled print that shows nothing."""
    return with_pictures(lambda pictures: pictures.update({4: shown(pictures[4], paper(noise=0))}))


def missing(amputated: int | None = None) -> bytes:
    """Without a rolled print."""
    return with_pictures(lambda pictures: pictures.pop(3) and None, amputated)


TWINS: dict[str, tuple[Callable[[], bytes], str, list[str], set[str]]] = {
    "picture damaged": (damaged, "images", ["L0009"], {"4 IDC 06"}),
    "fingers exchanged": (exchanged, "prints", ["L0111"], {"4 IDC 03", "4 IDC 08"}),
    "finger missing": (missing, "fields", ["L0118"], {"4/14"}),
    "print blank": (blank, "prints", ["L0118"], {"4 IDC 04"}),
    "prints of noise": (noisy, "prints", ["L0008"], {"4 IDC 02"}),
}


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """The card as a file."""
    path = tmp_path / "card.eft"
    path.write_bytes(good())
    return path


@pytest.mark.parametrize("name", TWINS)
def test_a_damaged_twin_exits_1_with_exactly_its_code(
    tenprint: CommandLine, tmp_path: Path, name: str
) -> None:
    make, depth, codes, records = TWINS[name]
    twin = tmp_path / "twin.eft"
    twin.write_bytes(make())
    done = tenprint("ebts", "validate", twin, "--on", DAY, "--depth", depth, "--json")
    assert done.status == 1
    assert done.json["codes"] == codes
    refusing = [one for one in done.json["findings"] if one["severity"] == "REJECT"]
    assert {one["record"] for one in refusing} == records
    assert done.json["verdict"] == f"would be refused with ERRT: {', '.join(codes)}"


def test_the_card_itself_is_acceptable_and_described(tenprint: CommandLine, card: Path) -> None:
    done = tenprint("ebts", "validate", card, "--on", DAY, "--depth", "images", "--json")
    assert done.status == 0
    found = done.json
    assert found["readable"] and found["acceptable"] and found["findings"] == []
    assert found["verdict"] == "would be accepted"
    assert (found["bytes"], found["tot"], found["depth"], found["standard"]) == (
        len(good()),
        "CAR",
        "images",
        "ebts",
    )
    assert found["seconds"].keys() == {"read", "fields", "images"}
    assert len(found["images"]) == 14 and all(one.keys() == IMAGE for one in found["images"])
    assert done.err == ""


def test_a_missing_finger_with_its_reason_is_acceptable(tenprint: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "amputated.eft"
    path.write_bytes(missing(amputated=3))
    assert tenprint("ebts", "validate", path, "--on", DAY, "--depth", "images").status == 0


def test_the_report_groups_by_record_and_says_what_each_finding_does(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    data = damaged().replace(b"2.024:", b"2.924:")
    path = tmp_path / "bad.eft"
    path.write_bytes(data)
    done = tenprint("ebts", "validate", path, "--on", DAY, "--depth", "images")
    assert done.status == 1
    lines = done.out.splitlines()
    assert lines[0].startswith(f"{path}: CAR, {len(data):,} bytes, 16 records")
    head = next(place for place, line in enumerate(lines) if line.strip() == "Type-4 IDC 06")
    place = re.search(r"refuses +L0009 +4\.009 DATA +position 6 +byte ([\d,]+)", lines[head + 1])
    assert place is not None
    offset = int(place[1].replace(",", ""))
    record = read(data).binary(4)[5]
    assert record.offset < offset <= record.offset + len(record.raw)
    assert lines[head + 2].strip().startswith("expected a readable WSQ20 image of finger position 6")
    assert any(re.search(r"refuses +E0001 +2\.024 SEX", line) for line in lines)
    assert "13 of 14 pictures decoded" in done.out
    assert "would be refused with ERRT: E0001, L0009" in lines[-1]
    assert "\x1b" not in done.out


def test_the_report_shows_the_quality_of_every_finger(tenprint: CommandLine, card: Path) -> None:
    done = tenprint("ebts", "validate", card, "--on", DAY)
    assert done.status == 0
    assert "would be accepted" in done.out
    rows = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.startswith("  ")}
    assert rows["finger"] == [str(finger) for finger in range(1, 11)]
    assert all(int(score) > 40 for score in rows["rolled"])
    assert len(rows["plain"]) == 10


def test_the_day_decides_what_is_in_the_future(tenprint: CommandLine, card: Path) -> None:
    done = tenprint("ebts", "validate", card, "--on", "2026-11-01", "--depth", "fields", "--json")
    assert done.status == 1
    assert set(done.json["codes"]) == {"H0003", "E0003"}
    for wrong in (("--on", "yesterday"), ("--edition", "eight"), ("--type", "car!"), ("--depth", "bones")):
        assert tenprint("ebts", "validate", card, *wrong).status == 2


def test_progress_goes_to_standard_error_alone(
    tenprint: CommandLine, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenprint.cli.record_report._watched", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")  # a terminal, to the library that draws the bar
    done = tenprint("ebts", "validate", card, "--on", DAY, "--depth", "images", "--json")
    assert done.json["acceptable"]
    assert "decoding pictures" in done.err


def test_several_files_give_a_table_and_the_highest_status(
    tenprint: CommandLine, card: Path, tmp_path: Path
) -> None:
    bad, other, absent = tmp_path / "bad.eft", tmp_path / "other.pdf", tmp_path / "absent.eft"
    bad.write_bytes(missing())
    other.write_bytes(b"%PDF-1.7")
    fields = ("--depth", "fields", "--on", DAY)
    assert tenprint("ebts", "validate", card, card, *fields).status == 0
    assert tenprint("ebts", "validate", card, bad, *fields).status == 1
    done = tenprint("ebts", "validate", card, bad, other, absent, *fields)
    assert done.status == 2
    assert "1 of 4 files acceptable" in done.out
    table = done.out[done.out.index("verdict") :]
    assert re.search(r"bad\.eft +CAR +1 +0 +would be refused with ERRT: L0118", table)
    assert table.count("not readable") == 2
    assert "other.pdf" in done.err and "a PDF document" in done.err and "absent.eft" in done.err
    both = json.loads(tenprint("ebts", "validate", card, other, *fields, "--json").out)
    assert [one["readable"] for one in both["files"]] == [True, False]
    assert not both["acceptable"]


def test_what_is_no_record_exits_2(tenprint: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other.eft"
    other.write_bytes(b"%PDF-1.7")
    done = tenprint("ebts", "validate", other, "--json")
    assert done.status == 2
    assert not done.json["readable"] and not done.json["acceptable"] and done.json["findings"] == []
    told = tenprint("ebts", "validate", other)
    assert told.status == 2
    assert str(other) in told.err and "expected" in told.err and "found" in told.err


def test_a_finding_has_all_its_parts(tenprint: CommandLine, card: Path) -> None:
    twin = card.with_name("twin.eft")
    twin.write_bytes(good().replace(b"1.004:CAR", b"1.004:XXX"))
    done = tenprint("ebts", "validate", twin, "--json", "--on", DAY, "--depth", "fields")
    assert done.status == 1
    (found,) = [one for one in done.json["findings"] if one["field"] == "1.004"]
    assert found.keys() == FINDING
    assert (found["code"], found["severity"], found["record"], found["mnemonic"], found["found"]) == (
        "H0002", "REJECT", "1", "TOT", "XXX",
    )  # fmt: skip
    assert twin.read_bytes()[found["offset"] :].startswith(b"1.004:")
    told = tenprint("ebts", "validate", twin, "--on", DAY, "--depth", "fields", "--type", "CAR")
    assert told.status == 0


def test_files_of_any_type_can_be_held_against_the_standard_alone(
    tenprint: CommandLine, real_data: Path
) -> None:
    file = real_data / "an2k" / "nist_reference" / "type-15-palms.an2"
    done = tenprint("ebts", "validate", file, "--standard", "itl", "--json")
    assert [one["decoded"] for one in done.json["images"]] == [True, True]
    assert {(one["record"].split()[0], one["severity"]) for one in done.json["findings"]} <= {
        ("1", "REJECT"),
        ("15", "WARNING"),
    }
    assert tenprint("ebts", "validate", file).status == 1
