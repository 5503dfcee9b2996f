"""A world as a user plays it: real impressions, links that fail, killed once on the way, played again.

Goal: the command's world is decided by its seed alone, whatever happened to an earlier attempt in the same folder, and
what it leaves can be opened. Method: the program as a process, killed after its first booking, then run to its end in
that folder and in another; the digests must agree.
"""

import json
import time
from pathlib import Path

import pytest

from tenprint.agency.bootstrap import open_network
from tenprint.clock import FileClock
from tenprint.sharing.rules import load
from tenprint.sim.record_view import view

SEED = 21
SECONDS_MAX = 900.0
WORLD = ("sim", "--seed", str(SEED), "--bookings", "4", "--days", "5", "--faults", "--strangers", "30")


@pytest.mark.slow
@pytest.mark.xdist_group("world")
def test_a_world_is_its_seed_even_after_a_kill(tmp_path: Path, start) -> None:  # type: ignore[no-untyped-def]
    folder, other = tmp_path / "killed", tmp_path / "other"
    process = start(*WORLD, "--json", "--out", str(folder))
    wait_for_a_booking(folder)
    process.kill()
    process.wait(timeout=30)
    first, second = (ended(start(*WORLD, "--json", "--out", str(home))) for home in (folder, other))
    assert first["audit"]["findings"] == []
    assert first["digest"] == second["digest"], f"seed {SEED}"
    assert {**first, "home": ""} == {**second, "home": ""}
    assert first["bookings"] >= 1
    check_it_opens(folder, first["bookings"])


def wait_for_a_booking(home: Path) -> None:
    """Wait until a world has booked somebody."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        mark = home / "world.json"
        if mark.is_file() and json.loads(mark.read_text())["booked"] >= 1:
            return
        time.sleep(0.05)
    pytest.fail(f"no booking after {SECONDS_MAX:.0f} s")


def ended(process) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """What a world that holds prints."""
    out, _ = process.communicate(timeout=SECONDS_MAX)
    assert process.returncode == 0, out
    found: dict[str, object] = json.loads(out)
    return found


def check_it_opens(home: Path, bookings: int) -> None:
    """The folder opens at the world's last instant, with every journey ended."""
    network = open_network(home, FileClock(home / "clock"), load())
    try:
        with network.booking.store.reading() as connection:
            tcns = [row[0] for row in connection.exec_driver_sql("SELECT tcn FROM submission")]
        assert len(tcns) == bookings
        assert all(view(network, tcn).ended for tcn in tcns)
        assert network.national.clock.now().year == 2012
    finally:
        for service in network.services.values():
            service.store.close()
