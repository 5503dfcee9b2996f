"""``whatif`` and ``reforms``: tables, shape, and what is refused."""

from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.agency.store import Store

SHAPE = {
    "flow", "reform", "total", "levels", "charge_levels", "states", "counties", "reasons", "lost", "recorded",
    "unlike_record",
}  # fmt: skip
WHATIF = ("whatif", "--simulated", 2000, "--reform")


def test_the_ready_reforms_are_listed(tenprint: CommandLine) -> None:
    done = tenprint("reforms")
    assert done.status == 0
    assert "sunset                 2011-10-27  What if the authority to share had ended" in done.out
    assert len(tenprint("reforms", "--json").json["reforms"]) == len(done.out.splitlines()) == 8


def test_the_shape_for_programs(tenprint: CommandLine) -> None:
    done = tenprint(*WHATIF, "only-convicted", "--json")
    assert done.status == 0 and not done.err
    found = done.json
    assert found.keys() == SHAPE
    assert found["flow"] == {"kind": "simulated", "seed": 2011, "place": None}
    assert found["total"]["submissions"] == 2000
    assert found["levels"]["non-criminal"]["shared_after"] == 0
    assert found["total"]["shared_after"] + found["total"]["no_longer"] == found["total"]["shared_before"] > 0
    assert tenprint(*WHATIF, "only-convicted", "--json").json == found, "a seed makes one flow"
    assert tenprint(*WHATIF, "only-convicted", "--seed", 7, "--json").json != found


def test_the_tables_say_what_changes_why_and_what_is_lost(tenprint: CommandLine) -> None:
    done = tenprint(*WHATIF, "no-prints-for-traffic")
    assert done.status == 0
    for words in ("Level by conviction", "Level by charge", "non-criminal", "by local/printing", "changed most:",
                  "lost by not printing", "histories"):  # fmt: skip
        assert words in done.out
    assert max(map(len, done.out.splitlines())) <= 120


def test_nothing_changes_is_said(tenprint: CommandLine) -> None:
    done = tenprint(*WHATIF, "sunset", "--since", "2020-01-01")
    assert "Nothing changes." in done.out and "(from 2020-01-01)" in done.out


def test_days_and_place(tenprint: CommandLine) -> None:
    done = tenprint(*WHATIF, "sunset", "--since", "2010-01-01", "--until", "2011-01-01", "--place", "Harris, TX",
                    "--json")  # fmt: skip
    found = done.json
    assert found["reform"].endswith("(from 2010-01-01 until 2011-01-01)")
    assert list(found["counties"]) == ["48201"] and list(found["states"]) == ["TX"]
    assert 0 < found["total"]["no_longer"] < found["total"]["shared_before"]


def test_a_file_of_ones_own_here_and_in_explain(tenprint: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        'description: Nowhere in Massachusetts\nreference: offence-slides\nactivation: {"25": {value: null}}\n'
    )
    found = tenprint(*WHATIF, path, "--place", "MA", "--json").json
    assert found["total"]["shared_after"] == 0 < found["total"]["shared_before"]
    explained = tenprint(
        "explain", "--place", "Boston", "--on", "2011-06-08", "--reform", path, "--json"
    ).json
    assert explained["activation"]["state"] == "off"


def test_a_ready_reform_works_wherever_a_reform_is_taken(tenprint: CommandLine) -> None:
    done = tenprint(
        "explain", "--place", "Boston", "--on", "2011-06-08", "--reform", "consent-required", "--json"
    )
    assert done.status == 0
    assert done.json["signing_required"] is True


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--reform", "sunst", "--simulated", 10), "one of consent-required"),
        (("--reform", "sunset", "--simulated", 0), "expected 1 to"),
        (("--reform", "sunset", "--simulated", 10, "--place", "Springfield"), "ambiguous"),
        (("--reform", "sunset", "--simulated", 10, "--since", "then"), "YYYY-MM-DD"),
        (
            ("--reform", "sunset", "--simulated", 10, "--since", "2011-01-01", "--until", "2010-01-01"),
            "after",
        ),
        (("--reform", "sunset", "--simulated", 10, "--home", "x"), "expected one of them"),
        (("--reform", "sunset"), "--simulated 20000"),
        (("--reform", "sunset", "--home", "nowhere"), "no recorded flow"),
    ],
)
def test_what_cannot_be_answered_exits_2_and_says_why(
    tenprint: CommandLine, arguments: tuple[object, ...], said: str
) -> None:
    done = tenprint("whatif", *arguments)
    assert done.status == 2
    assert said in done.err and not done.out


def test_a_broken_reform_is_named_with_its_line(tenprint: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("description: x\nchanges:\n  federal/agreement_required: {valuse: {}}\n")
    done = tenprint(*WHATIF, path)
    assert done.status == 2
    assert f"{path}:3:" in done.err


def test_an_empty_record_names_the_simulated_flow(tenprint: CommandLine, tmp_path: Path) -> None:
    database = tmp_path / "agencies" / "national" / "state.db"
    database.parent.mkdir(parents=True)
    Store(f"sqlite:///{database}").close()
    done = tenprint("whatif", "--reform", "sunset", "--home", tmp_path / "agencies")
    assert done.status == 2
    assert "is empty" in done.err and "--simulated" in done.err


def test_the_example_of_the_page_is_what_the_program_says(
    tenprint: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    block = (Path(__file__).parents[2] / "docs" / "concepts" / "what-if.md").read_text(encoding="utf-8")
    command, _, shown = block.partition("```console\n$ tenprint ")[2].partition("```")[0].partition("\n")
    assert [line.rstrip() for line in tenprint(*command.split()).out.splitlines()] == shown.splitlines()
