"""``tenprint sim --seed``: what it prints, its exit status, and what it refuses. The world itself is another's play."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.sim.world import play, printing
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.report import Report
from tenprint.sim.world.setting import Setting
from tenprint.sim.world.truth import Truth

FIGURES = {
    "bookings": 3,
    "people": 2,
    "recaptured": 1,
    "by_hour": [0] * 21 + [1, 2, 0],
    "by_day": {"2012-05-14": 3},
    "by_county": {"Kane County, IL": 3},
    "first_answers": {"identified": 2, "refused": 1},
    "sharing": {"permit activation[17089]": 2, "not asked": 1},
    "immigration": {"no action": 1, "unmatched": 1},
    "statuses": {"UNITED STATES CITIZEN determined as SUBJECT TO REMOVAL": 1},
    "levels": {"non-criminal": 1},
    "reasons": {},
    "courts": {"convicted": 0, "not convicted": 0},
    "detainers_too_late": 0,
    "delays_minutes": {"first answer": {"median": 0.0, "longest": 3.5, "count": 3}},
    "backlog": {"2012-05-14": {"determine": 1}, "2012-05-15": {}},
    "failures": {"lost": 4, "restarts": 0},
}


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Setting, Path]]:
    """What worlds were asked for; the one with seed 13 has a finding."""
    asked: list[tuple[Setting, Path]] = []

    def run(setting: Setting, home: Path, printer: object, tell: object) -> Report:
        asked.append((setting, home))
        audit = Audit()
        if setting.seed == 13:
            audit.find("permits", "IL089TP01-20120514-000002", "disclosed without a permit")
        return Report(setting, "ab" * 32, dict(FIGURES), audit, Truth())

    @contextmanager
    def no_printer(workers: int) -> Iterator[None]:
        yield None

    monkeypatch.setattr(play, "run", run)
    monkeypatch.setattr(printing, "pool_printer", no_printer)
    return asked


def test_a_world_that_holds(
    tenprint: CommandLine, played: list[tuple[Setting, Path]], tmp_path: Path
) -> None:
    done = tenprint(
        "sim",
        "--seed",
        7,
        "--days",
        2,
        "--bookings",
        3,
        "--faults",
        "--since",
        "2012-05-14",
        "--out",
        tmp_path,
    )
    assert done.status == 0
    assert played == [(Setting(7, 2, 3, date(2012, 5, 14), faults=True), tmp_path)]
    text = " ".join(done.out.split())
    for told in (
        "3 cards of 2 people",
        "permit activation: 2",
        "lost: 4",
        "verdict: holds",
        "no action: 1",
    ):
        assert told in text, told


def test_findings_are_listed_and_the_status_is_one(
    tenprint: CommandLine, played: list[tuple[Setting, Path]]
) -> None:
    done = tenprint("sim", "--seed", 13)
    assert done.status == 1
    assert "IL089TP01-20120514-000002" in done.out
    assert "1 findings" in done.out
    assert played[0][1].name == "seed-13"


def test_one_json_object(tenprint: CommandLine, played: list[tuple[Setting, Path]]) -> None:
    done = tenprint("sim", "--seed", 13, "--json")
    assert done.status == 1
    assert done.json["seed"] == 13
    assert done.json["audit"]["findings"][0]["check"] == "permits"
    assert done.json["bookings"] == 3


@pytest.mark.parametrize(
    "wrong",
    [["--days", 0], ["--bookings", 0], ["--since", "soon"], ["--error-rate", 2], ["--strangers", 5000]],
)
def test_what_is_no_world_is_refused(
    tenprint: CommandLine, played: list[tuple[Setting, Path]], wrong: list[object]
) -> None:
    done = tenprint("sim", "--seed", 1, *wrong)
    assert done.status == 2
    assert "expected" in done.err
    assert not played


def test_a_folder_of_something_else_is_left_alone(tenprint: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = tenprint("sim", "--seed", 1, "--bookings", 1, "--out", tmp_path)
    assert done.status == 2
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_without_a_seed_it_says_what_there_is(tenprint: CommandLine) -> None:
    assert "--seed" in tenprint("sim").out
    done = tenprint("sim", "--days", 3)
    assert done.status == 2
    assert "--seed: expected" in done.err


def test_an_option_of_a_world_before_a_command_is_not_lost(tenprint: CommandLine, tmp_path: Path) -> None:
    done = tenprint("sim", "--seed", 3, "people", "--count", 1)
    assert (done.status, done.out) == (2, "")
    assert "--seed: expected after people, found before it" in done.err


def test_a_file_is_no_folder_for_a_world(tenprint: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = tenprint("sim", "--seed", 1, "--bookings", 1, "--out", tmp_path / "file")
    assert done.status == 2
    assert "expected a folder, found a file" in done.err


def test_no_workers_are_refused(tenprint: CommandLine, tmp_path: Path) -> None:
    assert tenprint("sim", "--seed", 1, "--workers", 0, "--out", tmp_path / "world").status == 2
    assert not (tmp_path / "world").exists()
