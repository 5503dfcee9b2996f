"""``match compare``, ``template extract``: shapes and exit statuses."""

from pathlib import Path

import pytest
from command_line import CommandLine
from PIL import Image


def test_two_prints_of_a_finger_score_above_two_fingers(tenprint: CommandLine, prints: Path) -> None:
    mated = tenprint("match", "compare", prints / "1_1.png", prints / "1_2.png", "--json")
    other = tenprint("match", "compare", prints / "1_1.png", prints / "2_1.png", "--json")
    assert mated.status == other.status == 0
    assert mated.json.keys() >= {"score", "fmr", "pairs", "seconds"}
    assert mated.json["score"] > other.json["score"]
    assert mated.json["fmr"] < other.json["fmr"]
    assert all(len(pair) == 2 for pair in mated.json["pairs"])


@pytest.mark.parametrize("form", ["iso2005", "iso2011", "ansi2004", "ansi2009"])
def test_a_template_file_compares_as_its_image_does(
    tenprint: CommandLine, prints: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "finger.tpl"
    assert tenprint("template", "extract", prints / "1_1.png", out, "--format", form).status == 0
    found = tenprint("match", "compare", out, prints / "1_2.png", "--json").json
    other = tenprint("match", "compare", out, prints / "2_2.png", "--json").json
    assert found["score"] > other["score"]


def test_a_file_that_is_no_print_is_named_and_exits_2(
    tenprint: CommandLine, prints: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.png"
    wrong.write_bytes(b"no picture")
    for path in (wrong, tmp_path / "absent.png"):
        done = tenprint("match", "compare", path, prints / "1_1.png")
        assert done.status == 2
        assert path.name in done.err


def test_prints_without_resolution_are_refused_by_name_until_it_is_given(
    tenprint: CommandLine, prints: Path, tmp_path: Path
) -> None:
    for path in prints.iterdir():
        with Image.open(path) as image:
            image.load()
            plain = Image.frombytes("L", image.size, image.tobytes())
        plain.save(tmp_path / path.name)
    first, second = tmp_path / "1_1.png", tmp_path / "1_2.png"
    scores = tmp_path / "scores.txt"
    for command in (("match", "compare", first, second), ("evaluate", tmp_path, "--scores", scores)):
        refused = tenprint(*command)
        assert refused.status == 2
        assert refused.err.count(str(first)) == 1
        assert "resolution" in refused.err
        assert tenprint(*command, "--ppi", 500).status == 0
