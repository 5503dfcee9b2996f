"""A state's whole story: proposed, signed, countersigned, switched on, withdrawn; and what followed from that.

Goal: the same acts under two laws. Where no agreement is needed, a withdrawal changes nothing about sharing, as in
2011; where one is needed, sharing stops on the day on which the notice runs out, at 00:00 of the place. Method: real
cards through four agencies, and every act at its holder's console.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from tenprint.agency import act_register, journal
from tenprint.agency.booking.capture import write_card
from tenprint.agency.bootstrap import Network, log_folder, open_network
from tenprint.agency.role import ROLES
from tenprint.clock import ManualClock
from tenprint.identity.number import ORI, TCN
from tenprint.image.model import GreyImage
from tenprint.record.ebts import ArrestFields, Charge
from tenprint.sharing.act import ActKind
from tenprint.sharing.local_time import midnight_of
from tenprint.sharing.rules import load
from tenprint.sim.card.images import card_images
from tenprint.sim.story.cast import Case, cast
from tenprint.sim.story.demo import verify_log

START = datetime(2011, 6, 8, 16, tzinfo=UTC)
STATION = ORI("MA017TP01")  # Middlesex County: not on the roster before May 2012
REQUIRED = """
description: An agreement is a condition
reference: {title: A question asked in Boston, date: 2011-06-08, address: none}
changes:
  federal/agreement_required:
    replace: true
    values:
      2008-10-27: {value: true}
"""


@cache
def images() -> dict[int, GreyImage]:
    """The pictures of one person's card."""
    return dict(card_images(cast(4, STATION)[Case.UNKNOWN].person.prints_seed, capture=1, workers=2))


class Story:
    """A state's story on a network of its own."""

    def __init__(self, home: Path, reform: Path | None) -> None:
        """Open four agencies under the law as it was, or under a reform."""
        self.clock, self.home, self.cards = ManualClock(START), home, 0
        self.network: Network = open_network(home, self.clock, load(reform))

    def act(self, role: str, officer: str, kind: ActKind, place: str, days: int = 1) -> act_register.ActEntry:
        """Do an act, let the others learn of it, and let days pass."""
        done = self.network.services[role].participation.act(officer, kind, place, authority="its own words")
        self.network.settle()
        self.clock.advance(timedelta(days=days))
        return done.entry

    def shared(self) -> tuple[bool, str]:
        """Book somebody now: whether the prints were shared, and by which rule."""
        self.cards += 1
        person = cast(4, STATION)[Case.UNKNOWN].person
        on = self.clock.now()
        arrest = ArrestFields(on.date(), [Charge("5311 DISORDERLY CONDUCT")], [STATION])
        tcn = TCN(f"{STATION}-{on:%Y%m%d}-{self.cards:06d}")
        data = write_card(images(), tcn=tcn, ori=STATION, on=on, person=person.fields, arrest=arrest)
        self.network.booking.submit(data)
        self.network.settle()
        with self.network.national.store.reading() as connection:
            sharing = journal.load(connection, tcn).facts["sharing"]
        return sharing["permitted"], sharing["rule"]

    def until(self, instant: datetime) -> None:
        """Let time pass."""
        assert instant >= self.clock.now()
        self.clock.instant = instant


@pytest.fixture(params=["as it was", "agreement required"])
def story(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Story, bool]]:
    """The story under one law and under the other; whether an agreement is required."""
    required = request.param == "agreement required"
    reform = tmp_path / "reform.yaml"
    reform.write_text(REQUIRED, encoding="utf-8")
    found = Story(tmp_path / "agencies", reform if required else None)
    yield found, required
    found.network.stop()
    for role in ROLES:
        assert verify_log(log_folder(found.home, role))["verified"]


@pytest.mark.xdist_group("network")
def test_a_states_whole_story(story: tuple[Story, bool]) -> None:
    state, required = story
    assert state.shared() == (False, "activation[25017]")
    state.act("immigration", "headquarters", ActKind.PROPOSE, "MA")
    state.act("state", "governor-ma", ActKind.SIGN, "MA")
    state.act("immigration", "headquarters", ActKind.COUNTERSIGN, "MA")
    state.act("national", "activation-1", ActKind.ACTIVATE, "25017")
    assert state.shared() == (True, "activation[25017]")
    withdrawal = state.act("state", "governor-ma", ActKind.WITHDRAW, "MA")
    assert withdrawal.act.effective_on == withdrawal.act.acted_on + timedelta(days=30) == date(2011, 7, 12)
    asked = state.act("state", "governor-ma", ActKind.DEACTIVATE, "MA")
    assert asked.standing is act_register.ActStanding.REQUEST
    assert state.shared() == (True, "activation[25017]"), "until the notice has run out the agreement holds"
    ends = midnight_of(withdrawal.act.effective_on, load().county("25017"))
    state.until(ends - timedelta(seconds=1))
    assert state.shared() == (True, "activation[25017]")
    state.until(ends)
    expected = (False, "state/MA/agreement") if required else (True, "activation[25017]")
    assert state.shared() == expected
    for role in ("state", "national", "immigration"):
        with state.network.services[role].store.reading() as connection:
            known = state.network.services[role].participation.known(connection)
        dated = known.rules.value("state/MA/agreement", withdrawal.act.effective_on)
        assert dated is not None and dated.value == "withdrawn"
        assert withdrawal.act.control in dated.source.title
