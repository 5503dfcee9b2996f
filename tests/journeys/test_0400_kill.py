"""`kill -9` at random instants: the flow completes, no answer is lost or sent twice.

Goal: at whatever instant the serving process dies between the first outbox row and the second answer, a restart
finishes the work. Method: one process serves all four agencies; this one submits cards by the booking station's own
database, kills the process after a random time while a journey is open, and starts it again. The seed of the
instants is printed where it fails.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tenprint.agency.bootstrap import Network, log_folder, open_network
from tenprint.agency.role import ROLES
from tenprint.clock import FileClock
from tenprint.exchange.mailbox import inbox, outbox
from tenprint.sharing.rules import load
from tenprint.sim.card.images import card_images
from tenprint.sim.record_view import view
from tenprint.sim.story.cast import Case
from tenprint.sim.story.demo import verify_log
from tenprint.sim.story.story import Booking, Story, bookings, scene

KILLS = 20
SEED = 9
LIFE_SECONDS_MAX = 2.5
ANSWERS = ("SRE", "SSR")


@pytest.mark.xdist_group("kill")
def test_killed_at_twenty_instants_nothing_is_lost_or_sent_twice(tmp_path: Path, start) -> None:  # type: ignore[no-untyped-def]
    home, clock = tmp_path / "agencies", FileClock(tmp_path / "clock")
    clock.set(min(scene()["days"].values()))
    network = open_network(home, clock, load())
    story = Story(network, clock, 2011, lambda text, share: None)
    story.enrol_known()
    matched = next(booking for booking in bookings(2011) if booking.case == Case.SERIOUS)
    tcns, kills = [submit(story, matched, 1)], 0
    instants = random.Random(SEED)
    while kills < KILLS:
        if view(network, tcns[-1]).ended:
            tcns.append(submit(story, matched, len(tcns) + 1))
        process = start(*serving(home, clock))
        wait_for_line(process, "the consoles are at")
        time.sleep(instants.uniform(0.0, LIFE_SECONDS_MAX))
        process.kill()
        process.wait(timeout=30)
        kills += not view(network, tcns[-1]).ended
    process = start(*serving(home, clock))
    wait_for_end(network, tcns)
    process.terminate()
    assert process.wait(timeout=60) == 0, f"seed {SEED}"
    for tcn in tcns:
        check_answered_once(network, tcn)
    for role in ROLES:
        network.services[role].seal()
        assert verify_log(log_folder(home, role))["verified"]


def serving(home: Path, clock: FileClock) -> list[str]:
    """Arguments that serve all four agencies, with the clerk, without strangers in the files."""
    arguments = ["serve", "--clerk", "--no-background", "--port", "0"]
    return [*arguments, "--home", str(home), "--clock", str(clock.path)]


def submit(story: Story, booking: Booking, capture: int) -> str:
    """Submit one more card of the same person, who is known to both agencies."""
    images = card_images(booking.person.prints_seed, capture=capture, workers=2)
    return story.submit(booking, images)


def wait_for_line(process, text: str) -> None:  # type: ignore[no-untyped-def]
    """Read a process's lines until one holds ``text``."""
    for line in process.stdout:
        if text in line:
            return
    raise AssertionError(f"ended with {process.wait()} before {text!r}")


def wait_for_end(network: Network, tcns: list[str]) -> None:
    """Wait until every journey has ended."""
    deadline = datetime.now(UTC) + timedelta(seconds=180)
    while not all(view(network, tcn).ended for tcn in tcns):
        assert datetime.now(UTC) < deadline, [view(network, tcn).rows for tcn in tcns]
        time.sleep(0.1)


def check_answered_once(network: Network, tcn: str) -> None:
    """Exactly one first and one second answer were written, and arrived, at each station of the way back."""
    for role, table in (("national", outbox), ("state", inbox), ("state", outbox), ("booking", inbox)):
        with network.services[role].store.reading() as connection:
            counted = connection.execute(
                sa.select(table.c.kind, sa.func.count())
                .where(table.c.reference == tcn, table.c.kind.in_(ANSWERS))
                .group_by(table.c.kind)
            ).all()
        assert dict(map(tuple, counted)) == dict.fromkeys(ANSWERS, 1), (role, table.name, tcn)
    found = view(network, tcn)
    assert found.first["srf"] == "I"
    assert found.second == {"idr": "MATCH", "iar": "SUBJECT TO REMOVAL", "relayed": True}
    assert (
        sum(1 for item in found.disclosures if item["to"] == "immigration") == 2
    )  # the search and the query
    assert found.subjects["national"] == 1
