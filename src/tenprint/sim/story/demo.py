"""``tenprint demo``: set up four agencies, play the story, check the written logs, and report.

A run has a folder of its own, so that a console left running by an earlier one is not disturbed.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from tenprint.agency.bootstrap import Network, log_folder, open_network
from tenprint.agency.role import ROLES
from tenprint.clock import StoryClock
from tenprint.sharing.rules import Rules, load
from tenprint.sim.enrolling import Report, load_background
from tenprint.sim.record_view import View, kept, saw, view
from tenprint.sim.story.story import AFTER_SWITCH, Booking, Story, scene

VERIFIER = Path(str(resources.files("tenprint.ledger"))) / "verify.py"
RUNS_KEPT = 3
Told = Callable[[Booking, View, Rules], None]


@dataclass(slots=True)
class Outcome:
    """What a demo gives: the network still open, and everything that the table and ``--json`` say."""

    network: Network
    clock: StoryClock
    people: list[dict[str, Any]] = field(default_factory=list)
    ledger: dict[str, Any] = field(default_factory=dict)
    setup_seconds: float = 0.0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on."""
        return {
            "people": self.people,
            "ledger": self.ledger,
            "seconds": round(self.seconds, 2),
            "setup_seconds": round(self.setup_seconds, 2),
            "home": str(self.network.home),
        }


def run(seed: int, folder: Path, report: Report, told: Told) -> Outcome:
    """Play the whole demo.

    Args:
        seed: of people and prints.
        folder: under which the run's folder is made.
        report: is told what is being done and the share that is done.
        told: is given each booking with what came of it.
    """
    began = time.monotonic()
    rules = load()
    first_day: datetime = min(scene()["days"].values())
    clock = StoryClock(first_day - timedelta(hours=1))
    network = open_network(_new_home(folder), clock, rules)
    outcome = Outcome(network, clock)
    load_background(network, report)
    story = Story(network, clock, seed, report)
    story.enrol_known()
    outcome.setup_seconds = time.monotonic() - began
    network.start()
    for booking, found in story.play():
        told(booking, found, rules)
        _add(outcome.people, booking, found)
    report("sealing and checking the logs", 0.97)
    outcome.ledger = check_logs(network)
    _number_leaves(outcome)
    outcome.seconds = time.monotonic() - began
    report("done", 1.0)
    return outcome


def _new_home(folder: Path) -> Path:
    """A folder for this run; only the latest few are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    earlier = sorted(path for path in folder.iterdir() if path.name.startswith("run-"))
    for path in earlier[: -RUNS_KEPT + 1]:
        shutil.rmtree(path, ignore_errors=True)
    number = int(earlier[-1].name.removeprefix("run-")) + 1 if earlier else 1
    home = folder / f"run-{number:06d}"
    home.mkdir()
    return home


def _add(people: list[dict[str, Any]], booking: Booking, found: View) -> None:
    """Add a booking to the report; the second booking of the sixth case goes with the first."""
    entry: dict[str, Any] = {
        "case": booking.case,
        "tcn": found.tcn,
        "county": booking.county,
        "on": booking.at.date().isoformat(),
        "first": {
            "tot": found.first.get("tot"),
            "srf": found.first.get("srf"),
            "codes": [text.partition(":")[0] for text in found.first.get("messages", [])],
        },
        "sharing": {"permitted": found.sharing["permitted"], "rule": found.sharing["rule"]},
        "second": found.second,
        "disclosures": found.disclosures,
        "saw": saw(found),
        "kept": kept(found),
    }
    if booking.case == AFTER_SWITCH:
        people[-1][AFTER_SWITCH] = entry
    else:
        people.append(entry)


def check_logs(network: Network) -> dict[str, Any]:
    """Seal every log, and have the stand-alone verifier check the written files as a program of its own."""
    logs: dict[str, Any] = {}
    for role in ROLES:
        network.services[role].seal()
        logs[role] = verify_log(log_folder(network.home, role))
    return {
        "size": sum(entry["size"] for entry in logs.values()),
        "root": logs["national"]["root"],
        "verified": all(entry["verified"] for entry in logs.values()),
        "logs": logs,
    }


def verify_log(folder: Path) -> dict[str, Any]:
    """Run the verifier, which shares no code with the writer, in an isolated interpreter."""
    script = (
        "import json,sys;sys.path.insert(0,sys.argv[1]);import verify as v;r=v.verify(v.Path(sys.argv[2]));"
    )
    script += "print(json.dumps({'size':r.size,'root':r.root,'verified':r.verified,'faults':r.faults}))"
    command = [sys.executable, "-I", "-c", script, str(VERIFIER.parent), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _number_leaves(outcome: Outcome) -> None:
    """Fill in the index of each disclosure's leaf, now that all are sequenced."""
    entries = [
        *outcome.people,
        *(person[AFTER_SWITCH] for person in outcome.people if AFTER_SWITCH in person),
    ]
    for entry in entries:
        entry["disclosures"] = view(outcome.network, entry["tcn"]).disclosures
