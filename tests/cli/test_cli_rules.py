"""``rules check``, ``rules test`` and ``bench rules``: what is printed, and the exit status."""

from pathlib import Path

import pytest
from command_line import CommandLine

GOOD = """description: Civil submissions are shared
reference: model-choice
changes:
  federal/submission_kind/civil: {replace: true, values: {2008-01-01: {value: shared}}}
cases:
  - {name: shared, county: "25025", kind: civil, date: 2011-06-08, expect: permit}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "reform.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_own_rules_have_no_fault(tenprint: CommandLine) -> None:
    done = tenprint("rules", "check", "--json")
    assert done.status == 0
    assert done.json["files"] > 50
    assert done.json["values"] > 100
    assert all(item["severity"] == "warning" for item in done.json["findings"])


def test_the_own_cases_hold(tenprint: CommandLine) -> None:
    done = tenprint("rules", "test")
    assert done.status == 0
    assert done.out.endswith(" cases: 0 not as expected\n")


@pytest.mark.parametrize(
    ("old", "new", "status", "said"),
    [
        ("value: shared", "value: shared", 0, "1 files, 1 values and events: 0 faults, 0 warnings"),
        ("value: shared", "value: share", 1, "'share' is not one of: not_shared, shared; did you mean shared?"),
        ("value: shared", "value: not_shared", 0, ":4: warning: The change of"),
        ("expect: permit", "expect: perhaps", 1, ":6: error: 'perhaps' is not one of: deny, permit."),
        ("changes:", "changes: [", 2, "error: The layout of the file is broken"),
    ],
)  # fmt: skip
def test_a_reform_is_checked(
    old: str, new: str, status: int, said: str, tenprint: CommandLine, tmp_path: Path
) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    done = tenprint("rules", "check", path)
    assert done.status == status
    assert said in done.out


def test_strict_counts_warnings(tenprint: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("value: shared", "value: not_shared"))
    done = tenprint("rules", "check", path, "--strict", "--json")
    assert done.status == 1
    (found,) = done.json["findings"]
    assert found.keys() == {"file", "line", "severity", "code", "text", "mend"}
    assert (found["line"], found["code"]) == (4, "reform-idle")


def test_a_case_that_does_not_hold_exits_1(tenprint: CommandLine, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert tenprint("rules", "test", path, "--json").json == {"cases": 1, "failures": []}
    path.write_text(GOOD.replace("permit", "deny"), encoding="utf-8")
    done = tenprint("rules", "test", path)
    assert done.status == 1
    assert "25025 on 2011-06-08: expected deny, found permit by activation[25025] (shared)" in done.out


def test_what_is_not_there_exits_2(tenprint: CommandLine, tmp_path: Path) -> None:
    assert tenprint("rules", "check", tmp_path / "nothing.yaml").status == 2
    assert tenprint("rules", "test", write(tmp_path, "description: none\n")).status == 2
    assert tenprint("rules", "check", tmp_path).status == 2


def test_the_gate_is_measured(tenprint: CommandLine) -> None:
    found = tenprint("bench", "rules", "--sample", "200", "--json").json
    assert found["questions"] == 200
    assert found["decide_us"].keys() == {"p50", "p95"}
