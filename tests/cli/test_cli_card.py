"""``card make``: what it writes, that it is the same twice, and what it says of wrong options."""

from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint import ebts

# Few fingers, so that cards are made quickly.
FEW = [part for finger in (1, 2, 3, 4, 6, 7, 8, 9) for part in ("--missing", f"{finger}=XX")]
ON = ("--on", "2013-05-02")
SMALL = ("--picture-ppi", 60)


def test_a_card_is_told_as_json_and_is_the_same_twice(tenprint: CommandLine, tmp_path: Path) -> None:
    first, second = tmp_path / "a.eft", tmp_path / "b.eft"
    asked = ("--seed", 9, *ON, *FEW, "--missing", "10=UP", *SMALL)
    made = tenprint("card", "make", *asked, "--json", first).json
    assert tenprint("card", "make", *asked, second).status == 0
    assert first.read_bytes() == second.read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert made["bytes"] == first.stat().st_size
    assert made["positions"] == [5, 13]
    assert made["missing"] == {str(finger): "XX" for finger in (1, 2, 3, 4, 6, 7, 8, 9)} | {"10": "UP"}
    assert (made["tot"], made["synthetic"]) == ("CAR", True)
    assert {path.name for path in tmp_path.iterdir()} == {"a.eft", "a.png", "b.eft", "b.png", "home"} - (
        set() if (tmp_path / "home").exists() else {"home"}
    )


def test_missing_fingers_type_and_picture_are_as_asked(tenprint: CommandLine, tmp_path: Path) -> None:
    out, picture = tmp_path / "made.eft", tmp_path / "card.pdf"
    asked = (
        "--tot",
        "CNA",
        "--device",
        "ink",
        "--missing",
        "10=up",
        "--picture",
        picture,
        "--picture-ppi",
        60,
    )
    done = tenprint("card", "make", "--seed", 9, *ON, *FEW, *asked, out)
    assert (done.status, done.err) == (0, "")
    assert picture.read_bytes().startswith(b"%PDF")
    fields = tenprint("ebts", "show", out, "--json").json["records"][1]["fields"]
    assert "10" in str(fields["2.084"]) and "UP" in str(fields["2.084"])
    assert "2.070" not in fields
    pictures = [record for record in ebts.read(out.read_bytes()) if record.type == 4]
    assert [one.imp for one in pictures] == [3, 2]  # finger 5 rolled, its slap: not live
    assert tenprint("ebts", "validate", "--depth", "fields", *ON, out).status == 0
    assert not out.with_suffix(".png").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--missing", "11=XX"), "--missing: expected a finger 1 to 10"),
        (("--missing", "3"), "--missing: expected a finger 1 to 10"),
        (("--missing", "3=XX", "--missing", "3=UP"), "found 3 twice"),
        ((*FEW, "--missing", "5=UP", "--missing", "10=UP"), "all ten missing"),
        (("--tot", "SRE"), "type of transaction: expected CAR or CNA"),
        (("--station", "MA999TP01"), "expected a county of MA"),
        (("--station", "NOWHERE"), "NOWHERE"),
        (("--condition", "awful"), "awful"),
        (("--device", "camera"), "device: expected one of ink, optical"),
        (("--on", "yesterday"), "YYYY-MM-DD"),
        (("--on", "1979-01-01"), "day of the booking"),
        (("--on", "2300-01-01"), "day of the booking"),
        (("--on", "9999-12-31"), "day of the booking"),
        (("--picture", "."), "picture: expected"),
        (("--seed", "-1"), "--seed"),
        (("--picture", "made.gif"), "picture: expected a name that ends in .png or .pdf"),
        (("--picture-ppi", "9"), "picture: expected 50 to 500 ppi"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_is_written(
    tenprint: CommandLine, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "made.eft"
    done = tenprint("card", "make", "--seed", 7, *options, out)
    assert (done.status, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert not list(tmp_path.glob("made*"))


def test_a_folder_that_is_not_there_is_told(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("card", "make", *ON, *FEW, tmp_path / "absent" / "made.eft")
    assert done.status == 2
    assert "cannot be written" in done.err


def test_where_the_picture_cannot_be_written_there_is_no_submission(
    tenprint: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "made.png").mkdir()
    done = tenprint("card", "make", *ON, *FEW, tmp_path / "made.eft")
    assert done.status == 2
    assert "made.png: cannot be written" in done.err
    assert not (tmp_path / "made.eft").exists()


def test_a_folder_is_no_name_for_a_submission(tenprint: CommandLine, tmp_path: Path) -> None:
    for folder in (tmp_path, "."):
        done = tenprint("card", "make", *ON, *FEW, folder)
        assert done.status == 2
        assert "found a folder" in done.err
