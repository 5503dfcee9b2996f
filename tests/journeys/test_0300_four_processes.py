"""The same story with the four agencies as four processes over loopback HTTPS.

Goal: nothing but transactions passes between agencies. Method: each agency is started by `tenprint serve --agency`
with a folder and a database of its own; this process plays the booking officer and reads what came of it.
"""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenprint.agency.bootstrap import Network, log_folder, open_network
from tenprint.agency.role import ROLES
from tenprint.clock import FileClock
from tenprint.exchange.carrier import Carrier
from tenprint.exchange.envelope import Envelope
from tenprint.sharing.rules import load
from tenprint.sim.enrolling import load_background
from tenprint.sim.record_view import View
from tenprint.sim.story.cast import Case
from tenprint.sim.story.demo import verify_log
from tenprint.sim.story.story import AFTER_SWITCH, Story, scene
from tenprint.web.alone import write_peers


class Refusing(Carrier):
    """This process carries nothing: the agencies' own processes do."""

    def deliver(self, envelope: Envelope) -> None:
        """Never called, since no worker runs here."""
        raise AssertionError("delivered in the wrong process")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for listening in sockets:
            listening.bind(("127.0.0.1", 0))
        return [int(listening.getsockname()[1]) for listening in sockets]


@pytest.fixture
def processes(tmp_path: Path, start) -> Iterator[tuple[Network, FileClock]]:  # type: ignore[no-untyped-def]
    """Four agencies as four processes, their files filled; and this process's look at their databases."""
    home = tmp_path / "agencies"
    clock = FileClock(tmp_path / "clock")
    clock.set(min(scene()["days"].values()))
    peers = write_peers(home, free_ports(4))
    network = open_network(home, clock, load(), carriers=dict.fromkeys(ROLES, Refusing()))
    load_background(network, lambda text, share: None)
    Story(network, clock, 2011, lambda text, share: None).enrol_known()
    running = {
        role: start(
            "serve", "--agency", role, "--home", str(home), "--peers", str(peers), "--clock", str(clock.path),
            *(["--clerk"] if role in ("national", "immigration") else []),
        )
        for role in ROLES
    }  # fmt: skip
    for process in running.values():
        wait_until_serving(process)
    yield network, clock
    for process in running.values():
        process.terminate()
    assert {role: process.wait(timeout=60) for role, process in running.items()} == dict.fromkeys(ROLES, 0)
    for role in ROLES:
        assert verify_log(log_folder(home, role))["verified"]


def wait_until_serving(process) -> None:  # type: ignore[no-untyped-def]
    """Read a process's lines until it tells its address."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        if " at https://" in line:
            return
        assert line, f"ended with {process.wait()}"
    raise AssertionError("did not serve in time")


@pytest.mark.xdist_group("four processes")
def test_the_story_over_https(processes: tuple[Network, FileClock]) -> None:
    network, clock = processes
    story = Story(network, clock, 2011, lambda text, share: None)
    story.clerk = None  # the agencies' own clerks work
    found: dict[str, View] = {booking.case: item for booking, item in story.play()}
    first = {case: (item.first["tot"], item.first["srf"]) for case, item in found.items()}
    assert first[Case.POLICE_ONLY] == first[Case.SERIOUS] == first[AFTER_SWITCH] == ("SRE", "I")
    assert first[Case.NEVER_CONVICTED] == first[Case.CITIZEN] == first[Case.UNKNOWN] == ("SRE", "N")
    assert first[Case.POOR_QUALITY] == ("ERRT", None)
    second = {case: item.second["iar"] for case, item in found.items() if item.second}
    assert second == {
        Case.POLICE_ONLY: None,
        Case.SERIOUS: "SUBJECT TO REMOVAL",
        Case.NEVER_CONVICTED: "SUBJECT TO REMOVAL",
        Case.CITIZEN: "UNITED STATES CITIZEN",
        Case.UNKNOWN: None,
        AFTER_SWITCH: "SUBJECT TO REMOVAL",
    }
    assert not found[Case.NOT_YET_ACTIVATED].sharing["permitted"]
