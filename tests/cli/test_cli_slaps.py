"""``bench slaps`` on one subject with few pictures."""

from pathlib import Path

import pytest
from command_line import CommandLine

from tenprint.sim.bench import slap_case

ROOT = Path(__file__).parents[2]


def test_figures_of_one_subject(tenprint: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    few = slap_case.cases_of(0)[:2]
    monkeypatch.setattr(slap_case, "cases_of", lambda seed: few)
    done = tenprint("bench", "slaps", "--subjects", "1", "--first", "0", "--json")
    assert done.status in (0, 1), done.err
    assert done.json["pictures"] == 2
    assert done.json["within_limit"] == (done.status == 0)


def test_a_sheet_inside_the_repository_is_refused(tenprint: CommandLine) -> None:
    assert tenprint("bench", "slaps", "--worst", ROOT / "worst.png").status == 2
