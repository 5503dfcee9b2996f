"""``ebts show`` and ``ebts rewrite``: what a person sees, what another program reads, what is written."""

import re
from pathlib import Path

import pytest
from command_line import CommandLine

GOLDEN = Path(__file__).parents[1] / "golden" / "record"
VALID, WSQ_CARD = GOLDEN / "valid_car.eft", GOLDEN / "valid_wsq.eft"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 120 columns without colours."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")


def lines(text: str) -> list[str]:
    """Lines without the blanks at their ends."""
    return [line.rstrip() for line in text.splitlines()]


def test_a_transaction_is_headed_by_what_it_is(tenprint: CommandLine) -> None:
    shown = lines(tenprint("ebts", "show", VALID).out)
    assert shown[0] == "CAR  criminal ten-print submission, answer required"
    head = "\n".join(shown[1:7])
    for words in (
        "MA0130100",
        "MASPB0000",
        "8 June 2011, 18:30:00 UTC",
        "EBTS8.001",
        "16 records, 2,202 bytes",
    ):
        assert words in head


def test_fields_are_shown_with_mnemonics_and_meanings(tenprint: CommandLine) -> None:
    shown = lines(tenprint("ebts", "show", VALID).out)
    for mnemonic, value in (
        ("SEX", "F  female"),
        ("HGT", "506  5 ft 6 in, 168 cm"),
        ("DOB", "19800229  29 February 1980"),
        ("ASL", "20110607␟LARCENY  7 June 2011"),
    ):
        (line,) = [one for one in shown if f" {mnemonic} " in one]
        assert line.endswith(value)


def test_each_image_is_one_line_and_no_byte_of_it_is_shown(tenprint: CommandLine) -> None:
    shown = lines(tenprint("ebts", "show", WSQ_CARD).out)
    (thumb,) = [one for one in shown if one.startswith(" 4:01")]
    assert re.split(r"  +", thumb.strip()) == [
        "4:01", "right thumb, live rolled", "96 × 64", "500 ppi", "WSQ20", "1,639 B",
    ]  # fmt: skip
    assert sum(one.startswith(" 4:") for one in shown) == 14


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    tenprint: CommandLine, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for name in ("valid_wsq", "nam_missing", "len_image_zero", "separator_in_value"):
        shown = lines(tenprint("ebts", "show", GOLDEN / f"{name}.eft").out)
        assert max(map(len, shown)) <= columns


def place_of(shown: list[str], words: str) -> int:
    """Number of the line that holds the words."""
    return next(number for number, line in enumerate(shown) if words in line)


@pytest.mark.parametrize(
    ("name", "before", "code"),
    [
        ("dob_no_such_day", "2.022 DOB", "E0002"),
        ("tag_twice", "OTHER,NAME", "E0005"),
        ("separator_in_value", "LYNN", "E0005"),
        ("nam_missing", "2.087 TAA", "E0001"),
        ("wsq_is_jpeg", "! the data is JPEG", "L0009"),
        ("cnt_count_wrong", "1.003 CNT", "E0004"),
        ("len_image_zero", " 4:04", "E0004"),
    ],
)
def test_a_fault_stands_at_its_place(tenprint: CommandLine, name: str, before: str, code: str) -> None:
    shown = lines(tenprint("ebts", "show", GOLDEN / f"{name}.eft").out)
    at = place_of(shown, f"✗ {code}")
    # the fault follows what it is about; a line of a value may have been folded in between
    assert any(before in line for line in shown[max(0, at - 2) : at]), shown[at - 3 : at + 1]
    assert sum("✗" in line for line in shown) == 1


def test_a_fault_of_the_whole_card_stands_at_its_end(tenprint: CommandLine) -> None:
    shown = lines(tenprint("ebts", "show", GOLDEN / "finger_missing.eft").out)
    assert place_of(shown, "✗ L0118") == place_of(shown, "The transaction as a whole") + 1


def test_control_characters_cannot_reach_the_terminal(tenprint: CommandLine) -> None:
    shown = tenprint("ebts", "show", GOLDEN / "nam_escape.eft").out
    assert "\x1b" not in shown
    assert "SYNTHETIC,␛[2JONE" in shown


def test_only_the_record_and_field_asked_for(tenprint: CommandLine) -> None:
    field = lines(tenprint("ebts", "show", VALID, "--field", "2.018").out)
    assert [line for line in field if "SYNTHETIC" in line] == field[1:]
    one = tenprint("ebts", "show", VALID, "--record", "4:07", "--json").json["records"]
    assert [(record["type"], record["idc"]) for record in one] == [(4, 7)]
    assert one[0]["image"]["subject"] == "left index"


@pytest.mark.parametrize(
    ("option", "value"), [("--record", "x"), ("--field", "NAM"), ("--record", "17"), ("--record", "4:99")]
)
def test_what_is_asked_for_and_not_there_exits_2(tenprint: CommandLine, option: str, value: str) -> None:
    done = tenprint("ebts", "show", VALID, option, value)
    assert done.status == 2
    assert "expected" in done.err
    assert "found" in done.err


def test_json_holds_every_field_with_its_place(tenprint: CommandLine) -> None:
    data = VALID.read_bytes()
    shown = tenprint("ebts", "show", VALID, "--json").json
    assert (shown["tot"], shown["bytes"], shown["faults"], shown["findings"]) == ("CAR", len(data), [], [])
    records = shown["records"]
    assert [record["type"] for record in records] == [1, 2, *[4] * 14]
    assert sum(record["bytes"] for record in records) == len(data)
    assert records[0]["fields"]["1.004"] == "CAR"
    assert records[2]["fields"]["4.009"] == "<100 bytes>"
    for record in records[:2]:
        for one in record["elements"]:
            sent = f"{one['tag']}:{one['text']}".encode()
            assert data[one["offset"] :].startswith(sent)


def test_json_of_what_is_no_transaction_is_one_object_too(tenprint: CommandLine) -> None:
    done = tenprint("ebts", "show", GOLDEN / "pdf_magic.eft", "--json")
    assert done.status == 2
    assert (done.json["readable"], done.json["records"]) == (False, [])
    assert "PDF document" in done.json["fault"]


def test_bytes_that_are_no_record_are_shown_in_hexadecimal_on_request(tenprint: CommandLine) -> None:
    damaged = GOLDEN / "trailing_bytes.eft"
    assert "74 72 61 69" not in tenprint("ebts", "show", damaged).out
    assert "0000089a  74 72 61 69 6c 69 6e 67  " in tenprint("ebts", "show", damaged, "--hex").out
    other = tenprint("ebts", "show", GOLDEN / "pdf_magic.eft", "--hex")
    assert other.status == 2
    assert "%PDF-1.4." in other.out
    assert "PDF document" in other.err


def test_images_are_written_as_pictures_named_by_what_they_show(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    from PIL import Image

    done = tenprint("ebts", "show", WSQ_CARD, "--images", tmp_path / "out", "--raw")
    assert done.status == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {
        "04-01-right-thumb-rolled.png",
        "04-01-right-thumb-rolled.wsq",
        "04-14-plain-left-four-fingers.raw",
    } <= names
    assert len(names) == 28
    with Image.open(tmp_path / "out" / "04-01-right-thumb-rolled.png") as picture:
        assert (picture.size, picture.mode) == ((96, 64), "L")
    original = (tmp_path / "out" / "04-01-right-thumb-rolled.wsq").read_bytes()
    assert original == (GOLDEN / "pictures" / "waves.wsq").read_bytes()


def test_an_image_that_cannot_be_written_is_named_and_the_others_are(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    done = tenprint("ebts", "show", GOLDEN / "wsq_cut_in_half.eft", "--images", tmp_path / "out")
    assert done.status == 1
    assert "Type-4 IDC 1: right thumb" in done.err
    assert len(list((tmp_path / "out").iterdir())) == 13


def test_photographs_keep_their_colours() -> None:
    import io

    from PIL import Image

    from tenprint.cli.record_images import png
    from tenprint.record.describe_image import ImageSummary

    out = io.BytesIO()
    Image.new("RGB", (20, 10), (200, 30, 60)).save(out, "JPEG")
    made = png(10, ImageSummary("face", "", 20, 10, None, "JPEGB", out.getvalue()))
    picture = Image.open(io.BytesIO(made))
    assert picture.mode == "RGB"
    assert picture.getpixel((5, 5))[0] > 150


def test_what_a_record_says_of_its_image_makes_no_path(tmp_path: Path) -> None:
    from tenprint.cli.record_images import write_images
    from tenprint.record.describe import RecordView
    from tenprint.record.describe_image import ImageSummary

    odd = ImageSummary("../../\x1b[2J" + "long " * 400, "", 1, 1, None, "NONE", b"\x00")
    assert write_images(
        [RecordView(16, "test image", 1, 0, 1, True, (), odd)], tmp_path, raw=True, quiet=True
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 2
    assert all(re.fullmatch(r"16-01-2jlong[a-z-]+\.(png|raw)", name) and len(name) < 80 for name in names)


def test_two_images_of_one_name_are_both_written(tmp_path: Path) -> None:
    from tenprint.cli.record_images import write_images
    from tenprint.record.describe import RecordView
    from tenprint.record.describe_image import ImageSummary

    face = ImageSummary("tattoo", "", 1, 1, None, "NONE", b"\x00")
    views = [RecordView(10, "photograph", 1, 0, 1, True, (), face)] * 2
    assert write_images(views, tmp_path, raw=False, quiet=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["10-01-tattoo-2.png", "10-01-tattoo.png"]


def test_a_rewrite_says_that_it_is_exact(tenprint: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "out.eft"
    done = tenprint("ebts", "rewrite", VALID, out)
    assert (done.status, out.read_bytes()) == (0, VALID.read_bytes())
    assert "byte for byte the same, 16 records, 2,202 bytes" in done.out
    damaged = tenprint("ebts", "rewrite", GOLDEN / "crlf.eft", tmp_path / "damaged.eft")
    assert damaged.status == 0
    assert "1 fault kept" in damaged.out


def test_a_rewrite_does_not_overwrite_what_it_reads_unless_forced(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.eft"
    mine.write_bytes(VALID.read_bytes())
    itself = tenprint("ebts", "rewrite", mine, mine)
    assert itself.status == 2
    assert "the file itself" in itself.err
    assert tenprint("ebts", "rewrite", mine, mine, "--force").status == 0
    assert mine.read_bytes() == VALID.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_many_files_are_checked_and_the_unreadable_named(tenprint: CommandLine) -> None:
    good = tenprint("ebts", "rewrite", "--check", VALID, WSQ_CARD, GOLDEN / "utf8.eft")
    assert good.status == 0
    assert [line.split()[0] for line in lines(good.out)] == ["same"] * 3
    bad = tenprint("ebts", "rewrite", "--check", VALID, GOLDEN / "pdf_magic.eft", GOLDEN / "absent.eft")
    assert bad.status == 2
    assert [line.split()[0] for line in lines(bad.out)] == ["same", "unreadable", "unreadable"]


def test_a_rewrite_that_differed_would_exit_1(
    tenprint: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tenprint.record import transaction

    monkeypatch.setattr(transaction, "write", lambda _: b"other")
    done = tenprint("ebts", "rewrite", VALID, tmp_path / "out.eft")
    assert done.status == 1
    assert "NOT the same" in done.out
    assert tenprint("ebts", "rewrite", "--check", VALID).status == 1


def test_every_real_file_is_shown_and_comes_back_exact(tenprint: CommandLine, real_data: Path) -> None:
    files = sorted((real_data / "an2k").rglob("*.an2"))
    done = tenprint("ebts", "rewrite", "--check", *files)
    assert done.status == 0
    assert len(lines(done.out)) == len(files) > 40
    for path in files[::4]:
        shown = tenprint("ebts", "show", path)
        assert shown.status == 0
        assert "\x1b" not in shown.out
        assert max(map(len, lines(shown.out))) <= 120


def test_what_differs_between_two_transactions_is_told(tenprint: CommandLine, tmp_path: Path) -> None:
    other = tmp_path / "other.eft"
    other.write_bytes(VALID.read_bytes().replace(b"2.031:BRO", b"2.031:BLU"))
    done = tenprint("ebts", "diff", VALID, other)
    assert (done.status, done.out) == (1, "Type-2 IDC 00  2.031 EYE  [BRO] → [BLU]\n")
    assert tenprint("ebts", "diff", VALID, VALID).status == 0
    found = tenprint("ebts", "diff", VALID, other, "--json").json
    assert found["same"] is False
    assert [(one["field"], one["old"], one["new"]) for one in found["differences"]] == [
        ("2.031", "BRO", "BLU")
    ]
    assert tenprint("ebts", "diff", VALID, GOLDEN / "pdf_magic.eft").status == 2
