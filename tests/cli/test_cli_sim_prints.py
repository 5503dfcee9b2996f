"""``sim prints``: what it says, that it goes on, and that evaluation runs on its folder."""

from pathlib import Path

import pytest
from command_line import CommandLine

FEW = ("--fingers", "5,10", "--contact", "plain", "--workers", 1)


def test_a_folder_is_made_told_and_gone_on_with(tenprint: CommandLine, tmp_path: Path) -> None:
    out = tmp_path / "prints"
    made = tenprint("sim", "prints", "--subjects", 1, "--out", out, *FEW, "--json").json
    assert (made["subjects"], made["pictures"], made["made"]) == (1, 4, 1)
    assert len(list(out.glob("*.png"))) == 4
    again = tenprint("sim", "prints", "--subjects", 1, "--out", out, *FEW)
    assert (again.status, again.err) == (0, "")
    assert "4 pictures of 1 subjects, 1 of them there before" in again.out
    other = tenprint("sim", "prints", "--subjects", 1, "--out", out, *FEW, "--seed", 2)
    assert other.status == 2
    assert "begun with seed 1" in other.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--fingers", "0-3"), "--fingers: expected"),
        (("--fingers", "thumb"), "--fingers: expected"),
        (("--fingers", "1,1"), "each finger once"),
        (("--fingers", "1", "--contact", "slap"), "all ten for slap"),
        (("--impressions", "0"), "impressions: expected"),
        (("--format", "jpg"), "format: expected one of png, wsq"),
        (("--device", "camera"), "device: expected one of"),
        (("--condition", "awful"), "awful"),
        (("--subjects", "0"), "subjects: expected"),
    ],
)
def test_a_wrong_option_is_told_and_nothing_is_written(
    tenprint: CommandLine, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = tenprint("sim", "prints", "--subjects", 1, "--out", tmp_path / "prints", *options)
    assert (done.status, done.out) == (2, "")
    assert said in " ".join(done.err.split())
    assert not (tmp_path / "prints").exists()
