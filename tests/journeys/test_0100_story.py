"""The story of seven people, from one command, for three seeds.

Goal: what `tenprint demo --json` says is right for every case. Method: run the command as a user does and read its
JSON; the shape is the command contract.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = [
    "police_only",
    "immigration_serious",
    "immigration_never_convicted",
    "citizen",
    "unknown",
    "not_yet_activated",
    "poor_quality",
]


@pytest.fixture(
    scope="module", params=[2011, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (7, 20120515))]
)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The demo's JSON for one seed."""
    home = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "tenprint", "demo", "--seed", str(request.param), "--no-serve", "--json"]
    done = subprocess.run(
        command,
        env={**os.environ, "TENPRINT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    content: dict[str, Any] = json.loads(done.stdout)
    return content


@pytest.mark.xdist_group("story")
def test_everybody_is_answered_as_the_files_say(story: dict[str, Any]) -> None:
    people = {person["case"]: person for person in story["people"]}
    assert [person["case"] for person in story["people"]] == CASES
    first = {case: (person["first"]["tot"], person["first"]["srf"]) for case, person in people.items()}
    assert first == {
        "police_only": ("SRE", "I"),
        "immigration_serious": ("SRE", "I"),
        "immigration_never_convicted": ("SRE", "N"),
        "citizen": ("SRE", "N"),
        "unknown": ("SRE", "N"),
        "not_yet_activated": ("SRE", "I"),
        "poor_quality": ("ERRT", None),
    }
    # Of prints as poor as these some may not be seen as prints at all.
    codes = people["poor_quality"]["first"]["codes"]
    assert "L0008" in codes and set(codes) <= {"L0008", "L0118"}
    check_sharing(people)
    check_second_answers(people)
    check_disclosures(story["people"])
    check_kept(people)


def check_sharing(people: dict[str, dict[str, Any]]) -> None:
    """The gate permits in the county that was on, and denies in the other until it was switched on."""
    permitted = {case: person["sharing"]["permitted"] for case, person in people.items()}
    assert permitted == {case: case not in ("not_yet_activated", "poor_quality") for case in CASES}
    assert people["unknown"]["sharing"]["rule"] == "activation[25025]"
    assert people["not_yet_activated"]["sharing"]["rule"] == "activation[25017]"
    after = people["not_yet_activated"]["after_switch"]
    assert after["sharing"] == {"permitted": True, "rule": "activation[25017]"}
    assert after["first"]["srf"] == "I"
    assert after["second"] == {"idr": "MATCH", "iar": "SUBJECT TO REMOVAL", "relayed": True}


def check_second_answers(people: dict[str, dict[str, Any]]) -> None:
    """Second answers say what the immigration agency found, and there is none where nothing was shared."""
    second = {case: person["second"] for case, person in people.items()}
    nothing = {"idr": "NO MATCH", "iar": None, "relayed": True}
    assert second == {
        "police_only": nothing,
        "immigration_serious": {"idr": "MATCH", "iar": "SUBJECT TO REMOVAL", "relayed": True},
        "immigration_never_convicted": {"idr": "MATCH", "iar": "SUBJECT TO REMOVAL", "relayed": True},
        "citizen": {"idr": "MATCH", "iar": "UNITED STATES CITIZEN", "relayed": True},
        "unknown": nothing,
        "not_yet_activated": None,
        "poor_quality": None,
    }


def check_disclosures(people: list[dict[str, Any]]) -> None:
    """Every disclosure is a numbered leaf of its own; none goes to immigration where the gate denied."""
    every = [item for person in people for item in person["disclosures"]]
    assert len({(item["from"], item["leaf"]) for item in every}) == len(every)
    assert all(item["index"] is not None and len(item["leaf"]) == 64 and item["rule"] for item in every)
    for person in people:
        told = {item["to"] for item in person["disclosures"]}
        assert ("immigration" in told) == person["sharing"]["permitted"]


def check_kept(people: dict[str, dict[str, Any]]) -> None:
    """The immigration agency keeps nothing of those it did not match."""
    for case in ("police_only", "unknown"):
        assert people[case]["kept"]["immigration"] == "nothing; a log entry"
    for case in ("not_yet_activated", "poor_quality"):
        assert people[case]["kept"]["immigration"] == "nothing (never saw it)"
    assert people["citizen"]["kept"]["immigration"] == "encounter: no action; card erased"
    assert (
        people["immigration_serious"]["kept"]["immigration"] == "encounter: detainer requested; card erased"
    )


@pytest.mark.xdist_group("story")
def test_the_written_logs_hold_and_an_altered_leaf_is_found(story: dict[str, Any]) -> None:
    ledger = story["ledger"]
    assert ledger["verified"]
    assert ledger["size"] == sum(entry["size"] for entry in ledger["logs"].values()) > 100
    log = Path(story["home"]) / "national" / "log"
    bundle = next(path for path in sorted(log.glob("tile/entries/**/*"), reverse=True) if path.is_file())
    content = bundle.read_bytes()
    assert b"dissemination" in content
    bundle.write_bytes(content.replace(b"dissemination", b"Dissemination", 1))
    command = [sys.executable, "-m", "tenprint", "ledger", "verify", str(log)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    bundle.write_bytes(content)
    assert done.returncode == 1
    assert "leaf" in done.stdout + done.stderr
