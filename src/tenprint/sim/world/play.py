"""Play a world to its end under a folder, audit it, and report: what ``tenprint sim`` does."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tenprint.agency.role import ROLES
from tenprint.clock import FileClock
from tenprint.errors import BadInput
from tenprint.paths import written_whole
from tenprint.sharing.rules import load
from tenprint.sim.world.auditor import audit
from tenprint.sim.world.evidence import collect
from tenprint.sim.world.finding import Audit
from tenprint.sim.world.printing import Printer
from tenprint.sim.world.replay import digest_of
from tenprint.sim.world.report import Report, figures
from tenprint.sim.world.setting import Setting
from tenprint.sim.world.world import Tell, World

MARK = "world.json"
WATCHED_MAX = 4
CLOCK = "clock"  # the world's last instant: consoles opened on the folder go on from there


def run(setting: Setting, home: Path, printer: Printer, tell: Tell) -> Report:
    """Play, audit, report. The folder keeps the agencies as they were left.

    Args:
        setting: what decides the world.
        home: a folder that is empty, is not there, or holds an earlier world, which is begun anew.
        printer: makes the cards.
        tell: is told what happens.

    Raises:
        BadInput: the folder holds something else.
    """
    make_room(home)
    _mark(home, setting, {"finished": False, "booked": 0})

    def told(text: str, done: int, total: int) -> None:
        """Note how far it came, then tell."""
        _mark(home, setting, {"finished": False, "booked": done, "of": total})
        tell(text, done, total)

    world = World(setting, home, printer, told)
    watch = world.watch = Watch(world)
    try:
        world.prepare()
        world.run()
    finally:
        world.close()
    report = _report(world, watch)
    FileClock(home / CLOCK).set(world.clock.now())
    _mark(
        home, setting, {"finished": True, "booked": len(world.police.truth.booked), "digest": report.digest}
    )
    return report


def make_room(home: Path) -> None:
    """Empty a folder of an earlier world.

    Raises:
        BadInput: it holds something that is no world of ours.
    """
    if home.exists() and not home.is_dir():
        raise BadInput(f"{home}: expected a folder, found a file")
    if home.is_dir() and any(home.iterdir()):
        if not (home / MARK).is_file():
            raise BadInput(f"{home}: expected an empty folder or an earlier world, found something else")
        for name in ROLES:
            shutil.rmtree(home / name, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)


def earlier(home: Path) -> dict[str, Any] | None:
    """How far an earlier world in the folder came, or None where there is none."""
    try:
        found: dict[str, Any] = json.loads((home / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _mark(home: Path, setting: Setting, progress: dict[str, Any]) -> None:
    """Write what the world is and how far it came, whole or not at all."""
    with written_whole(home / MARK) as unfinished:
        unfinished.write_text(json.dumps({**asdict(setting), **progress}, default=str), encoding="utf-8")


class Watch:
    """Has the world audited on its way, a few times: nothing may happen twice or unlawfully at any time."""

    def __init__(self, world: World) -> None:
        """Watch a world."""
        self._world = world
        self._every = -(-world.setting.days // WATCHED_MAX)
        self._days = 0
        self.audits: list[Audit] = []

    def __call__(self) -> None:
        """A day was sealed."""
        self._days += 1
        if self._days % self._every == 0 and len(self.audits) < WATCHED_MAX:
            self.audits.append(audit(self._world.home, self._world.police.truth, finished=False))


def _report(world: World, watch: Watch) -> Report:
    """Audit and count; what was found on the way stands beside what is found at the end."""
    evidence, truth = collect(world.home), world.police.truth
    counted = figures(world.setting, evidence, truth, load())
    counted["recaptured"] = world.police.recaptured
    counted["failures"] = {**dict(sorted(world.wire.happened.items())), "restarts": world.restarts}
    verdict = audit(world.home, truth)
    earlier_findings = [finding for one in watch.audits for finding in one.findings]
    verdict.findings = list(dict.fromkeys([*earlier_findings, *verdict.findings]))
    verdict.counts["audits on the way"] = len(watch.audits)
    return Report(world.setting, digest_of(evidence), counted, verdict, truth)
